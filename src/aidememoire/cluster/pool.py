"""A Ray cluster whose workers do what is in files, by Ray Data. Needs Ray: the extra `ray`."""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from pathlib import Path

import ray
import ray.data
from ray.exceptions import RayError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from aidememoire.cluster.hand import Done, Hand, Order, done_of
from aidememoire.cluster.till import Till, TillLedger
from aidememoire.errors import ServerError
from aidememoire.flow.budget import Most

_AHEAD = 2
"""Files that a worker has at once, so that it does not wait for the next."""
_REMEDY = "See the cluster's logs, and run it again: it goes on where it stopped."


class Pool:
    """The cluster that RAY_ADDRESS names, the one of this machine, or one made for the occasion.

    Args:
        workers: How many; one a machine unless given.
    """

    def __init__(self, workers: int | None) -> None:
        self._order: Order | None = None
        try:
            ray.init(log_to_driver=False, logging_level=logging.ERROR)
        except (RayError, ConnectionError, RuntimeError, ValueError) as error:
            raise _failed(error) from error
        self._workers = workers or max(1, sum(node["Alive"] for node in ray.nodes()))
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)

    def ledger(
        self, store: Path, worker: int, most: Most, timeout: float, *, priced: bool
    ) -> TillLedger:
        """An account in a store of this machine, for all workers; each request may take so long."""
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        options = {"num_cpus": 0, "scheduling_strategy": here}
        till = ray.remote(Till).options(**options).remote(store.resolve(), worker, most, timeout)
        return TillLedger(till, limited=most != Most(), priced=priced)

    def begin(self, order: Order) -> None:
        """Say what is to be asked."""
        self._order = order

    def do(self, files: Sequence[Path]) -> Generator[Done]:
        """See `waves.Crew`.

        Raises:
            ServerError: The cluster fails.
        """
        items = [{"work": str(path.resolve())} for path in files]
        strategy = ray.data.ActorPoolStrategy(
            size=self._workers,
            max_concurrent_calls_per_actor=_AHEAD,
            enable_true_multi_threading=True,
        )
        found = (
            ray.data.from_items(items, override_num_blocks=len(items))
            .map_batches(
                Hand,
                fn_constructor_args=(self._order,),
                batch_format="pyarrow",
                compute=strategy,
                num_cpus=1,
            )
            .iter_rows()
        )
        try:
            yield from map(done_of, found)
        except RayError as error:
            raise _failed(error) from error

    def close(self) -> None:
        """Let the cluster go; what its workers are at is broken off."""
        ray.shutdown()


def _failed(error: Exception) -> ServerError:
    what = next((line for line in reversed(str(error).splitlines()) if line.strip()), "")
    return ServerError(f"the Ray cluster failed: {type(error).__name__}: {what[:300]}", _REMEDY)
