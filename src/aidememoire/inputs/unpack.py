"""Unpacks gzip without trust in what it says of itself: no bomb gets further than its fuse."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO

from aidememoire.errors import ArticleTooLarge, ArticleUnreadable

SIGNATURE = b"\x1f\x8b"
BUFFER = 1 << 16

_FREE = 64_000_000
"""This much may come out of however little: small archives of blanks are no harm."""
_MOST = 250
"""Beyond that, no more than so many times what went in. Text is packed 3 to 20 times."""
_DAMAGED = "Pack it again, or give the file unpacked."


class _Counted(io.RawIOBase):
    """Passes bytes on and counts them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Unpacked(io.RawIOBase):
    """What a gzip stream holds."""

    def __init__(self, stream: BinaryIO, origin: str) -> None:
        self._packed = _Counted(stream)
        # GzipFile's own exceptions say "Not a gzipped file"; which one they can't know.
        self._file = gzip.GzipFile(fileobj=io.BufferedReader(self._packed, BUFFER), mode="rb")
        self._origin = origin
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._file.read(len(buffer))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ArticleUnreadable(f"{self._origin} is damaged gzip: {error}", _DAMAGED) from error
        self._count += len(data)
        if self._count > max(_FREE, _MOST * self._packed.count):
            raise ArticleTooLarge(
                f"{self._origin} unpacks to more than {_MOST} times its size; it was not read on",
                "Unpack it yourself if you trust it.",
            )
        buffer[: len(data)] = data
        return len(data)


def unpacked(stream: BinaryIO, origin: str) -> io.BufferedReader:
    """What a gzip stream holds, unpacked as it is read.

    Args:
        stream: The packed bytes; several archives in a row are read as one.
        origin: What to call it in a message.

    Returns:
        A stream whose reading raises `ArticleUnreadable` for damage and `ArticleTooLarge` for what
        expands beyond measure.
    """
    return io.BufferedReader(_Unpacked(stream, origin), BUFFER)
