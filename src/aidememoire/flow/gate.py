"""The gate that every request passes on its way out: all of flow control, put together."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from aidememoire.flow.breaker import Breaker
from aidememoire.flow.budget import Amount, Budget, Ledger
from aidememoire.flow.pace import Clock, Slots, Window
from aidememoire.flow.prices import Price

_BYTES_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Pace:
    """How requests may go out.

    Attributes:
        at_once: The most requests under way at once.
        requests: The most requests a minute; None for no end.
        tokens: The most tokens a minute, of prompts and answers; None for no end.
        patience: Seconds to wait for a server that answers nobody.
    """

    at_once: int
    requests: int | None = None
    tokens: int | None = None
    patience: float = 600.0


Came = Literal["nothing", "answer", "refusal", "throttled", "fault"]
"""What became of a request; nothing when it was called off."""


@dataclass(slots=True)
class Turn:
    """A request that may go, and what it came to; who sends it fills that in.

    Attributes:
        came: What became of it.
        tokens: Prompt, cached and completion tokens, if an answer reports them.
        seconds: How long an answer took.
        retry_after: The seconds that the endpoint asks to wait, if it does.
        free: Whether it is sure that nobody bills it.
    """

    came: Came = "nothing"
    tokens: tuple[int, int, int] | None = None
    seconds: float = 0.0
    retry_after: float | None = None
    free: bool = False


class Gate:
    """Lets requests out, each in its turn.

    Args:
        pace: How many and how fast.
        ledger: Keeps account of what is spent.
        price: What tokens cost; None when it is not known, and nothing is counted.
        clock: What tells the time.
    """

    def __init__(
        self, pace: Pace, ledger: Ledger, price: Price | None, clock: Clock = time.monotonic
    ) -> None:
        self.price = price
        self._slots = Slots(pace.at_once)
        self._requests = Window(pace.requests, clock) if pace.requests else None
        self._tokens = Window(pace.tokens, clock) if pace.tokens else None
        self._breaker = Breaker(pace.patience, clock)
        self._budget = Budget(ledger)

    @property
    def shut(self) -> bool:
        """Whether the server answers nobody, so that no failure is an article's fault."""
        return self._breaker.open

    @asynccontextmanager
    async def turn(self, size: int, answer: int) -> AsyncIterator[Turn]:
        """Wait until a request may go out.

        Args:
            size: The bytes of the request: no tokenizer makes more tokens than bytes.
            answer: The most tokens of the answer.

        Yields:
            Where to note what became of it.

        Raises:
            BudgetSpent: It could pass what may be spent.
            EndpointDown: The server has been silent for too long.
        """
        turn = Turn()
        ticket = await self._slots.acquire()
        try:
            async with self._breaker.passage():
                if self._requests is not None:
                    await self._requests.take(1)
                likely = size // _BYTES_A_TOKEN + answer
                entry = await self._tokens.take(likely) if self._tokens is not None else None
                most = Amount(size + answer, self._cost(size, 0, answer))
                await self._budget.reserve(most)
                try:
                    yield turn
                finally:
                    self._note(turn, ticket)
                    spent = self._spent(turn, most)
                    known = turn.free or turn.tokens is not None
                    if self._tokens is not None and entry is not None and known:
                        self._tokens.correct(entry, spent.tokens)
                    await self._budget.settle(most, spent)
        finally:
            self._slots.release()

    def _note(self, turn: Turn, ticket: int) -> None:
        if turn.came == "throttled":
            self._slots.throttled(ticket)
        elif turn.came == "answer":
            self._slots.answered(ticket, turn.seconds)
        if turn.came in {"answer", "refusal"}:
            self._breaker.through()
        elif turn.came != "nothing":
            self._breaker.fault(turn.retry_after)

    def _spent(self, turn: Turn, most: Amount) -> Amount:
        if turn.tokens is None:
            # A request that was sent is billed though no answer came of it, or none that tells.
            return Amount() if turn.free else most
        prompt, cached, completion = turn.tokens
        return Amount(prompt + completion, self._cost(prompt, cached, completion))

    def _cost(self, prompt: int, cached: int, completion: int) -> float:
        return self.price.of(prompt, cached, completion) if self.price is not None else 0.0
