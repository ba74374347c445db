"""A run beyond one machine: waves of work go to a Ray cluster and come back as Parquet files."""
