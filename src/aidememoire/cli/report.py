"""`aidememoire report`: a page on which each item of a record lights its sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aidememoire.cli.options import Articles, Records


def report(
    records: Records,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The page, an HTML file; - is standard output.")
    ],
    articles: Articles = None,
    title: Annotated[str, typer.Option(help="What the page is called.")] = "Records of calls",
) -> None:
    """Write a page that shows records beside their articles, each item with its sentences.

    It is one HTML file, and needs no network. Exit status: 0 when all records are in it, 1 when
    something was none or its article was not found (the others are shown), 2 for wrong usage.
    """
    # Not at the top: the codes of countries take a quarter of a second to load.
    from aidememoire.cli.matching import matched
    from aidememoire.cli.talk import Talk
    from aidememoire.part import place, write_whole
    from aidememoire.report.page import page

    target = place(output, [*records, *(articles or ())])
    found, faults = matched(records, articles or (), Talk())
    if found:
        write_whole(target, page(found, title))
    if faults or not found:
        raise typer.Exit(1)
