"""Processes killed at random moments: the short form of `benchmarks/soak.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).parent.parent / "benchmarks" / "soak.py"


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL and fork are of POSIX")
def test_nothing_is_lost_or_done_twice_when_processes_are_killed() -> None:
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(SOAK), "--kills", "6", "--articles", "150"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
