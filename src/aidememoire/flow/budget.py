"""What may be spent: put aside before each request, settled after it, never passed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from aidememoire.errors import BudgetSpent

_POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Amount:
    """What requests cost: tokens of both kinds, and money in the currency of the prices."""

    tokens: int = 0
    cost: float = 0.0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.tokens + other.tokens, self.cost + other.cost)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.tokens - other.tokens, self.cost - other.cost)


@dataclass(frozen=True, slots=True)
class Most:
    """The most that may be spent, tokens and money; None for no end."""

    tokens: int | None = None
    cost: float | None = None

    def holds(self, amount: Amount) -> bool:
        """Whether so much may be spent."""
        return (self.tokens is None or amount.tokens <= self.tokens) and (
            self.cost is None or amount.cost <= self.cost
        )

    def check(self, spent: Amount, reserved: Amount, more: Amount) -> bool:
        """Whether `more` may be put aside now.

        Args:
            spent: What is spent for good.
            reserved: What is put aside for requests under way, which may give some of it back.
            more: What a request could cost at the most.

        Returns:
            True if it may, False if it may later, when those under way have come back.

        Raises:
            BudgetSpent: It never may.
        """
        if not self.holds(spent + more):
            said = [f"{spent.tokens:,} tokens of {self.tokens:,}"] if self.tokens else []
            said += [f"{spent.cost:.4f} of {self.cost:.4f}"] if self.cost is not None else []
            raise BudgetSpent(
                f"{' and '.join(said) or 'nothing'} spent, and the next request could pass that",
                "Give a larger --max-cost or --max-tokens to go on.",
            )
        return self.holds(spent + reserved + more)


class Ledger(Protocol):
    """Keeps account of what is spent and what is put aside."""

    async def reserve(self, most: Amount) -> bool:
        """Put aside what a request may cost at the most; False if that can't be done just now.

        Raises:
            BudgetSpent: It can't be done at all.
        """
        ...

    async def settle(self, reserved: Amount, spent: Amount) -> None:
        """Account for a request that came back: give back what was put aside, note the cost."""
        ...


class Purse:
    """A ledger in memory, for one process.

    Args:
        most: What may be spent.
    """

    def __init__(self, most: Most) -> None:
        self._most = most
        self.spent = Amount()
        self._reserved = Amount()

    async def reserve(self, most: Amount) -> bool:
        """See `Ledger`."""
        if not self._most.check(self.spent, self._reserved, most):
            return False
        self._reserved += most
        return True

    async def settle(self, reserved: Amount, spent: Amount) -> None:
        """See `Ledger`."""
        self._reserved -= reserved
        self.spent += spent


class Budget:
    """Has requests wait until what they may cost can be put aside.

    Args:
        ledger: Where account is kept.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._settled = asyncio.Event()

    async def reserve(self, most: Amount) -> None:
        """Wait until `most` is put aside.

        Raises:
            BudgetSpent: It can't be.
        """
        while not await self._ledger.reserve(most):
            self._settled.clear()
            # Requests of another process settle unheard.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._settled.wait(), _POLL_SECONDS)

    async def settle(self, reserved: Amount, spent: Amount) -> None:
        """Account for a request that came back."""
        await self._ledger.settle(reserved, spent)
        self._settled.set()
