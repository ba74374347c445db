"""Records as a table of events, with the codes of CAMEO and PLOVER and columns named as GDELT's.

The codes are in `data/events.toml`, each with its source and why it was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations, product
from typing import Any, NamedTuple

from aidememoire.exports.tables import Column, Row, Table
from aidememoire.record import ORGANISATIONS, Call, Extraction
from aidememoire.views.parties import party_name
from aidememoire.wordlists import table

_OTHER = "OTHER"

EVENTS = Table(
    "events",
    "That a call was held, and what was said and settled in it, by one party to another.",
    (
        Column("event_id", "text", "`call_id:item:item_no:party-party`."),
        Column("SQLDATE", "integer", "The day of the call as YYYYMMDD."),
        Column("MonthYear", "integer", "Its month as YYYYMM."),
        Column("Year", "integer", "Its year."),
        Column("Actor1Code", "text", "CAMEO: `RUSGOV`, `IGOUNO`."),
        Column("Actor1Name", "text", "In English."),
        Column("Actor1CountryCode", "text", "CAMEO code of the country."),
        Column("Actor1KnownGroupCode", "text", "CAMEO code of the organisation."),
        Column("Actor1Type1Code", "text", "`GOV` or `IGO`."),
        Column("Actor2Code", "text", "The same of the one addressed."),
        Column("Actor2Name", "text", "The same."),
        Column("Actor2CountryCode", "text", "The same."),
        Column("Actor2KnownGroupCode", "text", "The same."),
        Column("Actor2Type1Code", "text", "The same."),
        Column("IsRootEvent", "integer", "1 for the call itself, 0 for what was said in it."),
        Column("EventCode", "text", "CAMEO code, with its leading zero."),
        Column("EventBaseCode", "text", "Its first three digits."),
        Column("EventRootCode", "text", "Its first two."),
        Column("QuadClass", "integer", "1 to 4, as GDELT has them."),
        Column("GoldsteinScale", "number", "As GDELT has it."),
        Column("SOURCEURL", "text", "The article's address."),
        Column("event_date", "date", "The day of the call."),
        Column("date_basis", "text", "`stated` or `inferred`."),
        Column("plover_event", "text", "PLOVER event type; null where PLOVER has none."),
        Column("plover_mode", "text", "PLOVER mode."),
        Column("party1", "text", "Our own code of the one who acts."),
        Column("party2", "text", "Of the one addressed."),
        Column("call_id", "text", "The call, as in the other tables."),
        Column("item", "text", "`call`, `statements` or `outcomes`."),
        Column("item_no", "integer", "The item's place there; null for `call`."),
        Column("act", "text", "The act of a statement or the kind of an outcome."),
        Column("area", "text", "The area of a statement's topic."),
        Column("text", "text", "The statement or outcome; the summary of the call."),
    ),
    ("event_id",),
)


_Pair = tuple[str, str | None]
"""Who acts, and on whom; None when there is nobody else."""


class _Item(NamedTuple):
    """What happened, as far as it is the same for every pair of parties."""

    item: str
    number: int | None
    code: dict[str, Any]
    act: str | None
    area: str | None
    text: str


def events(record: Extraction) -> Iterator[Row]:
    """The events of one record.

    A call gives one event a pair of parties, the one at whose wish it was held first: CAMEO 041
    has no direction. A statement or outcome gives one from each party that it is by to each of the
    others that took part; what is by all, one for each pair in each direction.
    """
    codes = table("events")
    for number, call in enumerate(record.calls, 1):
        key = f"{record.article.id}/{number}"
        parties = _parties(call)
        item = _Item("call", None, codes["call"], None, None, call.summary)
        for pair in _alone(parties, combinations(parties, 2)):
            yield _row(record, call, key, pair, item)
        areas = {topic.title: topic.area for topic in call.topics}
        for place, one in enumerate(call.statements, 1):
            code = codes["acts"][one.act]
            item = _Item("statements", place, code, one.act, areas.get(one.topic or ""), one.text)
            for pair in _pairs(one.by, parties):
                yield _row(record, call, key, pair, item)
        for place, outcome in enumerate(call.outcomes, 1):
            code = codes["outcomes"][outcome.kind]
            item = _Item("outcomes", place, code, outcome.kind, None, outcome.text)
            for pair in _pairs(outcome.by, parties):
                yield _row(record, call, key, pair, item)


def _parties(call: Call) -> list[str]:
    """The parties, the one at whose wish the call was held first."""
    parties = dict.fromkeys(one.party for one in call.participants)
    wish = call.initiated_by.party if call.initiated_by else None
    return sorted(parties, key=lambda party: party != wish)


def _pairs(by: Sequence[str], parties: Sequence[str]) -> Iterable[_Pair]:
    others = [party for party in parties if party not in by]
    if others:
        return product(dict.fromkeys(by), others)
    return _alone(by, permutations(dict.fromkeys(by), 2))


def _alone(parties: Sequence[str], pairs: Iterable[_Pair]) -> list[_Pair]:
    """The pairs; one of the first party with nobody when there are none."""
    return list(pairs) or [(parties[0], None)]


def _row(record: Extraction, call: Call, key: str, pair: _Pair, item: _Item) -> Row:
    day = call.date.value if call.date else None
    basis = call.date.basis if call.date else None
    cameo: str = item.code["cameo"]
    place = "" if item.number is None else item.number
    name = f"{key}:{item.item}:{place}:{pair[0]}-{pair[1] or ''}"
    dated = (int(f"{day:%Y%m%d}"), int(f"{day:%Y%m}"), day.year) if day else (None, None, None)
    coded = (int(item.item == "call"), cameo, cameo[:3], cameo[:2])
    weighed = (item.code["quad"], item.code["scale"], record.article.url)
    plover = (item.code.get("plover"), item.code.get("mode"))
    ours = (*pair, key, item.item, item.number, item.act, item.area, item.text)
    actors = (*_actor(pair[0]), *_actor(pair[1]))
    return (name, *dated, *actors, *coded, *weighed, day, basis, *plover, *ours)


def _actor(party: str | None) -> tuple[str | None, ...]:
    """Code, name, country, group and type of a party, as GDELT has them."""
    if party is None or party == _OTHER:
        return (None,) * 5
    if party in ORGANISATIONS:
        group = table("events")["groups"][party]
        return f"IGO{group}", party_name(party), None, group, "IGO"
    country = table("events")["countries"].get(party, party)
    return f"{country}GOV", party_name(party), country, None, "GOV"
