"""Tells what an input holds from its first bytes, when its name does not say."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import BinaryIO

from aidememoire.inputs.piece import MAX_BYTES
from aidememoire.sources import Form

LIMITS: dict[Form, int] = {"text": MAX_BYTES, "html": 10_000_000, "pdf": 50_000_000}
"""The largest input of each form of document, in bytes; furniture and pictures count."""

_SAMPLE = 1 << 16
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,2000}-->\s*)?<(?:!doctype\s+html|html|head)\b",
    re.IGNORECASE,
)
_BOM = b"\xef\xbb\xbf"


class Peeked(io.BufferedReader):
    """A stream whose first bytes can be looked at; closing it leaves what it reads open."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__(_Kept(raw), _SAMPLE)


class _Kept(io.RawIOBase):
    def __init__(self, raw: BinaryIO) -> None:
        # read1 gives what has come so far; read would wait for a pipe to fill the buffer.
        self._read: Callable[[int], bytes] = getattr(raw, "read1", raw.read)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def by_content(stream: io.BufferedReader) -> Form:
    """What a stream holds; nothing is taken from it."""
    return told(stream.peek(_SAMPLE)) or "text"


def told(start: bytes) -> Form | None:
    """What data holds that begins so, if it shows: a page, a PDF, Parquet, or rows of JSON."""
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"PAR1"):
        return "parquet"
    start = start.removeprefix(_BOM)
    if _PAGE.match(start):
        return "html"
    if start.lstrip()[:1] == b"{":
        first = start.lstrip().partition(b"\n")[0]
        try:
            return "jsonl" if isinstance(json.loads(first), dict) else None
        except (ValueError, RecursionError):
            return None  # a text may begin with a brace
    return None
