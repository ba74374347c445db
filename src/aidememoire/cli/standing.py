"""The work behind `aidememoire status`: how a run stands, as a table or as JSON."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Literal

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aidememoire.cli.pace import duration, money
from aidememoire.runs.status import Status, status
from aidememoire.runs.store import Store
from aidememoire.untrusted import safe


def show(path: Path, form: Literal["table", "json"]) -> None:
    """Print how the run in a store stands.

    Raises:
        StoreError: There is no such store.
    """
    with Store(path) as store:
        stands = status(store)
    if form == "json":
        typer.echo(json.dumps(dataclasses.asdict(stands), indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(_table(stands))
    if stands.causes:
        console.print(_causes(stands))


def _table(stands: Status) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    share = f" ({stands.done / stands.texts:.1%})" if stands.texts else ""
    rows = {
        "Model": safe(stands.model),
        "Articles": f"{stands.articles:,} of {stands.texts:,} texts, {stands.unread:,} unread",
        "Done": f"{stands.done:,}{share}",
        "Failed": f"{stands.failed:,}",
        "Left": f"{stands.waiting:,} waiting, {stands.taken:,} under way",
        "At work": f"{stands.workers} process{'' if stands.workers == 1 else 'es'}",
        "Rate": "–" if stands.per_minute is None else f"{stands.per_minute:,.1f} a minute",
        "Time left": "–" if stands.seconds_left is None else duration(stands.seconds_left),
        "Requests": f"{stands.requests:,}",
        "Tokens": f"{stands.tokens:,}",
        "Cost": "not known" if stands.cost is None else money(stands.cost),
    }
    for name, value in rows.items():
        table.add_row(name, Text(value))
    return table


def _causes(stands: Status) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Cause")
    table.add_column("Failed", justify="right")
    table.add_column("For example", overflow="fold")
    for cause in stands.causes:
        table.add_row(Text(safe(cause.name)), f"{cause.articles:,}", Text(safe(cause.example)))
    return table
