"""`aidememoire summarise`: articles in, records of calls out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from aidememoire.cli.options import with_settings
from aidememoire.settings import Settings


@with_settings
def summarise(
    paths: Annotated[
        list[str],
        typer.Argument(help="Articles: files, folders, - for standard input."),
    ],
    format_: Annotated[
        Literal["table", "md", "json", "jsonl"] | None,
        typer.Option(
            "--format",
            "-f",
            help="How records are written. Unless set: a table on a terminal, jsonl in a pipe, "
            "by its suffix into a file, json into a folder.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="A file, or a folder (for md and json) that gets a file for each article; - is "
            "standard output.",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")
    ] = False,
    *,
    settings: Settings,
) -> None:
    """Summarise the diplomatic calls that articles report.

    Records go to standard output, or where -o says; talk and a progress bar go to standard error.
    Exit status: 0 when every article has a record, 1 when one has none (the others are written),
    2 for wrong usage, 130 after Ctrl-C.
    """
    # Not at the top: the openai package takes a second to import, and --help would wait for it.
    from aidememoire.cli import output as out
    from aidememoire.cli import stopping, summarising, talk

    if output == Path("-"):
        output = None
    sink = out.open_sink(format_, output, paths)
    scrolls = output is None and sys.stdout.isatty() and format_ not in {None, "table"}
    job = summarising.Job(paths, sink, talk.Talk(quiet, bars=not scrolls))
    with stopping.tidily():
        tally = summarising.summarise(job, settings)
    if tally.failures:
        raise typer.Exit(1)
