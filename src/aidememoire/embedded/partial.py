"""The file that a download grows: always a prefix of the real one, whoever delivers the bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import TracebackType
from typing import Self

from aidememoire.embedded.catalogue import CatalogueModel

_CHUNK = 1 << 20


class WrongBytes(Exception):
    """What was delivered are not the bytes of the weights."""


class Partial:
    """An open partial file. Each part is checked by its hash as soon as it is whole.

    Opening it checks the parts that are already there and drops everything from the first wrong
    one on; what is left of an unfinished part stays, and is checked when that part is whole.

    Args:
        path: The partial file, made if it is not there.
        model: What it is to become.

    Raises:
        OSError: The file can't be read or written.
    """

    def __init__(self, path: Path, model: CatalogueModel) -> None:
        self._model = model
        path.touch()
        # Unbuffered: after a full disk no bytes wait in memory for a second failure on closing.
        self._file = path.open("r+b", buffering=0)
        self._part = hashlib.sha256()
        self.parts = 0
        """How many parts are there and verified."""
        self.verified = 0
        """Their bytes."""
        self.size = 0
        """How many bytes are there."""
        try:
            self._reread()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def complete(self) -> bool:
        """Whether every part is there."""
        return self.parts == len(self._model.parts)

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            WrongBytes: They made a part whole whose hash is wrong, and the file was cut back to
                the parts before it; or there were more than the weights have.
            OSError: The disk is full or fails. What was written stays.
        """
        view = memoryview(data)
        while view:
            if self.complete:
                raise WrongBytes("more bytes than the file has")
            room = self._model.parts[self.parts].size - (self.size - self.verified)
            written = self._file.write(view[:room])
            self._take(view[:written])
            view = view[written:]

    def rewind(self) -> None:
        """Drop the bytes of the unfinished part."""
        self._file.seek(self.verified)
        self._file.truncate()
        self.size = self.verified
        self._part = hashlib.sha256()

    def _reread(self) -> None:
        while data := self._file.read(_CHUNK):
            if self.complete:
                break
            room = self._model.parts[self.parts].size - (self.size - self.verified)
            try:
                self._take(memoryview(data[:room]))
            except WrongBytes:
                return
            self._file.seek(self.size)
        self._file.truncate(self.size)

    def _take(self, data: memoryview) -> None:
        self._part.update(data)
        self.size += len(data)
        part = self._model.parts[self.parts]
        if self.size - self.verified < part.size:
            return
        if self._part.hexdigest() != part.sha256:
            number = self.parts + 1
            self.rewind()
            raise WrongBytes(f"part {number} of {len(self._model.parts)} has the wrong hash")
        self.parts += 1
        self.verified = self.size
        self._part = hashlib.sha256()
