"""Whether records are as sure as they are right: confidence against credit, item by item.

An item's credit is that of its pair in the codebook's comparison, 0 without one. Items are put
together by confidence; where the mean credit of each such band is its mean confidence, the
confidence can be taken at its word. The expected calibration error is the mean distance of the
two, each band counting by its items (Naeini, Cooper and Hauskrecht, 2015).
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from aidememoire.evaluation.gold import Gold
from aidememoire.evaluation.items import (
    OUTCOMES,
    PARTICIPANTS,
    STATEMENTS,
    TOPICS,
    Data,
    Kind,
)
from aidememoire.evaluation.scores import pair_calls
from aidememoire.record import Call, Extraction, Outcome, Participant, Statement, Topic

_BANDS = 5

T = TypeVar("T", Participant, Topic, Statement, Outcome)


class Judged(Data):
    """An item that says how sure it is, and what it earned."""

    listed: str
    """The list that it stands in."""
    confidence: float
    credit: float


class Band(Data):
    """Items that are about as sure."""

    low: float
    """The least confidence of the band, inclusive."""
    high: float
    """The end of the band, exclusive but for 1."""
    items: int
    confidence: float
    """The mean."""
    credit: float
    """The mean."""


def judged(gold: Gold, record: Extraction) -> Iterator[Judged]:
    """The items of a record that say how sure they are, each with what it earned.

    Args:
        gold: What a labeller says.
        record: A record of the same text.
    """
    pairs = {p: gold.calls[g] for g, p in pair_calls(gold, record)}
    for place, call in enumerate(record.calls):
        yield from _of_call(pairs.get(place), call)


def _of_call(gold: Call | None, call: Call) -> Iterator[Judged]:
    participants = gold.participants if gold else ()
    yield from _of_list("participants", PARTICIPANTS, participants, call.participants)
    yield from _of_list("topics", TOPICS, gold.topics if gold else (), call.topics)
    yield from _of_list("statements", STATEMENTS, gold.statements if gold else (), call.statements)
    yield from _of_list("outcomes", OUTCOMES, gold.outcomes if gold else (), call.outcomes)


def _of_list(
    listed: str, kind: Kind[T], gold: Sequence[T], predicted: Sequence[T]
) -> Iterator[Judged]:
    earned = {p: kind.credit(gold[g], predicted[p]) for g, p in kind.pairs(gold, predicted)}
    for place, item in enumerate(predicted):
        if item.confidence is not None:
            credit = earned.get(place, 0.0)
            yield Judged(listed=listed, confidence=item.confidence, credit=credit)


def bands(items: Iterable[Judged]) -> tuple[Band, ...]:
    """Items by confidence, in bands of equal width; none without items."""
    found: dict[int, list[Judged]] = defaultdict(list)
    for item in items:
        found[min(int(item.confidence * _BANDS), _BANDS - 1)].append(item)
    return tuple(
        Band(
            low=place / _BANDS,
            high=(place + 1) / _BANDS,
            items=len(found[place]),
            confidence=statistics.fmean(one.confidence for one in found[place]),
            credit=statistics.fmean(one.credit for one in found[place]),
        )
        for place in sorted(found)
    )


def calibration_error(found: Sequence[Band]) -> float | None:
    """The expected calibration error, from 0 to 1; None without bands."""
    items = sum(band.items for band in found)
    if not items:
        return None
    return sum(band.items * abs(band.confidence - band.credit) for band in found) / items
