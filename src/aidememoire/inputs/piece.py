"""What every form of input comes down to: a text and what is said of it, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field

from aidememoire.article import Given
from aidememoire.errors import ArticleError

MAX_BYTES = 2_000_000
"""The longest text of one article, in bytes of UTF-8."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one article as an input holds it.

    Attributes:
        text: The text.
        origin: Where it came from, for messages ("dump.jsonl, line 7").
        name: What its id is made from.
        given: What the input says of it beside the text.
    """

    text: str
    origin: str
    name: str
    given: Given = field(default_factory=Given)


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of an input that gives no text, and why."""

    error: ArticleError
    origin: str
    name: str
    lacks_text: bool = False
    """Whether it is a row without the field that holds the text."""
