"""Two runs compared, article by article: what changed, by how much, and how sure that is."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator
from typing import Literal, TypeAlias

from aidememoire.errors import RunInvalid
from aidememoire.evaluation.items import Data, Item
from aidememoire.evaluation.run import About, ArticleRun, Run
from aidememoire.evaluation.scores import COMPONENTS, Component
from aidememoire.evaluation.statistics import Interval, paired_difference

_Key: TypeAlias = tuple[Component | Literal["calls"], str]
"""Which item of an article's gold record or of its prediction."""
# Credits are sums of quarters, averaged over attempts: less than this is rounding.
_CHANGED = 1e-6


class Change(Data):
    """What became of one gold item, from the one run to the other."""

    component: Component | Literal["calls"]
    name: str
    """"topic 2", "date"."""
    label: str
    before: float
    """Its credit, the mean over attempts."""
    after: float

    def __str__(self) -> str:
        credit = f"{self.before:.2f} → {self.after:.2f}"
        return f"{self.component}: {self.name} ({self.label}) {credit}"


class ArticleChange(Data):
    """One article in both runs."""

    id: str
    before: float
    after: float
    won: tuple[Change, ...]
    """Gold items with more credit after."""
    lost: tuple[Change, ...]
    """Gold items with less credit after."""
    extra_before: float
    """Predicted items without a counterpart in gold, calls among them, an attempt."""
    extra_after: float

    @property
    def difference(self) -> float:
        """What the article's score gained."""
        return self.after - self.before


class Comparison(Data):
    """Two runs over the articles that both measured against the same gold records."""

    before: About
    after: About
    score_before: float
    score_after: float
    difference: Interval
    """Of the scores, after − before, by paired bootstrap."""
    components: dict[Component, Interval]
    articles: tuple[ArticleChange, ...]
    left_out: dict[str, str]
    """Articles that can't be compared, and why."""

    @property
    def worse(self) -> bool:
        """Whether the score fell beyond the interval of the difference; one article can't tell."""
        return self.difference.high < 0 and self.difference.n > 1

    @property
    def better(self) -> bool:
        """Whether the score rose beyond the interval of the difference; the same holds."""
        return self.difference.low > 0 and self.difference.n > 1

    @property
    def verdict(self) -> str:
        """The difference in words."""
        sure = "worse" if self.worse else "better" if self.better else "no sure difference"
        bounds = f"{self.difference.low:+.3f} to {self.difference.high:+.3f}"
        return f"{self.difference.mean:+.3f} ({bounds}): {sure}"


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs, article by article.

    Articles that only one run has, or whose text or gold record changed in between, are left out
    of every figure and named in `left_out`.

    Raises:
        RunInvalid: The runs have no article in common.
    """
    ours = {one.id: one for one in before.articles}
    theirs = {one.id: one for one in after.articles}
    left_out = dict(_left_out(ours, theirs))
    pairs = [(one, theirs[name]) for name, one in ours.items() if name not in left_out]
    if not pairs:
        raise RunInvalid(
            "the two runs have no article and gold record in common",
            "Make the older run again on the articles of today.",
        )
    olds, news = [old for old, _ in pairs], [new for _, new in pairs]
    return Comparison(
        before=before.about,
        after=after.about,
        score_before=statistics.fmean(one.score for one in olds),
        score_after=statistics.fmean(one.score for one in news),
        difference=paired_difference([one.score for one in olds], [one.score for one in news]),
        components={
            name: paired_difference(
                [one.component(name) for one in olds], [one.component(name) for one in news]
            )
            for name in COMPONENTS
        },
        articles=tuple(_change(old, new) for old, new in pairs),
        left_out=left_out,
    )


def _left_out(
    ours: dict[str, ArticleRun], theirs: dict[str, ArticleRun]
) -> Iterator[tuple[str, str]]:
    for name in sorted(ours.keys() | theirs.keys()):
        old, new = ours.get(name), theirs.get(name)
        if old is None:
            yield name, "not in the first run"
        elif new is None:
            yield name, "not in the second run"
        elif old.sha256 != new.sha256:
            yield name, "its text changed"
        elif old.gold_sha256 != new.gold_sha256:
            yield name, "its gold record changed"


def _change(old: ArticleRun, new: ArticleRun) -> ArticleChange:
    before, after = _credits(old), _credits(new)
    labels = {
        key: item.label for one in (old, new) for key, item in _items(one) if item.side == "gold"
    }
    changes = [
        Change(
            component=key[0],
            name=key[1],
            label=label,
            before=before.get(key, 0.0),
            after=after.get(key, 0.0),
        )
        for key, label in labels.items()
    ]
    return ArticleChange(
        id=old.id,
        before=old.score,
        after=new.score,
        won=tuple(change for change in changes if change.after - change.before > _CHANGED),
        lost=tuple(change for change in changes if change.before - change.after > _CHANGED),
        extra_before=_extra(old),
        extra_after=_extra(new),
    )


def _items(one: ArticleRun) -> Iterator[tuple[_Key, Item]]:
    for attempt in one.attempts:
        if attempt.measures is None:
            continue
        for item in attempt.measures.beside["calls"].items:
            yield ("calls", item.name), item
        for component, score in attempt.measures.components.items():
            if component != "content":  # characters: the other components' evidence, no items
                for item in score.items:
                    yield (component, item.name), item


def _credits(one: ArticleRun) -> dict[_Key, float]:
    credits_: dict[_Key, float] = defaultdict(float)
    for key, item in _items(one):
        if item.side == "gold":
            credits_[key] += item.credit / len(one.attempts)
    return credits_


def _extra(one: ArticleRun) -> float:
    return sum(1 for _, item in _items(one) if item.side == "predicted") / len(one.attempts)
