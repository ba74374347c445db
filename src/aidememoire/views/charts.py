"""Charts of a timeline as SVG or PNG. Needs the extra `charts` (matplotlib).

The figures are made without pyplot: nothing global, no window, the same bytes for the same
timeline. Words of articles are drawn as text, in which nothing is markup or mathematics.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateFormatter, AutoDateLocator, date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from aidememoire.accounts.overtime import Thread, Timeline
from aidememoire.record import AREAS
from aidememoire.untrusted import safe
from aidememoire.views.parties import party_name

Image = Literal["svg", "png"]

_LANES = 25
"""Lanes and parties that a chart has room for; those with most calls are shown."""
_PARTIES = 15
_ROOM = 5.0
"""Days before the first call and after the last."""
_TITLE = 48
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: to be read aloud, searched, shown in any script
    "svg.hashsalt": "aidememoire",
    "text.parse_math": False,
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
}
# Okabe and Ito's colours, which the colour-blind can tell apart, and marks where they run out.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_MARKS = ("o", "s", "^")
_LOOKS = {
    area: (_COLOURS[place % len(_COLOURS)], _MARKS[place // len(_COLOURS)])
    for place, area in enumerate(AREAS)
}


def charts(timeline: Timeline, image: Image) -> dict[str, bytes]:
    """The charts of a timeline by name: `calls`, `pairs`, `topics`; none that would be empty."""
    drawers: Mapping[str, Callable[[Timeline], Figure | None]] = {
        "calls": _calls,
        "pairs": _pairs,
        "topics": _topics,
    }
    made = {}
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # A letter that the font lacks is measured badly, and shown by the reader's own font.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        for name, draw in drawers.items():
            if figure := draw(timeline):
                made[name] = _written(figure, image)
    return made


def _written(figure: Figure, image: Image) -> bytes:
    file = io.BytesIO()
    # No day of making: the same timeline gives the same file.
    metadata = {"Date": None} if image == "svg" else {"Software": None}
    figure.savefig(file, format=image, dpi=150, metadata=metadata)
    return file.getvalue()


def _figure(rows: int, title: str, width: float = 9.0) -> Figure:
    figure = Figure(figsize=(width, 1.6 + 0.3 * rows), layout="constrained")
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold")
    return figure


def _calls(timeline: Timeline) -> Figure | None:
    """A lane for each set of parties, a dot for each call, the larger the more accounts."""
    dated = [
        (one.day, tuple(sorted(one.parties)), len(one.tellers)) for one in timeline.calls if one.day
    ]
    if not dated:
        return None
    count = Counter(parties for _, parties, _ in dated)
    lanes = sorted(count, key=lambda lane: (-count[lane], lane))[:_LANES]
    shown = [one for one in dated if one[1] in lanes]
    figure = _figure(len(lanes), _left_out("Calls", len(timeline.calls) - len(shown), "call"))
    axes = figure.subplots()
    axes.scatter(
        [date2num(day) for day, _, _ in shown],
        [lanes.index(parties) for _, parties, _ in shown],
        s=[40.0 * accounts for *_, accounts in shown],
        color=_COLOURS[0],
        alpha=0.7,
    )
    labels = [f"{' – '.join(map(party_name, lane))} ({count[lane]})" for lane in lanes]
    axes.set_yticks(range(len(lanes)), labels=[_short(label) for label in labels])
    _over_days(axes, [day for day, _, _ in shown])
    return figure


def _pairs(timeline: Timeline) -> Figure | None:
    """Who spoke with whom: a square for each two parties, darker the more calls they had."""
    if not timeline.pairs:
        return None
    total: Counter[str] = Counter()
    for one in timeline.pairs:
        total.update({party: len(one.calls) for party in one.parties})
    codes = sorted(total, key=lambda code: (-total[code], code))
    shown = codes[:_PARTIES]
    count = {frozenset(one.parties): len(one.calls) for one in timeline.pairs}
    cells = [[count.get(frozenset((ours, theirs)), 0) for theirs in shown] for ours in shown]
    title = _left_out("Calls of each two", len(codes) - len(shown), "party", "parties")
    figure = _figure(len(shown), title, width=3.5 + 0.35 * len(shown))
    axes = figure.subplots()
    most = max(map(max, cells))
    axes.imshow(cells, cmap="Blues", vmin=0, vmax=most)
    for row, line in enumerate(cells):
        for column, calls in enumerate(line):
            if calls:
                colour = "white" if calls > most / 2 else "black"
                axes.text(column, row, str(calls), ha="center", va="center", color=colour)
    axes.set_xticks(range(len(shown)), labels=shown, rotation=90)
    axes.set_yticks(range(len(shown)), labels=[_short(party_name(code)) for code in shown])
    axes.grid(visible=False)
    return figure


def _topics(timeline: Timeline) -> Figure | None:
    """A lane for each matter that was raised most, a mark for each call that raised it."""
    dated = [one for one in timeline.threads if any(raised.day for raised in one.raised)]
    if not dated:
        return None
    lanes = sorted(dated, key=lambda one: -len(one.raised))[:_LANES]
    figure = _figure(
        len(lanes), _left_out("Matters raised", len(timeline.threads) - len(lanes), "matter")
    )
    axes = figure.subplots()
    for row, thread in enumerate(lanes):
        colour, mark = _LOOKS[thread.area]
        days = [date2num(raised.day) for raised in thread.raised if raised.day]
        axes.plot(days, [row] * len(days), color=colour, marker=mark, linewidth=1.0)
    axes.set_yticks(range(len(lanes)), labels=[_lane(one, timeline) for one in lanes])
    _over_days(axes, [raised.day for one in lanes for raised in one.raised if raised.day])
    areas = [area for area in AREAS if any(one.area == area for one in lanes)]
    handles = [
        Line2D([], [], color=_LOOKS[area][0], marker=_LOOKS[area][1], label=area) for area in areas
    ]
    figure.legend(
        handles=handles, loc="outside lower center", ncols=min(len(areas), 7), frameon=False
    )
    return figure


def _lane(thread: Thread, timeline: Timeline) -> str:
    """A matter's title, with whose it is where several sets of parties spoke."""
    several = len({one.parties for one in timeline.threads}) > 1
    whose = f" ({' '.join(thread.parties)})" if several else ""
    return f"{_short(thread.title)}{whose}"


def _over_days(axes: Axes, days: Sequence[dt.date]) -> None:
    """Days along the foot, the first lane on top."""
    axes.invert_yaxis()
    axes.margins(y=0.08)
    locator = AutoDateLocator(minticks=3)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(AutoDateFormatter(locator))
    # Calls of one day would else stand on an axis of microseconds.
    axes.set_xlim(date2num(min(days)) - _ROOM, date2num(max(days)) + _ROOM)


def _short(text: str) -> str:
    line = safe(text)
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1]}…"


def _left_out(title: str, count: int, thing: str, things: str = "") -> str:
    """A title that owns up to what is not drawn."""
    if not count:
        return title
    return f"{title} ({count} {thing if count == 1 else things or f'{thing}s'} not shown)"
