"""What the workers of a cluster spend, kept in the run's store by a process beside it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aidememoire.cluster.parts import error_of
from aidememoire.errors import AidememoireError
from aidememoire.flow.budget import Amount, Most
from aidememoire.runs.account import Account
from aidememoire.runs.store import Store

_GRACE_SECONDS = 60.0
"""How much longer than a request may take its worker may take to tell of it."""

Told = tuple[str, str, str]
"""An error between processes: its class, its message, its remedy."""


class Till:
    """Keeps one account; runs as an actor on the machine that has the store.

    What was put aside is given back once its request can't be under way any more: a worker that
    died tells nothing, and the others would wait for it without end.

    Args:
        store: The store's file.
        worker: The number of the worker whose account it is.
        most: What may be spent.
        timeout: The longest that a request takes, in seconds.
        clock: Seconds, by a clock that never jumps.
    """

    def __init__(
        self,
        store: Path,
        worker: int,
        most: Most,
        timeout: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = Account(Store(store), worker, most)
        self._keep = timeout + _GRACE_SECONDS
        self._clock = clock
        self._aside: list[tuple[float, Amount]] = []

    def reserve(self, most: Amount) -> bool | Told:
        """See `flow.budget.Ledger`; the words of an error instead of the error itself."""
        try:
            self._drop_the_dead()
            done = self._account.reserve(most)
        except AidememoireError as error:
            return _told(error)
        if done:
            self._aside.append((self._clock(), most))
        return done

    def settle(self, reserved: Amount, spent: Amount, priced: bool) -> Told | None:
        """See `flow.budget.Ledger`; the words of an error instead of the error itself."""
        same = (one for one in self._aside if one[1] == reserved)
        held = next(same, None)
        if held is not None:
            self._aside.remove(held)
        try:
            # What was dropped already is not given back twice.
            back = reserved if held is not None else Amount()
            self._account.settle(back, spent, priced=priced)
        except AidememoireError as error:
            return _told(error)
        return None

    def _drop_the_dead(self) -> None:
        now = self._clock()
        while self._aside and now - self._aside[0][0] > self._keep:
            self._account.drop(self._aside[0][1])
            del self._aside[0]


class TillLedger:
    """A ledger whose account a till keeps (see `flow.budget.Ledger`).

    Args:
        till: The actor.
        limited: Whether there is an end to what may be spent.
        priced: Whether what is spent in money is known.
    """

    def __init__(self, till: Any, *, limited: bool, priced: bool) -> None:
        self._till = till
        self._limited = limited
        self._priced = priced

    async def reserve(self, most: Amount) -> bool:
        """See `flow.budget.Ledger`; without a limit there is nothing to put aside."""
        if not self._limited:
            return True
        done = await self._till.reserve.remote(most)
        if isinstance(done, tuple):
            raise error_of(*done)
        return bool(done)

    async def settle(self, reserved: Amount, spent: Amount) -> None:
        """See `flow.budget.Ledger`."""
        aside = reserved if self._limited else Amount()
        error = await self._till.settle.remote(aside, spent, self._priced)
        if error is not None:
            raise error_of(*error)


def _told(error: AidememoireError) -> Told:
    return type(error).__name__, error.message, error.remedy
