"""How many requests are under way at once, and how many go out a minute."""

from __future__ import annotations

import asyncio
import time
from asyncio import sleep
from collections import deque
from collections.abc import Callable

_MINUTE = 60.0
_HALF = 0.5
_LESS = 0.9
_SLOW = 2.0
_RECENT = 0.2
_USUAL = 0.02
_LEARN = 20

Clock = Callable[[], float]
"""Seconds, by a clock that never jumps: an hour put on by hand must not open a gate."""


class Slots:
    """So many requests at once, fewer when the endpoint says or shows that it is too many.

    Additive increase, multiplicative decrease, as TCP does it: a 429 halves the number, answers
    that take twice as long as usual lower it by a tenth, and each round of answers in the usual
    time while all slots are in use raises it by one.

    Args:
        most: The most at once, and where it begins.
    """

    def __init__(self, most: int) -> None:
        self.limit = float(most)
        self._most = most
        self._used = 0
        self._queue: deque[asyncio.Future[None]] = deque()
        self._round = 0
        self._cut_in = -1
        self._answers = 0
        self._recent = self._usual = 0.0

    async def acquire(self) -> int:
        """Wait for a slot.

        Returns:
            A ticket, to be handed back with `release`.
        """
        if self._used < int(self.limit) and not self._queue:
            self._used += 1
            return self._round
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release()
            raise
        finally:
            if turn in self._queue:
                self._queue.remove(turn)
        return self._round

    def release(self) -> None:
        """Give a slot back."""
        self._used -= 1
        while self._queue and self._used < int(self.limit):
            turn = self._queue.popleft()
            if not turn.done():
                self._used += 1
                turn.set_result(None)

    def answered(self, ticket: int, seconds: float) -> None:
        """An answer came after so many seconds."""
        self._answers += 1
        if self._answers == 1:
            self._recent = self._usual = seconds
        self._recent += _RECENT * (seconds - self._recent)
        self._usual += _USUAL * (seconds - self._usual)
        if self._answers > _LEARN and self._recent > _SLOW * self._usual:
            self._cut(ticket, _LESS)
        elif self._used >= int(self.limit):
            self.limit = min(float(self._most), self.limit + 1 / self.limit)

    def throttled(self, ticket: int) -> None:
        """The endpoint said that it was too many."""
        self._cut(ticket, _HALF)

    def _cut(self, ticket: int, share: float) -> None:
        # Those that went out before the last cut say nothing new about it.
        if ticket > self._cut_in:
            self._cut_in = self._round
            self._round += 1
            self.limit = max(1.0, self.limit * share)


class Window:
    """At most so much in any minute.

    Args:
        most: So much.
        clock: What tells the time.
    """

    def __init__(self, most: int, clock: Clock = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._taken: deque[list[float]] = deque()  # when, how much
        self._sum = 0.0
        self._turn = asyncio.Lock()

    async def take(self, amount: int) -> list[float]:
        """Wait until `amount` more fits; more than a minute's worth counts as a minute's.

        Returns:
            What was taken, for `correct`.
        """
        wanted = min(amount, self._most)
        async with self._turn:
            while (wait := self._wait(wanted)) > 0:  # noqa: ASYNC110 - nothing but time helps
                await sleep(wait)
            entry = [self._clock(), float(wanted)]
            self._taken.append(entry)
            self._sum += wanted
        return entry

    def correct(self, entry: list[float], amount: int) -> None:
        """Note how much it was in the end."""
        if entry in self._taken:
            self._sum += amount - entry[1]
            entry[1] = float(amount)

    def _wait(self, wanted: int) -> float:
        """Seconds until it may fit; what is older than a minute is forgotten."""
        now = self._clock()
        while self._taken and self._taken[0][0] <= now - _MINUTE:
            self._sum -= self._taken.popleft()[1]
        if self._sum + wanted <= self._most or not self._taken:
            return 0.0
        return self._taken[0][0] + _MINUTE - now + 0.001
