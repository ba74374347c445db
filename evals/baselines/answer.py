"""What the plain request asks for: the codebook's record as anyone would write it for instructor.

Evidence is quotes as strings and parties are names: nobody but the product has numbered sentences
and code that turns answers into offsets and codes. The lists have an upper bound, so that a model
that repeats itself comes to an end.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from aidememoire.record import Act, Area, Basis, Channel, OutcomeKind

Quotes = Annotated[list[str], Field(min_length=1, max_length=6)]
Names = Annotated[list[str], Field(min_length=1, max_length=8)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class CallDate(_Answer):
    """The day of the call."""

    value: dt.date
    """The day, as YYYY-MM-DD."""
    basis: Basis
    """`stated` when the article ties the day to the call, else `inferred`."""
    evidence: Quotes
    """The sentences that say so, word for word."""


class Initiator(_Answer):
    """The country at whose wish the call was held."""

    party: str
    """The country or organisation, in English."""
    evidence: Quotes
    """The sentences that say so, word for word."""


class Participant(_Answer):
    """One who spoke in the call."""

    name: str
    """The full name without title."""
    office: str | None
    """The title, such as "President"."""
    party: str
    """The country or organisation that the person acts for, in English."""
    evidence: Quotes
    """The sentence that names the person, word for word."""


class Topic(_Answer):
    """A matter discussed in the call."""

    title: str
    """A short noun phrase."""
    area: Area
    """The field that the matter belongs to."""
    evidence: Quotes
    """Every sentence that reports what was said on it, word for word."""


class Statement(_Answer):
    """A position or act attributed in the call to one side or to both."""

    by: Names
    """The countries that speak; all of them for "the sides stressed"."""
    act: Act
    """What they do in saying it."""
    text: str
    """One plain sentence that stands on its own."""
    topic: str | None
    """A title from `topics`."""
    evidence: Quotes
    """The sentences that say so, word for word."""


class Outcome(_Answer):
    """What is to happen next as a result of the call."""

    by: Names
    """The countries bound."""
    kind: OutcomeKind
    """`agreed` by the sides, `pledged` by one, `considered`: studied or planned, undecided."""
    text: str
    """What is to be done."""
    evidence: Quotes
    """The sentences that say so, word for word."""


class Reference(_Answer):
    """An agreement, resolution, statement or dated meeting that the account of the call cites."""

    name: str
    date: dt.date | None
    """The day, as YYYY-MM-DD."""
    evidence: Quotes
    """The sentence that cites it, word for word."""


class Call(_Answer):
    """One telephone or video conversation between people who act for states or organisations."""

    date: CallDate | None
    channel: Channel
    """`unspecified` for a "call" or "conversation" with no word on how."""
    initiated_by: Initiator | None
    """Only when the article says so."""
    sources: Annotated[list[str], Field(max_length=6)]
    """The offices whose account of the call the article relays."""
    participants: Annotated[list[Participant], Field(max_length=12)]
    topics: Annotated[list[Topic], Field(max_length=20)]
    statements: Annotated[list[Statement], Field(max_length=30)]
    outcomes: Annotated[list[Outcome], Field(max_length=12)]
    references: Annotated[list[Reference], Field(max_length=12)]
    summary: str
    """Two or three sentences on what was said and agreed."""


class ArticleRecord(_Answer):
    """What one article says of the calls it reports."""

    title: str | None
    """The headline."""
    outlet: str | None
    """Who publishes this article."""
    published: dt.date | None
    """The day printed as the article's own date, as YYYY-MM-DD."""
    calls: Annotated[list[Call], Field(max_length=6)]
    """Empty when the article reports no call."""
