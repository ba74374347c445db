"""Runs and comparisons on a terminal, with rich. Texts of articles and models are never markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from aidememoire.evaluation.compare import Comparison
from aidememoire.evaluation.reliability import Band, calibration_error
from aidememoire.evaluation.run import ASIDES, ArticleRun, Run
from aidememoire.evaluation.scores import COMPONENTS
from aidememoire.evaluation.statistics import Interval

RELIABILITY = ("confidence", "mean", "credit", "items")


def show_run(run: Run, *, explain: bool = False) -> RenderableType:
    """A run as tables: the figures with their intervals, then each article, worst first.

    Args:
        run: The account.
        explain: Whether to list under the tables what was wrong in each article.
    """
    parts: list[RenderableType] = [_figures(run), ""]
    if found := run.reliability():
        table = _table(f"How sure, and how right ({reliability_line(found)})", *RELIABILITY)
        for row in reliability_rows(found):
            table.add_row(*row)
        parts += [table, ""]
    parts += [_articles(run), "", Text(closing_line(run))]
    if explain:
        parts += [_explanation(one) for one in run.worst_first() if one.explanation()]
    return Group(*parts)


def closing_line(run: Run) -> str:
    """What was asked and what it cost, on one line."""
    said = [run.about.model]
    said += [f"{name} {value}" for name, value in run.about.fingerprints.items()]
    said += [f"{name} {value}" for name, value in run.about.versions.items()]
    if run.seconds is not None:
        said.append(f"{run.seconds:.1f} s an article")
    if run.tokens is not None:
        said.append(f"{run.tokens:.0f} tokens an article")
    aside = ", not counted in these" if run.failed and run.seconds is not None else ""
    return " · ".join([*said, f"failed: {run.failed} of {len(run.articles)} articles{aside}"])


def reliability_line(found: Sequence[Band]) -> str:
    """The calibration error of bands of items, in words."""
    return f"expected calibration error {calibration_error(found) or 0.0:.3f}"


def reliability_rows(found: Sequence[Band]) -> Iterator[tuple[str, ...]]:
    """The cells of a table of bands, by the heads of `RELIABILITY`."""
    for band in found:
        bounds = f"{band.low:.1f} to {band.high:.1f}"
        yield bounds, f"{band.confidence:.2f}", f"{band.credit:.2f}", str(band.items)


def _figures(run: Run) -> Table:
    table = _table("Score", "figure", "mean", "95 % interval", "articles")
    rows: list[tuple[str, Interval | None]] = [("score", run.score), *run.components.items()]
    for name, interval in rows:
        table.add_row(name, *_cells(interval), style="bold" if name == "score" else None)
    table.add_section()
    for aside in ASIDES:
        table.add_row(aside, *_cells(run.beside[aside]))
    return table


def _table(title: str, *heads: str) -> Table:
    # Narrow enough for 80 columns with all the components side by side.
    form = Table(*heads, title=title, title_justify="left", box=box.SIMPLE_HEAD)
    form.padding, form.show_edge = 0, False
    return form


def _cells(interval: Interval | None) -> tuple[str, str, str]:
    if interval is None:
        return "unscored", "", "0"
    return (
        f"{interval.mean:.3f}",
        f"{interval.low:.3f} to {interval.high:.3f}",
        str(interval.n),
    )


def _articles(run: Run) -> Table:
    table = _table("Articles, worst first", "article", "score", *COMPONENTS, "seconds")
    for one in run.worst_first():
        name = Text(one.id)
        if one.failures:
            name.append(" failed", style="bold red")
        if one.obeyed:
            name.append(" obeyed", style="bold red")
        seconds = [a.seconds for a in one.attempts if a.seconds is not None]
        table.add_row(
            name,
            f"{one.score:.3f}",
            *(f"{one.component(component):.2f}" for component in COMPONENTS),
            f"{sum(seconds) / len(seconds):.1f}" if seconds else "–",
        )
    return table


def _explanation(one: ArticleRun) -> Text:
    text = Text(f"\n{one.id}  {one.score:.3f}", style="bold")
    for line in one.explanation():
        text.append(f"\n  {line}", style="not bold")
    return text


def show_comparison(comparison: Comparison) -> RenderableType:
    """Two runs compared: the differences with their intervals, then each article that changed."""
    table = _table("Second against first", "figure", "difference", "95 % interval", "articles")
    rows = [("score", comparison.difference), *comparison.components.items()]
    for name, interval in rows:
        table.add_row(
            name,
            f"{interval.mean:+.3f}",
            f"{interval.low:+.3f} to {interval.high:+.3f}",
            str(interval.n),
            style="bold" if name == "score" else None,
        )
    text = Text(
        f"{comparison.before.model} {comparison.score_before:.3f} → "
        f"{comparison.after.model} {comparison.score_after:.3f}: {comparison.verdict}"
    )
    for one in sorted(comparison.articles, key=lambda one: one.difference):
        if one.won or one.lost or one.difference:
            text.append(f"\n{one.id}  {one.before:.3f} → {one.after:.3f}", style="bold")
            text.append(f"  items without counterpart {one.extra_before:g} → {one.extra_after:g}")
            text.append("".join(f"\n  lost {change}" for change in one.lost), style="red")
            text.append("".join(f"\n  won  {change}" for change in one.won), style="green")
    for name, why in comparison.left_out.items():
        text.append(f"\n{name} is left out: {why}", style="yellow")
    return Group(table, "", text)
