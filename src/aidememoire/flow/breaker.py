"""A circuit breaker: while a server answers nobody, it is asked by one request at a time."""

from __future__ import annotations

import asyncio
import time
from asyncio import sleep
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aidememoire.errors import EndpointDown
from aidememoire.flow.pace import Clock

_FAULTS = 5
_FIRST_WAIT = 2.0
_LONGEST_WAIT = 60.0


class Breaker:
    """Closed while requests get through; open after several faults in a row and nothing else.

    While it is open requests wait, they don't fail. After a pause, which doubles, one is let
    through to see; if it gets through, so do all others.

    Args:
        patience: Seconds after which waiting is given up.
        clock: What tells the time.
    """

    def __init__(self, patience: float, clock: Clock = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._faults = 0
        self._since = 0.0
        self._again = 0.0
        self._wait = _FIRST_WAIT
        self._probe = asyncio.Lock()

    @property
    def open(self) -> bool:
        """Whether the server answers nobody."""
        return self._faults >= _FAULTS

    @asynccontextmanager
    async def passage(self) -> AsyncIterator[None]:
        """Wait until a request may go; alone, while the breaker is open.

        Raises:
            EndpointDown: The patience is at an end.
        """
        if not self.open:
            yield
            return
        async with self._probe:
            while self.open and (wait := self._again - self._clock()) > 0:
                self._give_up(wait)
                await sleep(wait)
            if self.open:
                yield
                return
        yield

    def through(self) -> None:
        """A request got through, whatever the answer was."""
        self._faults = 0
        self._wait = _FIRST_WAIT

    def fault(self, retry_after: float | None) -> None:
        """A request did not get through."""
        now = self._clock()
        if not self._faults:
            self._since = now
        self._faults += 1
        if self.open:
            self._again = max(self._again, now + max(self._wait, retry_after or 0.0))
            self._wait = min(_LONGEST_WAIT, self._wait * 2)

    def _give_up(self, wait: float) -> None:
        down = self._clock() - self._since
        if down + wait > self._patience:
            raise EndpointDown(
                f"the server has answered nobody for {down:.0f} s",
                "See what is wrong with it, and run it again; --patience sets how long to wait.",
            )
