"""`aidememoire run` and `aidememoire status`: many articles, in a store that survives anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from aidememoire.cli.inputs import with_reading
from aidememoire.cli.options import with_settings
from aidememoire.errors import SettingsError
from aidememoire.inputs.how import Reading
from aidememoire.settings import Settings

_STOPPED = 3


@with_settings
@with_reading
def run(  # noqa: PLR0913, PLR0917 - typer reads a command's options off its signature
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
    engine: Annotated[
        Literal["local", "ray"],
        typer.Option(help="Where: in this process, or by the workers of a Ray cluster."),
    ] = "local",
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="How many workers of a cluster; one a machine unless set."),
    ] = None,
    exchange: Annotated[
        Path | None,
        typer.Option(
            help="A folder that all machines of a cluster see, for work and results on their way; "
            "the store's name with .ray unless set."
        ),
    ] = None,
    *,
    how: Reading,
    settings: Settings,
) -> None:
    """Summarise many articles into a run store, and go on where it stopped.

    Each result is on the disk before it counts as done, so that an article is asked about once,
    whatever ends the run. Articles of one text are asked about once; another model, prompt or
    schema makes a new version beside the old. Several processes may share a store.
    Exit status: 0 when every article has a record, 1 when one has none, 2 for wrong usage, 3 when
    it stopped before the end and can be run again (what may be spent, a server that is down,
    articles that nobody was asked about), 130 after Ctrl-C.
    """
    # Not at the top: the openai package takes a second to import, and --help would wait for it.
    from aidememoire.cli import benches, running, stopping
    from aidememoire.cli.talk import Talk
    from aidememoire.cli.tracing import traced

    if engine == "local" and (workers or exchange):
        raise SettingsError("--workers and --exchange are for --engine ray", "Add --engine ray.")
    between = exchange or store.with_name(f"{store.name}.ray")
    cluster = benches.Cluster(workers, between) if engine == "ray" else None
    job = running.Run(store, tuple(paths or ()), how, Talk(quiet), retry_failed, cluster)
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
