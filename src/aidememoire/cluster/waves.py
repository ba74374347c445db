"""The job on a cluster: takes waves of work from a store, and writes down what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from aidememoire.article import Article
from aidememoire.cluster import parts
from aidememoire.cluster.hand import Done
from aidememoire.errors import AidememoireError, OutputError
from aidememoire.extraction import Failed
from aidememoire.reading import Unread
from aidememoire.runs.claims import claim, mark_of, name_of
from aidememoire.runs.desk import Desk
from aidememoire.runs.shift import Shift
from aidememoire.runs.store import Store
from aidememoire.runs.work import Taken
from aidememoire.runs.workers import Worker

_WAVE = 20_000
"""Articles that go out together: hours of work for a few machines, a hundred megabytes here."""
_GATHER_SECONDS = 20.0


class Crew(Protocol):
    """Those who do the work."""

    def do(self, files: Sequence[Path]) -> Generator[Done]:
        """Have files of work done; each as soon as it is, in any order. It blocks."""
        ...


class Waves:
    """One process's part in a run: it asks nobody itself.

    Args:
        store: Where articles and results are.
        worker: This process, its version begun.
        desk: Where the store blocks.
        crew: Who does the work.
        exchange: A folder that this process and the crew see, for work and results on their way.
    """

    def __init__(
        self, store: Store, worker: Worker, desk: Desk, crew: Crew, exchange: Path
    ) -> None:
        self._store = store
        self._worker = worker
        self._desk = desk
        self._crew = crew
        self._folder = exchange
        self._shift = Shift(store, worker, desk)
        self._mark = ""
        self._stop: AidememoireError | None = None

    async def rows(
        self, size: int, items: Iterator[Article | Unread] | None = None
    ) -> AsyncGenerator[Failed]:
        """Work until nothing waits, here or in another process.

        Args:
            size: How many articles go into a file, which one worker does.
            items: Articles to take in meanwhile.

        Yields:
            Each failure once it is on the disk, and each input that could not be read.

        Raises:
            AidememoireError: What stopped the run; what is done is kept, the rest waits.
        """
        self._mark = await self._desk(mark_of, self._store, self._worker.id)
        async with self._shift.reading(items) as reading:
            while self._stop is None:
                # A wave has to be worth the workers' start.
                await asyncio.wait((reading,), timeout=_GATHER_SECONDS)
                all_read = reading.done()
                for row in await self._desk(self._left_behind):
                    yield row
                wave = await self._desk(self._store.take, self._worker.id, _WAVE)
                async for row in self._wave(wave, size):
                    yield row
                while self._shift.unread:
                    yield self._shift.unread.popleft()
                if all_read and not wave:
                    reading.result()
                    if not await self._shift.more():
                        break
        with suppress(OSError):  # others may use it, and it may hold results of others
            self._folder.rmdir()
        if self._stop is not None:
            raise self._stop

    async def _wave(self, wave: Sequence[Taken], size: int) -> AsyncGenerator[Failed]:
        if not wave:
            return
        try:
            files = await asyncio.to_thread(parts.write_work, self._folder, wave, size, self._mark)
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        found = self._crew.do(files)
        coming = self._next(found)
        try:
            while (done := await asyncio.shield(coming)) is not None:
                for row in await self._desk(self._taken_in, done.path):
                    yield row
                if done.stop is not None:
                    self._stop = done.stop
                    break
                coming = self._next(found)
        finally:
            # Whoever stops this waits for the next file: taken away from under a thread that is
            # in it, Ray brings the whole process down.
            await asyncio.gather(coming, return_exceptions=True)
            await asyncio.to_thread(found.close)
            for file in files:
                file.unlink(missing_ok=True)

    @staticmethod
    def _next(found: Generator[Done]) -> asyncio.Task[Done | None]:
        return asyncio.create_task(asyncio.to_thread(next, found, None))

    def _left_behind(self) -> list[Failed]:
        """Take in what workers had done when another process, or this machine, went down.

        Results of another version or store, which has the same folder, are not touched.
        """
        self._worker.free_the_dead()
        found = parts.results_in(self._folder, self._mark)
        return [row for path in found for row in self._taken_in(path)]

    def _taken_in(self, path: Path) -> list[Failed]:
        """Write the results in a file down, and remove it; the failures among them."""
        failures = []
        kept = True
        for one in parts.read_results(path) if path.exists() else ():
            text = claim(self._store, self._worker.id, one.sha256, one.published)
            if text is None:
                kept = False
            elif text:
                keep = self._store.finish if one.final else self._store.give_back
                if keep(self._worker.id, text, one.outcome, one.attempt) and not isinstance(
                    one.outcome, str
                ):
                    name = name_of(self._store, text)
                    failures.append(Failed(name, name, one.outcome, one.attempt.usage, 0.0))
        if kept:
            parts.work_of(path).unlink(missing_ok=True)
            path.unlink(missing_ok=True)
        return failures


def _unwritable(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"can't write to {folder}: {error.strerror}",
        "Make room, or name another folder with --exchange.",
    )
