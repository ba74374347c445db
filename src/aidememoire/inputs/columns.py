"""Rows of Parquet files, one article each, a batch in memory at a time. Needs pyarrow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from aidememoire.errors import ArticleError, ArticleUnreadable, RowInvalid
from aidememoire.inputs.how import Fields
from aidememoire.inputs.piece import Fault, Piece
from aidememoire.inputs.rows import Table, piece, unless_hopeless

_BATCH = 200


def rows(path: Path, fields: Fields, origin: str, name: str) -> Iterator[Piece | Fault]:
    """The articles of a Parquet file, in order.

    Args:
        path: The file. Parquet is read from its end: it can't come through a pipe.
        fields: Which columns hold what; `a.b` is b within the struct a.
        origin: What to call it in a message.
        name: What ids begin with when no column gives them.

    Yields:
        A piece for each row, or what is wrong with that row.
    """
    table = Table(fields, origin, name)
    try:
        with pq.ParquetFile(path) as file:
            yield from unless_hopeless(_rows(file, table), table)
    except pa.ArrowException as error:
        damaged = ArticleUnreadable(f"{origin} can't be read as Parquet: {str(error)[:200]}")
        yield Fault(damaged, origin, name)


def _rows(file: pq.ParquetFile, table: Table) -> Generator[Piece | Fault]:
    wanted = [
        column
        for column in file.schema_arrow.names
        if any(column in {field, field.partition(".")[0]} for field in table.wanted)
    ]
    number = 0
    for batch in map(_in_microseconds, file.iter_batches(_BATCH, columns=wanted)):
        for place in range(batch.num_rows):
            number += 1
            where, name = table.where("row", number), table.row_name(number)
            try:
                yield piece(_row(batch, place, where), where, name, table)
            except ArticleError as error:
                yield Fault(error, where, name)


def _in_microseconds(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch without the nanoseconds that Python's moments can't hold."""
    for place, column in enumerate(batch.schema):
        if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
            shorter = batch.column(place).cast(pa.timestamp("us", column.type.tz), safe=False)
            batch = batch.set_column(place, column.name, shorter)
    return batch


def _row(batch: pa.RecordBatch, place: int, where: str) -> dict[str, Any]:
    """One row of a batch, by itself: a value that Python can't hold is that row's fault alone."""
    try:
        (row,) = batch.slice(place, 1).to_pylist()
    except (ValueError, OverflowError) as error:  # bytes that are no UTF-8, the year 10000
        raise RowInvalid(f"{where} can't be read: {str(error)[:200]}") from error
    return {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    """A value as JSON would hold it."""
    if isinstance(value, dt.date):  # a moment too
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return value
