"""What a run spends: put aside and settled in the store, for all its processes together."""

from __future__ import annotations

from aidememoire.flow.budget import Amount, Most
from aidememoire.runs.store import Store


class Account:
    """A worker's account in a store.

    Args:
        store: The store.
        worker: The number of the worker who spends.
        most: What may be spent on the store, by all workers and versions together.
    """

    def __init__(self, store: Store, worker: int, most: Most) -> None:
        self._store = store
        self._worker = worker
        self._most = most

    @property
    def limited(self) -> bool:
        """Whether there is an end to what may be spent."""
        return self._most != Most()

    def reserve(self, most: Amount) -> bool:
        """Put aside what a request may cost, across all processes (see `flow.budget.Ledger`)."""
        with self._store.noting() as base:
            tokens, cost, own_tokens, own_cost = base.execute(
                "SELECT sum(tokens), sum(coalesce(cost, 0)), sum(reserved_tokens),"
                " sum(reserved_cost) FROM worker"
            ).fetchone()
            if not self._most.check(Amount(tokens, cost), Amount(own_tokens, own_cost), most):
                return False
            base.execute(
                "UPDATE worker SET reserved_tokens = reserved_tokens + ?,"
                " reserved_cost = reserved_cost + ? WHERE id = ?",
                (most.tokens, most.cost, self._worker),
            )
        return True

    def settle(self, reserved: Amount, spent: Amount, *, priced: bool) -> None:
        """Account for a request that came back; its cost is unknown unless it is priced."""
        with self._store.noting() as base:
            base.execute(
                # Not below nothing: a process that was taken for dead has nothing put aside.
                "UPDATE worker SET reserved_tokens = max(0, reserved_tokens - ?),"
                " reserved_cost = max(0, reserved_cost - ?), requests = requests + 1,"
                " tokens = tokens + ?, cost = CASE WHEN ? THEN coalesce(cost, 0) + ?"
                " ELSE cost END WHERE id = ?",
                (reserved.tokens, reserved.cost, spent.tokens, priced, spent.cost, self._worker),
            )

    def drop(self, reserved: Amount) -> None:
        """Give back what was put aside for a request of which nobody will tell."""
        with self._store.noting() as base:
            base.execute(
                "UPDATE worker SET reserved_tokens = max(0, reserved_tokens - ?),"
                " reserved_cost = max(0, reserved_cost - ?) WHERE id = ?",
                (reserved.tokens, reserved.cost, self._worker),
            )
