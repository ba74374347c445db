"""Calls over time for people: tables for a terminal, Markdown. Untrusted words are never markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from aidememoire.accounts.overtime import Commitment, Thread, Timeline
from aidememoire.untrusted import in_markdown, safe
from aidememoire.views.calls import teller_words
from aidememoire.views.parties import party_name
from aidememoire.views.phrases import parties

_SHOWN = 12
"""Parties that a matrix on a terminal has room for."""

Rows = Sequence[tuple[str, ...]]


def timeline_table(timeline: Timeline) -> RenderableType:
    """The calls, who spoke with whom, what came up again, and what was settled."""
    parts: list[RenderableType] = []
    for title, head, rows in _tables(timeline):
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=True)
        for place, name in enumerate(head):
            if place == 0:
                table.add_column(name, width=10, overflow="fold")
            else:
                table.add_column(name, ratio=1, overflow="fold")
        for row in rows:
            table.add_row(*(Text(safe(cell)) for cell in row))
        parts += [Text(f"\n{title}", style="bold"), table]
    return Group(*parts)


def timeline_markdown(timeline: Timeline) -> str:
    """The same as Markdown tables, ending with a line break."""
    lines: list[str] = []
    for title, head, rows in _tables(timeline):
        lines += [f"## {title}", "", _row(head), _row(["---"] * len(head))]
        lines += [_row(tuple(in_markdown(cell) for cell in row)) for row in rows]
        lines.append("")
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _tables(timeline: Timeline) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    calls = [
        (
            _day(one.day),
            ", ".join(f"{each.name} ({each.party})" for each in one.people),
            "; ".join(teller_words(each) for each in one.tellers),
            "; ".join(one.topics),
        )
        for one in timeline.calls
    ]
    yield "Calls", ("Day", "Who", "Told by", "Topics"), calls
    yield "Who spoke with whom", *_matrix(timeline)
    again = [_thread(one) for one in timeline.threads if len(one.raised) > 1]
    yield "Raised again and again", ("Area", "Matter", "Between", "In the calls of"), again
    settled = [_commitment(one) for one in timeline.commitments]
    yield "Settled, and when it came up again", ("Day", "By", "What", "Later"), settled


def _matrix(timeline: Timeline) -> tuple[tuple[str, ...], Rows]:
    """How many calls each two of the parties had, those with most first."""
    count = {frozenset(one.parties): len(one.calls) for one in timeline.pairs}
    total: dict[str, int] = {}
    for one in timeline.pairs:
        for party in one.parties:
            total[party] = total.get(party, 0) + len(one.calls)
    codes = sorted(total, key=lambda code: (-total[code], code))
    shown = codes[:_SHOWN]
    rows = [
        (ours, *(str(count.get(frozenset((ours, theirs)), "·")) for theirs in shown))
        for ours in shown
    ]
    if len(codes) > len(shown):
        rows.append((f"+ {len(codes) - len(shown)} more", *("" for _ in shown)))
    return ("", *shown), rows


def _thread(one: Thread) -> tuple[str, ...]:
    days = ", ".join(_day(each.day) for each in one.raised)
    between = " – ".join(party_name(code) for code in one.parties)
    return one.area, one.title, between, days


def _commitment(one: Commitment) -> tuple[str, ...]:
    later = [
        f"{each.day.isoformat()}{'' if each.sure else ' (perhaps)'}: {each.words}"
        for each in one.later
    ]
    again = "; ".join(later) or ("not in these records" if one.day else "no day, so none is later")
    return _day(one.day), parties(one.by), f"{one.kind}: {one.text}", again


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else "no day"
