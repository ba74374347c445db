"""One document as the result of a command: on standard output or in a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel
from rich.console import Console, RenderableType

from aidememoire.errors import SettingsError
from aidememoire.part import standard_output, write_whole
from aidememoire.views.lines import escaped
from aidememoire.views.terminal import plain

Format = Literal["table", "md", "json"]

_SUFFIXES: dict[str, Format] = {".json": "json", ".md": "md", ".txt": "table"}


@dataclass(frozen=True)
class Document:
    """A result in all the forms it can be written in.

    Attributes:
        data: The result itself, for JSON.
        table: As rich shows it.
        markdown: As Markdown.
    """

    data: BaseModel
    table: Callable[[], RenderableType]
    markdown: Callable[[], str]


def chosen(form: Format | None, output: Path | None) -> Format:
    """The format that is meant: the one named, the file's by its suffix, a table on a terminal.

    Raises:
        SettingsError: The output's name doesn't say.
    """
    if output is None:
        return form or ("table" if sys.stdout.isatty() else "json")
    if output.is_dir():
        raise SettingsError(f"-o {output} is a folder", "Name a file.")
    found = form or _SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise SettingsError(
            f"-o {output} does not say in which format",
            "Give --format, or a name that ends in .json, .md or .txt.",
        )
    return found


def write(document: Document, form: Format, output: Path | None) -> None:
    """Write the document.

    Raises:
        OutputError: It can't be written; a file that was there is as it was.
    """
    if form == "table" and output is None:
        with standard_output() as out:
            Console(file=out).print(document.table())
        return
    if form == "table":
        text = plain(document.table())
    elif form == "md":
        text = document.markdown()
    else:
        text = escaped(document.data.model_dump_json(indent=2)) + "\n"
    write_whole(output, text)
