"""The figures as a table on a terminal."""

from __future__ import annotations

from rich import box
from rich.table import Table

from aidememoire.evaluation.statistics import Interval
from bench.figures import Figures, Report, Span
from bench.journal import Part

_HEADS = (
    "system", "articles", "failed", "s/article", "× plain", "s: median (range)",
    "tokens read", "written", "peak GB", "load", "score", "ours −",
)  # fmt: skip
_TITLES: dict[Part, str] = {
    "gold": "The articles with gold records",
    "corpus": "Articles of the corpus, which have none",
}


def tables(report: Report) -> list[Table]:
    """A table for each part that was measured."""
    made = []
    for part, title in _TITLES.items():
        rows = [one for one in report.figures if one.part == part]
        if rows:
            table = Table(*_HEADS, title=title, title_justify="left", box=box.SIMPLE_HEAD)
            for one in rows:
                table.add_row(*_cells(one))
            made.append(table)
    return made


def _cells(one: Figures) -> tuple[str, ...]:
    failed = ", ".join(f"{number} {kind}" for kind, number in one.failed.items())
    more = "≥ " if one.at_least else ""
    return (
        one.system,
        str(one.articles),
        failed or "0",
        f"{one.pace:.1f}",
        "–" if one.times is None else f"{more}{one.times:.1f}",
        _span(one.seconds, 1),
        _span(one.read, 0),
        _span(one.written, 0),
        f"{one.peak / 1e9:.2f}",
        f"{one.load:.1f}",
        _interval(one.score, ""),
        _interval(one.difference, "+"),
    )


def _span(span: Span | None, digits: int) -> str:
    if span is None:
        return "–"
    return f"{span.median:.{digits}f} ({span.least:.{digits}f}–{span.most:.{digits}f})"


def _interval(interval: Interval | None, sign: str) -> str:
    if interval is None:
        return "–"
    mean, low, high = interval.mean, interval.low, interval.high
    return f"{mean:{sign}.2f} ({low:{sign}.2f} to {high:{sign}.2f})"
