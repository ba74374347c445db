"""What code knows of words and codes, as tables in `data/`, read once; and patterns of them."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """What `data/NAME.toml` holds."""
    return tomllib.loads((files("aidememoire") / "data" / f"{name}.toml").read_text("utf-8"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/NAME.tsv`, each by the names in its first line."""
    text = (files("aidememoire") / "data" / f"{name}.tsv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def any_of(name: str, key: str) -> re.Pattern[str]:
    """A pattern of all the expressions under a key of `data/NAME.toml`, in either case."""
    return re.compile("|".join(table(name)[key]), re.IGNORECASE)
