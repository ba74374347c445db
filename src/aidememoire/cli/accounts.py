"""`aidememoire calls`, `compare` and `timeline`: several accounts of calls, looked at together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from aidememoire.cli.options import Records, with_settings
from aidememoire.errors import SettingsError
from aidememoire.settings import Settings

_Format = Annotated[
    Literal["table", "md", "json"] | None,
    typer.Option(
        "--format",
        "-f",
        help="How it is written. Unless set: a table on a terminal, json in a pipe, by its suffix "
        "into a file.",
    ),
]
_Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="A file; - is standard output.")
]


def calls(records: Records, format_: _Format = None, output: _Output = None) -> None:
    """List the calls that records tell of, each with all its accounts.

    Accounts are put together by who spoke, the day and what was said, with the reasons; what is
    not certain is shown as perhaps the same. Exit status: 0 when all were records, 1 when something
    was none (the others are looked at), 2 for wrong usage.
    """
    # Not at the top: the codes of countries take a quarter of a second to load.
    from aidememoire.cli import together

    together.calls(records, together.Target(format_, output))


@with_settings
def compare(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Two or more of: articles, which the model reads; records (.json, .jsonl); "
            "folders of either."
        ),
    ],
    format_: _Format = None,
    output: _Output = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")
    ] = False,
    *,
    settings: Settings,
) -> None:
    """Lay accounts of one call side by side: what all say, what only one, where they conflict.

    Articles are summarised as `summarise` does, records are loaded. When they tell of several
    calls, each with two accounts or more is compared. Exit status: 0 when all were read, 1 when
    something was not or nothing can be compared, 2 for wrong usage.
    """
    # Not at the top: the openai package takes a second to import, and --help would wait for it.
    from aidememoire.cli import stopping, together

    with stopping.tidily():
        together.compare(paths, together.Target(format_, output), settings, quiet=quiet)


def timeline(
    records: Records,
    format_: _Format = None,
    output: _Output = None,
    between: Annotated[
        str | None,
        typer.Option(help="Only calls in which these took part: party codes, as in NOR,SWE."),
    ] = None,
    charts: Annotated[
        Path | None,
        typer.Option(help="Write charts into this folder too. Needs the extra `charts`."),
    ] = None,
    image: Annotated[Literal["svg", "png"], typer.Option(help="The charts' format.")] = "svg",
) -> None:
    """Show calls over time: who spoke with whom, what was raised again, what became of outcomes.

    Exit status: 0 when all were records, 1 when something was none (the others are looked at), 2
    for wrong usage.
    """
    # Not at the top: the codes of countries take a quarter of a second to load.
    from aidememoire.cli import together
    from aidememoire.record import PARTIES

    parties = tuple(one.strip().upper() for one in between.split(",")) if between else ()
    for one in parties:
        if one not in PARTIES:
            raise SettingsError(
                f"--between: {one!r} is no party code", "Use codes such as NOR or EU, by commas."
            )
    if charts is None:
        draw = None
    else:
        try:
            from aidememoire.cli import drawing
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] == "aidememoire":
                raise
            raise SettingsError(
                f"charts need the package {error.name}, which is not installed",
                "Run `pip install 'aidememoire[charts]'`.",
            ) from None
        draw = drawing.Folder(charts, image)
    together.timeline(records, together.Target(format_, output), parties, draw)
