"""A table of calls for a terminal. Words of articles and models are never markup in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from aidememoire.errors import AidememoireError
from aidememoire.record import Call, Extraction
from aidememoire.untrusted import safe
from aidememoire.views.terminal import plain

Failures = Sequence[tuple[str, AidememoireError]]
"""The ids of articles without a record, and why."""


def calls_table(records: Iterable[Extraction], failures: Failures = ()) -> RenderableType:
    """A table with a row a call, then the articles that gave no record.

    A day that is inferred has a `~` before it. An article that reports no call has a row that says
    so.
    """
    table = Table(box=box.SIMPLE_HEAD, leading=1, padding=(0, 1, 0, 0), expand=True)
    table.add_column("Call", width=11, overflow="fold")
    table.add_column("Who", ratio=5, overflow="fold")
    table.add_column("How", width=6, overflow="fold")
    table.add_column("Topics", ratio=6, overflow="fold")
    table.add_column("Outcomes", ratio=6, overflow="fold")
    for record in records:
        for row in _rows(record):
            table.add_row(*row)
    return Group(table, _failed(failures)) if failures else table


def table_text(records: Iterable[Extraction], failures: Failures = (), width: int = 120) -> str:
    """The same table as plain text, `width` columns wide."""
    return plain(calls_table(records, failures), width)


def _rows(record: Extraction) -> Iterator[tuple[RenderableType, ...]]:
    name = Text(safe(record.article.id), style="dim")
    if not record.calls:
        yield Text.assemble("–\n", name), Text("reports no call", style="italic")
    for call in record.calls:
        yield (
            Text.assemble(_day(call), "\n", name),
            Text("\n").join(_who(call)),
            _how(call),
            _list([topic.title for topic in call.topics]),
            _list([f"{outcome.text} ({outcome.kind})" for outcome in call.outcomes]),
        )


def _day(call: Call) -> Text:
    if call.date is None:
        return Text("no day", style="italic")
    sure = "" if call.date.basis == "stated" else "~"
    return Text(f"{sure}{call.date.value.isoformat()}", style="bold")


def _who(call: Call) -> Iterator[Text]:
    for one in call.participants:
        office = f", {safe(one.office)}" if one.office else ""
        yield Text.assemble((one.party, "bold cyan"), f" {safe(one.name)}", (office, "dim"))


def _how(call: Call) -> Text:
    how = "call" if call.channel == "unspecified" else call.channel
    wish = f"\nby {call.initiated_by.party}" if call.initiated_by else ""
    return Text(how + wish)


def _list(items: Sequence[str]) -> RenderableType:
    if not items:
        return Text("–")
    grid = Table.grid(padding=(0, 1, 0, 0))  # lines that wrap are indented beyond the dot
    for item in items:
        grid.add_row("·", Text(safe(item), overflow="fold"))
    return grid


def _failed(failures: Failures) -> Text:
    text = Text(f"No record of {len(failures)} article{'s' if len(failures) > 1 else ''}:")
    for name, error in failures:
        text.append("\n✗ ", style="bold red")
        text.append(f"{safe(name)}: {safe(error.message)}")
    return text
