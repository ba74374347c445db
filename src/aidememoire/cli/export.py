"""`aidememoire export`: stored records, for other programs. No model is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from aidememoire.cli.options import RECORDS, MinConfidence

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
    records: Annotated[list[str] | None, RECORDS] = None,
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
    min_confidence: MinConfidence = None,
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
    from aidememoire.part import place
    from aidememoire.stored import NoRecord

    paths = [*(records or ()), *([str(run)] if run else ())]
    if not paths:
        raise SettingsError("nothing to export", "Name records, or a run store with --run.")
    target = place(output, paths)
    talk = Talk()
    faults: list[NoRecord] = []
    found = kept.told(paths, talk, faults, min_confidence)
    done = exports.export(_some(found, faults), format_, target)
    for name in done.twice:
        said = RecordError("an article of this id was exported already", "Give each record once.")
        talk.fail(name, said)
    if target is not None:
        talk.say(f"{done.records:,} records are in {target}")
    if faults or done.twice:
        raise typer.Exit(1)


def _some(records: Iterable[Extraction], faults: Sequence[object]) -> Iterator[Extraction]:
    """The records, as they are.

    Raises:
        Exit: There is none, and something was none: that has been told, and nothing but faults is
            no reason to replace an earlier export.
    """
    none = True
    for record in records:
        none = False
        yield record
    if none and faults:
        raise typer.Exit(1)
