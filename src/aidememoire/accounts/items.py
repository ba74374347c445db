"""Items of two accounts: whether they are the same matter, word or undertaking, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from aidememoire.accounts.account import Account
from aidememoire.accounts.words import Bag, Likeness, bag, likeness
from aidememoire.record import Call, Outcome, Reference, Statement, Topic

Kind = Literal["topic", "statement", "outcome", "reference"]

_SAME = 0.6
_UNSURE = 0.45
_LEAST = 0.3
"""What the words alone must reach before anything else counts."""
_OTHER_SPEAKER = 0.8
_SAME_CITED = 75
_BROAD = frozenset({"relations", "other", "conflict"})
"""Areas that tell too little: two matters of one of them need not be alike at all."""
_BIG = 2
"""Digits from which a number names something: a resolution, a sum."""


@dataclass(frozen=True, eq=False)
class Item:
    """An item of an account, with what makes it comparable.

    Attributes:
        account: The account's key.
        path: Where it stands in its record: "calls[0].topics[1]".
        kind: What it is.
        value: The item of the record.
        bag: What its words say, less those who took part.
        area: The area of its matter; None when it belongs to none.
    """

    account: str
    path: str
    kind: Kind
    value: Topic | Statement | Outcome | Reference
    bag: Bag
    area: str | None

    @property
    def words(self) -> str:
        """Its own words."""
        return words_of(self.value)

    @property
    def by(self) -> frozenset[str]:
        """The parties that speak or are bound."""
        own = self.value
        return frozenset(own.by) if isinstance(own, Statement | Outcome) else frozenset()

    @property
    def deed(self) -> str | None:
        """What is done: the act of a statement, the kind of an outcome."""
        own = self.value
        if isinstance(own, Statement):
            return own.act
        return own.kind if isinstance(own, Outcome) else None


@dataclass(frozen=True)
class Match:
    """Two items taken for the same.

    Attributes:
        sure: Whether that is good enough to say so; else it is only possible.
        score: How alike they are, from 0 to 1.
        why: What speaks for it, in words.
    """

    sure: bool
    score: float
    why: tuple[str, ...]


def items_of(account: Account, kind: Kind) -> list[Item]:
    """The items of one kind, their words less those who took part: naming them tells nothing."""
    if kind not in account.made:
        account.made[kind] = _items(account, kind)
    made: list[Item] = account.made[kind]
    return made


def _items(account: Account, kind: Kind) -> list[Item]:
    call = account.call
    lists: dict[Kind, Sequence[Topic | Statement | Outcome | Reference]] = {
        "topic": call.topics,
        "statement": call.statements,
        "outcome": call.outcomes,
        "reference": call.references,
    }
    found = []
    for number, value in enumerate(lists[kind]):
        found.append(
            Item(
                account=account.key,
                path=f"calls[{account.index}].{kind}s[{number}]",
                kind=kind,
                value=value,
                bag=bag(words_of(value), account.article.language).without(
                    account.parties, account.names
                ),
                area=_area(value, call),
            )
        )
    return found


def words_of(value: Topic | Statement | Outcome | Reference) -> str:
    """The words of an item: its title, its name or its text."""
    if isinstance(value, Topic):
        return value.title
    return value.name if isinstance(value, Reference) else value.text


def topic_of(outcome: Outcome, topics: Sequence[Topic]) -> Topic | None:
    """The topic that shares most of the outcome's evidence; None when none does."""
    shared = [
        sum(
            max(0, min(ours.end, theirs.end) - max(ours.start, theirs.start))
            for ours in outcome.evidence
            for theirs in topic.evidence
        )
        for topic in topics
    ]
    most = max(shared, default=0)
    return topics[shared.index(most)] if most else None


def _area(value: Topic | Statement | Outcome | Reference, call: Call) -> str | None:
    if isinstance(value, Topic):
        return value.area
    topic = None
    if isinstance(value, Statement):
        topic = next((one for one in call.topics if one.title == value.topic), None)
    elif isinstance(value, Outcome):
        topic = topic_of(value, call.topics)
    return topic.area if topic else None


def match(one: Item, other: Item) -> Match | None:
    """Whether two items are the same matter, word, undertaking or document."""
    like = likeness(one.bag, other.bag)
    if one.kind == other.kind == "reference":
        return _cited(one, other, like)
    if one.bag.language != other.bag.language:
        return _across(one, other, like)
    if like.score < _LEAST:
        return None
    same_area = one.area == other.area
    score = like.score
    if one.kind == other.kind == "topic":
        score += 0.1 if same_area else -0.15
    else:
        if one.by.isdisjoint(other.by) and (like.score < _OTHER_SPEAKER or one.deed != other.deed):
            return None
        score += 0.1 * (one.deed == other.deed) + 0.1 * bool(like.shared)
        if one.area and other.area:
            score += 0.05 if same_area else -0.1
    why = [f"their words are alike ({like.score:.0%})", *_reasons(one, other, like)]
    return _match(min(score, 1.0), why)


def _across(one: Item, other: Item, like: Likeness) -> Match | None:
    """In two languages, only what is named and counted can be compared."""
    if not like.shared or like.figures_differ:
        return None
    several = len(like.shared) > 1
    if one.kind == other.kind == "topic":
        score = 0.65 if one.area == other.area else 0.5 if several else 0.0
    elif one.by.isdisjoint(other.by) or one.deed != other.deed:
        score = 0.0
    else:
        score = 0.65 if several else 0.5
    return _match(score, ["in two languages", *_reasons(one, other, like)])


def _cited(one: Item, other: Item, like: Likeness) -> Match | None:
    days = [item.value.date for item in (one, other) if isinstance(item.value, Reference)]
    known = [day for day in days if day]
    if len(known) == len(days) and not (
        known[0].startswith(known[-1]) or known[-1].startswith(known[0])
    ):
        return None
    if like.figures_differ:
        return None
    numbers = [one for one in like.shared if one.isdigit() and len(one) >= _BIG]
    same_day = len(known) == len(days) and known[0] == known[-1]
    if one.bag.language != other.bag.language:
        return _match(0.65 if same_day or numbers else 0.0, ["in two languages", *like.shared])
    ratio = fuzz.token_set_ratio(one.words.casefold(), other.words.casefold())
    if ratio >= _SAME_CITED:
        return _match(max(ratio / 100, _SAME), [f"their names are alike ({ratio:.0f}%)"])
    return _match(0.5 if same_day or numbers else 0.0, ["of the same day or number"])


def _match(score: float, why: Sequence[str]) -> Match | None:
    return Match(score >= _SAME, score, tuple(why)) if score >= _UNSURE else None


def _reasons(one: Item, other: Item, like: Likeness) -> list[str]:
    said = []
    if like.shared:
        said.append(f"both name {', '.join(like.shared)}")
    if one.by and one.by == other.by:
        said.append("of the same parties")
    if one.deed and one.deed == other.deed:
        said.append(f"both {one.deed}")
    if one.area and one.area == other.area:
        said.append(f"both of the area {one.area}")
    return said


def same_area(one: Item, ours: Sequence[Item], other: Item, theirs: Sequence[Item]) -> Match | None:
    """Two topics that may be one because each account has just one of that area."""
    if one.area != other.area or one.area in _BROAD:
        return None
    if any(sum(item.area == one.area for item in items) > 1 for items in (ours, theirs)):
        return None
    return Match(False, _UNSURE, (f"each account has one matter of the area {one.area}",))
