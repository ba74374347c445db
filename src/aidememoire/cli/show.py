"""`aidememoire show`: stored records, for people to read. No model is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aidememoire.cli.options import Format, Output


def show(
    records: Annotated[
        list[str],
        typer.Argument(
            help="Records: .json and .jsonl files, folders, run stores, - for standard input."
        ),
    ],
    format_: Format = None,
    output: Output = None,
) -> None:
    """Show stored records: as a table, a Markdown brief, or JSON again.

    Reads what `summarise` wrote and asks no model. Exit status: 0 when all were records, 1 when
    something was none (the others are shown), 2 for wrong usage.
    """
    # Not at the top: the codes of countries take a quarter of a second to load.
    from aidememoire.cli import kept
    from aidememoire.cli import output as out
    from aidememoire.cli.talk import Talk
    from aidememoire.stored import NoRecord

    if output == Path("-"):
        output = None
    sink = out.open_sink(format_, output, records)
    talk = Talk()
    faults = []
    finished = False
    try:
        for one in kept.records(records):
            if isinstance(one, NoRecord):
                faults.append((one.origin, one.error))
                talk.fail(one.origin, one.error)
            else:
                sink.add(one)
        finished = True
    finally:
        where = sink.close(faults, finished=finished)
        if where:
            talk.say(where)
    if faults:
        raise typer.Exit(1)
