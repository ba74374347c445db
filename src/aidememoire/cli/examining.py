"""The work behind `aidememoire doctor`: the checks, printed as they come."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from aidememoire.doctor import Check, examine
from aidememoire.settings import Settings
from aidememoire.untrusted import safe


async def show(settings: Settings, config: Path | None) -> bool:
    """Print every check; whether all is in order."""
    console = Console(highlight=False)
    well = True
    async for check in examine(settings, config):
        console.print(_row(check))
        well = well and check.ok
    return well


def _row(check: Check) -> Table:
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(width=15, no_wrap=True)
    row.add_column(overflow="fold")
    mark = Text.assemble(("✓ ", "green") if check.ok else ("✗ ", "bold red"), check.name)
    said = Text(safe(check.said))
    if check.remedy:
        said.append(f"\n{safe(check.remedy)}", style="bold")
    row.add_row(mark, said)
    return row
