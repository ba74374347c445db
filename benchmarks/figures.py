"""Prints what was measured, and keeps it where a page of the documentation is made of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path


def tell(figures: Mapping[str, float], out: Path | None) -> None:
    """Print the figures, a line each, and write them to a file of JSON if one is named."""
    for key, value in figures.items():
        shown = f"{value:.2f}" if isinstance(value, float) else value
        sys.stdout.write(f"{key}: {shown}\n")
    keep(figures, out)


def keep(figures: Mapping[str, object], out: Path | None) -> None:
    """Write the figures to a file of JSON, if one is named."""
    if out:
        out.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
