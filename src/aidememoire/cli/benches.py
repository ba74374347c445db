"""Where a run is done: in this process, or on a Ray cluster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from aidememoire.article import Article
from aidememoire.cli.opening import opened
from aidememoire.cli.stopping import retake
from aidememoire.cli.talk import Talk
from aidememoire.errors import SettingsError
from aidememoire.extraction import Extracted, Failed, prompt_fingerprint
from aidememoire.opening import gate_of, identity, most_of, priced, profile_of
from aidememoire.reading import Unread
from aidememoire.runs.asker import Asked
from aidememoire.runs.desk import Desk, StoredLedger
from aidememoire.runs.job import Job
from aidememoire.runs.store import Store
from aidememoire.runs.work import Version
from aidememoire.runs.workers import Worker
from aidememoire.settings import Settings
from aidememoire.versions import versions

_SETTINGS = ("model", "base_url", "mode", "seed", "re_asks", "context_tokens")

Rows = Callable[[Iterator[Article | Unread]], AsyncGenerator[Extracted | Failed]]
"""Takes articles in, and gives what came of them and of those that waited."""
AtWork = Callable[["Bench", Settings], AbstractAsyncContextManager[tuple[Version, Rows]]]
"""Opens what asks; yields the version that it makes, and what has the work done."""


@dataclass(frozen=True)
class Bench:
    """This process's place at a store."""

    store: Store
    worker: Worker
    desk: Desk


@dataclass(frozen=True)
class Cluster:
    """A Ray cluster.

    Attributes:
        workers: How many workers; one a machine when None.
        exchange: A folder that all its machines see.
    """

    workers: int | None
    exchange: Path


def here(talk: Talk) -> AtWork:
    """In this process."""

    @asynccontextmanager
    async def at_work(bench: Bench, settings: Settings) -> AsyncIterator[tuple[Version, Rows]]:
        known = priced(settings) is not None
        ledger = StoredLedger(bench.desk, bench.worker.account, priced=known)
        gate = gate_of(settings, ledger)
        profile = profile_of(settings)
        async with opened(settings, talk, gate) as model:
            asked = Asked(model, profile.plan, profile.concurrency, gate)
            job = Job(bench.store, bench.worker, bench.desk, asked)
            yield _version(model.name, model.fingerprint, settings), job.rows

    return at_work


def on_ray(talk: Talk, cluster: Cluster) -> AtWork:
    """On a Ray cluster.

    Raises:
        SettingsError: The extra `ray` is not installed.
    """
    hand, pool, waves = (_part(name) for name in ("hand", "pool", "waves"))

    @asynccontextmanager
    async def at_work(bench: Bench, settings: Settings) -> AsyncIterator[tuple[Version, Rows]]:
        version = _version(*await identity(settings), settings)
        known = priced(settings) is not None
        with talk.opening("a Ray cluster"):
            # In a thread: in the main one Ray would take the signals for itself.
            crew = await asyncio.to_thread(pool.Pool, cluster.workers)
        retake()
        with closing(crew):
            store, most = bench.store.path, most_of(settings)
            ledger = crew.ledger(store, bench.worker.id, most, settings.timeout, priced=known)
            crew.begin(hand.Order(settings, version, ledger))
            work = waves.Waves(bench.store, bench.worker, bench.desk, crew, cluster.exchange)
            yield version, partial(work.rows, profile_of(settings).concurrency)

    return at_work


def _part(name: str) -> Any:
    try:
        # Not at the top: Ray is an extra, and takes seconds to import.
        return import_module(f"aidememoire.cluster.{name}")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"--engine ray needs the package {error.name}, which is not installed",
            'Install it with pip install "aidememoire[ray]", on all machines of the cluster.',
        ) from error


def _version(name: str, fingerprint: str, settings: Settings) -> Version:
    """What results depend on; the settings are there to be read, and hold no key."""
    plan = profile_of(settings).plan
    told: dict[str, object] = {one: getattr(settings, one) for one in _SETTINGS}
    told |= {"plan": plan, "aidememoire": versions("aidememoire").get("aidememoire")}
    return Version(fingerprint, prompt_fingerprint(plan), name, told)
