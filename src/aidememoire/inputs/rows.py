"""Rows of JSONL and CSV files, one article each, read as a stream: a million fit in any memory."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TextIO

from aidememoire.article import Given
from aidememoire.decoding import decode, encoding_of
from aidememoire.errors import ArticleError, ArticleNotText, ArticleTooLarge, RowInvalid
from aidememoire.inputs import given
from aidememoire.inputs.csvlines import Lines, too_long
from aidememoire.inputs.how import Fields
from aidememoire.inputs.piece import Fault, Piece

TableKind = Literal["jsonl", "csv", "tsv"]

MAX_ROW = 16_000_000
"""The longest row, in characters; what is longer is skipped without being held."""
TEXT_FIELD = "text"
"""The field that holds the text when none is named."""

_SAMPLE = 1 << 16
_HOPELESS = 20
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is being read: which fields hold what, and what it and its rows are called."""

    fields: Fields
    origin: str
    name: str

    @property
    def text_field(self) -> str:
        """The field that holds the text."""
        return self.fields.text or TEXT_FIELD

    @property
    def wanted(self) -> list[str]:
        """The fields that are to be there."""
        fields = self.fields
        others = (fields.id, fields.title, fields.date, fields.outlet, fields.url)
        return [self.text_field, *(field for field in others if field is not None)]

    def where(self, what: str, number: int) -> str:
        """What to call a row in a message."""
        return f"{self.origin}, {what} {number}"

    def row_name(self, number: int) -> str:
        """What a row's article is called when no field says it."""
        return f"{self.name}-{number}"


def rows(
    stream: io.BufferedReader, kind: TableKind, fields: Fields, origin: str, name: str
) -> Iterator[Piece | Fault]:
    """The articles of a table, in order.

    Args:
        stream: The table's bytes, unpacked.
        kind: Its form. A CSV file has a header; its delimiter is found there.
        fields: Which fields hold what.
        origin: What to call the table in a message.
        name: What ids begin with when no field gives them.

    Yields:
        A piece for each row, or what is wrong with that row. A fault after which no row can be
        told from another (an unclosed quotation mark, broken gzip) is the last.
    """
    table = Table(fields, origin, name)
    lines: io.TextIOWrapper | None = None
    try:
        encoding = encoding_of(stream.peek(_SAMPLE), origin)
        # A byte that does not fit is a fault of its row, not of the file.
        newline = "\n" if kind == "jsonl" else ""
        lines = io.TextIOWrapper(stream, encoding, "surrogateescape", newline=newline)
        found = _json_rows(lines, table) if kind == "jsonl" else _csv_rows(lines, kind, table)
        yield from unless_hopeless(found, table)
    except csv.Error as error:
        yield Fault(RowInvalid(f"{origin}: the header: {error}", _QUOTES), origin, name)
    except ArticleError as error:
        yield Fault(error, origin, name)
    except UnicodeError as error:
        broken = ArticleNotText(f"{origin} is broken as {encoding}: {error.reason}")  # type: ignore[attr-defined]
        yield Fault(broken, origin, name)
    finally:
        if lines is not None:
            lines.detach()  # whose stream it is closes it


def unless_hopeless(found: Generator[Piece | Fault], table: Table) -> Iterator[Piece | Fault]:
    """All of them; but one fault in place of a fault a row when no row has the text's field."""
    first: list[Piece | Fault] = []
    try:
        for one in found:
            first.append(one)
            if not (isinstance(one, Fault) and one.lacks_text):
                break
            if len(first) == _HOPELESS:
                first = [_hopeless(table)]
                found.close()
    except ArticleError:
        yield from first
        raise
    yield from first
    yield from found


def _hopeless(table: Table) -> Fault:
    said = f"{table.origin}: the first {_HOPELESS} rows have no field {table.text_field!r}"
    return Fault(RowInvalid(said, _NAME_IT), table.origin, table.name)


_QUOTES = "Is a quotation mark missing, or not doubled?"
_NAME_IT = "Name the field that holds the text with --text-field."


def _json_rows(lines: TextIO, table: Table) -> Generator[Piece | Fault]:
    for number in itertools.count(1):
        line = lines.readline(MAX_ROW)
        if not line:
            return
        where, name = table.where("line", number), table.row_name(number)
        if len(line) == MAX_ROW and line[-1] != "\n":
            while (rest := lines.readline(MAX_ROW)) and rest[-1] != "\n":
                pass
            yield Fault(_too_long(where), where, name)
            continue
        if line.isspace():
            continue
        try:
            yield piece(_json_object(line, where), where, name, table)
        except ArticleError as error:
            yield Fault(error, where, name)


def _json_object(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = (
            error.msg if isinstance(error, json.JSONDecodeError) else "nested or long beyond use"
        )
        raise RowInvalid(
            f"{where} is no JSON: {reason}", "Give one JSON object a line; jq -c writes them."
        ) from error
    if not isinstance(row, dict):
        raise RowInvalid(f"{where} is no JSON object", "Give one JSON object a line.")
    return row


def _csv_rows(lines: TextIO, kind: TableKind, table: Table) -> Generator[Piece | Fault]:
    source = Lines(lines, MAX_ROW)
    first = next(source, "")
    if not first.strip():
        raise RowInvalid(f"{table.origin} has no header", "The first row must name the columns.")
    delimiter = "\t" if kind == "tsv" else max(_DELIMITERS, key=first.count)
    csv.field_size_limit(MAX_ROW)
    # strict: an unclosed quotation mark is an error, not the rest of the file in one field.
    reader = csv.reader(itertools.chain([first], source), delimiter=delimiter, strict=True)
    header = _header(next(reader), table)
    for number in itertools.count(1):
        where, name = table.where("row", number), table.row_name(number)
        source.begin()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line, goes_on = source.number, source.skip(reader, error)
            ended = "" if goes_on else "; where it ends can't be told, and reading ended there"
            said = f"{where} (line {line}): {error}{ended}"
            fault = ArticleTooLarge if too_long(error) else RowInvalid
            yield Fault(fault(said, _QUOTES), where, name)
            if not goes_on:
                return
            continue
        if not row:
            continue
        try:
            if len(row) != len(header):
                raise RowInvalid(
                    f"{where} (line {source.number}) has {len(row)} fields; the header has "
                    f"{len(header)}",
                    "A text that holds the delimiter or line breaks stands in quotation marks.",
                )
            yield piece(dict(zip(header, row, strict=True)), where, name, table)
        except ArticleError as error:
            yield Fault(error, where, name)


def _header(header: list[str], table: Table) -> list[str]:
    """The names of the columns, when those that are wanted are among them, once."""
    names = [" ".join(name.split()) for name in header]
    for name in table.wanted:
        if names.count(name) != 1:
            there = ", ".join(repr(each[:40]) for each in names[:_HOPELESS])
            said = "no column" if name not in names else "more than one column"
            raise RowInvalid(f"{table.origin} has {said} {name!r}; it has {there}", _NAME_IT)
    return names


def _too_long(where: str) -> ArticleTooLarge:
    return ArticleTooLarge(
        f"{where} has a row of more than {MAX_ROW:,} characters",
        "Is a line break or a quotation mark missing?",
    )


def piece(row: dict[str, Any], where: str, name: str, table: Table) -> Piece | Fault:
    """The article of one row, or that it has no text.

    Raises:
        RowInvalid: A field is of a wrong kind or says no day.
    """
    fields = table.fields
    text = _value(row, table.text_field, where)
    if text is None:
        missing = RowInvalid(f"{where} has no field {table.text_field!r}", _NAME_IT)
        return Fault(missing, where, name, lacks_text=True)
    if not isinstance(text, str):
        raise RowInvalid(f"{where}: field {table.text_field!r} holds no text", _NAME_IT)
    own = _value(row, fields.id, where)
    said = Given(
        title=_line(row, fields.title, where),
        outlet=_line(row, fields.outlet, where),
        published=_day(row, fields.date, where),
        url=_address(row, fields.url, where),
    )
    return Piece(text, where, name if own in {None, ""} else str(own), said)


def _value(row: dict[str, Any], field: str | None, where: str) -> str | int | None:
    """What a field holds: text, a whole number, or None for nothing."""
    if field is None:
        return None
    value: Any = row.get(field)
    if value is None and field not in row and "." in field:
        value = row
        for part in field.split("."):
            value = value.get(part) if isinstance(value, dict) else None
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, str):
        return _whole(value, where)
    raise RowInvalid(f"{where}: field {field!r} holds neither text nor a whole number")


def _whole(value: str, where: str) -> str:
    """The text; where bytes did not fit the file's encoding, in the one that they do fit."""
    if value.isascii():
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return decode(value.encode("utf-8", "surrogateescape"), where)
        except UnicodeEncodeError:
            raise ArticleNotText(f"{where} holds half a character (a lone surrogate)") from None
    return value


def _line(row: dict[str, Any], field: str | None, where: str) -> str | None:
    value = _value(row, field, where)
    return None if value is None else given.line(str(value))


def _address(row: dict[str, Any], field: str | None, where: str) -> str | None:
    value = _value(row, field, where)
    return None if value is None else given.address(str(value))


def _day(row: dict[str, Any], field: str | None, where: str) -> Any:
    value = _value(row, field, where)
    try:
        return None if value is None else given.day(value)
    except ValueError as error:
        raise RowInvalid(f"{where}: field {field!r}: {error}") from error
