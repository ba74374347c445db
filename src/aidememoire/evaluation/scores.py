"""Codebook section 3: how right one record is, given the gold record of the same article.

Every score keeps its value apart from its explanation: a `Score` holds a number and the `Item`s
that made it, each of which says in words what became of it.

Where the codebook leaves a choice, these are taken:

- Items, and calls, are paired by `pairing.pair`: the sum of similarities over all pairs is
  maximised, then pairs below 0.5 are dropped; equal sums are settled by credit.
- A surname is the last word of a name, case-folded, without punctuation at its ends, once
  generational suffixes and regnal numbers (Jr., III) are put aside: "Recep Tayyip Erdogan" →
  "erdogan", "Joseph R. Biden, Jr." → "biden". Diacritics are not folded ("Erdoğan" against
  "Erdogan" is 0.857, which passes; "Støre" against "Store" is 0.8, which does not). The ratio is
  rapidfuzz's `fuzz.ratio`: 2 · longest common subsequence / sum of lengths.
- Token-set ratios are rapidfuzz's `fuzz.token_set_ratio` of the case-folded titles or names.
- Calls are paired so that the sum of their participants' F1 is largest, with no least value: one
  gold and one predicted call are always compared.
- `by` of outcomes, as that of statements, is compared as a set.
- A component of an article with several calls is averaged as its score is: over gold calls and
  unpaired predicted calls. With no gold call, every component is 1 when none is predicted,
  else 0. So the score is always the mean of the six components.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Literal, get_args

from aidememoire.evaluation.gold import Gold, GoldArticle
from aidememoire.evaluation.items import (
    OUTCOMES,
    PARTICIPANTS,
    REFERENCES,
    STATEMENTS,
    TOPICS,
    Data,
    Item,
    Score,
    short,
    words,
)
from aidememoire.evaluation.pairing import characters, dice, pair
from aidememoire.record import Call, Evidence, Extraction, Outcome, Statement, Topic

Component = Literal["header", "participants", "topics", "statements", "outcomes", "content"]
COMPONENTS: tuple[Component, ...] = get_args(Component)
Part = Component | Literal["references"]
_LONELY = 0.5
_PARTS: tuple[Part, ...] = (*COMPONENTS, "references")


class RecordScore(Data):
    """How right one record is."""

    score: float
    """The mean of the six components."""
    components: dict[Component, Score]
    calls: Score
    """The share of gold and predicted calls that are paired; names those that are not."""
    references: Score
    """F1 of the references: reported beside the score, no part of it."""


def _folded(outlet: str) -> str:
    kept = (c for c in outlet.casefold() if unicodedata.category(c)[0] not in "PS")
    return " ".join("".join(kept).split())


def same_outlet(gold: GoldArticle, predicted: str | None) -> bool:
    """Whether `predicted` names gold's outlet or one of its aliases; null must meet null.

    Case, punctuation and runs of white space make no difference, in aliases neither.
    """
    if gold.outlet is None or predicted is None:
        return gold.outlet is predicted
    return _folded(predicted) in {_folded(name) for name in (gold.outlet, *gold.outlet_aliases)}


def header(gold: Gold, gold_call: Call, predicted: Extraction, predicted_call: Call) -> Score:
    """The mean of five values, each 1 if right else 0; null must meet null."""

    def values(record: Extraction, call: Call) -> dict[str, object]:
        return {
            "published": record.article.published,
            "date": call.date and call.date.value,
            "initiated_by": call.initiated_by and call.initiated_by.party,
            "channel": call.channel,
            "outlet": record.article.outlet,
        }

    theirs = values(predicted, predicted_call)
    items = []
    for name, value in values(gold, gold_call).items():
        right = (
            same_outlet(gold.article, predicted.article.outlet)
            if name == "outlet"
            else value == theirs[name]
        )
        note = "" if right else f"is predicted {short(words(theirs[name]))}"
        label = short(words(value))
        items.append(Item(side="gold", name=name, label=label, credit=float(right), note=note))
    return Score(value=sum(item.credit for item in items) / len(items), items=tuple(items))


def content_spans(call: Call) -> list[Evidence]:
    """The evidence of the call's topics, statements and outcomes."""
    items: list[Topic | Statement | Outcome] = [*call.topics, *call.statements, *call.outcomes]
    return [span for item in items for span in item.evidence]


def content(gold: Call, predicted: Call) -> Score:
    """F1 of the characters of all evidence of topics, statements and outcomes.

    The items are the spans of one side of which less than half stands in the other.
    """
    sides = content_spans(gold), content_spans(predicted)
    ours, theirs = characters(sides[0]), characters(sides[1])
    items = _lonely("gold", sides[0], theirs) + _lonely("predicted", sides[1], ours)
    return Score(value=dice(ours, theirs), items=tuple(items))


def _lonely(
    side: Literal["gold", "predicted"], spans: Sequence[Evidence], others: frozenset[int]
) -> list[Item]:
    note = "is no evidence in the " + ("prediction" if side == "gold" else "gold record")
    items = []
    for span in sorted(set(spans), key=lambda span: (span.start, span.end)):
        shared = len(characters([span]) & others) / len(span.quote)
        if shared < _LONELY:
            name = f"characters {span.start}–{span.end}"
            label = short(span.quote)
            items.append(Item(side=side, name=name, label=label, credit=shared, note=note))
    return items


def call_scores(
    gold: Gold, gold_call: Call, predicted: Extraction, predicted_call: Call
) -> dict[Part, Score]:
    """The six components of a pair of calls, and their references.

    The call score is the mean of the six.
    """
    return {
        "header": header(gold, gold_call, predicted, predicted_call),
        "participants": PARTICIPANTS.score(gold_call.participants, predicted_call.participants),
        "topics": TOPICS.score(gold_call.topics, predicted_call.topics),
        "statements": STATEMENTS.score(gold_call.statements, predicted_call.statements),
        "outcomes": OUTCOMES.score(gold_call.outcomes, predicted_call.outcomes),
        "content": content(gold_call, predicted_call),
        "references": REFERENCES.score(gold_call.references, predicted_call.references),
    }


def _mean(scores: dict[Part, Score]) -> float:
    return sum(scores[name].value or 0.0 for name in COMPONENTS) / len(COMPONENTS)


def pair_calls(gold: Gold, predicted: Extraction) -> list[tuple[int, int]]:
    """Pairs of indexes (gold, predicted) of calls, by participants, largest sum of F1."""
    return pair(
        gold.calls,
        predicted.calls,
        lambda one, other: PARTICIPANTS.f1(one.participants, other.participants),
        lambda one, other: _mean(call_scores(gold, one, predicted, other)),
    )


def score_record(gold: Gold, predicted: Extraction) -> RecordScore:
    """Score one record against the gold record of the same article.

    Args:
        gold: What a labeller says.
        predicted: What is measured, a record of the same text.

    Returns:
        The article score of the codebook, its six components, each explained.
    """
    pairs = pair_calls(gold, predicted)
    calls = _call_items(gold, predicted, pairs)
    compared = len(pairs) + sum(1 for item in calls if item.note)

    def numbers(g: int, p: int) -> dict[str, int]:
        # Said only where a side has several calls, so that gold's items keep their names
        # however many calls were predicted.
        each = {"gold": (gold.calls, g), "predicted": (predicted.calls, p)}
        return {side: index + 1 for side, (calls, index) in each.items() if len(calls) > 1}

    parts: dict[Part, list[Score]] = {name: [] for name in _PARTS}
    for g, p in pairs:
        scores = call_scores(gold, gold.calls[g], predicted, predicted.calls[p])
        for name, score in scores.items():
            parts[name].append(_in_call(score, numbers(g, p)))

    def average(name: Part) -> Score:
        # With nothing to compare, no call was reported and none predicted: that is right.
        value = sum(s.value or 0.0 for s in parts[name]) / compared if compared else 1.0
        return Score(value=value, items=tuple(item for s in parts[name] for item in s.items))

    components = {name: average(name) for name in COMPONENTS}
    return RecordScore(
        score=sum(score.value or 0.0 for score in components.values()) / len(COMPONENTS),
        components=components,
        calls=Score(value=len(pairs) / compared if compared else 1.0, items=tuple(calls)),
        references=average("references"),
    )


def _in_call(score: Score, numbers: dict[str, int]) -> Score:
    items = tuple(
        item.model_copy(update={"name": f"call {numbers[item.side]}, {item.name}"})
        if item.side in numbers
        else item
        for item in score.items
    )
    return Score(value=score.value, items=items)


def _call_items(gold: Gold, predicted: Extraction, pairs: list[tuple[int, int]]) -> list[Item]:
    def item(side: Literal["gold", "predicted"], index: int, call: Call, paired: bool) -> Item:
        label = short(
            " ".join(participant.party for participant in call.participants)
            + (f" on {call.date.value}" if call.date else "")
        )
        note = "" if paired else "has no counterpart"
        name = f"call {index + 1}"
        return Item(side=side, name=name, label=label, credit=float(paired), note=note)

    ours, theirs = {g for g, _ in pairs}, {p for _, p in pairs}
    return [item("gold", g, call, g in ours) for g, call in enumerate(gold.calls)] + [
        item("predicted", p, call, False)
        for p, call in enumerate(predicted.calls)
        if p not in theirs
    ]
