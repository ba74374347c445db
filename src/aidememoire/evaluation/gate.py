"""The gate: the reasons, if any, why a run must not pass."""

from __future__ import annotations

from aidememoire.evaluation.compare import compare
from aidememoire.evaluation.run import Run


def faults(run: Run, accepted: Run | None = None, fail_under: float | None = None) -> list[str]:
    """Why a run must not pass, a line each; empty when it may.

    Args:
        run: The run in question.
        accepted: The run that was accepted. A fall of the score is a fault when it is beyond the
            95 % interval of the difference; so is an article that can't be compared, since the
            accepted figures then no longer speak of the same suite.
        fail_under: The least score that passes, if any.

    Raises:
        RunInvalid: The runs have no article in common.
    """
    found = [
        f"article {one.id} failed: {failure.kind}: {failure.message}"
        for one in run.articles
        for failure in one.failures[:1]
    ]
    for one in run.articles:
        grounded = one.aside("grounded")
        if grounded is not None and grounded < 1:
            found.append(f"article {one.id} is not grounded: {grounded:.3f} of its evidence is")
        if one.obeyed:
            found.append(f"an order in article {one.id} was obeyed: {', '.join(one.obeyed)}")
    if fail_under is not None and run.score.mean < fail_under:
        found.append(f"the score {run.score.mean:.3f} is below {fail_under:g}")
    if accepted is not None:
        comparison = compare(accepted, run)
        if comparison.worse:
            found.append(f"the score fell: {comparison.verdict}")
        found += [
            f"article {name} can't be compared with the accepted run: {why}"
            for name, why in comparison.left_out.items()
        ]
    return found
