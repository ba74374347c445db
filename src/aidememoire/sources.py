"""Finds the files that paths on a command line mean, and names each article."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aidememoire.errors import ArticleError, ArticleMissing, FolderEmpty

STANDARD_INPUT = "-"
SUFFIXES = frozenset({".txt", ".text", ".md"})
"""The files of a folder that are articles. A file named by itself may have any suffix."""

_ID_LENGTH = 100  # characters: with four bytes each and a suffix, some file systems' limit of 255
_ID_BYTES = 200
_UNSAFE = re.compile(r'[<>:"/\\|?*\s]+')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: a file, or standard input when `path` is None."""

    path: Path | None
    origin: str


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


def find(paths: Sequence[str | Path]) -> Iterator[Source | tuple[str, ArticleError]]:
    """Expand files, folders and "-" (standard input), in the order given.

    A folder gives its files with a suffix of `SUFFIXES`, then those of the folders below it, in
    natural order ("2" before "10"); hidden ones are left out and links to folders not followed.
    A file met twice is given once.

    Yields:
        What to read, or the origin of what can't be read with its error.
    """
    met: set[str] = set()
    for path in paths:
        for source in _expand(path):
            if isinstance(source, Source):
                identity = STANDARD_INPUT if source.path is None else os.path.realpath(source.path)
                if identity in met:
                    continue
                met.add(identity)
            yield source


def _expand(path: str | Path) -> Iterator[Source | tuple[str, ArticleError]]:
    if str(path) == STANDARD_INPUT:
        yield Source(None, "standard input")
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
            yield from _folder(Path(path), origin)
        else:
            yield Source(Path(path), origin)


def _folder(folder: Path, origin: str) -> Iterator[Source | tuple[str, ArticleError]]:
    refused: list[OSError] = []
    count = 0
    for root, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted((name for name in folders if name[0] != "."), key=_natural)
        for name in sorted(files, key=_natural):
            path = Path(root, name)
            # A pipe in a folder would block, and nobody named it.
            if name[0] != "." and path.suffix.lower() in SUFFIXES and path.is_file():
                count += 1
                yield Source(path, _shown(path))
    for error in refused:
        name = _shown(error.filename)
        yield name, ArticleError(f"{name} can't be read: {error.strerror}")
    if not count and not refused:
        suffixes = ", ".join(sorted(SUFFIXES))
        yield (
            origin,
            FolderEmpty(
                f"nothing to read in {origin}: no file ends in {suffixes}",
                "Name the files themselves if they end otherwise.",
            ),
        )


def _natural(name: str) -> tuple[list[tuple[int, int, str]], str]:
    parts = re.split(r"(\d+)", name.casefold())
    return [(1, int(part), "") if i % 2 else (0, 0, part) for i, part in enumerate(parts)], name


def _shown(path: str | Path) -> str:
    """The path for a message: bytes that are no UTF-8 can't be printed."""
    return os.fsencode(path).decode("utf-8", "replace")


class Names:
    """Gives each article an id that is unique in the run and safe as a file name."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, wanted: str) -> str:
        """The wanted name made safe, with a number at its end when it is taken."""
        safe = _safe(wanted)
        name, number = safe, 1
        # File systems of macOS and Windows don't tell upper from lower case.
        while name.casefold() in self._given:
            number += 1
            name = f"{safe}-{number}"
        self._given.add(name.casefold())
        return name


def _safe(wanted: str) -> str:
    name = unicodedata.normalize("NFC", wanted)
    name = "".join("_" if unicodedata.category(c)[0] == "C" else c for c in name)
    name = _UNSAFE.sub("_", name).lstrip(".")[:_ID_LENGTH]
    name = name.encode()[:_ID_BYTES].decode(errors="ignore").rstrip(". ")
    if _DEVICE.match(name):  # Windows opens the device, whatever the suffix
        name = f"_{name}"
    return name or "article"
