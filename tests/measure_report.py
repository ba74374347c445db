"""How long a page of many articles takes: to make from a run store, and to open in a browser.

    python tests/measure_report.py [--articles N]

The calls are invented (`many.py`). Needs a Chromium, as the tests marked `browser` do. Machines
differ and are shared: CPU seconds stand beside those of the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from browsing import launch
from many import many
from playwright.sync_api import Page, sync_playwright
from running import begun, opened

from aidememoire.model import Usage
from aidememoire.runs.work import Attempt

_BATCH = 200


def fill(path: Path, number: int) -> None:
    """A run store with so many articles and their records."""
    made = many(number)
    by_text = {one.article.text: one.record for one in made}
    with opened(path) as store:
        store.add([one.article for one in made])
        worker = begun(store)
        while taken := store.take(worker.id, _BATCH):
            for one in taken:
                record = by_text[one.body].to_json()
                store.finish(worker.id, one.text, record, Attempt(Usage(), 0.0))
        worker.leave()


def command(*arguments: str) -> dict[str, float]:
    """Run a command of ours: seconds of the clock and of CPU, the most memory it took in MB."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, "-m", "aidememoire", *arguments], check=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(time.monotonic() - started, 2),
        "cpu_seconds": round(
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2
        ),
        "megabytes": round(after.ru_maxrss / 1024),
    }


class Stopwatch:
    """What a page takes until something is seen in it."""

    def __init__(self, tab: Page) -> None:
        self._tab = tab
        self._session = tab.context.new_cdp_session(tab)
        self._session.send("Performance.enable")

    def to(self, address: str, seen: str) -> dict[str, float]:
        """Open an address: seconds of the clock and of CPU."""
        before, started = self._spent(), time.monotonic()
        self._tab.goto(address)
        self._tab.locator(seen).first.wait_for()
        return {
            "seconds": round(time.monotonic() - started, 2),
            "cpu_seconds": round(self._spent() - before, 2),
        }

    def _spent(self) -> float:
        metrics: Any = self._session.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "ProcessTime")


def main() -> None:
    """Measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=500)
    number = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store, file = Path(folder) / "calls.db", Path(folder) / "report.html"
        fill(store, number)
        made = command("report", str(store), "-o", str(file))
        browser = launch(playwright)
        watch = Stopwatch(browser.new_page())
        address = file.as_uri()
        figures = {
            "articles": number,
            "made": made,
            "page_megabytes": round(file.stat().st_size / 1e6, 2),
            "list": watch.to(address, ".rows > li"),
            "over_time": watch.to(f"{address}#time", ".chart svg"),
            "load": os.getloadavg(),
        }
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
        browser.close()


if __name__ == "__main__":
    main()
