"""The job: takes work from a store, asks, and writes each result down before it counts as done."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterator

from aidememoire.article import Article
from aidememoire.extraction import Extracted, Failed
from aidememoire.reading import Unread
from aidememoire.runs.asker import STOPS, Asked, Asker
from aidememoire.runs.desk import Desk
from aidememoire.runs.shift import LOOK_SECONDS, Shift
from aidememoire.runs.store import Store
from aidememoire.runs.work import Taken
from aidememoire.runs.workers import Worker


class Job:
    """One process's part in a run.

    Args:
        store: Where articles and results are.
        worker: This process, its version begun.
        desk: Where the store blocks.
        asked: Who is asked.
    """

    def __init__(self, store: Store, worker: Worker, desk: Desk, asked: Asked) -> None:
        self._store = store
        self._worker = worker
        self._desk = desk
        self._most = asked.concurrency
        self._asker = Asker(asked)
        self._shift = Shift(store, worker, desk)
        self._taken: deque[Taken] = deque()
        self._rows: deque[Extracted | Failed] = deque()

    async def rows(
        self, items: Iterator[Article | Unread] | None = None
    ) -> AsyncGenerator[Extracted | Failed]:
        """Work until nothing waits, here or in another process.

        Args:
            items: Articles to take in meanwhile.

        Yields:
            Each result once it is on the disk, and each input that could not be read.

        Raises:
            AidememoireError: What stopped the run; what is done is kept, the rest waits.
        """
        under_way: set[asyncio.Task[None]] = set()
        async with self._shift.reading(items) as reading:
            try:
                while True:
                    # Looked at before work is taken: what came in after that is not overlooked.
                    all_read = reading.done()
                    await self._fill(under_way)
                    if not under_way and all_read:
                        reading.result()
                        if self._asker.stop is not None or not await self._shift.more():
                            break
                    elif under_way:
                        look = None if all_read else LOOK_SECONDS
                        done, under_way = await asyncio.wait(
                            under_way, timeout=look, return_when=asyncio.FIRST_COMPLETED
                        )
                        for task in done:
                            task.result()
                    else:
                        await asyncio.wait((reading,), timeout=LOOK_SECONDS)
                    for rows in (self._shift.unread, self._rows):
                        while rows:
                            yield rows.popleft()
            finally:
                for task in under_way:
                    task.cancel()
                await asyncio.gather(*under_way, return_exceptions=True)
        if self._asker.stop is not None:
            raise self._asker.stop

    async def _fill(self, under_way: set[asyncio.Task[None]]) -> None:
        """Put as many articles under way as may be."""
        if self._asker.stop is not None:
            return
        if len(under_way) < self._most and not self._taken:
            self._taken.extend(await self._desk(self._store.take, self._worker.id, self._most))
        while self._taken and len(under_way) < self._most:
            under_way.add(asyncio.create_task(self._one(self._taken.popleft())))

    async def _one(self, taken: Taken) -> None:
        """Ask about one article and write down what came of it."""
        outcome = await self._asker.ask(taken)
        row = outcome.row
        ended = row.error if isinstance(row, Failed) else row.record.to_json()
        keep = self._store.finish if outcome.final else self._store.give_back
        try:
            if await self._desk(keep, self._worker.id, taken.text, ended, outcome.attempt):
                self._rows.append(row)
        except STOPS as error:
            self._asker.stop = self._asker.stop or error
