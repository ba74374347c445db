"""Where records go: a stream, one file, or a folder with a file an article.

A file comes into being under another name, `NAME.part`, and takes its own when it is whole. What
is done by then is on the disk, whatever stops the run; but tables and digests, which are made of
all records, are written at its end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Literal, Protocol

from rich.console import Console

from aidememoire.errors import OutputError, SettingsError
from aidememoire.part import (
    Device,
    Part,
    counted,
    is_device,
    place,
    standard_output,
    to_stdout,
    unwritable,
)
from aidememoire.record import ArticleInfo, Extraction
from aidememoire.views.brief import brief
from aidememoire.views.digest import brief_or_digest
from aidememoire.views.lines import to_json, to_line
from aidememoire.views.table import Failures, calls_table, table_text

Format = Literal["table", "md", "json", "jsonl"]

_SUFFIXES: dict[str, Format] = {".jsonl": "jsonl", ".json": "json", ".md": "md"}


class Sink(Protocol):
    """Takes records as they come."""

    def add(self, record: Extraction) -> None:
        """Take one record; once this returns, it is safe.

        Raises:
            OutputError: It can't be written.
        """
        ...

    def close(self, failures: Failures, *, finished: bool) -> str:
        """Bring it to an end.

        Args:
            failures: The articles without a record.
            finished: Whether the run came to its end; else an existing file stays as it was.

        Returns:
            Where the records are, in words, where the user would not find them by themselves.

        Raises:
            OutputError: What is left can't be written.
        """
        ...


@dataclass(frozen=True, slots=True)
class Form:
    """How records in a row become text; `render` gets each with its number from 1."""

    render: Callable[[Extraction, int], str]
    head: str = ""
    between: str = ""
    tail: str = ""


_FORMS: dict[str, Form] = {
    "jsonl": Form(lambda record, _: to_line(record)),
    "json": Form(lambda record, _: to_json(record), "[\n", ",\n", "\n]\n"),
}
_FILES: dict[str, Callable[[Extraction], str]] = {
    "json": lambda record: to_json(record) + "\n",
    "md": brief,
}
"""The forms that a folder can have a file of for each article."""


def open_sink(chosen: Format | None, output: Path | None, inputs: Sequence[str]) -> Sink:
    """Open what records are to go to; a folder or file is made at once.

    Args:
        chosen: The format, or None for the one that fits: on standard output a table on a
            terminal, else lines of JSON; by its suffix for a file; JSON for a folder.
        output: A file or a folder; standard output when None or -.
        inputs: The paths that are read, none of which is written to.

    Raises:
        SettingsError: Format and output don't go together.
        OutputError: There can be no such file or folder.
    """
    output = place(output, inputs)
    if output is None:
        form = chosen or ("table" if sys.stdout.isatty() else "jsonl")
        return _Whole(_show) if form == "table" else _into(form, to_stdout)
    form = chosen or _by_suffix(output)
    if _is_folder(output, form):
        return _Folder(_FILES[form], f".{form}", output)
    if is_device(output):
        return _Device(form, output)
    part = Part(Path(os.path.realpath(output)))
    return _File(_into(form, part.write), part)


def _into(form: Format, write: Callable[[str], None]) -> Sink:
    if form == "table":
        return _Whole(lambda records, failures: write(table_text(records, failures)))
    if form == "md":
        return _Whole(lambda records, _: write(brief_or_digest(records)) if records else None)
    return _Stream(_FORMS[form], write)


def _by_suffix(output: Path) -> Format:
    if output.is_dir() or not output.suffix:
        return "json"
    form = _SUFFIXES.get(output.suffix.lower())
    if form is None:
        raise SettingsError(
            f"-o {output} does not say in which format",
            "Give --format, or a name that ends in .jsonl, .json or .md, or a folder.",
        )
    return form


def _is_folder(output: Path, form: Format) -> bool:
    if output.is_dir():
        if form not in _FILES:
            raise SettingsError(
                f"-o {output} is a folder, and {form} goes into one file",
                "Name a file, or choose --format json or md.",
            )
        return True
    return form in _FILES and not output.suffix and not output.exists()


def _show(records: Sequence[Extraction], failures: Failures) -> None:
    with standard_output() as out:
        Console(file=out).print(calls_table(records, failures))


class _Stream:
    """Writes each record at once, with what the form puts around them."""

    def __init__(self, form: Form, write: Callable[[str], None]) -> None:
        self._form, self._write = form, write
        self._count = 0

    def add(self, record: Extraction) -> None:
        before = self._form.between if self._count else self._form.head
        self._write(before + self._form.render(record, self._count + 1))
        self._count += 1

    def close(self, _failures: Failures, *, finished: bool) -> str:  # noqa: ARG002 - both alike
        self._write(("" if self._count else self._form.head) + self._form.tail)
        return ""


class _Whole:
    """Collects records: a table's columns are shared by its rows, a digest looks at all calls."""

    def __init__(self, show: Callable[[Sequence[Extraction], Failures], None]) -> None:
        self._show = show
        self._records: list[Extraction] = []

    def add(self, record: Extraction) -> None:
        self._records.append(record)

    def close(self, failures: Failures, *, finished: bool) -> str:  # noqa: ARG002 - both alike
        if self._records or failures:
            self._show(self._records, failures)
        return ""


class _File:
    """One file that grows as `NAME.part`."""

    def __init__(self, inside: Sink, part: Part) -> None:
        self._inside, self._part = inside, part
        self._count = 0

    def add(self, record: Extraction) -> None:
        self._inside.add(record)
        self._count += 1

    def close(self, failures: Failures, *, finished: bool) -> str:
        # Nothing but failures is no reason to replace the records of an earlier run.
        whole = finished and (self._count > 0 or not failures)
        try:
            if self._count or whole:
                self._inside.close(failures, finished=finished)
        except OutputError:
            self._part.end(False, self._count)
            raise
        return self._part.end(whole, self._count)


class _Device:
    """A pipe or a device, which no file may take the place of."""

    def __init__(self, form: Format, path: Path) -> None:
        self._device = Device(path)
        self._inside = _into(form, self._device.write)

    def add(self, record: Extraction) -> None:
        self._inside.add(record)

    def close(self, failures: Failures, *, finished: bool) -> str:
        with self._device:
            return self._inside.close(failures, finished=finished)


class _Folder:
    """One file a record, named for its article's id."""

    def __init__(self, render: Callable[[Extraction], str], suffix: str, folder: Path) -> None:
        self._render, self._suffix, self._folder = render, suffix, folder
        self._names: set[str] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(folder, error) from error

    def add(self, record: Extraction) -> None:
        name = self._free(record.article)
        file = name + self._suffix
        if file != Path(file).name or "\\" in file:
            # Reading gives no such ids; a record from elsewhere might have one.
            raise OutputError(f"the article's id {record.article.id!r} can't be a file's name")
        part = Part(self._folder / file)
        try:
            part.write(self._render(record))
        except OutputError:
            part.end(False, 0)
            raise
        part.end(True, 1)
        self._names.add(name)

    def _free(self, article: ArticleInfo) -> str:
        """The article's id, or with its text's hash if a record of this run has that name."""
        other = f"{article.id}~{article.sha256[:6]}"
        names = chain([article.id, other], (f"{other}~{number}" for number in count(2)))
        return next(name for name in names if name not in self._names)

    def close(self, _failures: Failures, *, finished: bool) -> str:
        return "" if finished else f"{counted(len(self._names))} in {self._folder}."
