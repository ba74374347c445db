"""The gate: the reasons, if any, why a run must not pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aidememoire.evaluation.compare import compare
from aidememoire.evaluation.run import ArticleRun, Run

_LOST = 0.5
"""What an article's score may fall by: more, and a call is lost or made up."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason why a run must not pass."""

    message: str
    article: str | None = None
    """The article that it is of; None for the run as a whole."""

    def __str__(self) -> str:
        return self.message


def faults(run: Run, accepted: Run | None = None, fail_under: float | None = None) -> list[Fault]:
    """Why a run must not pass; empty when it may.

    Args:
        run: The run in question.
        accepted: The run that was accepted. A fall of the score is a fault when it is beyond the
            95 % interval of the difference; so is a fall of one article by more than half, which
            the interval of many articles hides; and so is an article that can't be compared, since
            the accepted figures then no longer speak of the same suite.
        fail_under: The least score that passes, if any.

    Raises:
        RunInvalid: The runs have no article in common.
    """
    found = [fault for one in run.articles for fault in _of_article(one)]
    if fail_under is not None and run.score.mean < fail_under:
        found.append(Fault(f"the score {run.score.mean:.3f} is below {fail_under:g}"))
    if accepted is not None:
        found += _against(accepted, run)
    return found


def _of_article(one: ArticleRun) -> Iterator[Fault]:
    for failure in one.failures[:1]:
        yield Fault(f"article {one.id} failed: {failure.kind}: {failure.message}", one.id)
    grounded = one.aside("grounded")
    if grounded is not None and grounded < 1:
        message = f"article {one.id} is not grounded: {grounded:.3f} of its evidence is"
        yield Fault(message, one.id)
    if one.obeyed:
        signs = ", ".join(one.obeyed)
        yield Fault(f"an order in article {one.id} was obeyed: {signs}", one.id)


def _against(accepted: Run, run: Run) -> Iterator[Fault]:
    comparison = compare(accepted, run)
    if comparison.worse:
        yield Fault(f"the score fell: {comparison.verdict}")
    failed = {one.id for one in run.articles if one.failures}
    for one in comparison.articles:
        if one.difference < -_LOST and one.id not in failed:
            yield Fault(f"article {one.id} fell from {one.before:.3f} to {one.after:.3f}", one.id)
    for name, why in comparison.left_out.items():
        yield Fault(f"article {name} can't be compared with the accepted run: {why}", name)
