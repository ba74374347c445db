"""Tells what an input holds from its first bytes, when its name does not say."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import BinaryIO

from aidememoire.errors import ArticleUnreadable
from aidememoire.inputs.piece import MAX_BYTES
from aidememoire.sources import Form

LIMITS: dict[Form, int] = {"text": MAX_BYTES, "html": 10_000_000, "pdf": 50_000_000}
"""The largest input of each form of document, in bytes; furniture and pictures count."""

_SAMPLE = 1 << 16
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,2000}-->\s*)?<(?:!doctype\s+html|html|head)\b",
    re.IGNORECASE,
)
_NO_ROWS = re.compile(rb'\s*(?:\[\s*\{\s*"|\{[ \t\r]*\n\s*"[^"\n]*"\s*:)')
"""An array of objects, or an object that is spread over lines."""
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


def by_content(stream: io.BufferedReader, origin: str) -> Form:
    """What a stream holds; nothing is taken from it.

    Raises:
        ArticleUnreadable: It is JSON, but no rows of it.
    """
    start = stream.peek(_SAMPLE)
    if _NO_ROWS.match(start.removeprefix(_BOM)):
        raise ArticleUnreadable(
            f"{origin} is JSON, but not one object a line",
            "Give it so: jq -c '.[]' makes that of an array, jq -c . of an object.",
        )
    return told(start) or "text"


def told(start: bytes) -> Form | None:
    """What data holds that begins so, if it shows: a page, a PDF, Parquet, or rows of JSON."""
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"PAR1"):
        return "parquet"
    start = start.removeprefix(_BOM)
    if _PAGE.match(start):
        return "html"
    return "jsonl" if _is_row(start.lstrip()) else None


def _is_row(start: bytes) -> bool:
    first, ended, _ = start.partition(b"\n")
    if first[:1] != b"{":
        return False
    if not ended and first[1:].lstrip()[:1] == b'"':
        return True  # longer than what has come of it
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False  # a text may begin with a brace
