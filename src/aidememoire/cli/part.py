"""Files in the making: whole under their name, or not there under it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from io import FileIO
from itertools import count
from pathlib import Path

from aidememoire.errors import OutputError, SettingsError


def place(output: Path | None, inputs: Sequence[str]) -> Path | None:
    """Where a result goes: the path that was named, None for standard output.

    Args:
        output: As given with -o; - is standard output.
        inputs: The paths that are read, none of which is written to.

    Raises:
        SettingsError: It is what is to be read.
    """
    if output is None or output == Path("-"):
        return None
    if os.path.realpath(output) in map(os.path.realpath, inputs):
        raise SettingsError(f"-o {output} is what is to be read", "Name another place.")
    return output


class Part:
    """A file in the making: `NAME.part`, which becomes `NAME` when it is whole.

    Args:
        target: The file that it is to become.

    Raises:
        OutputError: It can't be made.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._size = 0
        for number in count(1):
            again = "" if number == 1 else f".{number}"
            self._path = target.with_name(f"{target.name}{again}.part")
            try:
                # Never a file or a link that is there: another run's, or a trap.
                self._file = self._path.open("xb", buffering=0)
            except FileExistsError:
                continue
            except OSError as error:
                raise unwritable(target, error) from error
            return

    def write(self, text: str) -> None:
        """Add `text`: the whole of it, or nothing.

        Raises:
            OutputError: There is no room, or the disk fails.
        """
        try:
            self._size += write_all(self._file, text)
        except OSError as error:
            self._file.truncate(self._size)
            self._file.seek(self._size)  # else what follows would leave a hole
            raise unwritable(self._target, error) from error

    def end(self, whole: bool, records: int) -> str:
        """Close it, and give it its name if it is whole; an empty one that isn't is removed.

        Returns:
            Where to find what it holds, if not under its name.
        """
        try:
            with self._file:
                if whole:
                    os.fsync(self._file.fileno())
            if not whole and not (self._size and records):
                self._path.unlink()
                return ""
            if not whole:
                return f"{counted(records)} in {self._path}."
            if self._target.exists():
                shutil.copymode(self._target, self._path)
            self._path.replace(self._target)
        except OSError as error:
            raise unwritable(self._target, error) from error
        return ""


def write_whole(path: Path, text: str) -> None:
    """Write a file, whole or not at all, and make the folders that it needs.

    Raises:
        OutputError: It can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"can't make the folder {path.parent}: {error.strerror}") from error
    part = Part(path)
    try:
        part.write(text)
    except OutputError:
        part.end(False, 0)
        raise
    part.end(True, 1)


def write_all(file: FileIO, text: str) -> int:
    """Write the whole of `text` in UTF-8; how many bytes that is.

    Raises:
        OSError: It can't be, or no more than its beginning.
    """
    data = memoryview(text.encode("utf-8", "replace"))
    done = 0
    while done < len(data):
        done += file.write(data[done:])
    return done


def unwritable(path: Path | str, error: OSError) -> OutputError:
    """What to tell the user of a place that can't be written to."""
    return OutputError(
        f"can't write {path}: {error.strerror}", "Make room, or name another place with -o."
    )


def counted(number: int) -> str:
    """So many records are, to go on from."""
    return "1 record is" if number == 1 else f"{number} records are"
