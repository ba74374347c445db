"""What every prompt begins with, read once and kept on disk, for all slots and later runs.

llama.cpp writes a slot's state to a file and reads it into any slot, in milliseconds where reading
the words again takes seconds. It aborts on a cut file and does not notice a changed one, so a file
carries its hash in its name and is checked before llama.cpp sees it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import httpx2

from aidememoire.model import Message

log = logging.getLogger("aidememoire.embedded")

_KEPT = 8


class Prefixes:
    """The saved prefixes of one model.

    Args:
        folder: Where they are; the server's folder of states.
        fingerprint: What exactly reads them.
        slots: How many slots the server has.
    """

    def __init__(self, folder: Path, fingerprint: str, slots: int) -> None:
        self._folder = folder
        self._fingerprint = fingerprint
        self._slots = slots

    async def hold(self, client: httpx2.AsyncClient, messages: Sequence[Message]) -> bool:
        """Have every slot know a prefix: from disk, or by reading it and saving it.

        A disk that is full or can't be written costs time and nothing else.

        Args:
            client: Speaks to the server, with its key.
            messages: What the prompts to come begin with.

        Returns:
            Whether it was on disk.

        Raises:
            httpx2.HTTPError: The server went away.
        """
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        key = self._key(messages)
        saved = await asyncio.to_thread(self._intact, key)
        if saved is not None and await self._restore(client, saved, range(self._slots)):
            return True
        body = {
            "messages": [asdict(message) for message in messages],
            "max_tokens": 1,
            "temperature": 0,
            "cache_prompt": True,
            "id_slot": 0,
        }
        (await client.post("/v1/chat/completions", json=body)).raise_for_status()
        saved = await self._save(client, key)
        if saved is not None:
            await self._restore(client, saved, range(1, self._slots))
        return False

    def _key(self, messages: Sequence[Message]) -> str:
        # A server of one slot refuses what one of several has written.
        served = [self._fingerprint, self._slots]
        told = [*served, *((message.role, message.content) for message in messages)]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]

    def _intact(self, key: str) -> Path | None:
        for path in self._folder.glob(f"{key}-*.state"):
            with suppress(OSError):
                if path.stem == f"{key}-{_digest(path)}":
                    # The least recently used are the first to be thrown away.
                    path.touch()
                    return path
                path.unlink()
        return None

    async def _restore(self, client: httpx2.AsyncClient, saved: Path, slots: Sequence[int]) -> bool:
        for slot in slots:
            answer = await _act(client, slot, "restore", saved.name)
            if not answer.is_success:
                log.warning("a saved prefix was refused: status %d", answer.status_code)
                return False
        return True

    async def _save(self, client: httpx2.AsyncClient, key: str) -> Path | None:
        fresh = self._folder / f"{key}.{os.getpid()}.unfinished"
        try:
            answer = await _act(client, 0, "save", fresh.name)
            if not answer.is_success or fresh.stat().st_size != answer.json()["n_written"]:
                log.warning("a prefix could not be saved: status %d", answer.status_code)
                return None
            return await asyncio.to_thread(self._keep, fresh, key)
        except OSError as error:
            log.warning("a prefix could not be saved: %s", error.strerror)
            return None
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)

    def _keep(self, fresh: Path, key: str) -> Path:
        saved = self._folder / f"{key}-{_digest(fresh)}.state"
        fresh.replace(saved)
        newest_first = sorted(
            self._folder.glob("*.state"), key=lambda path: path.stat().st_mtime_ns, reverse=True
        )
        for old in newest_first[_KEPT:]:
            old.unlink(missing_ok=True)
        return saved


async def _act(
    client: httpx2.AsyncClient, slot: int, action: str, filename: str
) -> httpx2.Response:
    return await client.post(
        f"/slots/{slot}", params={"action": action}, json={"filename": filename}
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
