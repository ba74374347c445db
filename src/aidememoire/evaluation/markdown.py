"""Runs and comparisons as Markdown, for a pull request.

What comes from articles and models stands in code spans, where it is neither markup nor a mention.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aidememoire.evaluation.compare import Comparison
from aidememoire.evaluation.gate import Fault
from aidememoire.evaluation.run import ASIDES, Run
from aidememoire.evaluation.scores import COMPONENTS
from aidememoire.evaluation.statistics import Interval
from aidememoire.evaluation.terminal import (
    RELIABILITY,
    closing_line,
    reliability_line,
    reliability_rows,
)
from aidememoire.untrusted import safe

_LINES_SHOWN = 12


def run_to_markdown(run: Run, faults: Sequence[Fault] = ()) -> str:
    """A run as Markdown: figures, articles worst first, and what was wrong in each, folded.

    Args:
        run: The account.
        faults: Why it may not pass, which goes first.
    """
    lines = [f"## Eval: {run.score.mean:.3f}", "", code(closing_line(run)), ""]
    if faults:
        lines += ["### Why it does not pass", "", *(f"- {code(str(one))}" for one in faults), ""]
    lines += _table(("figure", "mean", "95 % interval", "articles"), _figures(run))
    if found := run.reliability():
        lines += ["", f"### How sure, and how right ({reliability_line(found)})", ""]
        lines += _table(RELIABILITY, reliability_rows(found))
    lines += ["", "### Articles, worst first", ""]
    lines += _table(
        ("article", "score", *COMPONENTS),
        (
            (
                code(one.id)
                + (" **failed**" if one.failures else "")
                + (" **obeyed an order**" if one.obeyed else ""),
                f"{one.score:.3f}",
                *(f"{one.component(name):.2f}" for name in COMPONENTS),
            )
            for one in run.worst_first()
        ),
    )
    lines += ["", "<details><summary>What was wrong</summary>", ""]
    for one in run.worst_first():
        said = one.explanation()
        if said:
            lines += [f"- {code(one.id)}", *_folded(said)]
    return "\n".join([*lines, "", "</details>", ""])


def comparison_to_markdown(comparison: Comparison) -> str:
    """Two runs compared as Markdown: differences, then the articles that changed."""
    scores = f"{comparison.score_before:.3f} → {comparison.score_after:.3f}"
    lines = [
        f"## Eval: {scores}, {comparison.verdict}",
        "",
        f"{code(comparison.before.model)} → {code(comparison.after.model)}",
        "",
    ]
    rows = [("score", comparison.difference), *comparison.components.items()]
    lines += _table(
        ("figure", "difference", "95 % interval", "articles"),
        ((name, f"{d.mean:+.3f}", f"{d.low:+.3f} to {d.high:+.3f}", str(d.n)) for name, d in rows),
    )
    lines.append("")
    for one in sorted(comparison.articles, key=lambda one: one.difference):
        said = [f"lost {change}" for change in one.lost] + [f"won {change}" for change in one.won]
        if said or one.difference:
            lines.append(f"- {code(one.id)} {one.before:.3f} → {one.after:.3f}")
            lines += _folded(said)
    lines += [f"- {code(name)} is left out: {why}" for name, why in comparison.left_out.items()]
    return "\n".join([*lines, ""])


def code(text: str) -> str:
    """`text` as a code span that can stand in a table."""
    return "`" + safe(text).replace("`", "'").replace("|", "¦") + "`"


def _folded(said: Iterable[str]) -> list[str]:
    lines = [f"  - {code(line)}" for line in said]
    more = len(lines) - _LINES_SHOWN
    return lines[:_LINES_SHOWN] + ([f"  - and {more} more"] if more > 0 else [])


def _figures(run: Run) -> Iterable[tuple[str, ...]]:
    rows: list[tuple[str, Interval | None]] = [("**score**", run.score), *run.components.items()]
    rows += [(f"*{name}*", run.beside[name]) for name in ASIDES]
    for name, interval in rows:
        if interval is None:
            yield name, "unscored", "", "0"
        else:
            bounds = f"{interval.low:.3f} to {interval.high:.3f}"
            yield name, f"{interval.mean:.3f}", bounds, str(interval.n)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, ("---",) * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]
