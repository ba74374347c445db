"""Who is at work on a run store: processes that take work, show that they live, and may die.

Whether another process has died is never told by the clock on the wall, which jumps. Of one on this
machine the system knows. Others are watched: one whose beats stand still for a minute of this
process's own clock is taken for dead, and what it had taken waits again.
"""

from __future__ import annotations

import os
import platform
import secrets
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from aidememoire.flow.budget import Most
from aidememoire.runs.account import Account
from aidememoire.runs.store import Store
from aidememoire.runs.work import Version

BEAT_SECONDS = 5.0
"""How often a worker shows that it lives."""
LEASE_SECONDS = 60.0
"""How long another's beats may stand still before what it has taken is given to others."""

# A container that is started again may give this process the number of the one before.
_THIS_PROCESS = secrets.token_hex(8)


class Worker:
    """This process, at work on one version of a store's results once that is known.

    Args:
        store: The store.
        most: What may be spent on the store, by all processes and versions together.
        clock: Seconds, by a clock that never jumps.
    """

    def __init__(
        self,
        store: Store,
        most: Most | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[int, tuple[int, float]] = {}
        now = time.time()
        with store.writing() as base:
            row = base.execute(
                "INSERT INTO worker (place, pid, process, began, seen) VALUES (?, ?, ?, ?, ?)",
                (_place(), os.getpid(), _THIS_PROCESS, now, now),
            )
            self.id = int(row.lastrowid or 0)
        self.account = Account(store, self.id, most or Most())
        """What it spends."""
        self.version = 0
        """The number of the version; 0 before it is known."""

    def begin(self, version: Version) -> None:
        """Take part in the making of a version; texts without a result of it wait for one."""
        self.version = self._store.open_version(version, self.id)
        with self._store.writing() as base:
            base.execute("UPDATE worker SET version = ? WHERE id = ?", (self.version, self.id))

    def beat(self) -> None:
        """Show that this process lives."""
        with self._store.noting() as base:
            base.execute(
                "UPDATE worker SET beats = beats + 1, seen = ?, live = 1 WHERE id = ?",
                (time.time(), self.id),
            )

    def leave(self) -> None:
        """Let what this process has taken wait again, and end its part."""
        self._free(self.id)

    def free_the_dead(self) -> int:
        """Let what dead processes have taken wait again; how many pieces of work that is."""
        with self._store.reading() as base:
            rows = base.execute(
                "SELECT id, place, pid, process, beats FROM worker"
                " WHERE id != ? AND (live OR EXISTS"
                " (SELECT 1 FROM result WHERE result.worker = worker.id))",
                (self.id,),
            ).fetchall()
        return sum(self._free(row[0]) for row in rows if self._is_dead(*row))

    def unfinished(self) -> bool:
        """Whether some of this version's work waits, or other processes have taken it."""
        with self._store.reading() as base:
            row = base.execute(
                "SELECT 1 FROM result WHERE version = ?"
                " AND (state = 'waiting' OR state = 'taken' AND worker != ?)",
                (self.version, self.id),
            ).fetchone()
        return row is not None

    def _free(self, worker: int) -> int:
        with self._store.writing() as base:
            freed = base.execute(
                "UPDATE result SET state = 'waiting', worker = NULL WHERE worker = ?", (worker,)
            ).rowcount
            base.execute(
                "UPDATE worker SET live = 0, reserved_tokens = 0, reserved_cost = 0 WHERE id = ?",
                (worker,),
            )
        return freed

    def _is_dead(self, worker: int, place: str, pid: int, process: str, beats: int) -> bool:
        if place == _place() and not _lives(pid, process):
            return True
        known, since = self._seen.get(worker, (-1, 0.0))
        if known != beats:
            self._seen[worker] = (beats, self._clock())
            return False
        return self._clock() - since > LEASE_SECONDS


def _lives(pid: int, process: str) -> bool:
    """Whether a process of this machine may be at work still."""
    if pid == os.getpid():
        return process == _THIS_PROCESS
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True  # it is there, and somebody else's


def _place() -> str:
    """Where process numbers mean the same: a machine, or a container on it."""
    space = ""
    with suppress(OSError):
        space = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - no file is behind it
    return f"{platform.node()} {space}".strip()
