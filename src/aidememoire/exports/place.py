"""Where an export goes: files that take their names when all of them are whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from aidememoire.errors import OutputError


class Place:
    """Files in the making, each under the name `NAME.part`.

    As a context manager: left without an error, all take their names; with one, all are removed,
    and what was there before stays as it was.
    """

    def __init__(self) -> None:
        self._parts: list[tuple[Path, Path]] = []

    def file(self, target: Path) -> Path:
        """The path to write to for a file that is to be `target`; its folder is made.

        Raises:
            OutputError: There can be no such file.
        """
        part = target.with_name(f"{target.name}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)  # an earlier run's that was killed
            if target.is_dir():
                raise IsADirectoryError(None, "it is a folder")
        except OSError as error:
            raise unwritable(target, error) from error
        self._parts.append((part, target))
        return part

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        for part, target in self._parts:
            try:
                if kind is None:
                    with part.open("rb+") as file:
                        os.fsync(file.fileno())
                    part.replace(target)
                else:
                    part.unlink(missing_ok=True)
            except OSError as error:
                if kind is None:
                    raise unwritable(target, error) from error


def unwritable(path: Path | str, error: OSError) -> OutputError:
    """What to tell the user of a place that can't be written to."""
    return OutputError(
        f"can't write {path}: {error.strerror}", "Make room, or name another place with -o."
    )
