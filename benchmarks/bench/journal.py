"""What was measured, kept as it comes: JSON lines, so that a run that was interrupted goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError

from aidememoire.errors import RunInvalid
from aidememoire.evaluation.items import Data
from aidememoire.evaluation.run import Failure
from aidememoire.model import Usage
from aidememoire.record import Extraction

Part = Literal["gold", "corpus"]
"""The articles that have gold records, and those that have none."""
PARTS: tuple[Part, ...] = ("gold", "corpus")


class Made(Data):
    """What makes figures comparable: a journal holds those of one such setting."""

    kind: Literal["made"] = "made"
    model: str
    model_fingerprint: str
    code: str
    """SHA-256 of the product's and the bench's own code and prompts."""
    versions: dict[str, str]
    threads: int
    slots: int
    """Those of the systems that ask for several articles at once."""
    context: int
    """Tokens a slot."""
    limit: float
    """Seconds an article may take."""


class Tokens(Data):
    """What one article cost."""

    read: int
    """Tokens of prompts that the model had to read."""
    cached: int
    """Tokens of prompts that it had read before."""
    written: int

    @classmethod
    def of(cls, usage: Usage) -> Self:
        """From the account of the questions."""
        fresh = usage.prompt_tokens - usage.cached_tokens
        return cls(read=fresh, cached=usage.cached_tokens, written=usage.completion_tokens)


class Opened(Data):
    """A server was started."""

    kind: Literal["opened"] = "opened"
    slots: int
    seconds: float


class Row(Data):
    """One article asked by one system."""

    kind: Literal["row"] = "row"
    system: str
    part: Part
    id: str
    sha256: str
    seconds: float
    """From its first question to its record or failure."""
    wall: float
    """Since the article before it was done: these add up to the time that all took."""
    tokens: Tokens
    peak: int
    """The most memory in that time, in bytes."""
    load: float
    """The machine's load average, to tell a busy machine by."""
    record: Extraction | None
    failure: Failure | None


_LINE: TypeAdapter[Made | Opened | Row] = TypeAdapter(
    Annotated[Made | Opened | Row, Field(discriminator="kind")]
)


class Journal:
    """The lines so far, and a place for more.

    Args:
        path: The file; made with its folder when it is not there.
        made: What is measured now.

    Raises:
        RunInvalid: The file holds the measurements of another setting, or is no journal.
    """

    def __init__(self, path: Path, made: Made) -> None:
        self.made = made
        self._path = path
        self._lines = list(_read(path))
        if not self._lines:
            self.add(made)
        elif self._lines[0] != made:
            what = _difference(self._lines[0], made)
            raise RunInvalid(
                f"{path} holds measurements of another setting: {what}",
                "Take another --out, or remove the file to begin anew.",
            )

    def add(self, line: Made | Opened | Row) -> None:
        """Keep a line; it is on the disk when this returns."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line.model_dump_json() + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._lines.append(line)

    @property
    def rows(self) -> list[Row]:
        """The articles asked so far."""
        return [line for line in self._lines if isinstance(line, Row)]

    @property
    def opened(self) -> list[Opened]:
        """The starts of servers so far."""
        return [line for line in self._lines if isinstance(line, Opened)]


def _read(path: Path) -> Iterator[Made | Opened | Row]:
    """The lines of a journal; one that was cut as the machine went down is cut off."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        os.truncate(path, len(whole))
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            yield _LINE.validate_python(json.loads(line), strict=False)
        except (ValueError, ValidationError) as error:
            raise RunInvalid(
                f"{path}, line {number} is not what the bench writes", "Take another --out."
            ) from error


def _difference(before: Made | Opened | Row, now: Made) -> str:
    if not isinstance(before, Made):
        return "it does not say which"
    names = [n for n in Made.model_fields if getattr(before, n) != getattr(now, n)]
    return ", ".join(f"{n} was {getattr(before, n)}, is {getattr(now, n)}" for n in names)
