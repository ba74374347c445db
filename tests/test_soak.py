"""Processes killed at random moments: the short forms of `soak.py` and `interrupted.py`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from throughput import endpoint, write

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and fork are of POSIX")


def ran(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(BENCHMARKS / script), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_nothing_is_lost_or_done_twice_when_processes_are_killed() -> None:
    done = ran("soak.py", "--kills", "6", "--articles", "150")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_run_that_is_interrupted_again_and_again_ends_complete(tmp_path: Path) -> None:
    write(tmp_path / "articles", 60)
    out = tmp_path / "figures.json"
    with endpoint(0.5) as address:
        done = ran(
            "interrupted.py", "--interruptions", "3", "--every", "2", "--out", str(out), "--",
            str(tmp_path / "articles"), "--run", str(tmp_path / "run.db"), "--quiet",
            "--model", "scripted", "--base-url", address, "--concurrency", "4",
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(out.read_text("utf-8"))
    assert figures["records"] == figures["articles"] == 60
    assert len(figures["interruptions"]) == 3
    assert (figures["records_lost_or_changed"], figures["done_twice"]) == (0, 0)
