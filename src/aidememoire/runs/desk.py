"""The boundary between the event loop and the store: one thread does all that blocks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, Self, TypeVar

from aidememoire.flow.budget import Amount
from aidememoire.runs.account import Account

P = ParamSpec("P")
R = TypeVar("R")


class Desk:
    """Has work done in one thread, in the order in which it is handed in."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def __call__(self, do: Callable[P, R], *args: P.args, **options: P.kwargs) -> R:
        """Have something done. Once handed in it is done, though nobody waits for it any more."""
        work = asyncio.wrap_future(self._thread.submit(do, *args, **options))
        return await asyncio.shield(work)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._thread.shutdown)


class StoredLedger:
    """A ledger in the store, shared by all its processes (see `flow.budget.Ledger`).

    Args:
        desk: Where it blocks.
        account: Whose.
        priced: Whether what is spent in money is known.
    """

    def __init__(self, desk: Desk, account: Account, *, priced: bool) -> None:
        self._desk = desk
        self._account = account
        self._priced = priced

    async def reserve(self, most: Amount) -> bool:
        """See `flow.budget.Ledger`; without a limit there is nothing to put aside."""
        return not self._account.limited or await self._desk(self._account.reserve, most)

    async def settle(self, reserved: Amount, spent: Amount) -> None:
        """See `flow.budget.Ledger`."""
        aside = reserved if self._account.limited else Amount()
        await self._desk(self._account.settle, aside, spent, priced=self._priced)
