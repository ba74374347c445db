"""Runs on a cluster: waves go out as files and come back, with no cluster but a fake of one."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest
from commands import run, write
from running import article, begun, opened

from aidememoire.cluster import parts
from aidememoire.cluster.hand import Done, Hand, Order, done_of
from aidememoire.cluster.till import Till, TillLedger
from aidememoire.cluster.waves import Waves
from aidememoire.errors import AccessRefused, AnswerCut, BudgetSpent, SettingsError, StoreError
from aidememoire.extraction import Failed, prompt_fingerprint
from aidememoire.flow.budget import Amount, Most, Purse
from aidememoire.model import Usage
from aidememoire.runs.account import Account
from aidememoire.runs.asker import Outcome
from aidememoire.runs.claims import mark_of
from aidememoire.runs.desk import Desk
from aidememoire.runs.results import records
from aidememoire.runs.status import status
from aidememoire.runs.store import Store
from aidememoire.runs.work import Attempt, Taken, Version
from aidememoire.settings import Settings
from aidememoire.testing import Behaviour, Request, ScriptedServer, Status, Text, plausible


def version(address: str, name: str = "m") -> Version:
    return Version(f"{name} at {address}", prompt_fingerprint("one"), name, {})


@dataclass
class Crew:
    """In the place of a cluster: one worker, in this process, which may die on the way."""

    order: Order
    dies_after: int | None = None

    def do(self, files: Sequence[Path]) -> Generator[Done]:
        """See `waves.Crew`."""
        hand = Hand(self.order)
        for number, path in enumerate(files):
            table = hand(pa.table({"work": [str(path)]}))
            if number == self.dies_after:
                # It was done, and nobody heard of it: Ray has another do it again.
                hand = Hand(self.order)
                table = hand(pa.table({"work": [str(path)]}))
            yield done_of(table.to_pylist()[0])


def asked_about(server: ScriptedServer) -> Counter[str]:
    said = (request.json["messages"][-1]["content"] for request in server.requests)
    return Counter(one.partition("call number ")[2].partition(".")[0] for one in said)


async def work(
    store: Store, server: ScriptedServer, exchange: Path, *, name: str = "m", **how: object
) -> list[Failed]:
    settings = Settings(model=name, base_url=server.base_url, concurrency=3, attempts=1)
    of = version(server.base_url, name)
    async with Desk() as desk:
        worker = await desk(begun, store, of)
        ledger = Purse(Most(how.pop("tokens", None)))  # type: ignore[arg-type]
        crew = Crew(Order(settings, of, ledger), **how)  # type: ignore[arg-type]
        items = iter([article(n) for n in range(10)])
        return [row async for row in Waves(store, worker, desk, crew, exchange).rows(3, items)]


async def test_all_is_done_once_though_a_worker_dies(tmp_path: Path) -> None:
    async with ScriptedServer(plausible) as server:
        with opened(tmp_path / "calls.db") as store:
            assert await work(store, server, tmp_path / "between", dies_after=1) == []
            assert len(list(records(store))) == 10
            assert await work(store, server, tmp_path / "between") == []
        assert asked_about(server) == {str(n): 1 for n in range(10)}
    assert not (tmp_path / "between").exists()


async def left_behind(store: Store, server: ScriptedServer, between: Path, name: str = "m") -> Path:
    """The results of article 4, done when the command that wanted them was killed."""
    of = version(server.base_url, name)
    order = Order(Settings(model=name, base_url=server.base_url), of, Purse(Most()))
    worker = begun(store, of)
    store.add([article(4)])
    mark = mark_of(store, worker.id)
    (path,) = parts.write_work(between, store.take(worker.id, 1), 1, mark)
    hand = await asyncio.to_thread(Hand, order)
    await asyncio.to_thread(hand, pa.table({"work": [str(path)]}))
    worker.leave()
    return parts.result_of(path)


async def test_what_a_dead_process_left_behind_is_taken_in_and_not_asked_again(
    tmp_path: Path,
) -> None:
    between = tmp_path / "between"
    async with ScriptedServer(plausible) as server:
        with opened(tmp_path / "calls.db") as store:
            await left_behind(store, server, between)
            await work(store, server, between)
            assert len(list(records(store))) == 10
        assert asked_about(server) == {str(n): 1 for n in range(10)}
    assert not between.exists()


async def test_what_another_model_left_behind_is_kept_for_its_own_version(tmp_path: Path) -> None:
    between = tmp_path / "between"
    async with ScriptedServer(plausible) as server:
        with opened(tmp_path / "calls.db") as store:
            left = await left_behind(store, server, between, "other")
            await work(store, server, between)
            assert asked_about(server) == {str(n): 2 if n == 4 else 1 for n in range(10)}
            assert left.exists()
            await work(store, server, between, name="other")
        assert asked_about(server) == {str(n): 2 for n in range(10)}
    assert not between.exists()


async def test_stores_that_share_a_folder_leave_each_others_results_alone(tmp_path: Path) -> None:
    between = tmp_path / "between"
    async with ScriptedServer(plausible) as server:
        with opened(tmp_path / "one.db") as one, opened(tmp_path / "two.db") as two:
            left = await left_behind(one, server, between)
            await work(two, server, between)
            assert left.exists()
            await work(one, server, between)
        assert asked_about(server) == {str(n): 2 for n in range(10)}
    assert not between.exists()


async def test_a_worker_that_does_not_see_the_folder_says_so(tmp_path: Path) -> None:
    address = "http://127.0.0.1:9/v1"
    order = Order(Settings(model="m", base_url=address), version(address), Purse(Most()))
    hand = await asyncio.to_thread(Hand, order)
    path = tmp_path / "elsewhere" / "one.work.parquet"
    told = await asyncio.to_thread(hand, pa.table({"work": [str(path)]}))
    stop = done_of(told.to_pylist()[0]).stop
    assert isinstance(stop, SettingsError)
    assert "doesn't see the folder" in stop.message
    assert "--exchange" in stop.remedy


def test_a_run_that_asked_nobody_about_some_articles_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Blind:
        """In the place of a cluster whose workers find nothing where the work should be."""

        def __init__(self, _: int | None) -> None: ...
        def begin(self, order: Order) -> None:
            """See `Pool`."""

        def close(self) -> None:
            """See `Pool`."""

        def ledger(self, *_: object, **__: object) -> Purse:
            """See `Pool`."""
            return Purse(Most())

        def do(self, files: Sequence[Path]) -> Generator[Done]:
            """See `Pool`."""
            yield from (Done(parts.result_of(path)) for path in files)

    pool = ModuleType("aidememoire.cluster.pool")
    pool.Pool = Blind  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, pool.__name__, pool)
    folder = write(tmp_path / "in", a="One.")
    model = ("--model", "m", "--base-url", "http://127.0.0.1:9/v1")
    done = run("run", folder, "--run", tmp_path / "calls.db", "--engine", "ray", *model)
    assert done.exit_code == 3
    assert "1 text is left that nobody was asked about" in done.stderr
    assert "--exchange" in done.stderr


async def test_failures_come_back_with_their_cause(tmp_path: Path) -> None:
    def script(request: Request) -> Behaviour:
        cut = "number 7." in request.json["messages"][-1]["content"]
        return Text('{"outlet', finish_reason="length") if cut else plausible(request)

    async with ScriptedServer(script) as server:
        with opened(tmp_path / "calls.db") as store:
            (failed,) = await work(store, server, tmp_path / "between")
            stands = status(store)
    assert (failed.id, type(failed.error)) == ("a7", AnswerCut)
    assert (stands.done, stands.failed, stands.causes[0].name) == (9, 1, "AnswerCut")


async def test_a_refused_key_stops_the_run_and_the_rest_waits(tmp_path: Path) -> None:
    async with ScriptedServer(lambda _: Status(401)) as server:
        with opened(tmp_path / "calls.db") as store:
            with pytest.raises(AccessRefused):
                await work(store, server, tmp_path / "between")
            assert (status(store).failed, status(store).waiting) == (0, 10)
    assert len(server.requests) <= 6


async def test_a_budget_holds(tmp_path: Path) -> None:
    async with ScriptedServer(plausible) as server:
        with opened(tmp_path / "calls.db") as store:
            with pytest.raises(BudgetSpent):
                await work(store, server, tmp_path / "between", tokens=100)
            assert (server.requests, status(store).waiting) == ([], 10)


async def test_a_worker_that_would_make_another_version_makes_none(tmp_path: Path) -> None:
    settings = Settings(model="m", base_url="http://127.0.0.1:9/v1")
    other = Version("another model", prompt_fingerprint("one"), "m", {})
    (path,) = parts.write_work(tmp_path, [Taken(1, "a", "a.txt", "One.", None)], 1, "mark")
    hand = await asyncio.to_thread(Hand, Order(settings, other, Purse(Most())))
    told = await asyncio.to_thread(hand, pa.table({"work": [str(path)]}))
    done = done_of(told.to_pylist()[0])
    assert isinstance(done.stop, SettingsError)
    assert "same aidememoire" in done.stop.remedy
    assert not done.path.exists()


def test_any_text_and_error_survive_their_files(tmp_path: Path) -> None:
    texts = ["nul \0 inside", "half \ud800 a character", "é\u00a0\r\n\u2028"]
    wave = [Taken(n, f"t{n}", "\udcff.txt", text, None) for n, text in enumerate(texts)]
    wave.append(Taken(9, "t9", "t9.txt", "dated", dt.date(2021, 1, 13)))
    first, second = parts.write_work(tmp_path / "new", wave, 3, "mark")
    assert parts.read_work(first) + parts.read_work(second) == wave
    usage = Usage(requests=2, prompt_tokens=7, seconds=0.5)
    error = AnswerCut("cut \ud800 off", "Ask for less.")
    outcome = Outcome(Failed("t0", "", error, usage, 1.5), Attempt(usage, 1.5, 0.25), final=True)
    parts.write_results(parts.result_of(first), [(wave[0], outcome)])
    (back,) = parts.read_results(parts.result_of(first))
    assert isinstance(back.outcome, AnswerCut)
    assert (back.outcome.message, back.outcome.remedy) == (error.message, error.remedy)
    assert back.attempt == outcome.attempt
    assert parts.work_of(parts.result_of(first)) == first


class Remote:
    """A method of an actor: what it returns comes later."""

    def __init__(self, do: object) -> None:
        self._do = do

    async def remote(self, *given: object) -> object:
        """Call it."""
        return self._do(*given)  # type: ignore[operator]


def remote(till: Till) -> object:
    methods = {"reserve": Remote(till.reserve), "settle": Remote(till.settle)}
    return type("Handle", (), methods)


async def test_workers_spend_from_the_runs_own_account(tmp_path: Path) -> None:
    with opened(tmp_path / "calls.db") as store:
        worker = begun(store, most=Most(tokens=100))
        till = Till(tmp_path / "calls.db", worker.id, Most(tokens=100), 60.0)
        ledger = TillLedger(remote(till), limited=True, priced=False)
        assert await ledger.reserve(Amount(60))
        assert not await ledger.reserve(Amount(60))
        await ledger.settle(Amount(60), Amount(50))
        with pytest.raises(BudgetSpent, match="50 tokens of 100"):
            await ledger.reserve(Amount(60))
        assert (status(store).requests, status(store).tokens) == (1, 50)


async def test_what_a_killed_worker_had_put_aside_is_free_for_the_others(tmp_path: Path) -> None:
    now = 0.0
    with opened(tmp_path / "calls.db") as store:
        worker = begun(store, most=Most(tokens=100))
        till = Till(tmp_path / "calls.db", worker.id, Most(tokens=100), 120.0, lambda: now)
        ledger = TillLedger(remote(till), limited=True, priced=False)
        assert await ledger.reserve(Amount(60))
        now = 121.0
        assert not await ledger.reserve(Amount(60))  # its answer may be on its way here
        now = 200.0
        assert await ledger.reserve(Amount(60))
        await ledger.settle(Amount(60), Amount(50))
        await ledger.settle(Amount(60), Amount(10))  # it was alive after all
        assert await ledger.reserve(Amount(40))
        assert not await ledger.reserve(Amount(1))
        assert status(store).tokens == 60


async def test_an_account_that_is_locked_is_told_to_workers_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> bool:
        raise StoreError("calls.db is held by another program", "End it, and run again.")

    with opened(tmp_path / "calls.db") as store:
        till = Till(tmp_path / "calls.db", begun(store).id, Most(tokens=100), 60.0)
        ledger = TillLedger(remote(till), limited=True, priced=False)
        monkeypatch.setattr(Account, "reserve", locked)
        monkeypatch.setattr(Account, "settle", locked)
        with pytest.raises(StoreError, match="held by another"):
            await ledger.reserve(Amount(1))
        with pytest.raises(StoreError, match="held by another"):
            await ledger.settle(Amount(1), Amount(1))


def test_without_ray_the_remedy_is_told_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "aidememoire.cluster.pool", raising=False)
    folder = write(tmp_path / "in", a="One.")
    done = run("run", folder, "--run", tmp_path / "calls.db", "--engine", "ray")
    assert done.exit_code == 2
    assert 'pip install "aidememoire[ray]"' in done.stderr
    assert not (tmp_path / "calls.db").exists()


def test_options_of_a_cluster_without_one_are_wrong_usage(tmp_path: Path) -> None:
    done = run("run", tmp_path, "--run", tmp_path / "calls.db", "--workers", "2")
    assert done.exit_code == 2
    assert "--engine ray" in done.stderr
