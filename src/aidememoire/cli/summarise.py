"""`aidememoire summarise`: articles in, records of calls out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from aidememoire.cli.inputs import with_reading
from aidememoire.cli.options import Format, Output, with_settings
from aidememoire.inputs.how import Reading
from aidememoire.settings import Settings


@with_settings
@with_reading
def summarise(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Articles: text, Markdown, HTML, PDF, JSONL and CSV files, gzip of these, folders "
            "of them, addresses (with --allow-url), - for standard input."
        ),
    ],
    format_: Format = None,
    output: Output = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")
    ] = False,
    *,
    how: Reading,
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

    sink = out.open_sink(format_, output, paths)
    scrolls = output is None and sys.stdout.isatty() and format_ not in {None, "table"}
    job = summarising.Job(paths, sink, talk.Talk(quiet, bars=not scrolls), how)
    with stopping.tidily():
        tally = summarising.summarise(job, settings)
    if tally.failures:
        raise typer.Exit(1)
