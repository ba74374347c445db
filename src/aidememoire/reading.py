"""Reads articles of every form into `Article`s, one at a time: nothing is read before it is due."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from aidememoire.article import Article, Given
from aidememoire.decoding import decode, decode_declared
from aidememoire.errors import (
    AddressRefused,
    ArticleEmpty,
    ArticleError,
    ArticleTooLarge,
    ArticleUnreadable,
)
from aidememoire.inputs import kinds, unpack
from aidememoire.inputs.how import Fields, Reading
from aidememoire.inputs.piece import MAX_BYTES, Fault, Piece
from aidememoire.inputs.rows import TableKind, rows
from aidememoire.lengths import weight
from aidememoire.sources import PACKED, TABLES, Form, Names, Source, Unread, find, form_of

if TYPE_CHECKING:
    from aidememoire.inputs.web import Fetched, Web

log = logging.getLogger("aidememoire.reading")

MAX_WORDS = 60_000
"""The longest text that is read; of scripts without spaces, the words it would be."""

_TOO_LARGE = "Cut it into single articles and read those."
_LONGEST_LINK = 4096

__all__ = [
    "MAX_BYTES",
    "MAX_WORDS",
    "Fields",
    "Form",
    "Reading",
    "Unread",
    "count",
    "decode",
    "from_text",
    "read",
]


def from_text(
    text: str,
    id: str = "text",  # noqa: A002 - the field
    origin: str = "",
    given: Given | None = None,
) -> Article:
    """Make an article of a text.

    The text is kept as it is, but for a byte order mark at its start: offsets count its code
    points, line breaks and control characters included.

    Args:
        text: The text.
        id: The name the record is to carry.
        origin: Where it came from, for messages; the id when empty.
        given: What is known of it beside the text.

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
    words = weight(text)
    if words > MAX_WORDS:
        raise ArticleTooLarge(
            f"{origin} has {words:,} words; the limit is {MAX_WORDS:,}", _TOO_LARGE
        )
    return Article(id, text, origin, given or Given())


def from_file(path: Path) -> Article:
    """Make an article of a file of text, under its name without the ending.

    Args:
        path: The file: text in any encoding, no web page, PDF or table.

    Raises:
        ArticleNotText: It is not text.
        ArticleEmpty: Nothing but white space.
        ArticleTooLarge: Beyond `MAX_BYTES` or `MAX_WORDS`.
    """
    return from_text(decode(path.read_bytes(), str(path)), path.stem, str(path))


def read(
    paths: Sequence[str | Path], stdin: BinaryIO | None = None, how: Reading | None = None
) -> Iterator[Article | Unread]:
    """Read articles one at a time, in the order of the paths.

    Fetching waits for servers, and between requests to one host: an event loop should ask for
    the next article in a thread.

    Args:
        paths: Files, folders (their articles, those of folders below included), addresses
            (`https://…`) and "-" for standard input. What is met twice is read once.
        stdin: What "-" reads; the process's standard input when None.
        how: How they are read.

    Yields:
        Each article, or what could not be read and why: one failure stops nothing. Ids are the
        names of the files without suffix, or of the rows and pages; unique in the run and safe
        as file names.
    """
    names = Names()
    with _Reader(how or Reading(), stdin) as reader:
        for piece in reader.pieces(paths):
            name = names.give(piece.name)
            if isinstance(piece, Fault):
                yield Unread(name, piece.origin, piece.error)
                continue
            try:
                yield from_text(piece.text, name, piece.origin, piece.given)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next is read
                yield Unread(name, piece.origin, _told(error, piece.origin))


def count(paths: Sequence[str | Path], how: Reading | None = None) -> int | None:
    """How many articles `read` will give; None when that shows only in reading them."""
    how = how or Reading()
    found = list(find(paths, tables=how.fields.text is not None))
    many = {"links", *TABLES}
    for source in found:
        if isinstance(source, Source) and source.url is None:
            form = how.form or form_of(source.origin)
            if form in many or (form is None and source.path is None):
                return None
    return len(found)


class _Reader:
    """Turns sources into pieces, each by its form."""

    def __init__(self, how: Reading, stdin: BinaryIO | None) -> None:
        self._how = how
        self._stdin = stdin
        self._open = ExitStack()
        self._web: Web | None = None

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def pieces(self, paths: Sequence[str | Path]) -> Iterator[Piece | Fault]:
        """The pieces of all paths, in order."""
        for source in find(paths, tables=self._how.fields.text is not None):
            if isinstance(source, Source):
                yield from self._of(source)
            else:
                origin, error = source
                yield Fault(error, origin, Path(origin).stem)

    def _of(self, source: Source) -> Iterator[Piece | Fault]:
        try:
            if source.url is not None:
                yield self._fetched(source.url, source)
                return
            with ExitStack() as stack:
                yield from self._held(source, self._opened(source, stack))
        except Exception as error:  # noqa: BLE001 - whatever it is, the next source is read
            yield Fault(_told(error, source.origin), source.origin, source.stem)

    def _opened(self, source: Source, stack: ExitStack) -> io.BufferedReader:
        """The bytes of a source, unpacked."""
        raw: BinaryIO
        if source.path is None:
            raw = self._stdin or sys.stdin.buffer
        else:
            raw = stack.enter_context(source.path.open("rb"))
        stream = kinds.Peeked(raw)
        packed = stream.peek(2).startswith(unpack.SIGNATURE)
        return unpack.unpacked(stream, source.origin) if packed else stream

    def _held(self, source: Source, stream: io.BufferedReader) -> Iterator[Piece | Fault]:
        """The pieces of a file or of standard input."""
        origin, name = source.origin, source.stem
        form = self._how.form or form_of(origin) or kinds.by_content(stream, origin)
        if form == "parquet":
            yield from _columns(source, self._how.fields)
        elif form in TABLES:
            yield from rows(stream, cast(TableKind, form), self._how.fields, origin, name)
        elif form == "links":
            yield from self._links(stream, origin, name)
        else:
            yield _document(_content(source, stream, form), form, origin, name)

    def _links(self, stream: io.BufferedReader, origin: str, name: str) -> Iterator[Piece | Fault]:
        """What the addresses of a list hold; blank lines and those that begin with # are none."""
        for number, line in enumerate(_addresses(stream), 1):
            where = f"{origin}, line {number}"
            try:
                url = _address(line, where)
            except ArticleError as error:
                yield Fault(error, where, f"{name}-{number}")
                continue
            if not url or url.startswith("#"):
                continue
            source = Source(None, url, url)
            try:
                yield self._fetched(url, source)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next line is read
                yield Fault(_told(error, url), url, source.stem)

    def _fetched(self, url: str, source: Source) -> Piece:
        if not self._how.allow_url:
            raise AddressRefused(f"{url} is an address", "Add --allow-url to have it fetched.")
        if self._web is None:
            # Not at the top: most runs fetch nothing, and it takes half a second to import.
            web = import_module("aidememoire.inputs.web")
            self._web = self._open.enter_context(web.Web(allow_private=self._how.allow_private))
        page: Fetched = self._web.fetch(url)
        origin, name = source.origin, source.stem
        if page.form == "html":
            return _page(page.data, origin, name, page.url, page.charset)
        if page.form == "text":
            text = decode_declared(page.data, page.charset, origin)
            return Piece(text, origin, name, Given(url=page.url))
        piece = _document(page.data, page.form, origin, name)
        return replace(piece, given=Given(url=page.url))


def _addresses(stream: io.BufferedReader) -> Iterator[bytes]:
    """The lines of a list; of one longer than any address, its beginning."""
    while line := stream.readline(_LONGEST_LINK + 1):
        rest = line
        while len(rest) > _LONGEST_LINK and not rest.endswith(b"\n"):
            rest = stream.readline(_LONGEST_LINK + 1)
        yield line


def _address(line: bytes, where: str) -> str:
    if len(line.rstrip()) > _LONGEST_LINK and not line.lstrip().startswith(b"#"):
        raise AddressRefused(f"{where} is no address: it has more than {_LONGEST_LINK:,} bytes")
    return decode(line, where).strip()


def _told(error: Exception, origin: str) -> ArticleError:
    """What ended the reading of one input, as an error of that input."""
    if isinstance(error, ArticleError):
        return error
    if isinstance(error, OSError):
        return ArticleError(f"{origin} can't be read: {error.strerror or error}")
    # A fault of ours or of a library's, met in one input of a million.
    log.debug("%s", origin, exc_info=error)
    return ArticleError(
        f"{origin} can't be read: an error in aidememoire itself: {type(error).__name__}",
        "Please report it, with the input if it may be shared.",
    )


def _document(data: bytes, form: Form, origin: str, name: str) -> Piece:
    """The one article of a file."""
    if form == "html":
        return _page(data, origin, name)
    if form == "pdf":
        pdf = import_module("aidememoire.inputs.pdf")
        return cast(Piece, pdf.read_pdf(data, origin, name))
    return Piece(decode(data, origin), origin, name)


def _columns(source: Source, fields: Fields) -> Iterator[Piece | Fault]:
    """The articles of a Parquet file."""
    if source.path is None or source.path.name.lower().endswith(PACKED):
        raise ArticleUnreadable(
            f"{source.origin} is Parquet, which can't be read from a pipe or out of gzip",
            "Give the file itself.",
        )
    try:
        # Not at the top: pyarrow is an extra.
        columns = import_module("aidememoire.inputs.columns")
    except ModuleNotFoundError as error:
        raise ArticleUnreadable(
            f"{source.origin} is Parquet, which needs the package pyarrow",
            'Install it with pip install "aidememoire[parquet]".',
        ) from error
    yield from columns.rows(source.path, fields, source.origin, source.stem)


def _page(
    data: bytes, origin: str, name: str, url: str | None = None, charset: str | None = None
) -> Piece:
    # Not at the top: trafilatura takes a second to import, and most runs read no page.
    pages = import_module("aidememoire.inputs.pages")
    return cast(Piece, pages.read_page(data, origin, name, url, charset))


def _content(source: Source, stream: io.BufferedReader, form: Form) -> bytes:
    """The bytes of a document; what is too large is not read, or no further than the limit."""
    limit = kinds.LIMITS[form]
    if source.path is not None and source.path.stat().st_size > limit:
        raise _too_large(source.origin, f"{source.path.stat().st_size:,}", limit)
    data = stream.read(limit + 1)  # a pipe's size is 0 whatever it holds
    if len(data) > limit:
        raise _too_large(source.origin, f"more than {limit:,}", limit)
    return data


def _too_large(origin: str, size: str, limit: int = MAX_BYTES) -> ArticleTooLarge:
    return ArticleTooLarge(f"{origin} has {size} bytes; the limit is {limit:,}", _TOO_LARGE)
