"""`aidememoire export`: stored records, for other programs. No model is asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from aidememoire.record import Extraction


def export(
    format_: Annotated[
        Literal["jsonl", "csv", "parquet", "sqlite", "jsonld", "events"],
        typer.Option(
            "--format",
            "-f",
            help="csv and parquet: a folder with a file a table. sqlite: a database with views. "
            "jsonld: calls with Web Annotations. events: a table with CAMEO and PLOVER codes, "
            "Parquet if its name ends in .parquet and else CSV.",
        ),
    ],
    records: Annotated[
        list[str] | None,
        typer.Argument(
            help="Records: .json and .jsonl files, folders, run stores, - for standard input."
        ),
    ] = None,
    run: Annotated[
        Path | None, typer.Option("--run", "-r", help="A run store; its newest results.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The file or folder; standard output unless set, for jsonl, jsonld and events.",
        ),
    ] = None,
) -> None:
    """Export stored records for other programs: tables, a database, linked data, events.

    Reads what `summarise` and `run` wrote and asks no model. Exit status: 0 when all were records,
    1 when something was none or an article came twice (the others are written), 2 for wrong usage.
    """
    # Not at the top: the codes of countries take a quarter of a second to load.
    from aidememoire.cli import kept
    from aidememoire.cli.talk import Talk
    from aidememoire.errors import RecordError, SettingsError
    from aidememoire.exports import export as exports
    from aidememoire.stored import NoRecord

    paths = [*(records or ()), *([str(run)] if run else ())]
    if not paths:
        raise SettingsError("nothing to export", "Name records, or a run store with --run.")
    if output and os.path.realpath(output) in map(os.path.realpath, paths):
        raise SettingsError(f"-o {output} is what is to be read", "Name another place.")
    talk = Talk()
    faults = 0

    def good() -> Iterator[Extraction]:
        nonlocal faults
        for one in kept.records(paths):
            if isinstance(one, NoRecord):
                faults += 1
                talk.fail(one.origin, one.error)
            else:
                yield one

    done = exports.export(good(), format_, None if output == Path("-") else output)
    for name in done.twice:
        said = RecordError("an article of this id was exported already", "Give each record once.")
        talk.fail(name, said)
    if output not in {None, Path("-")}:
        talk.say(f"{done.records:,} records are in {output}")
    if faults or done.twice:
        raise typer.Exit(1)
