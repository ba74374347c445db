"""A child process that answers lines of JSON, one at a time, and can be stopped at any moment."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aidememoire.errors import ModelError

_LONGEST = 1 << 24  # an article's extractions are kilobytes


class Child:
    """A worker; an asynchronous context manager. It is started when first needed.

    Args:
        command: What to run.
        settings: Its first line.
        log: Where what it says beside its answers goes.
    """

    def __init__(self, command: Sequence[str], settings: dict[str, Any], log: Path) -> None:
        self._command = command
        self._settings = settings
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop()

    async def ready(self) -> None:
        """Start it, if it isn't running.

        Raises:
            ModelError: It ended before it was ready.
        """
        if self._process is not None and self._process.returncode is None:
            return
        await self._stop()
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                limit=_LONGEST,
                # A proxy set for the internet must not be asked for this very machine.
                env={**os.environ, "NO_PROXY": "127.0.0.1,localhost"},
            )
        await self._exchange(self._settings)

    async def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Its answer. Whoever gives up waiting stops it, and with it all that it was at.

        Raises:
            ModelError: It ended without an answer.
        """
        await self.ready()
        try:
            return await self._exchange(question)
        except BaseException:
            await self._stop()
            raise

    async def _exchange(self, said: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise RuntimeError("the worker is not running")
        with suppress(OSError):  # it may have ended; that is seen when it does not answer
            process.stdin.write(json.dumps(said).encode() + b"\n")
            await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            status = await process.wait()
            raise ModelError(
                f"the worker ended with status {status} instead of an answer",
                f"Its last words are in {self._log}.",
            )
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with suppress(ProcessLookupError):
            process.kill()
        # Milliseconds: it is killed, not asked to end.
        await process.wait()
