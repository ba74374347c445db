"""`aidememoire run` and `aidememoire status`: many articles, in a store that survives anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from aidememoire.cli.inputs import with_reading
from aidememoire.cli.options import with_settings
from aidememoire.inputs.how import Reading
from aidememoire.settings import Settings

_STOPPED = 3


@with_settings
@with_reading
def run(
    store: Annotated[
        Path,
        typer.Option("--run", "-r", help="The run store, one SQLite file; made if need be."),
    ],
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Articles, as `summarise` takes them; none to go on with those in the store."
        ),
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Ask again about articles that failed.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")
    ] = False,
    *,
    how: Reading,
    settings: Settings,
) -> None:
    """Summarise many articles into a run store, and go on where it stopped.

    Each result is on the disk before it counts as done, so that an article is asked about once,
    whatever ends the run. Articles of one text are asked about once; another model, prompt or
    schema makes a new version beside the old. Several processes may share a store.
    Exit status: 0 when every article has a record, 1 when one has none, 2 for wrong usage, 3 when
    it stopped before the end and can be run again (what may be spent, a server that is down),
    130 after Ctrl-C.
    """
    # Not at the top: the openai package takes a second to import, and --help would wait for it.
    from aidememoire.cli import running, stopping
    from aidememoire.cli.talk import Talk
    from aidememoire.cli.tracing import traced

    job = running.Run(store, tuple(paths or ()), how, Talk(quiet), retry_failed=retry_failed)
    with traced(), stopping.tidily():
        tally = running.run(job, settings)
    if tally.stopped:
        raise typer.Exit(_STOPPED)
    if tally.status.failed or tally.status.unread:
        raise typer.Exit(1)


def status(
    store: Annotated[Path, typer.Option("--run", "-r", help="The run store.")],
    format_: Annotated[
        Literal["table", "json"], typer.Option("--format", "-f", help="For people or programs.")
    ] = "table",
) -> None:
    """Show how a run stands: progress, rate, time left, cost, and failures by cause."""
    from aidememoire.cli import standing

    standing.show(store, format_)
