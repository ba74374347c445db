"""Writes records in a form for other programs, one record at a time, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Protocol

from aidememoire.errors import OutputError, SettingsError
from aidememoire.exports import csvs, jsonld
from aidememoire.exports.events import EVENTS, events
from aidememoire.exports.tables import TABLES, Table, rows
from aidememoire.part import made, opened, unwritable
from aidememoire.record import Extraction
from aidememoire.views.lines import to_line

Format = Literal["jsonl", "csv", "parquet", "sqlite", "jsonld", "events"]

_PARQUET = ".parquet"


@dataclass
class Exported:
    """What was written, and what was not.

    Attributes:
        records: How many records were written.
        twice: The ids of articles that came a second time; only the first record of each counts.
    """

    records: int = 0
    twice: list[str] = field(default_factory=list)


class _Writer(Protocol):
    def add(self, record: Extraction) -> None: ...

    def close(self) -> None: ...


def export(records: Iterable[Extraction], form: Format, output: Path | None) -> Exported:
    """Write records in a form for other programs.

    Args:
        records: The records; taken one at a time and not kept.
        form: `jsonl`, `jsonld` and `sqlite` are one file each; `events` is one, Parquet if its
            name ends so and else CSV; `csv` and `parquet` are a folder with a file a table.
        output: The file or folder; standard output when None, where the form is text in one file.

    Returns:
        How many were written.

    Raises:
        OutputError: It can't be written; what was there before is as it was.
        SettingsError: The form needs a place, or a package that is not installed.
    """
    done = Exported()
    met: set[str] = set()
    try:
        with ExitStack() as files:
            writer = _writer(form, output, files)
            for record in records:
                if record.article.id in met:
                    done.twice.append(record.article.id)
                    continue
                met.add(record.article.id)
                writer.add(record)
                done.records += 1
            writer.close()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(output or "standard output", error) from error
    return done


def _writer(form: Format, output: Path | None, files: ExitStack) -> _Writer:
    if form in {"csv", "parquet", "sqlite"}:
        if output is None:
            said = f"{form} can't be written to standard output"
            raise SettingsError(said, "Name a place with -o.")
        return _tables(form, output, files)
    if form == "events" and output is not None and output.suffix.lower() == _PARQUET:
        table = _parquet_file(EVENTS, output, files)
        return _Rows(events, table.add, table.close)
    write = files.enter_context(opened(output))
    if form == "events":
        write(csvs.header(EVENTS))
        return _Rows(events, lambda row: write(csvs.line(row)), lambda: None)
    if form == "jsonld":
        return _Framed(write)
    return _Rows(lambda record: [to_line(record)], write, lambda: None)


def _tables(form: Format, output: Path, files: ExitStack) -> _Writer:
    """The writer of a form that is several tables."""
    if form == "sqlite":
        return _Sqlite(output, files)
    if output.exists() and not output.is_dir():
        raise OutputError(f"{output} is a file; {form} goes into a folder", "Name a folder.")
    return _Csv(output, files) if form == "csv" else _Parquet(output, files)


def _parquet_file(table: Table, output: Path, files: ExitStack) -> Any:
    try:
        # Not at the top: pyarrow is an extra.
        parquet = import_module("aidememoire.exports.parquet")
    except ModuleNotFoundError as error:
        raise SettingsError(
            "Parquet needs the package pyarrow, which is not installed",
            'Install it with pip install "aidememoire[parquet]".',
        ) from error
    return parquet.ParquetFile(table, files.enter_context(made(output)).path)


class _Rows:
    """Writes what a record gives, one by one."""

    def __init__(
        self,
        of: Callable[[Extraction], Iterable[Any]],
        take: Callable[[Any], object],
        close: Callable[[], None],
    ) -> None:
        self._of, self._take, self.close = of, take, close

    def add(self, record: Extraction) -> None:
        for one in self._of(record):
            self._take(one)


class _Framed:
    """Writes JSON-LD documents as the items of one list."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._before = jsonld.HEAD

    def add(self, record: Extraction) -> None:
        self._write(self._before + jsonld.document(record))
        self._before = jsonld.BETWEEN

    def close(self) -> None:
        self._write((self._before if self._before == jsonld.HEAD else "") + jsonld.TAIL)


class _Csv:
    """Writes a CSV file a table, and what describes them."""

    def __init__(self, folder: Path, files: ExitStack) -> None:
        self._write = {
            table.name: files.enter_context(opened(folder / f"{table.name}.csv"))
            for table in TABLES
        }
        for table in TABLES:
            self._write[table.name](csvs.header(table))
        files.enter_context(opened(folder / "datapackage.json"))(csvs.package(TABLES))

    def add(self, record: Extraction) -> None:
        lines: dict[str, str] = defaultdict(str)
        for name, row in rows(record):
            lines[name] += csvs.line(row)
        for name, text in lines.items():
            self._write[name](text)

    def close(self) -> None:
        pass


class _Parquet:
    """Writes a Parquet file a table."""

    def __init__(self, folder: Path, files: ExitStack) -> None:
        self._files = {
            table.name: _parquet_file(table, folder / f"{table.name}{_PARQUET}", files)
            for table in TABLES
        }

    def add(self, record: Extraction) -> None:
        for name, row in rows(record):
            self._files[name].add(row)

    def close(self) -> None:
        for file in self._files.values():
            file.close()


class _Sqlite:
    """Writes an SQLite database."""

    def __init__(self, output: Path, files: ExitStack) -> None:
        # Not at the top: few exports need it.
        sqlite = import_module("aidememoire.exports.sqlite")
        path = files.enter_context(made(output)).path
        self._database = files.enter_context(sqlite.Database(path))

    def add(self, record: Extraction) -> None:
        for name, row in rows(record):
            self._database.add(name, row)

    def close(self) -> None:
        self._database.close()
