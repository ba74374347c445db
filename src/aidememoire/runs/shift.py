"""What a process at work on a store does beside asking: it reads, shows that it lives, waits."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from itertools import islice

from aidememoire.article import Article
from aidememoire.errors import OutputError, StoreError
from aidememoire.extraction import Failed
from aidememoire.model import Usage
from aidememoire.reading import Unread
from aidememoire.runs.desk import Desk
from aidememoire.runs.store import Store
from aidememoire.runs.workers import BEAT_SECONDS, Worker

LOOK_SECONDS = 0.2
"""How often to look for what came in, while inputs are read."""
_BATCH = 50
_BATCH_SECONDS = 0.2
_OTHERS_SECONDS = 1.0


class Shift:
    """One process's time at work on a store.

    Args:
        store: Where articles and results are.
        worker: This process, its version begun.
        desk: Where the store blocks.
    """

    def __init__(self, store: Store, worker: Worker, desk: Desk) -> None:
        self.unread: deque[Failed] = deque()
        """Inputs that could not be read, as they are met."""
        self._store = store
        self._worker = worker
        self._desk = desk

    @asynccontextmanager
    async def reading(
        self, items: Iterator[Article | Unread] | None
    ) -> AsyncIterator[asyncio.Task[None]]:
        """Read inputs into the store and show that this process lives, while the context lasts.

        Yields:
            The reading; done when all inputs are in the store.
        """
        beating = asyncio.create_task(self._beat())
        reading = asyncio.create_task(self._read(items or iter(())))
        try:
            yield reading
        finally:
            for task in (beating, reading):
                task.cancel()
            await asyncio.gather(beating, reading, return_exceptions=True)
            # On a full disk it can't be said; another process finds out that this one is gone.
            with suppress(OutputError, StoreError):
                await self._desk(self._worker.leave)

    async def more(self) -> bool:
        """Whether there may be more to do, now that nothing is left to take; waits for others."""
        if await self._desk(self._worker.free_the_dead):
            return True
        if not await self._desk(self._worker.unfinished):
            return False
        await asyncio.sleep(_OTHERS_SECONDS)
        return True

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            # What is wrong with the store is told by whoever needs it to do their work.
            with suppress(OutputError, StoreError):
                await self._desk(self._worker.beat)
                # Our own requests may be waiting for what dead ones had put aside.
                await self._desk(self._worker.free_the_dead)

    async def _read(self, items: Iterator[Article | Unread]) -> None:
        while batch := await asyncio.to_thread(_batch, items):
            await self._desk(self._store.add, batch)
            self.unread += [
                Failed(one.id, one.origin, one.error, Usage(), 0.0)
                for one in batch
                if isinstance(one, Unread)
            ]


def _batch(items: Iterator[Article | Unread]) -> list[Article | Unread]:
    """The next few items; no more than can be read in a moment, so that they are soon at work."""
    started = time.monotonic()
    batch: list[Article | Unread] = []
    for item in islice(items, _BATCH):
        batch.append(item)
        if time.monotonic() - started > _BATCH_SECONDS:
            break
    return batch
