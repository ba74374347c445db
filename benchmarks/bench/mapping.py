"""From what langextract found to a record, with the same code that a plain answer goes through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

from aidememoire.article import Article
from aidememoire.asking.people import fold, short_name
from aidememoire.record import ACTS, AREAS, Basis, Extraction, OutcomeKind
from baselines import answer as asked
from baselines.plain import to_record
from baselines.quotes import covered

VALUES: Mapping[str, Sequence[str]] = {
    "act": ACTS,
    "area": AREAS,
    "basis": get_args(Basis),
    "kind": get_args(OutcomeKind),
    "medium": ("phone", "video"),
}
"""The words that an attribute may have, by its name."""

_NEED_NO_PLACE = {"outlet", "published", "source"}
"""Classes without evidence in a record."""

T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """One extraction of langextract's.

    Attributes:
        kind: Its class.
        text: The words, as the model wrote them.
        start: Where langextract found them in the article; None when nowhere.
        end: Where they end, exclusive.
        attributes: What the model says of them.
    """

    kind: str
    text: str
    start: int | None = None
    end: int | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def said(self, name: str) -> str | None:
        """An attribute that is one word or several; None for none."""
        value = self.attributes.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        return str(value).strip() or None if value is not None else None

    def names(self, name: str) -> list[str]:
        """An attribute that is a list."""
        value = self.attributes.get(name)
        return [str(one) for one in value] if isinstance(value, list) else [str(value or "")]

    def one_of(self, name: str, known: Sequence[str], otherwise: str) -> Any:
        """An attribute that is one of some words, or the commonest of them."""
        value = (self.said(name) or "").lower()
        return value if value in known else otherwise

    def day(self, name: str = "date") -> dt.date | None:
        """An attribute that is a whole day, as the model wrote it."""
        try:
            return dt.date.fromisoformat(self.said(name) or "")
        except ValueError:
            return None


def record_of(article: Article, found: Iterable[Found]) -> Extraction:
    """The record: one call, since extractions don't say which call they are of.

    Evidence is the whole sentences around an extraction's place; what langextract could not find
    in the article drops, as does all when nobody is found who spoke.
    """
    by_kind: dict[str, list[Found]] = {}
    for one in sorted(found, key=lambda one: one.start or 0):
        placed = one.start is not None and one.end is not None
        if one.text.strip() and (placed or one.kind in _NEED_NO_PLACE):
            by_kind.setdefault(one.kind, []).append(one)
    published = _first(one.day() for one in by_kind.get("published", []))
    outlet = _first(one.text for one in by_kind.get("outlet", []))
    calls = [_call(article, by_kind)] if by_kind.get("participant") else []
    # Without validation: the bounds of its lists are for the model that writes it.
    answer = asked.ArticleRecord.model_construct(
        title=None, outlet=outlet, published=published, calls=calls
    )
    return to_record(article, answer)


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _call(article: Article, by_kind: Mapping[str, Sequence[Found]]) -> asked.Call:
    def quotes(one: Found) -> list[str]:
        if one.start is None or one.end is None:
            return []
        return [article.quote(each) for each in covered(article, one.start, one.end)]

    channels = (one.one_of("medium", VALUES["medium"], "") for one in by_kind.get("channel", ()))
    return asked.Call.model_construct(
        date=_first(_date(one, quotes(one)) for one in by_kind.get("call_date", ())),
        channel=_first(one or None for one in channels) or "unspecified",
        initiated_by=_first(_wish(one, quotes(one)) for one in by_kind.get("initiator", ())),
        sources=list(dict.fromkeys(one.text for one in by_kind.get("source", ()))),
        participants=_people(
            asked.Participant.model_construct(
                name=one.text,
                office=one.said("office"),
                party=one.said("country") or "",
                evidence=quotes(one),
            )
            for one in by_kind["participant"]
        ),
        topics=_topics(
            (one, quotes(one))
            for one in sorted(
                (one for kind in _MATTERS for one in by_kind.get(kind, ())),
                key=lambda one: one.start or 0,
            )
        ),
        statements=[
            asked.Statement.model_construct(
                by=one.names("by"),
                act=one.one_of("act", VALUES["act"], "stress"),
                text=one.text,
                topic=_title(one),
                evidence=quotes(one),
            )
            for one in by_kind.get("statement", ())
        ],
        outcomes=[
            asked.Outcome.model_construct(
                by=one.names("by"),
                kind=one.one_of("kind", VALUES["kind"], "agreed"),
                text=one.text,
                evidence=quotes(one),
            )
            for one in by_kind.get("outcome", ())
        ],
        references=[
            asked.Reference.model_construct(name=one.text, date=one.day(), evidence=quotes(one))
            for one in by_kind.get("reference", ())
        ],
        summary="",
    )


_MATTERS = ("topic", "statement", "outcome")


def _date(one: Found, evidence: list[str]) -> asked.CallDate | None:
    value = one.day()
    if value is None or not evidence:
        return None
    basis = one.one_of("basis", VALUES["basis"], "stated")
    return asked.CallDate.model_construct(value=value, basis=basis, evidence=evidence)


def _wish(one: Found, evidence: list[str]) -> asked.Initiator | None:
    country = one.said("country")
    if country is None or not evidence:
        return None
    return asked.Initiator.model_construct(party=country, evidence=evidence)


def _people(found: Iterable[asked.Participant]) -> list[asked.Participant]:
    """Each once, under the longest name: every piece of an article names them again."""
    people: dict[str, asked.Participant] = {}
    for one in found:
        key = fold(short_name(one.name))
        first = people.setdefault(key, one)
        if len(one.name) > len(first.name) and one.evidence:
            people[key] = one
    return list(people.values())


def _title(one: Found) -> str | None:
    title = one.said("topic")
    return title[:1].upper() + title[1:] if title else None


def _topics(found: Iterable[tuple[Found, list[str]]]) -> list[asked.Topic]:
    """The matters of topics, statements and outcomes, those of one title put together."""
    topics: dict[str, asked.Topic] = {}
    for one, evidence in found:
        title = _title(one)
        if title is None or not evidence:
            continue
        topic = topics.setdefault(
            title.casefold(),
            asked.Topic.model_construct(
                title=title, area=one.one_of("area", VALUES["area"], "other"), evidence=[]
            ),
        )
        topic.evidence.extend(evidence)
    return list(topics.values())
