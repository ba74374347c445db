"""What the workers of a cluster spend, kept in the run's store by a process beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aidememoire.errors import BudgetSpent
from aidememoire.flow.budget import Amount, Most
from aidememoire.runs.account import Account
from aidememoire.runs.store import Store


class Till:
    """Keeps one account; runs as an actor on the machine that has the store.

    Args:
        store: The store's file.
        worker: The number of the worker whose account it is.
        most: What may be spent.
    """

    def __init__(self, store: Path, worker: int, most: Most) -> None:
        self._account = Account(Store(store), worker, most)

    def reserve(self, most: Amount) -> bool | tuple[str, str]:
        """See `flow.budget.Ledger`; the words of a `BudgetSpent` instead of the error itself."""
        try:
            return self._account.reserve(most)
        except BudgetSpent as error:
            return error.message, error.remedy

    def settle(self, reserved: Amount, spent: Amount, priced: bool) -> None:
        """See `flow.budget.Ledger`."""
        self._account.settle(reserved, spent, priced=priced)


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
            raise BudgetSpent(*done)
        return bool(done)

    async def settle(self, reserved: Amount, spent: Amount) -> None:
        """See `flow.budget.Ledger`."""
        aside = reserved if self._limited else Amount()
        await self._till.settle.remote(aside, spent, self._priced)
