"""The job: takes work from a store, asks, and writes each result down before it counts as done."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from aidememoire.article import Article, Given
from aidememoire.errors import (
    AccessRefused,
    AidememoireError,
    BudgetSpent,
    EndpointDown,
    ModelError,
    OutputError,
    RecordError,
    RequestRefused,
    ServerError,
    StoreError,
    TransportError,
)
from aidememoire.extraction import Extracted, Failed, Plan, extract
from aidememoire.flow.gate import Gate
from aidememoire.model import Model, Usage
from aidememoire.reading import Unread, from_text
from aidememoire.runs.desk import Desk
from aidememoire.runs.store import Store
from aidememoire.runs.work import Attempt, Taken
from aidememoire.runs.workers import BEAT_SECONDS, Worker

log = logging.getLogger("aidememoire.runs")

_STOPS = (AccessRefused, BudgetSpent, EndpointDown, OutputError, ServerError, StoreError)
"""What stops a run: the next article would fare no better, and this one is not at fault."""
_BATCH = 50
_BATCH_SECONDS = 0.2
_LOOK_SECONDS = 0.2
_OTHERS_SECONDS = 1.0
_SECOND_CHANCES = 2
_REFUSALS = 10


@dataclass(frozen=True)
class Asked:
    """Who is asked, and how.

    Attributes:
        model: Who.
        plan: In one question an article or in several.
        concurrency: How many articles at once.
        gate: What its requests pass, which knows whether the server is down.
    """

    model: Model
    plan: Plan
    concurrency: int
    gate: Gate | None = None


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
        self._asked = asked
        self._taken: deque[Taken] = deque()
        self._rows: deque[Extracted | Failed] = deque()
        self._chances: Counter[int] = Counter()
        self._refusals = 0
        self._stop: AidememoireError | None = None

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
        beating = asyncio.create_task(self._beat())
        reading = asyncio.create_task(self._read(items or iter(())))
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                # Looked at before work is taken: what came in after that is not overlooked.
                all_read = reading.done()
                await self._fill(under_way)
                if not under_way and all_read:
                    reading.result()
                    if self._stop is not None or not await self._more():
                        break
                elif under_way:
                    look = None if all_read else _LOOK_SECONDS
                    done, under_way = await asyncio.wait(
                        under_way, timeout=look, return_when=asyncio.FIRST_COMPLETED
                    )
                    for task in done:
                        task.result()
                else:
                    await asyncio.wait((reading,), timeout=_LOOK_SECONDS)
                while self._rows:
                    yield self._rows.popleft()
        finally:
            await self._end({beating, reading, *under_way})
        if self._stop is not None:
            raise self._stop

    async def _end(self, tasks: set[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # On a full disk it can't be said; another process finds out that this one is gone.
        with suppress(OutputError, StoreError):
            await self._desk(self._worker.leave)

    async def _fill(self, under_way: set[asyncio.Task[None]]) -> None:
        """Put as many articles under way as may be."""
        most = self._asked.concurrency
        if self._stop is not None:
            return
        if len(under_way) < most and not self._taken:
            self._taken.extend(await self._desk(self._store.take, self._worker.id, most))
        while self._taken and len(under_way) < most:
            under_way.add(asyncio.create_task(self._one(self._taken.popleft())))

    async def _more(self) -> bool:
        """Whether there may be more to do, now that nothing waits; waits for others to be done."""
        if await self._desk(self._worker.free_the_dead):
            return True
        if not await self._desk(self._worker.others_at_work):
            return False
        await asyncio.sleep(_OTHERS_SECONDS)
        return True

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            # What is wrong with the store is told by whoever needs it to do their work.
            with suppress(OutputError, StoreError):
                await self._desk(self._worker.beat)

    async def _read(self, items: Iterator[Article | Unread]) -> None:
        while batch := await asyncio.to_thread(_batch, items):
            await self._desk(self._store.add, batch)
            self._rows += [
                Failed(one.id, one.origin, one.error, Usage(), 0.0)
                for one in batch
                if isinstance(one, Unread)
            ]

    async def _one(self, taken: Taken) -> None:
        """Ask about one article and write down what came of it."""
        started = time.monotonic()
        try:
            row = await self._extract(taken)
        except _STOPS as error:
            row = Failed(taken.id, taken.origin, error, _spent(error), time.monotonic() - started)
            self._stop = self._stop or error
        except AidememoireError as error:
            row = Failed(taken.id, taken.origin, error, _spent(error), time.monotonic() - started)
        self._count_refusals(row)
        try:
            if await self._kept(taken, row):
                self._rows.append(row)
        except _STOPS as error:
            self._stop = self._stop or error

    def _count_refusals(self, row: Extracted | Failed) -> None:
        refused = isinstance(row, Failed) and isinstance(row.error, RequestRefused)
        self._refusals = self._refusals + 1 if refused else 0
        if isinstance(row, Failed) and self._refusals >= _REFUSALS:
            # So many in a row are not about the articles.
            self._stop = self._stop or row.error

    async def _extract(self, taken: Taken) -> Extracted | Failed:
        try:
            given = Given(published=taken.published)
            article = from_text(taken.body, taken.id, taken.origin, given)
            return await extract(article, self._asked.model, self._asked.plan)
        except AidememoireError:
            raise
        except Exception as error:
            # A fault of ours, met in one text of a million: the others must not pay for it.
            log.debug("%s", taken.id, exc_info=error)
            raise RecordError(
                f"{taken.id}: an error in aidememoire itself: {type(error).__name__}",
                "Please report it, with the article if it may be shared.",
            ) from error

    async def _kept(self, taken: Taken, row: Extracted | Failed) -> bool:
        """Write a row down, or give the work back; whether it is a result of the run."""
        attempt = Attempt(row.usage, row.seconds, self._cost(row.usage))
        if isinstance(row, Failed) and self._not_its_fault(taken.text, row.error):
            await self._desk(self._store.give_back, self._worker.id, taken.text, row.error, attempt)
            return False
        outcome = row.error if isinstance(row, Failed) else row.record.to_json()
        return await self._desk(self._store.finish, self._worker.id, taken.text, outcome, attempt)

    def _not_its_fault(self, text: int, error: AidememoireError) -> bool:
        if isinstance(error, _STOPS):
            return True
        gate = self._asked.gate
        if gate is None or not gate.shut or not isinstance(error, TransportError):
            return False
        # Unless the server is down whenever this very article is asked about.
        self._chances[text] += 1
        return self._chances[text] <= _SECOND_CHANCES

    def _cost(self, usage: Usage) -> float | None:
        price = self._asked.gate.price if self._asked.gate is not None else None
        if price is None:
            return None
        return price.of(usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens)


def _spent(error: AidememoireError) -> Usage:
    return (error.usage if isinstance(error, ModelError) else None) or Usage()


def _batch(items: Iterator[Article | Unread]) -> list[Article | Unread]:
    """The next few items; no more than can be read in a moment, so that they are soon at work."""
    started = time.monotonic()
    batch: list[Article | Unread] = []
    for item in islice(items, _BATCH):
        batch.append(item)
        if time.monotonic() - started > _BATCH_SECONDS:
            break
    return batch
