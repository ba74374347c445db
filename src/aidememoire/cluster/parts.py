"""Work and its results between machines: Parquet files, whole or not there. Needs pyarrow."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from aidememoire import errors
from aidememoire.errors import AidememoireError
from aidememoire.extraction import Failed
from aidememoire.model import Usage
from aidememoire.runs.asker import Outcome
from aidememoire.runs.values import day_of
from aidememoire.runs.work import Attempt, Taken

_RESULT = ".result.parquet"
_WORK = ".work.parquet"

# A text may hold half a character, which Arrow's strings can't.
_WORK_SCHEMA = pa.schema(
    [
        ("text", pa.int64()),
        ("id", pa.binary()),
        ("origin", pa.binary()),
        ("body", pa.binary()),
        ("published", pa.string()),
    ]
)
_RESULT_SCHEMA = pa.schema(
    [
        ("sha256", pa.string()),
        ("published", pa.string()),
        ("final", pa.bool_()),
        ("record", pa.string()),
        ("cause", pa.string()),
        ("message", pa.binary()),
        ("remedy", pa.binary()),
        ("usage", pa.struct([(n, pa.float64() if n == "seconds" else pa.int64())
                             for n in asdict(Usage())])),
        ("seconds", pa.float64()),
        ("cost", pa.float64()),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one piece of work, as a file has it.

    Attributes:
        sha256: The text's hash.
        published: The day of publication that its input gave, or "".
        final: Whether that is its result; if not, it is to be asked about again.
        outcome: The record as JSON, or why there is none.
        attempt: What it took.
    """

    sha256: str
    published: str
    final: bool
    outcome: str | AidememoireError
    attempt: Attempt


def write_work(folder: Path, wave: Sequence[Taken], size: int, mark: str) -> list[Path]:
    """Write pieces of work, so many to a file; the files. Their names begin with whose they are."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for first in range(0, len(wave), size):
        rows = [
            {
                "text": one.text,
                "id": _bytes(one.id),
                "origin": _bytes(one.origin),
                "body": _bytes(one.body),
                "published": one.published.isoformat() if one.published else "",
            }
            for one in wave[first : first + size]
        ]
        paths.append(folder / f"{mark}-{secrets.token_hex(8)}{_WORK}")
        _write(paths[-1], pa.Table.from_pylist(rows, schema=_WORK_SCHEMA), durable=False)
    return paths


def read_work(path: Path) -> list[Taken]:
    """The pieces of work in a file."""
    return [
        Taken(
            row["text"],
            _text(row["id"]),
            _text(row["origin"]),
            _text(row["body"]),
            day_of(row["published"]),
        )
        for row in pq.read_table(path).to_pylist()
    ]


def results_in(folder: Path, mark: str) -> list[Path]:
    """The files with results of those with a mark."""
    return sorted(folder.glob(f"{mark}-*{_RESULT}"))


def result_of(work: Path) -> Path:
    """Where the results of a file of work go: always the same place, so that none is made twice."""
    return work.with_name(work.name.removesuffix(_WORK) + _RESULT)


def work_of(result: Path) -> Path:
    """The file of work that results are of."""
    return result.with_name(result.name.removesuffix(_RESULT) + _WORK)


def write_results(path: Path, done: Sequence[tuple[Taken, Outcome]]) -> None:
    """Write what came of pieces of work; on the disk, whole, when this returns."""
    rows = []
    for taken, outcome in done:
        row = outcome.row
        error = row.error if isinstance(row, Failed) else None
        rows.append(
            {
                "sha256": hashlib.sha256(_bytes(taken.body)).hexdigest(),
                "published": taken.published.isoformat() if taken.published else "",
                "final": outcome.final,
                "record": None if isinstance(row, Failed) else row.record.to_json(),
                "cause": type(error).__name__ if error else None,
                "message": _bytes(error.message) if error else None,
                "remedy": _bytes(error.remedy) if error else None,
                "usage": asdict(outcome.attempt.usage),
                "seconds": outcome.attempt.seconds,
                "cost": outcome.attempt.cost,
            }
        )
    _write(path, pa.Table.from_pylist(rows, schema=_RESULT_SCHEMA), durable=True)


def read_results(path: Path) -> Iterator[Result]:
    """The results in a file."""
    for row in pq.read_table(path).to_pylist():
        outcome = row["record"]
        if outcome is None:
            outcome = error_of(row["cause"], _text(row["message"]), _text(row["remedy"]))
        attempt = Attempt(Usage(**row["usage"]), row["seconds"], row["cost"])
        yield Result(row["sha256"], row["published"], row["final"], outcome, attempt)


def error_of(cause: str, message: str, remedy: str) -> AidememoireError:
    """An error of this package, by the name of its class."""
    kind = getattr(errors, cause, None)
    if isinstance(kind, type) and issubclass(kind, AidememoireError):
        return kind(message, remedy)
    return AidememoireError(message, remedy)


def _write(path: Path, table: pa.Table, *, durable: bool) -> None:
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with part.open("wb") as file:
        pq.write_table(table, file, compression="zstd")
        if durable:
            file.flush()
            os.fsync(file.fileno())
    part.replace(path)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
