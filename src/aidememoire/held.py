"""Whether what is told is a call that was held: not one to come, nor one with somebody else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal


@cache
def _words(kind: Literal["ahead", "posed"]) -> re.Pattern[str]:
    text = files("aidememoire").joinpath("data/held.toml").read_text(encoding="utf-8")
    return re.compile("|".join(tomllib.loads(text)[kind]), re.IGNORECASE)


def ahead(sentences: Iterable[str]) -> bool:
    """Whether all these sentences speak of a call to come; not when there are none.

    Of 199 labelled calls no one's sentences do.
    """
    found = [bool(_words("ahead").search(text)) for text in sentences]
    return bool(found) and all(found)


def posed(text: str) -> bool:
    """Whether a sentence tells of somebody who posed as somebody else."""
    return _words("posed").search(text) is not None
