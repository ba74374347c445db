"""What is generated in the documentation is up to date."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(ROOT / "docs/generate.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_a_million_cost_is_reckoned_from_the_accepted_run() -> None:
    accepted = json.loads((ROOT / "evals/accepted.json").read_text(encoding="utf-8"))
    page = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
    assert f"| embedded model, 2 cores | {accepted['seconds']:.0f} s |" in page
    assert f"| embedded model, tokens read and written | {accepted['tokens']:.0f} |" in page
    assert f"1,000,000 × {accepted['seconds']:.1f} s = " in page
