"""Tables as CSV, so written that programs tell the types and spreadsheets run no formula."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import Any

from aidememoire.exports.tables import Kind, Row, Table, Value

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_TYPES: dict[Kind, str] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "date": "date",
    "list": "array",
}


def header(table: Table) -> str:
    """The first line."""
    return ",".join(column.name for column in table.columns) + "\n"


def line(row: Row) -> str:
    """A row as a line of CSV.

    Texts always stand in quotation marks, which tells them from numbers and days; null is
    nothing. A list is a JSON array.
    """
    return ",".join(map(_cell, row)) + "\n"


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return '"' + defused(text).replace('"', '""') + '"'


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before it, if need be.

    The text is had again by taking one apostrophe from what begins with apostrophes and one of
    `= + - @`, a tab or a line break.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def package(tables: Iterable[Table]) -> str:
    """The description of a folder of tables: a Frictionless data package, types and all."""
    resources: list[dict[str, Any]] = []
    for table in tables:
        fields = [
            {"name": column.name, "type": _TYPES[column.kind], "description": column.said}
            for column in table.columns
        ]
        resources.append(
            {
                "name": table.name,
                "path": f"{table.name}.csv",
                "description": table.said,
                "format": "csv",
                "encoding": "utf-8",
                "schema": {"fields": fields, "primaryKey": list(table.key)},
            }
        )
    return json.dumps({"name": "aidememoire", "resources": resources}, indent=2) + "\n"
