"""Finds the files that paths on a command line mean, and names each article."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from aidememoire.errors import ArticleError, ArticleMissing, FolderEmpty

Form = Literal["text", "html", "pdf", "jsonl", "csv", "tsv", "parquet", "links"]
"""What an input holds: an article, a table of them, or addresses, one a line."""

STANDARD_INPUT = "-"
PACKED = ".gz"
_FORMS: dict[str, Form] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
TABLES: frozenset[Form] = frozenset({"jsonl", "csv", "tsv", "parquet"})
_FIGURES = re.compile(r"\d+")
_URL = re.compile(r"https?://", re.IGNORECASE)

_ID_LENGTH = 100  # characters: with four bytes each and a suffix, some file systems' limit of 255
_ID_BYTES = 200
_UNSAFE = re.compile(r'[<>:"/\\|?*\s]+')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: a file, an address, or standard input when both are None."""

    path: Path | None
    origin: str
    url: str | None = None

    @property
    def stem(self) -> str:
        """What articles of it are called, unless they have names of their own."""
        if self.url is not None:
            return _url_stem(self.url)
        if self.path is None:
            return "stdin"
        return Path(_unpacked_name(self.origin)).stem


def settled(path: str | Path) -> str | Path:
    """A path under the one name that it has from every folder; addresses and "-" stay."""
    if str(path) == STANDARD_INPUT or (isinstance(path, str) and _URL.match(path)):
        return path
    # Links stay links: an article is called by the name that it was given.
    return os.path.abspath(path) if str(path) else path  # noqa: PTH100


def form_of(name: str) -> Form | None:
    """The form of a file by its name's suffix, one for gzip aside; None when it says none."""
    return _FORMS.get(Path(_unpacked_name(name)).suffix.lower())


def _unpacked_name(name: str) -> str:
    return name[: -len(PACKED)] if name.lower().endswith(PACKED) else name


def _url_stem(url: str) -> str:
    """The host and what tells the page from the host's other pages."""
    try:
        parts = urlsplit(url)
    except ValueError:  # "https://[example.org/x": its fault is told where it is asked for
        return url
    host = (parts.hostname or "").removeprefix("www.")
    page = unquote(parts.path.rstrip("/").rpartition("/")[2])
    page = page.rpartition(".")[0] or page
    return "_".join(part for part in (host, page, parts.query) if part)


@dataclass(frozen=True)
class Unread:
    """An input that did not become an article, and why.

    Attributes:
        id: The name the record would have carried.
        origin: Where it came from ("articles/001.txt", "standard input").
        error: What is wrong with it.
    """

    id: str
    origin: str
    error: ArticleError


def find(
    paths: Sequence[str | Path], *, tables: bool = False
) -> Iterator[Source | tuple[str, ArticleError]]:
    """Expand files, folders, addresses and "-" (standard input), in the order given.

    A folder gives its files of known suffixes, then those of the folders below it, in natural
    order ("2" before "10"); hidden ones are left out and links to folders not followed. A file
    named by itself may have any suffix. What is met twice is given once.

    Args:
        paths: What to expand.
        tables: Whether the tables of folders (JSONL, CSV, Parquet) are meant too. They may be
            records, or anything.

    Yields:
        What to read, or the origin of what can't be read with its error.
    """
    met: set[str] = set()
    for path in paths:
        for source in _expand(path, tables=tables):
            if isinstance(source, Source):
                identity = source.url or (
                    STANDARD_INPUT if source.path is None else os.path.realpath(source.path)
                )
                if identity in met:
                    continue
                met.add(identity)
            yield source


def _expand(path: str | Path, *, tables: bool) -> Iterator[Source | tuple[str, ArticleError]]:
    if str(path) == STANDARD_INPUT:
        yield Source(None, "standard input")
        return
    if isinstance(path, str) and _URL.match(path):
        yield Source(None, path, path)
        return
    origin = _shown(path)
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - Path("") would be the working folder
    except (FileNotFoundError, NotADirectoryError, ValueError):  # a NUL in a path is a ValueError
        missing = f"no such file or folder: {origin!r}"
        yield origin, ArticleMissing(missing, "Check the spelling of the path.")
    except OSError as error:
        yield origin, ArticleError(f"{origin} can't be read: {error.strerror}")
    else:
        if stat.S_ISDIR(mode):
            yield from _folder(Path(path), origin, tables=tables)
        else:
            yield Source(Path(path), origin)


def _folder(
    folder: Path, origin: str, *, tables: bool
) -> Iterator[Source | tuple[str, ArticleError]]:
    refused: list[OSError] = []
    count = 0
    for root, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = _in_order(name for name in folders if name[0] != ".")
        for name in _in_order(files):
            path = Path(root, name)
            # A pipe in a folder would block, and nobody named it.
            form = form_of(name)
            meant = form is not None and (tables or form not in TABLES)
            if name[0] != "." and meant and path.is_file():
                count += 1
                yield Source(path, _shown(path))
    for error in refused:
        name = _shown(error.filename)
        yield name, ArticleError(f"{name} can't be read: {error.strerror}")
    if not count and not refused:
        suffixes = ", ".join(
            sorted(suffix for suffix, form in _FORMS.items() if tables or form not in TABLES)
        )
        yield (
            origin,
            FolderEmpty(
                f"nothing to read in {origin}: no file ends in {suffixes}",
                "Name the files themselves if they end otherwise; tables also with --text-field.",
            ),
        )


def _in_order(names: Iterable[str]) -> list[str]:
    """Names in natural order: "2" before "10". Those that this does not tell apart by letter."""
    return sorted(sorted(names), key=_natural)


def _natural(name: str) -> str:
    """A key of one string: there may be as many as a folder has files."""
    return _FIGURES.sub(_by_length, name.casefold())


def _by_length(figures: re.Match[str]) -> str:
    """A number such that a longer one comes after, and before any letter or mark."""
    number = str(int(figures[0]))
    return f"\0{len(number):03}{number}"


def _shown(path: str | Path) -> str:
    """The path for a message: bytes that are no UTF-8 can't be printed."""
    return os.fsencode(path).decode("utf-8", "replace")


class Names:
    """Gives each article an id that is unique in the run and safe as a file name."""

    def __init__(self) -> None:
        # Each name with the number that was tried last after it: a table whose rows all have
        # one name would be tried through again for every row.
        self._given: dict[str, int] = {}

    def give(self, wanted: str) -> str:
        """The wanted name made safe, with a number at its end when it is taken."""
        safe = _safe(wanted)
        name, number = safe, self._given.get(safe.casefold(), 1)
        # File systems of macOS and Windows don't tell upper from lower case.
        while name.casefold() in self._given:
            number += 1
            name = f"{safe}-{number}"
        if name != safe:
            self._given[safe.casefold()] = number
        self._given[name.casefold()] = 1
        return name


def _safe(wanted: str) -> str:
    name = unicodedata.normalize("NFC", wanted)
    name = "".join("_" if unicodedata.category(c)[0] == "C" else c for c in name)
    name = _UNSAFE.sub("_", name).lstrip(".")[:_ID_LENGTH]
    name = name.encode()[:_ID_BYTES].decode(errors="ignore").rstrip(". ")
    if _DEVICE.match(name):  # Windows opens the device, whatever the suffix
        name = f"_{name}"
    return name or "article"
