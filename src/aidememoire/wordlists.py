"""What code knows of words and codes, as tables in `data/`, read once; and patterns of them."""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

_EDGE = r"\b"


@cache
def table(name: str) -> dict[str, Any]:
    """What `data/NAME.toml` holds."""
    return tomllib.loads((files("aidememoire") / "data" / f"{name}.toml").read_text("utf-8"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/NAME.tsv`, each by the names in its first line."""
    text = (files("aidememoire") / "data" / f"{name}.tsv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


class Expressions:
    """A pattern of many expressions, looked for in either case.

    Python's `re` tells by a branch's first letter that it can't match here, but not where case
    makes no difference, and it tests for the edge of a word once if that is what all branches begin
    with. So the text is folded first, and the branches sorted: the search takes a fifth of the
    time. A match's groups are folded; its places are those of the text.

    Args:
        expressions: Regular expressions without capitals.
    """

    def __init__(self, expressions: Iterable[str]) -> None:
        plain = [_fold(each) for each in expressions]
        words = [each.removeprefix(_EDGE) for each in plain if each.startswith(_EDGE)]
        others = [each for each in plain if not each.startswith(_EDGE)]
        branches = [rf"{_EDGE}(?:{'|'.join(words)})"] if words else []
        self._pattern = re.compile("|".join((*branches, *others)))

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first of them in `text[start:end]`."""
        return self._pattern.search(folded(text), start, end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The one that begins at `start`."""
        return self._pattern.match(folded(text), start)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All of them, not overlapping."""
        return self._pattern.finditer(folded(text))


def places(words: str, text: str) -> Iterator[int]:
    """Where these very words stand in a text; no pattern has to be compiled."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def folded(text: str) -> str:
    """A text in lower case, character for character."""
    return text.lower() if text.isascii() else _fold(text.replace("İ", "i").lower())


def _fold(text: str) -> str:
    """Letters that are one in capitals made one: the Turkish i, the Greek sigma."""
    return text.replace("ı", "i").replace("ς", "σ")


@cache
def any_of(name: str, *keys: str) -> Expressions:
    """All the expressions under these keys of `data/NAME.toml`, in either case."""
    return Expressions(each for key in keys for each in table(name)[key])
