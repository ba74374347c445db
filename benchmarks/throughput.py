"""Articles a second, own CPU time and memory of a whole run, with an endpoint that takes 50 ms.

    python benchmarks/throughput.py [--articles N] [--concurrency N] [--delay S] [--out FILE]

The endpoint is `python -m aidememoire.testing` in a process of its own, which is not counted. The
articles are made up, about 330 words each, and come as files. Machines differ and are shared: the
load average stands beside the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from figures import tell

from aidememoire.extraction import Extracted, prompt_fingerprint
from aidememoire.opening import gate_of, open_model, profile_of
from aidememoire.reading import read
from aidememoire.runs.asker import Asked
from aidememoire.runs.desk import Desk, StoredLedger
from aidememoire.runs.job import Job
from aidememoire.runs.store import Store
from aidememoire.runs.work import Version
from aidememoire.runs.workers import Worker
from aidememoire.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = (
    "Harbour Herald\nMinisters talk fish and ferries\n7 May 2015\n\n"
    "Minister Ada Lund of Denmark and Minister Jun Ocampo of the Philippines spoke by telephone "
    "on Tuesday, the Danish government said.\n"
)
_LINES = (
    "Lund thanked Manila for rescuing {n} sailors.",
    "The ministers discussed trade worth {n} million euros, the ministry said.",
    "Ocampo stressed that the ferry line {n} must be reopened soon.",
    "They agreed to meet again in {n} days.",
    "The ferry sank with {n} people on board, and the inquiry has not ended yet.",
    "Both sides welcomed the opening of the shipping office number {n} in Cebu.",
)
_EVERY = 0.2


def write(folder: Path, number: int) -> None:
    """Write so many articles, each unlike the others in words and length."""
    folder.mkdir()
    dice = random.Random(1)  # noqa: S311 - no secret
    for one in range(number):
        lines = (dice.choice(_LINES).format(n=dice.randint(2, 900)) for _ in range(99))
        size = dice.randint(10, 40)
        paragraphs = [" ".join(next(lines) for _ in range(2)) for _ in range(size // 2)]
        text = "\n\n".join((_HEAD, *paragraphs, f"It was call number {one}."))
        (folder / f"a{one:07}.txt").write_text(text, "utf-8")


@contextmanager
def endpoint(delay: float) -> Iterator[str]:
    """The address of a scripted server that takes so long for each answer."""
    command = [sys.executable, "-m", "aidememoire.testing", "--delay", str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        if process.stdout is None:
            raise RuntimeError("the server has no output")
        yield process.stdout.readline().strip()
        process.terminate()


@dataclass
class Memory:
    """What this process holds, in bytes, looked at now and then."""

    seen: list[tuple[float, int]] = field(default_factory=list)

    def watch(self) -> None:
        """Look at it for ever."""
        me = psutil.Process()
        while True:
            self.seen.append((time.monotonic(), me.memory_info().rss))
            time.sleep(_EVERY)

    def growth(self) -> float:
        """Bytes a second over the second half of what was seen."""
        half = self.seen[len(self.seen) // 2 :]
        (first, low), (last, high) = half[0], half[-1]
        return (high - low) / max(last - first, _EVERY)


async def ask(store: Store, folder: Path, settings: Settings) -> int:
    """Run the whole pipeline; how many articles have a record."""
    profile = profile_of(settings)
    done = 0
    async with Desk() as desk:
        worker = await desk(Worker, store)
        gate = gate_of(settings, StoredLedger(desk, worker.account, priced=False))
        async with open_model(settings, gate) as model:
            words = prompt_fingerprint(profile.plan)
            worker.begin(Version(model.fingerprint, words, model.name, {}))
            asked = Asked(model, profile.plan, profile.concurrency, gate)
            async for row in Job(store, worker, desk, asked).rows(read([folder])):
                done += isinstance(row, Extracted)
    return done


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--delay", type=float, default=0.05)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()

    memory = Memory()
    with tempfile.TemporaryDirectory() as name, endpoint(options.delay) as address:
        folder, first = Path(name, "articles"), Path(name, "first")
        write(folder, options.articles)
        write(first, 20)
        threading.Thread(target=memory.watch, daemon=True).start()
        settings = Settings(model="scripted", base_url=address, concurrency=options.concurrency)
        # What is loaded once, however many articles there are, is not counted.
        with Store(Path(name, "first.db"), create=True) as store:
            asyncio.run(ask(store, first, settings))
        cpu, started = time.process_time(), time.monotonic()
        with Store(Path(name, "run.db"), create=True) as store:
            done = asyncio.run(ask(store, folder, settings))
        seconds, cpu = time.monotonic() - started, time.process_time() - cpu
    figures = {
        "articles": options.articles,
        "done": done,
        "articles_a_second": options.articles / seconds,
        "own_cpu_ms_an_article": cpu / options.articles * 1000,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "growth_bytes_an_article": memory.growth() * seconds / options.articles,
        "load_average": psutil.getloadavg()[0],
    }
    tell(figures, options.out)
    if done != options.articles:
        raise SystemExit(f"{options.articles - done} articles have no record")


if __name__ == "__main__":
    main()
