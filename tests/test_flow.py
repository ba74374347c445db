"""Flow control: how many requests go out, how fast, at what cost, and what if nobody answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidememoire.errors import BudgetSpent, EndpointDown, SettingsError
from aidememoire.flow import breaker, pace
from aidememoire.flow.breaker import Breaker
from aidememoire.flow.budget import Amount, Budget, Most, Purse
from aidememoire.flow.gate import Gate, Pace
from aidememoire.flow.pace import Slots, Window
from aidememoire.flow.prices import Price, _published, price_of
from aidememoire.opening import gate_of
from aidememoire.settings import Settings


class Time:
    """A clock that moves only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """The time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let it be later."""
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    clock = Time()

    monkeypatch.setattr(pace, "sleep", clock.sleep)
    monkeypatch.setattr(breaker, "sleep", clock.sleep)
    return clock


# How many at once


async def test_no_more_requests_are_under_way_than_allowed() -> None:
    slots = Slots(3)
    held: list[int] = []
    most = 0

    async def one() -> None:
        nonlocal most
        ticket = await slots.acquire()
        held.append(ticket)
        most = max(most, len(held))
        await asyncio.sleep(0)
        held.pop()
        slots.release()

    await asyncio.gather(*(one() for _ in range(50)))
    assert most == 3


async def test_too_many_requests_halve_the_number_once_a_round() -> None:
    slots = Slots(16)
    tickets = [await slots.acquire() for _ in range(16)]
    for ticket in tickets:
        slots.throttled(ticket)  # all sixteen went out before the first was told
    assert slots.limit == 8
    for _ in tickets:
        slots.release()
    slots.throttled(await slots.acquire())
    assert slots.limit == 4


async def test_the_number_grows_back_while_all_slots_are_in_use() -> None:
    slots = Slots(8)
    slots.throttled(await slots.acquire())
    slots.release()
    for _ in range(200):
        tickets = [await slots.acquire() for _ in range(int(slots.limit))]
        for ticket in tickets:
            slots.answered(ticket, 1.0)
            slots.release()
    assert slots.limit == 8


async def test_answers_that_grow_slow_lower_the_number() -> None:
    slots = Slots(16)
    for number in range(200):
        ticket = await slots.acquire()
        slots.answered(ticket, 1.0 if number < 100 else 6.0)
        slots.release()
        if number == 99:
            assert slots.limit == 16
    assert slots.limit < 16


async def test_a_slot_of_one_who_gave_up_waiting_is_not_lost() -> None:
    slots = Slots(1)
    await slots.acquire()
    impatient = asyncio.create_task(slots.acquire())
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    slots.release()
    await asyncio.wait_for(slots.acquire(), 1)


# How fast


@given(st.lists(st.integers(1, 40), min_size=1, max_size=40), st.integers(10, 60))
async def test_no_minute_has_more_than_is_allowed(amounts: list[int], most: int) -> None:
    clock = Time()
    window = Window(most, clock)
    taken: list[tuple[float, int]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pace, "sleep", clock.sleep)
        for amount in amounts:
            await window.take(amount)
            taken.append((clock.now, min(amount, most)))
    for moment, _ in taken:
        within = [amount for at, amount in taken if moment - 60 < at <= moment]
        assert sum(within) <= most


async def test_what_was_estimated_too_high_is_given_back(time: Time) -> None:
    window = Window(100, time)
    entry = await window.take(100)
    window.correct(entry, 10)
    await window.take(90)
    assert time.now == 1_000
    await window.take(10)
    assert time.now > 1_059


# What may be spent


async def test_nothing_is_asked_that_could_pass_what_may_be_spent() -> None:
    budget = Budget(Purse(Most(tokens=100)))
    await budget.reserve(Amount(60))
    await budget.settle(Amount(60), Amount(50))
    with pytest.raises(BudgetSpent, match="50 tokens of 100"):
        await budget.reserve(Amount(51))
    await budget.reserve(Amount(50))


async def test_who_could_fit_later_waits_for_those_under_way() -> None:
    purse = Purse(Most(cost=1.0))
    budget = Budget(purse)
    await budget.reserve(Amount(0, 0.7))
    waiting = asyncio.create_task(budget.reserve(Amount(0, 0.7)))
    await asyncio.sleep(0)
    assert not waiting.done()
    await budget.settle(Amount(0, 0.7), Amount(0, 0.1))
    await asyncio.wait_for(waiting, 1)
    assert purse.spent == Amount(0, 0.1)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), max_size=60))
async def test_what_may_be_spent_is_never_passed(requests: list[tuple[int, int]]) -> None:
    purse = Purse(Most(tokens=300))
    budget = Budget(purse)

    async def one(most: int, spent: int) -> None:
        try:
            await budget.reserve(Amount(most))
        except BudgetSpent:
            return
        await asyncio.sleep(0)
        await budget.settle(Amount(most), Amount(min(most, spent)))

    await asyncio.gather(*(one(*request) for request in requests))
    assert purse.spent.tokens <= 300


def test_prices_are_dated_and_say_where_they_are_from() -> None:
    assert _published()
    for price in _published().values():
        assert price.source.startswith("https://")
        assert price.as_of is not None
        assert price.cached is None or price.cached <= price.input <= price.output


def test_a_cost_counts_what_was_read_before_at_its_own_price() -> None:
    price = Price(input=2, cached=1, output=10)
    assert price.of(1_000_000, 400_000, 100_000) == pytest.approx(0.6 * 2 + 0.4 + 1)


def test_a_users_prices_go_before_the_table(tmp_path: Path) -> None:
    own = tmp_path / "prices.toml"
    own.write_text('[prices."mine"]\ninput = 1\noutput = 2\n', "utf-8")
    mine = price_of("mine", own)
    assert mine is not None
    assert mine.output == 2
    assert price_of("mine") is None
    assert price_of("openai/gpt-4.1", own) == price_of("openai/gpt-4.1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[prices", "not TOML"),
        ('[prices."m"]\ninput = -1\noutput = 1', "greater than"),
        ("", "No such file"),
    ],
)
def test_prices_that_are_none_are_told(tmp_path: Path, text: str, said: str) -> None:
    own = tmp_path / "prices.toml"
    if text:
        own.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=said):
        price_of("m", own)


def test_money_can_be_limited_only_where_the_price_is_known() -> None:
    with pytest.raises(SettingsError, match="price of 'parrot' is not known"):
        gate_of(Settings(model="parrot", base_url="http://localhost:1/v1", max_cost=1))
    assert gate_of(Settings(max_cost=1)).price == Price(input=0, output=0)


# When nobody answers


async def test_a_silent_server_is_asked_by_one_request_at_a_time(time: Time) -> None:
    breaker = Breaker(600, time)
    for _ in range(5):
        breaker.fault(None)
    assert breaker.open
    through: list[str] = []

    async def one(name: str) -> None:
        async with breaker.passage():
            through.append(name)
            if name == "first":
                assert through == ["first"]
                breaker.through()

    await asyncio.gather(one("first"), one("second"), one("third"))
    assert sorted(through) == ["first", "second", "third"]
    assert not breaker.open
    assert time.now >= 1_002


async def test_patience_ends(time: Time) -> None:
    breaker = Breaker(100, time)

    async def ask_for_ever() -> None:
        while True:
            async with breaker.passage():
                breaker.fault(None)

    with pytest.raises(EndpointDown, match="answered nobody"):
        await ask_for_ever()
    assert time.now <= 1_100


async def test_one_answer_among_faults_keeps_the_gate_open() -> None:
    breaker = Breaker(1)
    for _ in range(20):
        for _ in range(4):
            breaker.fault(None)
        breaker.through()
    assert not breaker.open


async def test_an_answer_that_tells_no_tokens_is_counted_at_its_worst() -> None:
    purse = Purse(Most())
    gate = Gate(Pace(1), purse, None)
    async with gate.turn(100, 50) as turn:
        turn.came = "answer"
    async with gate.turn(100, 50) as turn:
        turn.came = "answer"
        turn.tokens = (20, 0, 5)
    assert purse.spent == Amount(150 + 25)


async def test_a_request_without_an_answer_is_counted_unless_nobody_bills_it() -> None:
    purse = Purse(Most())
    gate = Gate(Pace(1), purse, None)
    async with gate.turn(100, 50) as turn:
        turn.came = "fault"
        turn.free = True
    assert purse.spent == Amount()
    async with gate.turn(100, 50) as turn:
        turn.came = "fault"
    with pytest.raises(asyncio.CancelledError):
        async with gate.turn(100, 50):
            raise asyncio.CancelledError
    assert purse.spent == Amount(2 * 150)


async def test_a_request_that_is_called_off_holds_nothing_against_the_server() -> None:
    gate = Gate(Pace(1), Purse(Most()), None)
    for _ in range(10):
        with pytest.raises(asyncio.CancelledError):
            async with gate.turn(1, 1):
                raise asyncio.CancelledError
    assert not gate.shut
