"""The figures as a chart. Needs the extra `charts` (matplotlib).

Without pyplot: nothing global, no window, the same bytes for the same figures.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.figures import Figures, Report
from bench.journal import PARTS, Part

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "aidememoire",
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_BAR, _DOT = "#56B4E9", "#0072B2"
_SECONDS: dict[Part, str] = {
    "gold": "seconds an article, with gold records",
    "corpus": "seconds an article, of the corpus",
}


def draw(report: Report, path: Path) -> None:
    """Draw seconds and scores, a panel each; the form is that of the path's suffix.

    A bar is the time that all articles took by their number, failures included; a dot is an
    article that has a record; a score has its interval.
    """
    parts = {part: [one for one in report.figures if one.part == part] for part in PARTS}
    parts = {part: rows for part, rows in parts.items() if rows}
    scored = [one for one in report.figures if one.score is not None]
    panels = len(parts) + bool(scored)
    if not panels:
        return
    rows = max(len(own) for own in parts.values())
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(4.5 * panels, 1.5 + 0.5 * rows), layout="constrained")
        figure.suptitle(f"{report.made.model}, {report.made.threads} threads", x=0.01, ha="left")
        axes = figure.subplots(1, panels, squeeze=False)[0]
        for (part, own), area in zip(parts.items(), axes, strict=False):
            _seconds(area, own, _SECONDS[part])
        if scored:
            _scores(axes[-1], scored)
        metadata = {"Date": None} if path.suffix == ".svg" else {"Software": None}
        figure.savefig(path, dpi=150, metadata=metadata)


def _seconds(axes: Axes, rows: list[Figures], title: str) -> None:
    axes.barh(range(len(rows)), [one.pace for one in rows], color=_BAR)
    for place, one in enumerate(rows):
        axes.scatter(one.points, [place] * len(one.points), s=9, color=_DOT, zorder=2)
    _named(axes, rows, title)


def _scores(axes: Axes, rows: list[Figures]) -> None:
    for place, one in enumerate(rows):
        if one.score is not None:
            axes.plot([one.score.low, one.score.high], [place, place], color=_DOT)
            axes.scatter([one.score.mean], [place], color=_DOT)
    axes.set_xlim(0, 1)
    _named(axes, rows, "score, 95 % interval")


def _named(axes: Axes, rows: list[Figures], title: str) -> None:
    failed = [sum(one.failed.values()) for one in rows]
    labels = [
        f"{one.system} ({number} failed)" if number else one.system
        for one, number in zip(rows, failed, strict=True)
    ]
    axes.set_yticks(range(len(rows)), labels=labels)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_title(title, loc="left")
