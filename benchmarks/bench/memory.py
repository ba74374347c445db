"""The memory that a measurement takes: this process's and its children's, the server among them."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import psutil

_EVERY = 0.1


class Peak:
    """The most resident memory that this process and its children held together; a context."""

    def __init__(self) -> None:
        self._most = 0
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._watcher.join()

    def take(self) -> int:
        """The most since this was last asked, in bytes."""
        most, self._most = max(self._most, _held()), 0
        return most

    def _watch(self) -> None:
        while not self._stop.wait(_EVERY):
            self._most = max(self._most, _held())


def _held() -> int:
    me = psutil.Process()
    held = 0
    for process in (me, *me.children(recursive=True)):
        try:
            held += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return held
