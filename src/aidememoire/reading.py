"""Reads articles: files, folders and standard input into `Article`s, one at a time."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from aidememoire.article import Article
from aidememoire.decoding import decode
from aidememoire.errors import ArticleEmpty, ArticleError, ArticleTooLarge
from aidememoire.language import detect
from aidememoire.sentences import split
from aidememoire.sources import Names, Source, Unread, find

MAX_BYTES = 2_000_000
"""The largest file, and the longest text in UTF-8, that is read."""
MAX_WORDS = 60_000
"""The longest text that is read, in words between white space."""

_WORD = re.compile(r"\S+")
_TOO_LARGE = "Cut it into single articles and read those."

__all__ = ["MAX_BYTES", "MAX_WORDS", "Unread", "decode", "from_text", "read"]


def from_text(text: str, id: str = "text", origin: str = "") -> Article:  # noqa: A002 - the field
    """Make an article of a text.

    The text is kept as it is, but for a byte order mark at its start: offsets count its code
    points, line breaks and control characters included.

    Args:
        text: The text.
        id: The name the record is to carry.
        origin: Where it came from, for messages; the id when empty.

    Raises:
        ArticleEmpty: Nothing but white space.
        ArticleTooLarge: Beyond `MAX_BYTES` or `MAX_WORDS`.
    """
    text = text.removeprefix("\ufeff")
    origin = origin or id
    if not text or text.isspace():
        raise ArticleEmpty(f"{origin} is empty", "Give a file that holds an article's text.")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise _too_large(origin, f"{size:,}")
    words = sum(1 for _ in _WORD.finditer(text))
    if words > MAX_WORDS:
        raise ArticleTooLarge(
            f"{origin} has {words:,} words; the limit is {MAX_WORDS:,}", _TOO_LARGE
        )
    language = detect(text)
    return Article(id, text, split(text, language), language, origin)


def read(paths: Sequence[str | Path], stdin: BinaryIO | None = None) -> Iterator[Article | Unread]:
    """Read articles one at a time, in the order of the paths.

    Args:
        paths: Files, folders (their .txt, .text and .md files, those of folders below included)
            and "-" for standard input. A file met twice is read once.
        stdin: What "-" reads; the process's standard input when None.

    Yields:
        Each article, or what could not be read and why: one failure stops nothing. Ids are the
        names of the files without suffix, unique in the run and safe as file names.
    """
    names = Names()
    for source in find(paths):
        if not isinstance(source, Source):
            origin, error = source
            yield Unread(names.give(Path(origin).stem), origin, error)
            continue
        name = names.give("stdin" if source.path is None else Path(source.origin).stem)
        try:
            data = _content(source, stdin or sys.stdin.buffer)
            yield from_text(decode(data, source.origin), name, source.origin)
        except ArticleError as error:
            yield Unread(name, source.origin, error)


def _content(source: Source, stdin: BinaryIO) -> bytes:
    """The bytes of a source; what is too large is not read, or no further than the limit."""
    try:
        if source.path is None:
            data = stdin.read(MAX_BYTES + 1)
        else:
            size = source.path.stat().st_size
            if size > MAX_BYTES:
                raise _too_large(source.origin, f"{size:,}")
            with source.path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)  # a pipe's size is 0 whatever it holds
    except OSError as error:
        raise ArticleError(f"{source.origin} can't be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise _too_large(source.origin, f"more than {MAX_BYTES:,}")
    return data


def _too_large(origin: str, size: str) -> ArticleTooLarge:
    return ArticleTooLarge(f"{origin} has {size} bytes; the limit is {MAX_BYTES:,}", _TOO_LARGE)
