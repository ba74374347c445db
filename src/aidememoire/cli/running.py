"""The work behind `aidememoire run`: read, ask, write down, and say how it stands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path

from aidememoire.article import Article
from aidememoire.cli.benches import AtWork, Bench, Cluster, here, on_ray
from aidememoire.cli.opening import prefetch
from aidememoire.cli.pace import sentence
from aidememoire.cli.talk import Talk
from aidememoire.errors import (
    AidememoireError,
    BudgetSpent,
    EndpointDown,
    OutputError,
    StoreError,
)
from aidememoire.extraction import Extracted, Failed
from aidememoire.opening import most_of, priced
from aidememoire.reading import Reading, Unread, read
from aidememoire.runs.desk import Desk
from aidememoire.runs.status import Status, status
from aidememoire.runs.store import Store
from aidememoire.runs.workers import Worker
from aidememoire.settings import Settings
from aidememoire.sources import STANDARD_INPUT, settled

_LOOK_SECONDS = 1.0
_REPEATABLE = (BudgetSpent, EndpointDown)


@dataclass(frozen=True)
class Run:
    """What is read and how, where results go, and who hears of it."""

    store: Path
    paths: Sequence[str]
    how: Reading
    talk: Talk
    retry_failed: bool = False
    cluster: Cluster | None = None
    """Where it is done, if not in this process."""


@dataclass(frozen=True)
class Tally:
    """How it stands at the end, and whether it stopped before."""

    status: Status
    stopped: bool


def run(job: Run, settings: Settings) -> Tally:
    """Do what is left to do.

    Raises:
        StoreError: The store can't be used.
        OutputError: It can't be written; what was done before is kept.
        ModelError: No model could be opened, or it refuses to be asked.
    """
    # What is wrong with the settings, or missing, before anything is read.
    priced(settings)
    at_work = here(job.talk) if job.cluster is None else on_ray(job.talk, job.cluster)
    with Store(job.store, create=bool(job.paths)) as store:
        paths = [settled(path) for path in job.paths]
        store.read_again(paths)
        items: Iterator[Article | Unread] = read(paths, how=job.how)
        if STANDARD_INPUT in job.paths:
            # Not while asking: nothing but its end ends the reading of a terminal.
            for item in items:
                store.add([item])
                _unread(job.talk, item)
        prefetch(settings, job.talk)
        version, stopped = asyncio.run(_ask(job, store, items, settings, at_work))
        standing = status(store, version)
    stopped = stopped or _left(standing)
    if stopped is not None:
        job.talk.error(stopped)
    job.talk.say(sentence(standing))
    return Tally(standing, stopped is not None)


def _left(standing: Status) -> AidememoireError | None:
    left = standing.waiting + standing.taken
    if not left:
        return None
    return AidememoireError(
        f"{left:,} {'text is' if left == 1 else 'texts are'} left that nobody was asked about",
        "Run it again, if no other process is at them. Workers of a cluster must see the folder "
        "that --exchange names.",
    )


def _unread(talk: Talk, item: Article | Unread) -> None:
    if isinstance(item, Unread):
        talk.fail(item.id, item.error)


async def _ask(
    job: Run,
    store: Store,
    items: Iterator[Article | Unread],
    settings: Settings,
    at_work: AtWork,
) -> tuple[int | None, AidememoireError | None]:
    """Ask about all that waits.

    Returns:
        The version, once it is known, and what stopped it, if that is no reason to end in failure.
    """
    async with Desk() as desk:
        worker = await desk(Worker, store, most_of(settings))
        bench = Bench(store, worker, desk)
        try:
            async with at_work(bench, settings) as (version, rows):
                await desk(worker.begin, version)
                await desk(worker.free_the_dead)
                if job.retry_failed:
                    await desk(store.retry_failed, worker.version)
                with job.talk.run(f"Asking {version.name}") as show:
                    watching = asyncio.create_task(_watch(desk, store, show))
                    try:
                        await _work(job.talk, rows(items))
                    finally:
                        watching.cancel()
        except _REPEATABLE as error:
            return worker.version or None, error
        finally:
            # A full disk takes nothing; the next process finds out that this one is gone.
            with suppress(OutputError, StoreError):
                await desk(worker.leave)
    return worker.version, None


async def _work(talk: Talk, rows: AsyncGenerator[Extracted | Failed]) -> None:
    async with aclosing(rows):
        async for row in rows:
            if isinstance(row, Failed):
                talk.fail(row.id, row.error)


async def _watch(desk: Desk, store: Store, show: Callable[[Status], None] | None) -> None:
    while show is not None:
        show(await desk(status, store))
        await asyncio.sleep(_LOOK_SECONDS)
