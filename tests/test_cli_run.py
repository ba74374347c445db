"""`aidememoire run` and `aidememoire status`, as a user sees them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
import typer
from commands import run, write

from aidememoire.cli import opening, stopping
from aidememoire.model import ScriptedModel
from aidememoire.runs.results import records
from aidememoire.runs.store import Store
from aidememoire.stored import NoRecord


@pytest.fixture
def _served(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the place of a real model, one that finds no call in any article."""

    @asynccontextmanager
    async def open_model(*_: object) -> AsyncIterator[ScriptedModel]:
        yield ScriptedModel(lambda _: ["1 none"])

    monkeypatch.setattr(opening, "open_model", open_model)
    monkeypatch.setattr(opening, "fetched", lambda *_: None)


@pytest.mark.usefixtures("_served")
def test_articles_go_into_a_store_and_it_goes_on_from_there(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="One.", b="Two.")
    store = tmp_path / "calls.db"
    first = run("run", folder, "--run", store)
    assert first.exit_code == 0, first.stderr
    assert first.stdout == ""
    assert "2 articles · 2 texts done · 0 failed" in first.stderr
    write(folder, c="Three.")
    second = run("run", folder, "--run", store)
    assert "3 articles · 3 texts done" in second.stderr
    third = run("run", "--run", store, "--quiet")
    assert (third.exit_code, third.stderr) == (0, "")
    with Store(store) as base:
        found = list(records(base))
    assert [one.article.id for one in found if not isinstance(one, NoRecord)] == ["a", "b", "c"]


@pytest.mark.usefixtures("_served")
def test_an_input_is_the_same_however_its_path_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = write(tmp_path / "in", a="One.")
    for typed in ("in", "in/", "./in/a.txt", folder):
        done = run("run", typed, "--run", "calls.db")
        assert "1 article · 1 texts done" in done.stderr


@pytest.mark.usefixtures("_served")
def test_what_could_not_be_read_is_forgotten_when_it_is_read_rightly(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="One.", gone=" ")
    dump = tmp_path / "dump.jsonl"
    dump.write_text('{"body": "Two."}\n' * 20)
    store = tmp_path / "calls.db"
    first = run("run", dump, folder, "--run", store)
    assert first.exit_code == 1
    assert "--text-field" in first.stderr
    (folder / "gone.txt").unlink()
    second = run("run", folder, dump, "--run", store, "--text-field", "body")
    assert second.exit_code == 0, second.stderr


@pytest.mark.usefixtures("_served")
def test_status_is_for_people_and_for_programs(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="One.")
    (folder / "empty.txt").write_text(" \n")
    store = tmp_path / "calls.db"
    done = run("run", folder, "--run", store)
    assert done.exit_code == 1
    assert "empty" in done.stderr
    told = json.loads(run("status", "--run", store, "--format", "json").stdout)
    assert (told["articles"], told["done"], told["unread"], told["workers"]) == (1, 1, 1, 0)
    assert told["causes"][0]["name"] == "ArticleEmpty"
    table = run("status", "--run", store).stdout
    assert "ArticleEmpty" in table
    assert "100.0%" in table


def test_a_store_that_is_none_is_told(tmp_path: Path) -> None:
    none = run("status", "--run", tmp_path / "none.db")
    assert none.exit_code == 1
    assert "no run store" in none.stderr
    nothing = run("run", "--run", tmp_path / "none.db")
    assert nothing.exit_code == 1
    assert not (tmp_path / "none.db").exists()


def test_money_without_a_price_is_wrong_usage(tmp_path: Path) -> None:
    done = run(
        "run", tmp_path, "--run", tmp_path / "calls.db", "--model", "parrot",
        "--base-url", "http://127.0.0.1:9/v1", "--max-cost", "1",
    )  # fmt: skip
    assert done.exit_code == 2
    assert "--prices" in done.stderr


def _server() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "aidememoire.testing", "--delay", "0.3"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_stopped_goes_on_where_it_stopped(tmp_path: Path, number: int) -> None:
    folder = write(tmp_path / "in", **{f"a{n}": f"Number {n}." for n in range(12)})
    store = tmp_path / "calls.db"
    with _server() as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        command = [
            sys.executable, "-m", "aidememoire", "run", str(folder), "--run", str(store),
            "--model", "m", "--base-url", address, "--concurrency", "1",
        ]  # fmt: skip
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as stopped:  # noqa: S603
            _wait_for_records(store, 2)
            stopped.send_signal(number)
            stopped.wait(60)
        with Store(store) as base:
            done = len(list(records(base)))
        assert 2 <= done < 12
        again = subprocess.run(  # noqa: S603
            [*command[:-1], "6"], capture_output=True, text=True, timeout=120, check=False
        )
        server.kill()
    assert again.returncode == 0, again.stderr
    told = json.loads(run("status", "--run", store, "--format", "json").stdout)
    assert told["done"] == 12
    # One article, at most, was under way when it stopped.
    assert told["requests"] <= 13


def _wait_for_records(store: Path, number: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        time.sleep(0.05)
        if store.exists() and store.stat().st_size:
            with Store(store) as base:
                if len(list(records(base))) >= number:
                    return
    raise AssertionError("the run does nothing")


@pytest.mark.usefixtures("_served")
def test_what_shows_records_takes_a_run_store_with_its_articles(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="One.", b="Two.")
    store = tmp_path / "calls.db"
    assert run("run", folder, "--run", store).exit_code == 0
    shown = run("show", store, "--format", "jsonl")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert [json.loads(line)["article"]["id"] for line in shown.stdout.splitlines()] == ["a", "b"]
    exported = run("export", "--run", store, "--format", "jsonl")
    assert (exported.exit_code, exported.stdout) == (0, shown.stdout)
    assert run("export", "--run", store, "--format", "sqlite", "-o", store).exit_code == 2
    page = tmp_path / "page.html"
    assert run("report", store, "-o", page).exit_code == 0
    assert "ferry" in page.read_text(encoding="utf-8")
    assert run("calls", store, "--format", "json").exit_code == 0


def test_what_is_no_run_store_is_said_to_be_none(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as base:
        base.execute("CREATE TABLE thing (name TEXT)")
    shown = run("show", other, "--format", "jsonl")
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert "other.db" in shown.stderr
    assert run("export", "--format", "jsonl").exit_code == 2


@pytest.mark.usefixtures("_served")
def test_a_report_shows_the_rest_when_one_path_is_no_run_store(tmp_path: Path) -> None:
    store, other, page = (tmp_path / name for name in ("calls.db", "other.db", "page.html"))
    run("run", write(tmp_path / "in", a="One ferry."), "--run", store)
    with closing(sqlite3.connect(other)) as base:
        base.execute("CREATE TABLE thing (name TEXT)")
    shown = run("report", other, store, "--output", page)
    assert shown.exit_code == 1
    assert shown.stderr.count("is no run store") == 1
    assert "ferry" in page.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
@pytest.mark.parametrize("interrupts", [signal.SIG_IGN, signal.default_int_handler])
def test_sigterm_stops_a_run_that_a_script_put_in_the_background_too(interrupts: Any) -> None:
    async def told_to_stop() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(60)

    before = signal.signal(signal.SIGINT, interrupts)
    try:
        with pytest.raises(typer.Exit) as stopped, stopping.tidily():
            asyncio.run(told_to_stop())
    finally:
        signal.signal(signal.SIGINT, before)
    assert stopped.value.exit_code == 128 + signal.SIGTERM
