"""The cues that the rules go by: `cues.toml`, as patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table() -> dict[str, Any]:
    """All of them, as they stand in the file."""
    return tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))


@cache
def one_of(name: str) -> re.Pattern[str]:
    """What finds any cue of one list."""
    return pattern(table()[name])


def pattern(cues: list[str]) -> re.Pattern[str]:
    """What finds any of these cues, case aside."""
    return re.compile("|".join(cues), re.IGNORECASE)
