"""A run beyond one machine: waves of work go to a Ray cluster and come back as Parquet files."""

import os

# Ray looks at these when it is imported, which is after this.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anybody from here
os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # it has log files for all that
# What still calls it after a run was stopped would have it make another cluster.
os.environ.setdefault("RAY_ENABLE_AUTO_CONNECT", "0")
