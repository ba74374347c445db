"""Lists of a record compared: the rows of the table in codebook section 3 that pair items.

A `Kind` is one row: what makes two items alike, what a pair of them earns, and how an item is
called in an explanation. `scores` says which choices were taken where the codebook leaves one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz

from aidememoire.evaluation.pairing import characters, dice, f1, pair
from aidememoire.record import (
    Outcome,
    Participant,
    Reference,
    Statement,
    Topic,
)
from aidememoire.untrusted import safe

_PAIR_COUNTS = 0.5
_SURNAME_RATIO = 0.85
_REFERENCE_RATIO = 0.75
_LABEL_LENGTH = 70
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_SUFFIX = re.compile(r"(?i:jr|sr)|[IVX]+")

T = TypeVar("T", Participant, Topic, Statement, Outcome, Reference)


class Data(BaseModel):
    """A value of a score or a run: immutable, and JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Item(Data):
    """What became of one item of a record in a comparison."""

    side: Literal["gold", "predicted"]
    name: str
    """Which item it is on its side: "outcome 2", "date", "call 2, topic 1"."""
    label: str
    """Its own words, shortened."""
    credit: float
    """What it earned, from 0 to 1."""
    note: str = ""
    """What was wrong with it, in words; empty when nothing was."""

    def __str__(self) -> str:
        return f"{self.side} {self.name} ({self.label}) {self.note}".rstrip()


class Score(Data):
    """A value and the items that explain it."""

    value: float | None
    """From 0 to 1; None is unscored, which is not zero."""
    items: tuple[Item, ...] = ()

    @property
    def explanation(self) -> tuple[str, ...]:
        """A line for each item that lost something."""
        return tuple(str(item) for item in self.items if item.note)


@dataclass(frozen=True)
class Kind(Generic[T]):
    """How one kind of item is compared: a row of the codebook's table."""

    name: str
    similarity: Callable[[T, T], float]
    label: Callable[[T], str]
    weights: Mapping[str, float]
    """What a pair loses of its credit of 1 for each field that differs."""
    threshold: float = _PAIR_COUNTS

    def differing(self, gold: T, predicted: T) -> list[str]:
        """The weighted fields in which a pair differs; lists are compared as sets."""
        return [name for name in self.weights if _value(gold, name) != _value(predicted, name)]

    def credit(self, gold: T, predicted: T) -> float:
        """What a pair earns, from 0 to 1."""
        return 1 - sum(self.weights[name] for name in self.differing(gold, predicted))

    def pairs(self, gold: Sequence[T], predicted: Sequence[T]) -> list[tuple[int, int]]:
        """The pairs that count, as indexes (gold, predicted)."""
        return pair(gold, predicted, self.similarity, self.credit, self.threshold)

    def f1(self, gold: Sequence[T], predicted: Sequence[T]) -> float:
        """F1 of the two lists."""
        pairs = self.pairs(gold, predicted)
        credit = sum(self.credit(gold[g], predicted[p]) for g, p in pairs)
        return f1(credit, len(predicted), len(gold))

    def score(self, gold: Sequence[T], predicted: Sequence[T]) -> Score:
        """F1 of the two lists, with the fate of each item."""
        pairs = self.pairs(gold, predicted)
        to_predicted = dict(pairs)
        to_gold = {p: g for g, p in pairs}
        items = [
            self._gold_item(g, item, to_predicted.get(g), predicted) for g, item in enumerate(gold)
        ] + [
            self._item("predicted", p, item, 0.0, "has no counterpart")
            for p, item in enumerate(predicted)
            if p not in to_gold
        ]
        credit = sum(item.credit for item in items)
        return Score(value=f1(credit, len(predicted), len(gold)), items=tuple(items))

    def _gold_item(self, index: int, item: T, match: int | None, predicted: Sequence[T]) -> Item:
        if match is None:
            return self._item("gold", index, item, 0.0, "has no counterpart")
        other = predicted[match]
        faults = "; ".join(
            f"{name}: gold {words(_value(item, name))}, predicted {words(_value(other, name))}"
            for name in self.differing(item, other)
        )
        note = f"is predicted {self.name} {match + 1}, with {faults}" if faults else ""
        return self._item("gold", index, item, self.credit(item, other), note)

    def _item(
        self, side: Literal["gold", "predicted"], index: int, item: T, credit: float, note: str
    ) -> Item:
        name = f"{self.name} {index + 1}"
        return Item(side=side, name=name, label=short(self.label(item)), credit=credit, note=note)


def _value(item: object, name: str) -> object:
    value: Any = getattr(item, name)
    return frozenset(value) if isinstance(value, tuple) else value


def words(value: object) -> str:
    """A field's value as an explanation shows it."""
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    return "null" if value is None else str(value)


def short(text: str) -> str:
    """`text` on one printable line, cut to the length of a label."""
    line = safe(text)
    return line if len(line) <= _LABEL_LENGTH else line[: _LABEL_LENGTH - 1] + "…"


def surname(name: str) -> str:
    """The last word of a name, case-folded; "Jr." and "III" are no words of it.

    "Recep Tayyip Erdogan" → "erdogan", "Joseph R. Biden, Jr." → "biden", "Abdullah II" →
    "abdullah".
    """
    words = [_EDGES.sub("", word) for word in name.split()]
    words = [word for word in words if word] or [name]
    while len(words) > 1 and _SUFFIX.fullmatch(words[-1]):
        words.pop()
    return words[-1].casefold()


def token_set(one: str, other: str) -> float:
    """The token-set ratio of two case-folded texts, from 0 to 1."""
    return fuzz.token_set_ratio(one.casefold(), other.casefold()) / 100


def _evidence(one: Topic | Statement | Outcome, other: Topic | Statement | Outcome) -> float:
    return dice(characters(one.evidence), characters(other.evidence))


def _same_participant(one: Participant, other: Participant) -> float:
    if one.party != other.party:
        return 0.0
    ratio = fuzz.ratio(surname(one.name), surname(other.name)) / 100
    return 1.0 if ratio >= _SURNAME_RATIO else 0.0


def _same_speakers(one: Statement, other: Statement) -> float:
    return _evidence(one, other) if set(one.by) == set(other.by) else 0.0


PARTICIPANTS = Kind[Participant](
    "participant", _same_participant, lambda item: f"{item.name}, {item.party}", {}
)
TOPICS = Kind[Topic](
    "topic",
    lambda one, other: max(_evidence(one, other), token_set(one.title, other.title)),
    lambda item: item.title,
    {"area": 0.5},
)
STATEMENTS = Kind[Statement](
    "statement",
    _same_speakers,
    lambda item: f"{' '.join(item.by)} {item.act}: {item.text}",
    {"act": 0.5},
)
OUTCOMES = Kind[Outcome](
    "outcome",
    _evidence,
    lambda item: f"{' '.join(item.by)} {item.kind}: {item.text}",
    {"kind": 0.25, "by": 0.25},
)
REFERENCES = Kind[Reference](
    "reference",
    lambda one, other: token_set(one.name, other.name),
    lambda item: item.name,
    {},
    _REFERENCE_RATIO,
)
