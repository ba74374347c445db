"""The article: a text as it was read, its language, and the sentences that evidence points at."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, cast

from aidememoire.language import detect
from aidememoire.sentences import Sentence, split

if TYPE_CHECKING:
    from aidememoire.record import GivenField


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
        origin: Where it came from, for messages ("articles/001.txt", "standard input").
        given: What the input says of it beside the text.
    """

    id: str
    text: str
    origin: str = ""
    given: Given = Given()

    # Found when first asked for: texts that are only taken in, or done already, need neither.
    @cached_property
    def language(self) -> str:
        """ISO 639-1 code of the main language, or "und"."""
        return detect(self.text)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in order, not overlapping."""
        return split(self.text, self.language)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, as lower-case hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def quote(self, sentence: Sentence) -> str:
        """The sentence, verbatim."""
        return self.text[sentence.start : sentence.end]
