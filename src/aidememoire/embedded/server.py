"""llama.cpp serving one model on loopback, in a child process, for as long as a context lasts."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import IO, cast

import httpx2

from aidememoire.embedded.fetch import Weights
from aidememoire.embedded.machine import usable_cores
from aidememoire.embedded.prefix import Prefixes
from aidememoire.errors import ServerError
from aidememoire.model import Message

_CHILD = Path(__file__).with_name("serve.py")
_STOP_SECONDS = 2.0
_READ_SECONDS = 600.0
_LOG_LINES = 6
_KILLED = -9  # Windows has no signal.SIGKILL to name
# Exit statuses of a processor that lacks an instruction: POSIX's, and Windows'.
_ILLEGAL_INSTRUCTION = {-4, 0xC000001D}


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """What is served, and how.

    Attributes:
        weights: The model, found and verified.
        context: Tokens that fit in at once, prompts and answers of all slots together.
        slots: How many requests are answered at the same time.
        threads: How many threads compute; the cores that this process may use unless given.
        adapter: A LoRA adapter, found and verified, which is put on the model.
        states: A folder for saved prefixes. None: they aren't saved.
        start_seconds: The longest that starting may take.
    """

    weights: Weights
    context: int = 8192
    slots: int = 1
    threads: int | None = None
    adapter: Weights | None = None
    states: Path | None = None
    start_seconds: float = 120.0

    @property
    def fingerprint(self) -> str:
        """What exactly answers: the hashes of what is loaded, and llama.cpp's build."""
        adapter = f"+lora:{self.adapter.sha256}" if self.adapter else ""
        return f"sha256:{self.weights.sha256}{adapter}+xllamacpp:{version('xllamacpp')}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a server can be asked, in OpenAI's protocol.

    Attributes:
        base_url: The address, ending in `/v1`.
        api_key: The key, made up for this server alone.
        model: The model's name.
        fingerprint: What exactly answers.
    """

    base_url: str
    api_key: str = field(repr=False)
    model: str
    fingerprint: str


class EmbeddedServer:
    """A server that starts when its context is entered and is gone when it is left.

    It also ends when this process does, even when this process is killed. In use:

        async with EmbeddedServer(config) as endpoint: ...

    Args:
        config: What is served, and how.
        child: The program that serves; only tests give another.
    """

    def __init__(self, config: ServerConfig, child: Path = _CHILD) -> None:
        self._config = config
        self._child = child
        self._process: subprocess.Popen[bytes] | None = None
        # A file and not a pipe: nobody has to keep reading it.
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 # closed by _stop

    async def __aenter__(self) -> Endpoint:
        """Start it and wait until it serves.

        Raises:
            ServerError: It ended, or was not ready in time.
        """
        key = secrets.token_urlsafe(32)
        try:
            self._start(key)
            address = await self._ready()
        except BaseException:
            # A cancelled start too leaves nothing behind.
            self._stop()
            raise
        # Never through a proxy that the environment names.
        self._client = httpx2.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {key}"},
            timeout=_READ_SECONDS,
            trust_env=False,
        )
        config = self._config
        return Endpoint(f"{address}/v1", key, config.weights.name, config.fingerprint)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        await self._client.aclose()

    async def hold_prefix(self, messages: Sequence[Message]) -> bool:
        """Have every slot know what the prompts to come begin with, so that it isn't read again.

        It is read from disk, or else by the model, and saved. To be called before any question:
        it takes the place of what the slots knew.

        Args:
            messages: What they begin with.

        Returns:
            Whether it was on disk. False too where nothing is saved (`ServerConfig.states`), and
            then nothing was done.

        Raises:
            ServerError: The server died, or did not take it.
        """
        config = self._config
        if config.states is None:
            return False
        try:
            prefixes = Prefixes(config.states, config.fingerprint, config.slots)
            return await prefixes.hold(self._client, messages)
        except httpx2.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise self.explain_exit() or self._failure(
                f"the embedded server of {self._name} did not take the prefix: {reason}"
            ) from error

    def explain_exit(self) -> ServerError | None:
        """Why the server can't be reached; None while it is running."""
        if self._process is None:
            return ServerError("the embedded server is not running")
        try:
            # Its connections close a moment before it can be waited for.
            status = self._process.wait(0.2)
        except subprocess.TimeoutExpired:
            return None
        return self._failure(f"the embedded server of {self._name} died: {_reason(status)}", status)

    @property
    def _name(self) -> str:
        return self._config.weights.name

    def _start(self, key: str) -> None:
        config = self._config
        settings = {
            "model": str(config.weights.path),
            "name": config.weights.name,
            "threads": config.threads or usable_cores(),
            "slots": config.slots,
            "context": config.context,
            "api_key": key,
            "adapter": str(config.adapter.path) if config.adapter else None,
            # llama.cpp puts the name right behind it.
            "states": f"{config.states}{os.sep}" if config.states else "",
        }
        # -P: the folder of the file is no place to import from. It holds the package's modules.
        command = [sys.executable, "-P", str(self._child)]
        self._process = subprocess.Popen(  # noqa: S603 # our own file, by our own interpreter
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=_environment(),
        )
        # It may have ended at once; that is seen when it is waited for.
        with suppress(OSError):
            stdin = cast("IO[bytes]", self._process.stdin)
            stdin.write(json.dumps(settings).encode() + b"\n")
            stdin.flush()

    async def _ready(self) -> str:
        process = cast("subprocess.Popen[bytes]", self._process)
        # The thread ends when the child does, at the latest.
        line = asyncio.to_thread(cast("IO[bytes]", process.stdout).readline)
        try:
            answer = json.loads(await asyncio.wait_for(line, self._config.start_seconds) or b"{}")
        except TimeoutError:
            raise self._failure(
                f"the embedded server of {self._name} was not ready after "
                f"{self._config.start_seconds:g} seconds"
            ) from None
        if "address" in answer:
            return str(answer["address"])
        status = await asyncio.to_thread(process.wait)
        reason = answer.get("error") or _reason(status)
        raise self._failure(f"the embedded server of {self._name} did not start: {reason}", status)

    def _failure(self, message: str, status: int = 0) -> ServerError:
        lines = self._last_lines()
        if lines:
            message += "; its last words: " + " / ".join(lines)
        if status in _ILLEGAL_INSTRUCTION:
            return ServerError(
                message,
                "This processor lacks instructions that xllamacpp's wheel uses (AVX2): use a model "
                "elsewhere with --base-url, or build xllamacpp from source.",
            )
        return ServerError(
            message,
            "If memory ran out, close other programs or take a smaller model: --model "
            "embedded/qwen2.5-coder-0.5b. `aidememoire models verify` checks the weights.",
        )

    def _last_lines(self) -> list[str]:
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - 4096))
        text = self._log.read().decode("utf-8", "replace")
        return [line.strip() for line in text.splitlines() if line.strip()][-_LOG_LINES:]

    def _stop(self) -> None:
        # Not async: it takes milliseconds, and a second cancellation can't get between.
        process, self._process = self._process, None
        if process is not None:
            # Unsent bytes to a child that is gone are no loss.
            with suppress(OSError):
                cast("IO[bytes]", process.stdin).close()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            cast("IO[bytes]", process.stdout).close()
        self._log.close()


def _environment() -> Mapping[str, str]:
    # OpenMP's threads spin while they wait for each other, by default so long that another program
    # on one of their cores slows them to a tenth. Measured on two cores, this is the balance: never
    # spinning halves the speed of an idle machine, ten times as much spinning that of a busy one.
    # On an abort, llama.cpp would otherwise start a debugger where there is one.
    return {"GOMP_SPINCOUNT": "1000", "GGML_NO_BACKTRACE": "1", **os.environ}


def _reason(status: int) -> str:
    if status >= 0:
        return f"it ended with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = "unknown"
    hint = ", as when memory runs out" if status == _KILLED else ""
    return f"signal {-status} ({name}{hint})"
