"""What the machine gives to this process."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores(quota: Path = _QUOTA) -> int:
    """How many physical cores this process may use, at least 1.

    More threads than that only wait for each other. Affinity and a container's quota count.

    Args:
        quota: The control group's file of the quota, on Linux.
    """
    logical = os.cpu_count() or 1
    limits = [logical, psutil.cpu_count(logical=False) or logical]
    # Not on macOS.
    if hasattr(os, "sched_getaffinity"):
        limits.append(len(os.sched_getaffinity(0)))
    limits.append(_quota_cores(quota) or logical)
    return max(1, min(limits))


def _quota_cores(quota: Path) -> int | None:
    try:
        allowed, period = quota.read_text("ascii").split()
        return max(1, int(allowed) // int(period))
    except (OSError, ValueError):
        # There is none, or it says "max".
        return None
