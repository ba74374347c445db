"""Records as tables: a row an article, a call, and each thing that a call holds.

The columns and their types are the same in every form of export, and are a promise: a new version
may add columns, at the end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from aidememoire.record import (
    Call,
    Evidence,
    Extraction,
    GivenDay,
    Outcome,
    Participant,
    Reference,
    Statement,
    Topic,
)

Kind = Literal["text", "integer", "number", "date", "list"]
"""The type of a column; a list is one of texts."""
Value = str | int | float | dt.date | tuple[str, ...] | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type, and what it holds."""

    name: str
    kind: Kind
    said: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, its columns, and what a row is."""

    name: str
    said: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns that tell a row from all others."""


_CALL = Column("call_id", "text", "The call: `article_id/call_no`.")
_ITEM = Column("item_no", "integer", "Its place in the call's list, from 1.")
_CONFIDENCE = Column("confidence", "number", "How sure it is, from 0 to 1, where that is known.")
_OF_CALL = ("call_id", "item_no")

TABLES = (
    Table(
        "articles",
        "An article that was read; those that report no call too.",
        (
            Column("article_id", "text", "The name that the article was read under."),
            Column("title", "text", "Its headline."),
            Column("outlet", "text", "Who published it."),
            Column("published", "date", "The article's own date."),
            Column("language", "text", "ISO 639 code of its language."),
            Column("url", "text", "Its address, when the input gave one."),
            Column("given", "list", "Which of these the input gave beside the text."),
            Column("sha256", "text", "SHA-256 of its text: which text the offsets belong to."),
            Column("calls", "integer", "How many calls it reports."),
        ),
        ("article_id",),
    ),
    Table(
        "calls",
        "A call that an article reports.",
        (
            _CALL,
            Column("article_id", "text", "The article that reports it."),
            Column("call_no", "integer", "Its place in the article, from 1."),
            Column("call_date", "date", "The day of the call."),
            Column("date_basis", "text", "`stated`, or `inferred` from the day of the account."),
            Column("channel", "text", "`phone`, `video` or `unspecified`."),
            Column("initiated_by", "text", "The party at whose wish it was held."),
            Column("parties", "list", "The parties that spoke, each once."),
            Column("sources", "list", "The offices whose account the article relays."),
            Column("summary", "text", "Two or three sentences."),
        ),
        ("call_id",),
    ),
    Table(
        "participants",
        "One who spoke in a call.",
        (
            _CALL,
            _ITEM,
            Column("name", "text", "The name."),
            Column("office", "text", "The title."),
            Column("party", "text", "The code of the state or organisation."),
            _CONFIDENCE,
        ),
        _OF_CALL,
    ),
    Table(
        "topics",
        "A matter discussed.",
        (
            _CALL,
            _ITEM,
            Column("title", "text", "A short noun phrase."),
            Column("area", "text", "The field that it belongs to."),
            _CONFIDENCE,
        ),
        _OF_CALL,
    ),
    Table(
        "statements",
        "A position or act attributed in a call.",
        (
            _CALL,
            _ITEM,
            Column("by_parties", "list", "The parties that speak."),
            Column("act", "text", "What they do in saying it."),
            Column("text", "text", "One sentence that stands on its own."),
            Column("topic", "text", "The title of its topic."),
            Column("topic_no", "integer", "The `item_no` of its topic."),
            _CONFIDENCE,
        ),
        _OF_CALL,
    ),
    Table(
        "outcomes",
        "What is to happen next.",
        (
            _CALL,
            _ITEM,
            Column("by_parties", "list", "The parties bound."),
            Column("kind", "text", "`agreed`, `pledged` or `considered`."),
            Column("text", "text", "What is to be done."),
            _CONFIDENCE,
        ),
        _OF_CALL,
    ),
    Table(
        "cited",
        "An agreement, resolution or meeting that the account cites: the record's `references`, "
        "which is a word of SQL.",
        (
            _CALL,
            _ITEM,
            Column("name", "text", "Its name."),
            Column("cited_date", "date", "Its date; the first day of a month or year."),
            Column("date_precision", "text", "`day`, `month` or `year`."),
        ),
        _OF_CALL,
    ),
    Table(
        "evidence",
        "A verbatim span of the article on which an item stands.",
        (
            _CALL,
            Column("item", "text", "The table of the item, or `date`, or `initiated_by`."),
            Column("item_no", "integer", "The item's place; null for `date` and `initiated_by`."),
            Column("evidence_no", "integer", "The span's place in the item, from 1."),
            Column("start_offset", "integer", "Of the first character, in code points."),
            Column("end_offset", "integer", "After the last character."),
            Column("quote", "text", "The words."),
            Column("given", "text", "`published` for a day that the input gave: no span then."),
        ),
        ("call_id", "item", "item_no", "evidence_no"),
    ),
)


def rows(record: Extraction) -> Iterator[tuple[str, Row]]:
    """The rows of one record, each with the name of its table.

    Yields:
        Pairs such as `("topics", ("001/1", 1, "Ferry link", "transport"))`, the article's first.
    """
    own = record.article
    article = (own.id, own.title, own.outlet, own.published, own.language, own.url, own.given)
    yield "articles", (*article, own.sha256, len(record.calls))
    for number, call in enumerate(record.calls, 1):
        yield from _of_call(own.id, number, call)


def _of_call(article: str, number: int, call: Call) -> Iterator[tuple[str, Row]]:
    key = f"{article}/{number}"
    parties = tuple(dict.fromkeys(one.party for one in call.participants))
    day = (call.date.value, call.date.basis) if call.date else (None, None)
    wish = call.initiated_by.party if call.initiated_by else None
    said = (call.channel, wish, parties, call.sources, call.summary)
    yield "calls", (key, article, number, *day, *said)
    places = {topic.title: place for place, topic in enumerate(call.topics, 1)}
    for place, person in enumerate(call.participants, 1):
        who = (person.name, person.office, person.party)
        yield "participants", (key, place, *who, person.confidence)
    for place, topic in enumerate(call.topics, 1):
        yield "topics", (key, place, topic.title, topic.area, topic.confidence)
    for place, one in enumerate(call.statements, 1):
        about = (one.topic, places.get(one.topic or ""))
        yield "statements", (key, place, one.by, one.act, one.text, *about, one.confidence)
    for place, outcome in enumerate(call.outcomes, 1):
        what = (outcome.by, outcome.kind, outcome.text)
        yield "outcomes", (key, place, *what, outcome.confidence)
    for place, cited in enumerate(call.references, 1):
        yield "cited", (key, place, cited.name, *_dated(cited))
    yield from _evidence(key, call)


def _dated(cited: Reference) -> tuple[dt.date | None, str | None]:
    """The first day that the date may mean, and what it says."""
    if cited.date is None:
        return None, None
    parts = [int(part) for part in cited.date.split("-")]
    try:
        first = dt.date(*[*parts, 1, 1][:3])
    except ValueError:  # the record's pattern lets 2021-02-30 through
        return None, None
    return first, ("year", "month", "day")[len(parts) - 1]


def _evidence(key: str, call: Call) -> Iterator[tuple[str, Row]]:
    items: list[tuple[str, int | None, tuple[Evidence | GivenDay, ...]]] = []
    if call.date:
        items.append(("date", None, call.date.evidence))
    if call.initiated_by:
        items.append(("initiated_by", None, call.initiated_by.evidence))
    lists: dict[str, Sequence[Participant | Topic | Statement | Outcome | Reference]] = {
        "participants": call.participants,
        "topics": call.topics,
        "statements": call.statements,
        "outcomes": call.outcomes,
        "cited": call.references,
    }
    for name, found in lists.items():
        items += [(name, place, one.evidence) for place, one in enumerate(found, 1)]
    for name, at, spans in items:
        for number, span in enumerate(spans, 1):
            yield "evidence", (key, name, at, number, *_span(span))


def _span(span: Evidence | GivenDay) -> Row:
    if isinstance(span, GivenDay):
        return None, None, None, span.given
    return span.start, span.end, span.quote, None
