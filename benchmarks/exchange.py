"""CPU time of the command itself when a cluster does the asking: reading, store, files.

    python benchmarks/exchange.py [--articles N] [--out FILE]

A worker in this process stands in for the cluster; its own CPU time is left out. The articles are
those of `throughput.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path

import psutil
import pyarrow as pa
from figures import tell
from throughput import endpoint, write

from aidememoire.cluster.hand import Done, Hand, Order, done_of
from aidememoire.cluster.waves import Waves
from aidememoire.extraction import prompt_fingerprint
from aidememoire.flow.budget import Most, Purse
from aidememoire.reading import read
from aidememoire.runs.desk import Desk
from aidememoire.runs.status import status
from aidememoire.runs.store import Store
from aidememoire.runs.work import Version
from aidememoire.runs.workers import Worker
from aidememoire.settings import Settings

_SIZE = 4


class Crew:
    """One worker, in this process."""

    def __init__(self, order: Order) -> None:
        self._hand = Hand(order)
        self.seconds = 0.0
        """CPU time of asking."""

    def do(self, files: Sequence[Path]) -> Generator[Done]:
        """See `waves.Crew`."""
        for path in files:
            before = time.process_time()
            done = self._hand(pa.table({"work": [str(path)]}))
            self.seconds += time.process_time() - before
            yield done_of(done.to_pylist()[0])


async def ask(store: Store, folder: Path, order: Order) -> float:
    """Have all articles done; the CPU time of asking."""
    crew = Crew(order)
    async with Desk() as desk:
        worker = await desk(Worker, store)
        await desk(worker.begin, order.version)
        waves = Waves(store, worker, desk, crew, folder.with_name("exchange"))
        async for _ in waves.rows(_SIZE, read([folder])):
            pass
    return crew.seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, endpoint(0.0) as address:
        folder, first = Path(name, "articles"), Path(name, "first")
        write(folder, options.articles)
        write(first, 20)
        settings = Settings(model="scripted", base_url=address, concurrency=_SIZE)
        words = prompt_fingerprint("one")
        version = Version(f"scripted at {address}", words, "scripted", {})
        order = Order(settings, version, Purse(Most()))
        # What is loaded once, however many articles there are, is not counted.
        with Store(Path(name, "first.db"), create=True) as store:
            asyncio.run(ask(store, first, order))
        started = time.process_time()
        with Store(Path(name, "run.db"), create=True) as store:
            asking = asyncio.run(ask(store, folder, order))
            done = status(store).done
        own = time.process_time() - started - asking
    figures = {
        "articles": options.articles,
        "done": done,
        "command_cpu_ms_an_article": own / options.articles * 1000,
        "worker_cpu_ms_an_article": asking / options.articles * 1000,
        "load_average": psutil.getloadavg()[0],
    }
    tell(figures, options.out)


if __name__ == "__main__":
    main()
