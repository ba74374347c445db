"""Tables as Parquet, with real days and lists. Needs pyarrow: the extra `parquet`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from aidememoire.exports.tables import Row, Table

_TYPES = {
    "text": pa.string(),
    "integer": pa.int32(),
    "number": pa.float64(),
    "date": pa.date32(),
    "list": pa.list_(pa.string()),
}
_BATCH = 10_000


class ParquetFile:
    """Writes the rows of one table, so many at a time.

    Args:
        table: The table.
        path: The file to write.
    """

    def __init__(self, table: Table, path: Path) -> None:
        self._schema = pa.schema(
            [
                pa.field(column.name, _TYPES[column.kind], metadata={"description": column.said})
                for column in table.columns
            ],
            metadata={"description": table.said},
        )
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        """Take one row."""
        self._rows.append(row)
        if len(self._rows) == _BATCH:
            self._flush()

    def close(self) -> None:
        """Write what is left and the end of the file."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        columns: Sequence[Any] = list(zip(*self._rows, strict=True)) or [()] * len(self._schema)
        arrays = [
            pa.array(list(values), field.type)
            for values, field in zip(columns, self._schema, strict=True)
        ]
        if self._rows:
            self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))
        self._rows.clear()
