"""Whatever a server does, each article ends with a record or a reason, and the run goes on."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import RootModel
from running import article, version

from aidememoire.door import Door, Limits, compatible
from aidememoire.errors import (
    AccessRefused,
    EndpointDown,
    ModelError,
    RequestRefused,
    StoreError,
    TransportError,
)
from aidememoire.extraction import Extracted, Failed
from aidememoire.flow import breaker
from aidememoire.flow.budget import Most, Purse
from aidememoire.flow.gate import Gate, Pace
from aidememoire.flow.prices import Price
from aidememoire.model import Message, Question
from aidememoire.runs.asker import Asked
from aidememoire.runs.desk import Desk, StoredLedger
from aidememoire.runs.job import Job
from aidememoire.runs.results import records
from aidememoire.runs.status import Status, status
from aidememoire.runs.store import Store
from aidememoire.runs.workers import Worker
from aidememoire.stored import NoRecord
from aidememoire.testing import (
    FAULTS,
    TRANSPORT,
    Behaviour,
    Raw,
    Request,
    Reset,
    Script,
    ScriptedServer,
    Stall,
    Text,
    faulty,
    plausible,
)
from aidememoire.testing import Status as Http

# Machines that run tests can be slow: a request that nothing holds up is given half a minute.
QUICK = Limits(timeout=30, deadline=90, attempts=4, re_asks=1, first_wait=0.001, longest_wait=0.01)
IMPATIENT = replace(QUICK, timeout=1.0, attempts=9)
ARTICLES = 6


class Word(RootModel[str]):
    """A word."""


ANSWERED = Question("word", (Message("user", "Which word?"),), Word, 50)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "calls.db"


@pytest.fixture(autouse=True)
def _no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "_FIRST_WAIT", 0.01)
    monkeypatch.setattr(breaker, "_LONGEST_WAIT", 0.02)


async def run(
    path: Path,
    script: Script,
    *,
    pace: Pace | None = None,
    most: Most | None = None,
    articles: int = ARTICLES,
    limits: Limits = QUICK,
) -> tuple[list[Extracted | Failed], Status, list[Request]]:
    """A run against a server; its results, how it stands, and what the server was asked."""
    rows: list[Extracted | Failed] = []
    async with AsyncExitStack() as stack:
        store = stack.enter_context(Store(path, create=True))
        server = await stack.enter_async_context(ScriptedServer(script))
        desk = await stack.enter_async_context(Desk())
        worker = Worker(store, most)
        ledger = StoredLedger(desk, worker.account, priced=True)
        gate = Gate(pace or Pace(3, patience=5), ledger, Price(input=1, output=2))
        target = compatible(server.base_url, "parrot", None)
        door = await stack.enter_async_context(Door(target, limits, gate=gate))
        worker.begin(version())
        job = Job(store, worker, desk, Asked(door, "one", 3, gate))
        try:
            async for row in job.rows(iter([article(n) for n in range(articles)])):
                rows.append(row)  # noqa: PERF401 - what came before an error counts
        finally:
            standing = status(store)
            assert not any(isinstance(one, NoRecord) for one in records(store))
        return rows, standing, server.requests
    raise AssertionError("unreachable")


def number_of(request: Request) -> int:
    """Which article a request is about, be it asked for the first time or again."""
    said = " ".join(str(message["content"]) for message in request.json["messages"])
    return int(re.findall(r"call number (\d+)\.", said)[0])


def once(fault: Behaviour) -> Callable[[Request], Behaviour]:
    """The first request about each article meets the fault."""
    met: set[int] = set()

    def script(request: Request) -> Behaviour:
        number = number_of(request)
        if number not in met:
            met.add(number)
            return fault
        return plausible(request)

    return script


@pytest.mark.parametrize("fault", TRANSPORT, ids=repr)
async def test_a_fault_of_the_transport_costs_no_article(path: Path, fault: Behaviour) -> None:
    limits = IMPATIENT if isinstance(fault, Stall) else QUICK
    rows, stands, requests = await run(path, once(fault), limits=limits)
    assert (stands.done, stands.failed) == (ARTICLES, 0)
    assert all(isinstance(row, Extracted) for row in rows)
    assert len(requests) >= 2 * ARTICLES - 1


@pytest.mark.parametrize("wrong", [Text('{"outlet": null, "calls": ['), Text('{"calls": 7}')])
async def test_a_wrong_answer_is_asked_for_again(path: Path, wrong: Text) -> None:
    _, stands, requests = await run(path, once(wrong))
    assert (stands.done, stands.failed) == (ARTICLES, 0)
    assert len(requests) == 2 * ARTICLES


@pytest.mark.parametrize(
    ("fault", "cause", "asked"),
    [
        (Text('{"outlet": nul', finish_reason="length"), "AnswerCut", 1),
        (Text(None, refusal="I can't help with that."), "AnswerRefused", 1),
        (Text(None, finish_reason="content_filter"), "AnswerRefused", 1),
        (Text('{"calls": 7}'), "AnswerInvalid", 2),  # a model that never obeys the schema
        (Http(400, error={"message": "too long"}), "RequestRefused", 1),
        (Http(503), "TransportError", 4),
    ],
)
async def test_an_article_that_fails_is_a_row_and_the_others_go_on(
    path: Path, fault: Behaviour, cause: str, asked: int
) -> None:
    def script(request: Request) -> Behaviour:
        return fault if number_of(request) == 2 else plausible(request)

    rows, stands, requests = await run(path, script)
    assert (stands.done, stands.failed) == (ARTICLES - 1, 1)
    assert [(one.name, one.articles) for one in stands.causes] == [(cause, 1)]
    assert sum(isinstance(row, Failed) for row in rows) == 1
    assert sum(number_of(request) == 2 for request in requests) == asked


async def test_any_mix_of_faults_loses_nothing(path: Path) -> None:
    faults = [fault for fault in FAULTS if not isinstance(fault, Stall)]
    rows, stands, _ = await run(path, faulty(0.3, seed=7, faults=faults), articles=40)
    assert stands.done + stands.failed == len(rows) == 40
    assert {one.name for one in stands.causes} <= {
        "AnswerCut",
        "AnswerInvalid",
        "AnswerRefused",
        "TransportError",
    }
    assert len(FAULTS) > 12


async def test_a_server_that_is_down_for_a_while_costs_no_article(path: Path) -> None:
    met = 0

    def script(request: Request) -> Behaviour:
        nonlocal met
        met += 1
        return Http(503) if met <= 40 else plausible(request)

    _, stands, _ = await run(path, script)
    assert (stands.done, stands.failed) == (ARTICLES, 0)


async def test_a_server_that_stays_down_stops_the_run_and_blames_no_article(path: Path) -> None:
    with pytest.raises(EndpointDown, match="answered nobody"):
        await run(path, lambda _: Http(503), pace=Pace(3, patience=0.3))
    with Store(path) as store:
        stands = status(store)
        assert (stands.done, stands.failed, stands.taken, stands.waiting) == (0, 0, 0, ARTICLES)
    _, stands, _ = await run(path, plausible)
    assert stands.done == ARTICLES


@pytest.mark.parametrize("code", [401, 402, 403, 404])
async def test_a_key_that_is_refused_stops_the_run_at_once(path: Path, code: int) -> None:
    with pytest.raises(AccessRefused):
        await run(path, lambda _: Http(code))
    with Store(path) as store:
        assert (status(store).failed, status(store).waiting) == (0, ARTICLES)


async def test_an_endpoint_that_refuses_every_request_is_not_asked_for_ever(path: Path) -> None:
    with pytest.raises(RequestRefused):
        await run(path, lambda _: Http(400), articles=60)
    with Store(path) as store:
        assert status(store).failed < 20


async def test_the_most_that_may_be_spent_is_not_passed_and_the_rest_waits(path: Path) -> None:
    for most in (40_000, 80_000):
        with pytest.raises(Exception, match="could pass that"):
            await run(path, plausible, most=Most(tokens=most), articles=300)
        with Store(path) as store:
            stands = status(store)
            assert 0 < stands.tokens <= most
            assert stands.failed == 0
            assert 0 < stands.done < 300
            assert stands.cost == pytest.approx(_cost(store))


def _cost(store: Store) -> float:
    with store.reading() as base:
        (total,) = base.execute("SELECT sum(cost) FROM attempt").fetchone()
    return float(total)


async def test_as_many_requests_a_minute_as_allowed_go_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    class Enough(Exception):
        """The test has seen what it wanted to."""

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        raise Enough

    monkeypatch.setattr("aidememoire.flow.pace.sleep", sleep)
    asked: list[Any] = []

    def script(request: Request) -> Behaviour:
        asked.append(request)
        return plausible(request)

    rows, *_ = await run(path, script, pace=Pace(3, requests=4))
    assert len(asked) == 4
    assert sum(isinstance(row, Extracted) for row in rows) == 4
    assert all(50 < seconds <= 61 for seconds in waited)


@pytest.mark.parametrize(
    ("fault", "billed"),
    [
        (Stall(), True),
        (Stall("body"), True),
        (Raw(b'{"id": ', length=1000), True),
        (Raw(b"not JSON"), True),
        (Reset(), True),
        (Http(429), False),
        (Http(500), False),
        (Http(400), False),
    ],
)
async def test_what_was_sent_counts_though_no_answer_came(fault: Behaviour, billed: bool) -> None:
    purse = Purse(Most())
    limits = replace(QUICK, timeout=1, attempts=1)
    async with (
        ScriptedServer([fault]) as server,
        Door(
            compatible(server.base_url, "parrot", None),
            limits,
            gate=Gate(Pace(1, patience=5), purse, None),
        ) as door,
    ):
        with pytest.raises(ModelError):
            await door.ask(ANSWERED)
    assert (purse.spent.tokens > ANSWERED.max_tokens) is billed


async def test_what_was_called_off_counts_and_what_could_not_be_sent_does_not() -> None:
    purse = Purse(Most())
    gate = Gate(Pace(1, patience=5), purse, None)
    async with ScriptedServer([Stall()]) as server:
        address = server.base_url
        async with Door(compatible(address, "parrot", None), QUICK, gate=gate) as door:
            asking = asyncio.create_task(door.ask(ANSWERED))
            while not server.requests:  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
    spent = purse.spent
    assert spent.tokens > ANSWERED.max_tokens
    limits = replace(QUICK, attempts=1)
    async with Door(compatible(address, "parrot", None), limits, gate=gate) as door:
        with pytest.raises(TransportError, match="connection failed"):
            await door.ask(ANSWERED)
    assert purse.spent == spent


@pytest.mark.parametrize("where", ["reserve", "settle"])
async def test_a_store_that_is_locked_stops_the_run_and_fails_no_article(
    path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locked(*_: object) -> bool:
        raise StoreError("calls.db is held by another program", "End it, and run again.")

    monkeypatch.setattr(StoredLedger, where, locked)
    with pytest.raises(StoreError, match="held by another program"):
        await run(path, plausible, most=Most(tokens=10_000_000))
    with Store(path) as store:
        assert (status(store).failed, status(store).waiting) == (0, ARTICLES)
