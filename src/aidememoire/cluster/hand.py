"""One worker of a cluster: asks about the work in a file, and leaves the results beside it."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import pyarrow as pa

from aidememoire.cluster import parts
from aidememoire.errors import AidememoireError, SettingsError
from aidememoire.extraction import prompt_fingerprint
from aidememoire.flow.budget import Ledger
from aidememoire.opening import gate_of, open_model, profile_of
from aidememoire.record import SCHEMA_VERSION
from aidememoire.runs.asker import Asked, Asker, Outcome
from aidememoire.runs.work import Taken, Version
from aidememoire.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True)
class Order:
    """What is to be asked, and for whom.

    Attributes:
        settings: Which model, and how.
        version: What results are of; a worker that would make others makes none.
        ledger: Keeps account of what is spent.
    """

    settings: Settings
    version: Version
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Done:
    """A file of work that is done, or as far as it could be.

    Attributes:
        path: Where its results are, if there are any.
        stop: Why there is no point in going on.
    """

    path: Path
    stop: AidememoireError | None = None


class Hand:
    """A worker; called from several threads with batches of one file each.

    Its event loop runs in a thread of its own for as long as the process lives, with one model and
    one flow control for all that it is called with.

    Args:
        order: What is to be asked.
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, name="asking", daemon=True).start()
        self._open_for_good = AsyncExitStack()
        self._unfit: AidememoireError | None = None
        try:
            self._asker = self._run(self._open())
        except AidememoireError as error:
            # Told by every batch: raised here, it would only have the process started again.
            self._unfit = error

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Do the work in a file, unless it is done.

        Args:
            batch: One row: `work`, the file.

        Returns:
            One row, which `done_of` reads.
        """
        (work,) = batch["work"].to_pylist()
        path = Path(work)
        stop = self._unfit or _unseen(path)
        if stop is None:
            self._do(path)
            stop = self._asker.stop
        told = [type(stop).__name__, stop.message, stop.remedy] if stop else None
        row = {"path": str(parts.result_of(path)), "stop": told}
        schema = pa.schema([("path", pa.string()), ("stop", pa.list_(pa.string()))])
        return pa.Table.from_pylist([row], schema=schema)

    def _do(self, work: Path) -> None:
        result = parts.result_of(work)
        # A result that is there was made by a worker that died before it could say so.
        if work.exists() and not result.exists():
            pieces = parts.read_work(work)
            outcomes = self._run(self._all(pieces))
            done = [(p, o) for p, o in zip(pieces, outcomes, strict=True) if o is not None]
            if done:
                parts.write_results(result, done)

    async def _all(self, pieces: Sequence[Taken]) -> list[Outcome | None]:
        return await asyncio.gather(*(self._one(piece) for piece in pieces))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self) -> Asker:
        settings = self._order.settings
        gate = gate_of(settings, self._order.ledger)
        profile = profile_of(settings)
        self._at_once = asyncio.Semaphore(profile.concurrency)
        model = await self._open_for_good.enter_async_context(open_model(settings, gate))
        version = self._order.version
        own = (model.fingerprint, prompt_fingerprint(profile.plan), SCHEMA_VERSION)
        if own != (version.model, version.prompt, version.schema):
            raise SettingsError(
                f"a worker of the cluster would ask {own[0]} with words {own[1][:8]}, not "
                f"{version.model} with {version.prompt[:8]}",
                "Install the same aidememoire and weights on all machines.",
            )
        return Asker(Asked(model, profile.plan, profile.concurrency, gate))

    async def _one(self, piece: Taken) -> Outcome | None:
        async with self._at_once:
            return None if self._asker.stop is not None else await self._asker.ask(piece)


def _unseen(work: Path) -> AidememoireError | None:
    if work.parent.is_dir():
        return None
    return SettingsError(
        f"a worker of the cluster, on {platform.node()}, doesn't see the folder {work.parent}",
        "Name a folder that all machines of the cluster see with --exchange.",
    )


def done_of(row: dict[str, Any]) -> Done:
    """What a row that a hand returned says."""
    stop = row["stop"]
    return Done(Path(row["path"]), None if stop is None else parts.error_of(*stop))
