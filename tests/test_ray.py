"""A real Ray cluster on this machine, of two workers (make test-ray)."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import psutil
import pytest
from commands import run, write

from aidememoire.errors import StoreError
from aidememoire.runs.results import records
from aidememoire.runs.store import Store
from aidememoire.testing import Delayed, Request, ScriptedServer, plausible

pytestmark = [pytest.mark.ray, pytest.mark.skipif(os.name != "posix", reason="kills processes")]

ARTICLES = 80
AT_ONCE = 4
"""Articles that a worker reads at once, which is also how many go into a file."""
WORKERS = 2
UNDER_WAY = 2 * AT_ONCE
"""A worker has two files at a time."""
SECONDS = 900


def slowly(request: Request) -> Delayed:
    return Delayed(0.3, plausible(request))


@contextmanager
def served() -> Iterator[ScriptedServer]:
    """A scripted server in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    server = ScriptedServer(slowly)
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def started(folder: Path, store: Path, server: ScriptedServer) -> Iterator[subprocess.Popen[str]]:
    command = [
        sys.executable, "-m", "aidememoire", "run", str(folder), "--run", str(store),
        "--engine", "ray", "--workers", str(WORKERS), "--concurrency", str(AT_ONCE),
        "--model", "m", "--base-url", server.base_url, "--max-tokens", "10000000",
    ]  # fmt: skip
    environment = os.environ | {"RAY_ADDRESS": "local"}
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def articles(folder: Path) -> Path:
    said = "Minister Ada Lund and Minister Jun Ocampo spoke by telephone. It was call number"
    return write(folder, **{f"a{n}": f"{said} {n}." for n in range(ARTICLES)})


def asked_about(server: ScriptedServer) -> Counter[int]:
    said = (request.json["messages"][-1]["content"] for request in server.requests)
    return Counter(int(one.partition("call number ")[2].partition(".")[0]) for one in said)


def done(store: Path) -> set[int]:
    try:
        with Store(store) as base:
            return {int(one.article.id[1:]) for one in records(base)}  # type: ignore[union-attr]
    except StoreError:
        return set()  # not made yet


def wait_for(store: Path, number: int) -> set[int]:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if len(found := done(store)) >= number:
            return found
        time.sleep(0.1)
    raise AssertionError("the run does nothing")


def hands(driver: int) -> list[psutil.Process]:
    """The processes of a run's workers."""
    below = psutil.Process(driver).children(recursive=True)
    return [one for one in below if "MapBatches(Hand)" in " ".join(one.cmdline())]


def test_a_killed_workers_articles_are_done_again_and_no_others(tmp_path: Path) -> None:
    folder, store = articles(tmp_path / "in"), tmp_path / "calls.db"
    with served() as server:
        with started(folder, store, server) as process:
            before = wait_for(store, 20)
            workers = hands(process.pid)
            assert len(workers) == WORKERS
            workers[0].kill()
            _, said = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, said
        asked = asked_about(server)
    told = json.loads(run("status", "--run", store, "--format", "json").stdout)
    assert (told["done"], told["failed"], told["waiting"]) == (ARTICLES, 0, 0)
    assert set(asked) == done(store) == set(range(ARTICLES))
    again = {number for number, times in asked.items() if times > 1}
    assert len(again) <= UNDER_WAY
    assert not again & before
    assert list(tmp_path.glob("calls.db.ray/*")) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_stopped_goes_on_where_it_stopped(tmp_path: Path, number: int) -> None:
    folder, store = articles(tmp_path / "in"), tmp_path / "calls.db"
    with served() as server:
        with started(folder, store, server) as process:
            before = wait_for(store, 20)
            process.send_signal(number)
            process.communicate(timeout=SECONDS)
        assert process.returncode in {128 + number, -number}
        assert len(done(store)) < ARTICLES
        with started(folder, store, server) as process:
            _, said = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, said
        asked = asked_about(server)
    assert done(store) == set(range(ARTICLES))
    again = {number for number, times in asked.items() if times > 1}
    assert len(again) <= WORKERS * UNDER_WAY
    assert not again & before
