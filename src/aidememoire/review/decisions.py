"""Decisions on a model's record: what a person says of each of its items, apart from the record.

A decision is kept under the place of its item in the record: `article.outlet`, `calls[0]`,
`calls[0].date`, `calls[0].topics[1]`. What the model missed has a place of its own, with a random
name for a number: `calls[0].topics[+1f0c2b9e]`, `calls[+77ab01cd].summary`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from aidememoire.article import Article
from aidememoire.errors import ReviewInvalid
from aidememoire.record import (
    CallDate,
    Channel,
    Evidence,
    Extraction,
    GivenDay,
    Initiator,
    Outcome,
    Participant,
    Reference,
    Statement,
    Text,
    Topic,
    describe,
)

Verdict: TypeAlias = Literal["accepted", "corrected", "rejected", "added"]

_VALUES: dict[str, TypeAdapter[Any]] = {
    "title": TypeAdapter(Text),
    "outlet": TypeAdapter(Text),
    "published": TypeAdapter(dt.date),
    "date": TypeAdapter(CallDate),
    "channel": TypeAdapter(Channel),
    "initiated_by": TypeAdapter(Initiator),
    "sources": TypeAdapter(tuple[Text, ...]),
    "summary": TypeAdapter(Text),
    "participants": TypeAdapter(Participant),
    "topics": TypeAdapter(Topic),
    "statements": TypeAdapter(Statement),
    "outcomes": TypeAdapter(Outcome),
    "references": TypeAdapter(Reference),
}
HEADER = ("title", "outlet", "published")
SLOTS = ("date", "channel", "initiated_by", "sources", "summary")
LISTS = ("participants", "topics", "statements", "outcomes", "references")
_GROUNDED = {"date", "initiated_by", *LISTS}
"""The fields whose values stand on sentences."""
_KEPT = {"channel", "sources", "summary"}
"""The fields that every call has: they can be corrected, and not rejected."""

_PLACE = re.compile(
    rf"article\.(?P<header>{'|'.join(HEADER)})"
    r"|(?P<call>calls\[(?:\d{1,4}|\+[0-9a-f]{8})\])"
    rf"(?:\.(?:(?P<slot>{'|'.join(SLOTS)})"
    rf"|(?P<list>{'|'.join(LISTS)})\[(?:\d{{1,4}}|\+[0-9a-f]{{8}})\]))?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a record, or beside what it holds, a decision belongs."""

    name: str
    field: str
    """`call` for a call as a whole, else the name of the field."""
    call: str | None
    """The place of its call; None for the article's own fields."""

    @property
    def added(self) -> bool:
        """Whether the model said nothing there."""
        return "[+" in self.name


def place_of(name: str) -> Place:
    """Read the name of a place.

    Raises:
        ReviewInvalid: It is none.
    """
    match = _PLACE.fullmatch(name)
    if match is None:
        raise ReviewInvalid(f"no place in a record: {name[:80]!r}")
    field = match["header"] or match["slot"] or match["list"] or "call"
    return Place(name, field, match["call"])


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Decision(_Model):
    """What a person says of one item."""

    verdict: Verdict
    value: Any = None
    """What is right, as in the record, for what is corrected or added; else null."""


class Review(_Model):
    """All decisions on one record so far."""

    schema_version: Literal["1"] = "1"
    article: str
    """The record's id of the article."""
    record_sha256: str
    """SHA-256 of the record that the decisions are about, in JSON."""
    version: Annotated[int, Field(ge=0)] = 0
    """How often it was saved."""
    gold_version: int | None = None
    """The version that the gold record was made of; null when there is none yet."""
    decisions: dict[str, Decision] = {}
    """By place."""


def new_review(record: Extraction) -> Review:
    """A review with nothing decided."""
    return Review(article=record.article.id, record_sha256=fingerprint(record))


def fingerprint(record: Extraction) -> str:
    """SHA-256 of a record, in JSON, as hexadecimal digits."""
    return hashlib.sha256(record.to_json().encode("utf-8", "surrogatepass")).hexdigest()


def places(record: Extraction) -> dict[str, Any]:
    """Every place where the model's word is to be decided on, with what it said there."""
    found: dict[str, Any] = {f"article.{name}": getattr(record.article, name) for name in HEADER}
    for number, call in enumerate(record.calls):
        at = f"calls[{number}]"
        found |= {f"{at}.{name}": getattr(call, name) for name in SLOTS}
        for name in LISTS:
            items = enumerate(getattr(call, name))
            found |= {f"{at}.{name}[{index}]": item for index, item in items}
    return found


def undecided(record: Extraction, decisions: Mapping[str, Decision]) -> Iterator[str]:
    """The places that still want a decision; those of a rejected call don't."""
    for name in places(record):
        call = decisions.get(place_of(name).call or "")
        gone = call is not None and call.verdict == "rejected"
        if name not in decisions and not gone:
            yield name


def changed(
    before: Mapping[str, Decision], changes: Mapping[str, Any], record: Extraction, article: Article
) -> dict[str, Decision]:
    """The decisions after some more.

    Args:
        before: Those so far.
        changes: By place, each as `{"verdict": …, "value": …}`, or null to take back what was
            added. A value that stands on sentences has their numbers as `sentences`.
        record: The model's record.
        article: The article, with its sentences.

    Raises:
        ReviewInvalid: A decision breaks the codebook; `faults` has the reasons by place.
    """
    after, faults = dict(before), {}
    known = places(record)
    calls = {f"calls[{number}]" for number in range(len(record.calls))}
    for name, change in changes.items():
        try:
            place = place_of(name)
            if not place.added and name not in known and name not in calls:
                faults[name] = "the record has no such item"
            elif change is None and place.added:
                # With an added call goes all that was said in it.
                after = {key: one for key, one in after.items() if not _within(key, name)}
            else:
                after[name] = _decision(place, change, known.get(name), article)
        except ReviewInvalid as error:
            faults[name] = error.message
    for name in changes.keys() & after.keys() - faults.keys():
        # Another window may have taken the call back: nothing would come of what is in it.
        if (call := place_of(name).call) and call not in calls and call not in after:
            faults[name] = "its call is not there any more"
    if faults:
        raise ReviewInvalid("some decisions break the codebook", faults=faults)
    return after


def right_value(name: str, decision: Decision) -> Any:
    """The value of a decision as the record's models have it; None when it has none."""
    if decision.value is None:
        return None
    return _VALUES[place_of(name).field].validate_python(decision.value)


def _within(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}.")


def _decision(place: Place, change: Any, model: Any, article: Article) -> Decision:
    try:
        decision = Decision.model_validate(change)
    except ValidationError as error:
        raise ReviewInvalid(f"no decision: {describe(error)}") from error
    if (decision.verdict == "added") != place.added:
        raise ReviewInvalid("only what the model did not say can be added")
    if decision.verdict in {"accepted", "rejected"} or place.field == "call":
        if decision.verdict == "rejected" and place.field in _KEPT:
            raise ReviewInvalid("every call has one: correct it")
        return Decision(verdict=decision.verdict)
    value = decision.value
    if place.field in _GROUNDED:
        value = _grounded(value, getattr(model, "evidence", ()), article)
    kind = _VALUES[place.field]
    try:
        right = kind.validate_python(value)
    except ValidationError as error:
        raise ReviewInvalid(describe(error)) from error
    if isinstance(right, Reference) and right.date and not _in_calendar(right.date):
        raise ReviewInvalid(f"date: the calendar has no {right.date}")
    return Decision(verdict=decision.verdict, value=kind.dump_python(right, mode="json"))


def _in_calendar(date: str) -> bool:
    """Whether there is such a day, month or year; the record's pattern alone lets 2021-31-08 be."""
    try:
        dt.date.fromisoformat(date + "-01-01"[len(date) - 4 :])
    except ValueError:
        return False
    return True


def _grounded(value: Any, model: tuple[Evidence | GivenDay, ...], article: Article) -> Any:
    """The value with evidence for its `sentences`; the model's where it stands on the same."""
    if not isinstance(value, dict) or not isinstance(value.get("sentences"), list):
        raise ReviewInvalid("point at the sentences that it stands on")
    numbers = set(value["sentences"]) if all(type(n) is int for n in value["sentences"]) else set()
    meant = [one for one in article.sentences if one.number in numbers]
    if not meant or len(meant) != len(numbers):
        raise ReviewInvalid("point at the sentences that it stands on")
    touched = {
        one.number
        for one in article.sentences
        for span in model
        if isinstance(span, Evidence) and span.start < one.end and one.start < span.end
    }
    spans = [{"quote": article.quote(one), "start": one.start, "end": one.end} for one in meant]
    evidence = [one.model_dump() for one in model] if touched == numbers else spans
    return {**{key: one for key, one in value.items() if key != "sentences"}, "evidence": evidence}
