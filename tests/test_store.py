"""The run store: what is in it stays, is done once, and belongs to one worker at a time."""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from running import CALL, article, begun, opened, version, work

from aidememoire.article import Article, Given
from aidememoire.errors import AnswerCut, ArticleMissing, OutputError, StoreError, TransportError
from aidememoire.extraction import Extracted, Failed
from aidememoire.flow.budget import Amount, Budget, Most
from aidememoire.model import Question, ScriptedModel, Usage
from aidememoire.reading import Unread, from_text
from aidememoire.record import Extraction
from aidememoire.runs import shift, workers
from aidememoire.runs.desk import Desk, StoredLedger
from aidememoire.runs.results import records
from aidememoire.runs.shift import Shift
from aidememoire.runs.status import status
from aidememoire.runs.store import Store
from aidememoire.runs.work import Attempt
from aidememoire.runs.workers import Worker
from aidememoire.stored import NoRecord

NOTHING = {"outlet": None, "calls": []}


def model(script: Any = lambda _: NOTHING) -> ScriptedModel:
    return ScriptedModel(script)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "calls.db"


def good(store: Store) -> list[Extraction]:
    found = list(records(store))
    assert all(isinstance(one, Extraction) for one in found), found
    return [one for one in found if isinstance(one, Extraction)]


# Done once


async def test_a_run_started_again_redoes_nothing(path: Path) -> None:
    items = [article(n) for n in range(10)]
    first, second = model(), model()
    with opened(path) as store:
        rows = await work(store, first, items)
        assert len(rows) == len(first.asked) == 10
        assert await work(store, second, items) == []
        assert second.asked == []
        assert [one.article.id for one in good(store)] == [f"a{n}" for n in range(10)]


async def test_identical_texts_are_asked_about_once_and_each_has_its_record(path: Path) -> None:
    one = article(1)
    again = replace(one, id="copy", origin="elsewhere.txt")
    given = replace(
        one, id="row", origin="rows.csv, row 3", given=Given(title="A title", url="https://x.org/")
    )
    asked = model()
    with opened(path) as store:
        await work(store, asked, [one, again, given])
        infos = [record.article for record in good(store)]
    assert len(asked.asked) == 1
    assert [info.id for info in infos] == ["a1", "copy", "row"]
    assert [info.title for info in infos] == [None, None, "A title"]
    assert infos[2].url == "https://x.org/"
    assert infos[2].given == ("title", "url")


async def test_a_text_on_another_day_is_another_piece_of_work(path: Path) -> None:
    one = article(1)
    days = [dt.date(2020, 1, 1), dt.date(2021, 1, 1)]
    items = [
        replace(one, id=f"on {day}", origin=str(day), given=Given(published=day)) for day in days
    ]
    with opened(path) as store:
        await work(store, model(), items)
        assert [record.article.published for record in good(store)] == days


async def test_a_changed_prompt_is_a_version_beside_the_old(path: Path) -> None:
    with opened(path) as store:
        old = await work(store, model(), [article(1), article(2)])
        worker = begun(store, version("other words"))
        assert [one.id for one in worker_takes(store, worker)] == ["a1", "a2"]
        worker.leave()
        assert len(old) == 2
        assert status(store).waiting == 2
        assert status(store, 1).done == 2
        assert len(list(records(store, 1))) == 2
        assert list(records(store)) == []


def test_a_version_keeps_what_its_first_results_were_made_with(path: Path) -> None:
    first, other = ({"seed": seed, "mode": "auto"} for seed in (0, 7))
    with opened(path) as store:
        begun(store, replace(version(), settings=first))
        again = begun(store, replace(version(), settings=other))
        begun(store, replace(version(), settings=first))
        told = status(store).settings
    assert told == {**first, "later": {str(again.id): {"seed": 7}}}


def worker_takes(store: Store, worker: Worker, number: int = 10) -> list[Any]:
    return store.take(worker.id, number)


async def test_an_article_that_changed_is_a_new_one(path: Path) -> None:
    with opened(path) as store:
        await work(store, model(), [from_text(CALL, "same", "same.txt")])
        rows = await work(store, model(), [from_text(f"{CALL} And more.", "same", "same.txt")])
        assert [row.article.id for row in rows if isinstance(row, Extracted)] == ["same-2"]
        assert [one.article.id for one in good(store)] == ["same", "same-2"]


def test_any_text_can_be_kept(path: Path) -> None:
    texts = ["nul \0 inside the text", "a lone \ud800 surrogate", "é\u00a0\r\n\u2028 and so on"]
    with opened(path) as store:
        items = [Article(f"t{n}", text, f"t{n}") for n, text in enumerate(texts)]
        assert store.add(items).new == 3
        worker = begun(store)
        assert [one.body for one in worker_takes(store, worker)] == texts


# Failures


async def test_a_failure_is_kept_with_its_cause_and_retried_only_when_asked(path: Path) -> None:
    def cut(question: Question[Any]) -> object:
        if "number 1." in question.messages[-1].content:
            error = AnswerCut("the token limit cut the answer", "Ask for less.")
            error.usage = Usage(requests=2, prompt_tokens=100, completion_tokens=50)
            raise error
        return NOTHING

    with opened(path) as store:
        rows = await work(store, model(cut), [article(n) for n in range(3)])
        assert sorted(isinstance(row, Failed) for row in rows) == [False, False, True]
        stands = status(store)
        assert (stands.done, stands.failed) == (2, 1)
        assert [(cause.name, cause.articles) for cause in stands.causes] == [("AnswerCut", 1)]
        assert await work(store, model()) == []
        assert store.retry_failed(1) == 1
        assert len(await work(store, model())) == 1
        assert status(store).done == 3


async def test_what_cannot_be_read_is_told_and_forgotten_once_it_can(path: Path) -> None:
    gone = Unread("gone", "gone.txt", ArticleMissing("no such file: gone.txt"))
    with opened(path) as store:
        rows = await work(store, model(), [gone, article(1)])
        assert {type(row) for row in rows} == {Failed, Extracted}
        assert status(store).unread == 1
        assert status(store).causes[0].name == "ArticleMissing"
        await work(store, model(), [from_text(CALL, "gone", "gone.txt")])
        assert status(store).unread == 0


async def test_a_fault_of_our_own_is_one_articles_failure(path: Path) -> None:
    def wrong(question: Question[Any]) -> object:
        if "number 1." in question.messages[-1].content:
            raise ZeroDivisionError
        return NOTHING

    with opened(path) as store:
        await work(store, model(wrong), [article(n) for n in range(3)])
        stands = status(store)
    assert (stands.done, stands.failed) == (2, 1)
    assert "ZeroDivisionError" in stands.causes[0].example


def test_a_record_that_was_tampered_with_is_none(path: Path) -> None:
    with opened(path) as store:
        asyncio.run(work(store, model(), [article(1), article(2)]))
        with store.writing() as base:
            base.execute("UPDATE result SET record = replace(record, '\"en\"', '7') WHERE text = 1")
        first, second = records(store)
    assert isinstance(first, NoRecord)
    assert "article a1" in first.origin
    assert isinstance(second, Extraction)


# Several processes


def test_no_piece_of_work_is_given_to_two(path: Path) -> None:
    with opened(path) as store, opened(path) as other:
        store.add([article(n) for n in range(30)])
        one, two = begun(store), begun(other)
        taken = []
        for _ in range(5):
            taken += [*worker_takes(store, one, 4), *worker_takes(other, two, 3)]
    assert Counter(each.id for each in taken) == {f"a{n}": 1 for n in range(30)}


def _take_part(path: Path, articles: int, done: Any) -> None:
    """Another process that does what it can."""

    class Counting(ScriptedModel):
        async def ask(self, question: Any) -> Any:
            await asyncio.sleep(0.001)
            return await super().ask(question)

    asked = Counting(lambda _: NOTHING)
    with Store(path, create=True) as store:
        asyncio.run(work(store, asked, [article(n) for n in range(articles)]))
    done.put([question.messages[-1].content for question in asked.asked])


def test_two_processes_on_one_store_do_each_article_once(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    queue: Any = context.Queue()
    processes = [context.Process(target=_take_part, args=(path, 60, queue)) for _ in range(2)]
    for process in processes:
        process.start()
    asked = [*queue.get(timeout=60), *queue.get(timeout=60)]
    for process in processes:
        process.join(10)
    assert len(asked) == len(set(asked)) == 60
    with opened(path) as store:
        assert len(good(store)) == 60


def kill(store: Store, worker: Worker) -> None:
    """Let a worker be a process that has ended."""
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    with store.writing() as base:
        base.execute(
            "UPDATE worker SET pid = ?, process = '' WHERE id = ?", (int(dead.stdout), worker.id)
        )


def test_what_a_dead_process_had_taken_waits_again_at_once(path: Path) -> None:
    with opened(path) as store:
        store.add([article(n) for n in range(5)])
        crashed, alive = begun(store), begun(store)
        assert len(worker_takes(store, crashed, 3)) == 3
        kill(store, crashed)
        assert alive.free_the_dead() == 3
        assert len(worker_takes(store, alive)) == 5


async def test_what_a_dead_process_had_put_aside_is_waited_for_no_longer(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shift, "BEAT_SECONDS", 0.01)
    most = Most(tokens=1000)
    with opened(path) as store:
        async with Desk() as desk:
            crashed, alive = begun(store, most=most), begun(store, most=most)
            assert crashed.account.reserve(Amount(900))
            kill(store, crashed)
            budget = Budget(StoredLedger(desk, alive.account, priced=False))
            async with Shift(store, alive, desk).reading(None):
                await asyncio.wait_for(budget.reserve(Amount(900)), 60)


async def test_what_was_freed_at_the_last_moment_is_done_too(path: Path) -> None:
    with opened(path) as store:
        store.add([article(1)])
        async with Desk() as desk:
            crashed, alive = begun(store), begun(store)
            worker_takes(store, crashed)
            own = Shift(store, alive, desk)
            kill(store, crashed)
            alive.free_the_dead()  # as the beat does, after it was looked for work
            assert await own.more()


def test_a_process_elsewhere_is_dead_when_its_beats_stand_still(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    with opened(path) as store:
        store.add([article(n) for n in range(3)])
        elsewhere = begun(store)
        worker_takes(store, elsewhere)
        with store.writing() as base:
            base.execute("UPDATE worker SET place = 'elsewhere'")
        watching = Worker(store, clock=lambda: now)
        watching.begin(version())
        assert watching.free_the_dead() == 0
        # The clock on the wall jumps: nothing follows from that.
        monkeypatch.setattr(workers.time, "time", lambda: 4e9)
        now += workers.LEASE_SECONDS - 1
        assert watching.free_the_dead() == 0
        elsewhere.beat()
        now += workers.LEASE_SECONDS - 1
        assert watching.free_the_dead() == 0
        now += workers.LEASE_SECONDS + 1
        assert watching.free_the_dead() == 3


def test_what_came_too_late_is_not_written_over_what_another_did(path: Path) -> None:
    with opened(path) as store:
        store.add([article(1)])
        slow, quick = begun(store), begun(store)
        (taken,) = worker_takes(store, slow)
        slow.leave()  # as another process does on its behalf
        worker_takes(store, quick)
        attempt = Attempt(Usage(requests=1), 1.0)
        error = TransportError("no answer")
        assert store.finish(quick.id, taken.text, error, attempt)
        assert not store.finish(slow.id, taken.text, "{}", attempt)
        assert status(store).failed == 1


def test_what_may_be_spent_counts_for_all_processes(path: Path) -> None:
    with opened(path) as store:
        one, two = (begun(store, most=Most(tokens=100)) for _ in range(2))
        assert one.account.reserve(Amount(60))
        assert not two.account.reserve(Amount(60))
        one.account.settle(Amount(60), Amount(20), priced=False)
        assert two.account.reserve(Amount(60))
        two.account.settle(Amount(60), Amount(60), priced=False)
        assert status(store).tokens == 80
        assert status(store).cost is None


# What ends a run


async def test_a_run_that_is_called_off_gives_back_what_it_had_taken(path: Path) -> None:
    class Slow(ScriptedModel):
        async def ask(self, question: Any) -> Any:
            if len(self.asked) >= 5:
                await asyncio.sleep(60)
            return await super().ask(question)

    with opened(path) as store:
        running = asyncio.create_task(
            work(store, Slow(lambda _: NOTHING), [article(n) for n in range(20)])
        )
        while len(list(records(store))) < 5:
            assert not running.done(), running.result()
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        stands = status(store)
        assert (stands.done, stands.taken, stands.waiting) == (5, 0, 15)
        asked = model()
        await work(store, asked)
        assert len(asked.asked) == 15


async def test_a_full_disk_stops_the_run_and_loses_nothing_that_was_done(path: Path) -> None:
    with opened(path) as store:
        store.add([article(n) for n in range(100)])
        begun(store).leave()
        with store.reading() as base:
            pages = base.execute("PRAGMA page_count").fetchone()[0]
        store._base.execute(f"PRAGMA max_page_count = {pages + 4}")
        with pytest.raises(OutputError, match="full"):
            await work(store, model())
        done = len(good(store))
        assert 0 < done < 100
    with opened(path) as store:  # room again
        asked = model()
        await work(store, asked)
        assert len(asked.asked) == 100 - done
        assert len(good(store)) == 100


async def test_nothing_is_asked_when_the_disk_is_almost_full(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("", (), {"free": 1_000_000}))
    asked = model()
    with opened(path) as store:
        with pytest.raises(OutputError, match="almost full"):
            await work(store, asked, [article(1)])
        assert asked.asked == []


# The file


def test_what_is_done_is_on_the_disk(path: Path) -> None:
    with opened(path) as store:
        assert store._base.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert store._base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        with store.noting():
            pass
        assert store._base.execute("PRAGMA synchronous").fetchone() == (2,)


def test_another_version_is_told(path: Path) -> None:
    with opened(path) as store:
        store._base.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="version 99; this aidememoire reads 1"):
        Store(path)


@pytest.mark.parametrize("content", [b"not a database, but long enough to be taken for one" * 40])
def test_a_file_of_another_kind_is_told_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="run store"):
        Store(path, create=True)
    assert path.read_bytes() == content


def test_another_database_is_told_and_left_alone(path: Path) -> None:
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE mine (a)")
    base.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="is no run store"):
        Store(path, create=True)
    assert path.read_bytes() == before


def test_a_store_that_is_not_there_is_told(path: Path) -> None:
    with pytest.raises(StoreError, match="no run store"):
        Store(path)
    assert not path.exists()
    with pytest.raises(StoreError):
        Store(path.parent / "nowhere" / "calls.db", create=True)


def test_clocks_that_jump_spoil_no_account(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(path) as store:
        store.add([article(n) for n in range(4)])
        worker = begun(store)
        for moment in (5e9, 1.0, 2e9):
            monkeypatch.setattr(time, "time", lambda moment=moment: moment)
            (taken,) = worker_takes(store, worker, 1)
            store.finish(worker.id, taken.text, TransportError("no"), Attempt(Usage(), 1.0))
            worker.beat()
            stands = status(store)
            assert stands.per_minute is None or stands.per_minute >= 0
        assert (stands.failed, stands.waiting) == (3, 1)
