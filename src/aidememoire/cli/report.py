"""`aidememoire report`: a page on which each item of a record lights its sentences."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from aidememoire.errors import SettingsError


def report(
    records: Annotated[
        list[str],
        typer.Argument(
            help="Records: .json and .jsonl files, folders, run stores, - for standard input."
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The page, an HTML file.")],
    articles: Annotated[
        list[str] | None,
        typer.Option(
            "--articles",
            "-a",
            help="Their articles: a file or a folder; repeatable. A run store holds its own.",
        ),
    ] = None,
    title: Annotated[str, typer.Option(help="What the page is called.")] = "Records of calls",
) -> None:
    """Write a page that shows records beside their articles, each item with its sentences.

    It is one HTML file, and needs no network. Exit status: 0 when all records are in it, 1 when
    something was none or its article was not found (the others are shown), 2 for wrong usage.
    """
    # Not at the top: the codes of countries take a quarter of a second to load.
    from aidememoire.cli.matching import matched
    from aidememoire.cli.part import write_whole
    from aidememoire.cli.talk import Talk
    from aidememoire.report.page import page

    target = os.path.realpath(output)
    if any(target == os.path.realpath(path) for path in [*records, *(articles or ())]):
        raise SettingsError(f"-o {output} is what is to be read", "Name another place.")
    found, faults = matched(records, articles or (), Talk())
    if found:
        write_whole(Path(target), page(found, title))
    if faults or not found:
        raise typer.Exit(1)
