"""Calls over time: who spoke with whom and when, on what again and again, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from aidememoire.accounts.aligning import Aligned, align
from aidememoire.accounts.data import Data
from aidememoire.accounts.grouping import CallEntry, CallGroup
from aidememoire.accounts.items import Item, Kind, items_of, match
from aidememoire.accounts.words import likeness
from aidememoire.record import Area, Evidence, Outcome, OutcomeKind, Party, Topic

_SAME = 0.6
_UNSURE = 0.45
_NAMED = 0.1
"""What a country or number that both name adds."""


class PairCount(Data):
    """Two parties, and the calls in which both took part."""

    parties: tuple[Party, Party]
    calls: tuple[str, ...]
    """Ids of the calls, by day."""


class Raised(Data):
    """A matter as one call raised it."""

    call: str
    day: dt.date | None
    title: str
    accounts: tuple[str, ...]
    """Keys of the accounts that tell of it."""
    path: str
    """Where it stands in the record of the first of them."""
    evidence: tuple[Evidence, ...]
    """The sentences of the first of them."""


class Thread(Data):
    """A matter that the same parties spoke of, in one call or in several."""

    parties: tuple[Party, ...]
    title: str
    """As it was called first."""
    area: Area
    raised: tuple[Raised, ...]


class Later(Data):
    """Where a later call speaks of an outcome again."""

    call: str
    day: dt.date
    kind: Kind
    words: str
    account: str
    path: str
    """Where it stands in the account's record."""
    sure: bool
    """Whether the words are alike enough to say so; else it only may be the same."""
    evidence: tuple[Evidence, ...]


class Commitment(Data):
    """An outcome of a call, and where later calls speak of it; whether it was kept is not said."""

    call: str
    day: dt.date | None
    by: tuple[Party, ...]
    kind: OutcomeKind
    text: str
    accounts: tuple[str, ...]
    """Keys of the accounts that tell of it."""
    path: str
    """Where it stands in the record of the first of them."""
    evidence: tuple[Evidence, ...]
    """The sentences of the first of them."""
    later: tuple[Later, ...]


class Timeline(Data):
    """A set of calls in the order of time: plain data for tables, charts and pages."""

    calls: tuple[CallEntry, ...]
    """By day, those without a day last."""
    pairs: tuple[PairCount, ...]
    """The pairs with most calls first."""
    threads: tuple[Thread, ...]
    """By parties, then by when they were first raised."""
    commitments: tuple[Commitment, ...]
    """In the order of the calls."""


def timeline(groups: Sequence[CallGroup], parties: Collection[str] = ()) -> Timeline:
    """What a set of calls shows over time.

    Args:
        groups: The calls, as `group` puts them together.
        parties: Only calls in which all these took part; all calls when empty.
    """
    chosen = [one for one in groups if set(parties) <= set(one.entry.parties)]
    told = [_Told(one) for one in chosen]
    return Timeline(
        calls=tuple(one.entry for one in chosen),
        pairs=_pairs(chosen),
        threads=tuple(_threads(told)),
        commitments=tuple(_commitments(told)),
    )


class _Told:
    """A call with its items, each told once however many accounts tell it."""

    def __init__(self, group: CallGroup) -> None:
        self.entry = group.entry
        self.id = group.id
        self.day = group.entry.day
        self.parties = frozenset(group.entry.parties)
        self._group = group

    def items(self, kind: Kind) -> dict[str, list[Item]]:
        """The items of one kind, by account."""
        return {one.key: items_of(one, kind) for one in self._group.accounts}

    def aligned(self, kind: Kind) -> list[Aligned]:
        """The items of one kind in rows."""
        return align(self.items(kind))


def _pairs(groups: Sequence[CallGroup]) -> tuple[PairCount, ...]:
    calls: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in groups:
        for ours, theirs in combinations(sorted(one.entry.parties), 2):
            calls[ours, theirs].append(one.id)
    ordered = sorted(calls, key=lambda pair: (-len(calls[pair]), pair))
    return tuple(PairCount(parties=pair, calls=tuple(calls[pair])) for pair in ordered)


@dataclass(eq=False)
class _Thread:
    area: Area
    items: list[Item]
    raised: list[Raised] = field(default_factory=list)


def _threads(told: Sequence[_Told]) -> Iterator[Thread]:
    by_parties: dict[tuple[str, ...], list[_Told]] = defaultdict(list)
    for one in told:
        by_parties[tuple(sorted(one.parties))].append(one)
    for parties in sorted(by_parties):
        threads: list[_Thread] = []
        for one in by_parties[parties]:
            _weave(one, threads)
        for thread in threads:
            yield Thread(
                parties=parties,
                title=thread.raised[0].title,
                area=thread.area,
                raised=tuple(thread.raised),
            )


def _weave(one: _Told, threads: list[_Thread]) -> None:
    """Add what a call raised to the threads, or begin new ones."""
    before = list(threads)
    for row in one.aligned("topic"):
        first = row.items[0]
        if not isinstance(first.value, Topic):
            continue
        fits = {number: _fit(first, thread) for number, thread in enumerate(before)}
        best = max(fits, key=lambda number: fits[number], default=None)
        if best is None or not fits[best]:
            thread = _Thread(first.value.area, [])
            threads.append(thread)
        else:
            thread = before[best]
        thread.items.append(first)
        # One call may raise under one thread what it splits in two.
        if not any(raised.call == one.id for raised in thread.raised):
            accounts = tuple(dict.fromkeys(item.account for item in row.items))
            thread.raised.append(
                Raised(
                    call=one.id,
                    day=one.day,
                    title=first.words,
                    accounts=accounts,
                    path=first.path,
                    evidence=first.value.evidence,
                )
            )


def _fit(item: Item, thread: _Thread) -> float:
    """How well a matter fits a thread; 0 when it surely fits none of its matters."""
    found = [match(item, one) for one in thread.items]
    return max((one.score for one in found if one and one.sure), default=0.0)


def _commitments(told: Sequence[_Told]) -> Iterator[Commitment]:
    items: dict[str, list[Item]] = {}
    for number, one in enumerate(told):
        for row in one.aligned("outcome"):
            first = row.items[0]
            if isinstance(first.value, Outcome):
                yield Commitment(
                    call=one.id,
                    day=one.day,
                    by=first.value.by,
                    kind=first.value.kind,
                    text=first.value.text,
                    accounts=tuple(dict.fromkeys(item.account for item in row.items)),
                    path=first.path,
                    evidence=first.value.evidence,
                    later=tuple(_later(first, one, told[number + 1 :], items)),
                )


def _later(
    outcome: Item, call: _Told, after: Sequence[_Told], items: dict[str, list[Item]]
) -> Iterator[Later]:
    """The best mention in each later call of the same parties."""
    for one in after:
        if one.day is None or call.day is None or one.day <= call.day:
            continue
        if not call.parties <= one.parties:
            continue
        if one.id not in items:
            items[one.id] = [
                item for kind in _KINDS for each in one.items(kind).values() for item in each
            ]
        scores = [(_again(outcome, item), item) for item in items[one.id]]
        score, item = max(scores, key=lambda pair: pair[0], default=(0.0, outcome))
        if score >= _UNSURE:
            yield Later(
                call=one.id,
                day=one.day,
                kind=item.kind,
                words=item.words,
                account=item.account,
                path=item.path,
                sure=score >= _SAME,
                evidence=item.value.evidence,
            )


_KINDS: tuple[Kind, ...] = ("outcome", "statement", "topic", "reference")


def _again(outcome: Item, item: Item) -> float:
    like = likeness(outcome.bag, item.bag)
    if outcome.bag.language != item.bag.language:
        # A name or a number in common is a hint; what is said of it can't be compared.
        return _UNSURE if len(like.shared) > 1 else 0.0
    return like.score + _NAMED * bool(like.shared) if like.score else 0.0
