"""Seconds, tokens and memory an article, one article at a time, with the embedded model.

    python benchmarks/speed.py [PATH…] [--out FILE]

Prints a table and, with --out, writes the figures as JSON. Machines differ and are shared: the
model's own reading and writing speed in the same run stands beside the seconds, so that runs can
be compared by ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from aidememoire import Extracted, extract_all, load, open_model, profile_of, read

ARTICLES = Path(__file__).parents[1] / "evals" / "articles"
_EVERY = 0.1


@dataclass
class Peak:
    """The most memory that this process and its children held together, in bytes."""

    most: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Look at it until told to stop."""
        me = psutil.Process()
        while not self._stop.wait(_EVERY):
            held = 0
            for process in (me, *me.children(recursive=True)):
                try:
                    held += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.most = max(self.most, held)

    def stop(self) -> int:
        """The most so far."""
        self._stop.set()
        return self.most


async def measure(paths: list[str]) -> tuple[list[Extracted], float, str]:
    """Extract each article, one at a time; also the seconds until the model was open."""
    settings = load()
    started = time.monotonic()
    async with open_model(settings) as model:
        opened = time.monotonic() - started
        rows = [row async for row in extract_all(read(paths), model, profile_of(settings).plan, 1)]
        failed = [row for row in rows if not isinstance(row, Extracted)]
        if failed:
            raise SystemExit(f"{failed[0].id}: {failed[0].error}")
        return [row for row in rows if isinstance(row, Extracted)], opened, model.fingerprint


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", default=[str(ARTICLES)])
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()

    peak = Peak()
    watcher = threading.Thread(target=peak.watch, daemon=True)
    watcher.start()
    rows, opened, fingerprint = asyncio.run(measure(options.paths))
    memory = peak.stop()

    table = Table("article", "seconds", "read", "written", "calls", "requests")
    for row in rows:
        fresh = row.usage.prompt_tokens - row.usage.cached_tokens
        table.add_row(
            row.article.id,
            f"{row.seconds:.1f}",
            str(fresh),
            str(row.usage.completion_tokens),
            str(len(row.record.calls)),
            str(row.usage.requests),
        )
    seconds = [row.seconds for row in rows]
    figures = {
        "fingerprint": fingerprint,
        "articles": len(rows),
        "seconds_median": statistics.median(seconds),
        "seconds_most": max(seconds),
        "read_median": statistics.median(
            row.usage.prompt_tokens - row.usage.cached_tokens for row in rows
        ),
        "written_median": statistics.median(row.usage.completion_tokens for row in rows),
        "written_most": max(row.usage.completion_tokens for row in rows),
        "peak_gb": memory / 1e9,
        "open_seconds": opened,
        "load_average": psutil.getloadavg()[0],
    }
    console = Console()
    console.print(table)
    for name, value in figures.items():
        console.print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
