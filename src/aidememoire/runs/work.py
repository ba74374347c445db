"""What goes in and out of a run store: versions, pieces of work, attempts at them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from aidememoire.model import Usage
from aidememoire.record import SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Version:
    """What a result depends on beside the article.

    Attributes:
        model: The fingerprint of what answers.
        prompt: The fingerprint of the words it is asked with.
        name: What the model is called.
        settings: How it was asked, for people to read; no keys.
        schema: The version of the record's schema.
    """

    model: str
    prompt: str
    name: str
    settings: dict[str, object]
    schema: str = SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Taken:
    """A piece of work that a worker has taken: a text, and the first article that has it."""

    text: int
    id: str
    origin: str
    body: str
    published: dt.date | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one try at a piece of work came to.

    Attributes:
        usage: What the model was asked.
        seconds: Wall-clock seconds.
        cost: In the currency of the prices; None when the price is not known.
    """

    usage: Usage
    seconds: float
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """How many articles came in, how many of them were new, and how many texts."""

    articles: int = 0
    new: int = 0
    unread: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(
            self.articles + other.articles, self.new + other.new, self.unread + other.unread
        )
