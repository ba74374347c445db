"""The article: a text as it was read, and the sentences that evidence points at."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from aidememoire.record import GivenField


@dataclass(frozen=True, slots=True)
class Sentence:
    """One numbered sentence of an article: the unit of evidence.

    `text[start:end]` of the article's text is the sentence, without the white space around it.
    Offsets count Unicode code points; `end` is exclusive.
    """

    number: int
    """Its place in the article, from 1."""
    start: int
    end: int
    paragraph: int
    """The number, from 1, of the paragraph (block of text between line breaks) it stands in."""
    heading: bool = False
    """Whether it is a line that is no sentence: a headline, byline, date line or page furniture."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an input says of its article beside the text: a row's fields, a page's metadata.

    It counts as what the article prints of itself, and goes before that.
    """

    title: str | None = None
    outlet: str | None = None
    published: dt.date | None = None
    url: str | None = None

    def told(self) -> tuple[GivenField, ...]:
        """The names of what is said."""
        names = (field.name for field in fields(self))
        return tuple(cast("GivenField", name) for name in names if getattr(self, name) is not None)


@dataclass(frozen=True)
class Article:
    """A text as it was read: no character is changed, so that offsets hold.

    Attributes:
        id: The name the record carries, unique within a run.
        text: The whole text, byte order mark removed, line breaks as they stand.
        sentences: Its sentences in order, not overlapping.
        language: ISO 639-1 code of the main language, or "und".
        origin: Where it came from, for messages ("articles/001.txt", "standard input").
        given: What the input says of it beside the text.
    """

    id: str
    text: str
    sentences: tuple[Sentence, ...]
    language: str = "en"
    origin: str = ""
    given: Given = Given()

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, as lower-case hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def quote(self, sentence: Sentence) -> str:
        """The sentence, verbatim."""
        return self.text[sentence.start : sentence.end]
