"""Records that are stored: files of JSON, lines of JSON, folders of both, standard input."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from aidememoire.errors import AidememoireError, ArticleMissing, FolderEmpty, RecordError
from aidememoire.record import Extraction, describe

STANDARD_INPUT = "-"
SUFFIXES = frozenset({".json", ".jsonl"})
"""The files of a folder that hold records. A file named by itself may have any suffix."""

_FEW = 20
_REMEDY = "Give what `aidememoire summarise` wrote with --format json or jsonl."


@dataclass(frozen=True)
class NoRecord:
    """A part of what was read that is no record.

    Attributes:
        origin: Where it stands ("out/001.json", "out.jsonl, line 3").
        error: What is wrong with it.
    """

    origin: str
    error: AidememoireError


def load_all(
    paths: Sequence[str], stdin: BinaryIO | None = None
) -> Iterator[Extraction | NoRecord]:
    """Read stored records, in the order of the paths; spans are not checked, for want of texts.

    Args:
        paths: Files with one record, an array of records, or a record a line; folders, whose
            .json and .jsonl files are read by name; "-" for standard input.
        stdin: What "-" reads; the process's standard input when None.

    Yields:
        Each record, or what is none and why: one fault stops nothing.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            yield from _records((stdin or sys.stdin.buffer).read(), "standard input")
            continue
        try:
            files = _files(Path(path))
        except AidememoireError as error:
            yield NoRecord(path, error)
            continue
        except OSError as error:
            yield NoRecord(path, _unread(error))
            continue
        for file in files:
            try:
                with file.open("rb") as stream:
                    if _is_object(stream.readline()) and stream.read(1):
                        stream.seek(0)
                        yield from _lines(stream, str(file))
                    else:
                        stream.seek(0)
                        yield from _records(stream.read(), str(file))
            except OSError as error:
                yield NoRecord(str(file), _unread(error))


def _unread(error: OSError) -> RecordError:
    return RecordError(f"can't be read: {error.strerror}")


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        if not path.exists():
            raise ArticleMissing("no such file or folder", "Check the path.")
        return [path]
    found = sorted(one for one in path.iterdir() if one.suffix in SUFFIXES and one.is_file())
    if not found:
        raise FolderEmpty("the folder holds no .json or .jsonl file", _REMEDY)
    return found


def _records(data: bytes, origin: str) -> Iterator[Extraction | NoRecord]:
    """The records of one file: one JSON value, or one a line."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        yield from _lines(data.split(b"\n"), origin)
        return
    if isinstance(whole, list):
        for number, item in enumerate(whole, 1):
            yield _record(item, f"{origin}, record {number}")
    else:
        yield _record(whole, origin)


def _is_object(line: bytes) -> bool:
    """Whether a line is a JSON object by itself, so that the file is likely one a line."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(stream: Iterable[bytes], origin: str) -> Iterator[Extraction | NoRecord]:
    """A record a line, read as they are asked for: there may be a million."""
    numbered = ((number, line) for number, line in enumerate(stream, 1) if line.strip())
    first = list(itertools.islice(numbered, _FEW))
    if not any(_is_object(line) for _, line in first):
        # Something else altogether: a line of complaint for each of its lines would help nobody.
        yield NoRecord(origin, RecordError("holds no records in JSON", _REMEDY))
        return
    faults = 0
    for number, line in itertools.chain(first, numbered):
        one = _line(line, f"{origin}, line {number}")
        faults += isinstance(one, NoRecord)
        if faults <= _FEW or isinstance(one, Extraction):
            yield one
    if faults > _FEW:
        yield NoRecord(
            origin, RecordError(f"has {faults - _FEW:,} more lines that are no records", _REMEDY)
        )


def _line(line: bytes, origin: str) -> Extraction | NoRecord:
    try:
        return _record(json.loads(line), origin)
    except (ValueError, RecursionError):
        return NoRecord(origin, RecordError("is no JSON, or cut", _REMEDY))


def _record(item: Any, origin: str) -> Extraction | NoRecord:
    try:
        return Extraction.model_validate(item)
    except ValidationError as error:
        return NoRecord(origin, RecordError(f"is no record: {describe(error)}", _REMEDY))
