"""Where results go: standard output, pipes and devices, and files that are whole or not there."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import FileIO
from itertools import count
from pathlib import Path
from typing import Self, TextIO

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


def is_device(path: Path) -> bool:
    """Whether a path, or what it links to, is a pipe or a device: no file may take its place."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False  # opening it will tell


class Part:
    """A file in the making: `NAME.part`, which becomes `NAME` when it is whole.

    Args:
        target: The file that it is to become.

    Attributes:
        path: Where it is in the making.

    Raises:
        OutputError: It can't be made.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._size = 0
        for number in count(1):
            again = "" if number == 1 else f".{number}"
            self.path = target.with_name(f"{target.name}{again}.part")
            try:
                # Never a file or a link that is there: another run's, or a trap.
                self._file = self.path.open("xb", buffering=0)
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
                self.path.unlink()
                return ""
            if not whole:
                return f"{counted(records)} in {self.path}."
            if self._target.exists():
                shutil.copymode(self._target, self.path)
            self.path.replace(self._target)
        except OSError as error:
            raise unwritable(self._target, error) from error
        return ""


class Device:
    """A pipe or a device, which is written into.

    Raises:
        OutputError: It can't be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise unwritable(path, error) from error

    def write(self, text: str) -> None:
        """Write the whole of `text`.

        Raises:
            OutputError: It can't be.
        """
        try:
            write_all(self._file, text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(self._path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Standard output; all that was written is out at the end.

    Raises:
        OutputError: It isn't.
    """
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # The interpreter would try again at its end, and complain.
        with suppress(OSError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        raise unwritable("standard output", error) from error


def to_stdout(text: str) -> None:
    """Write `text` to standard output at once.

    Raises:
        OutputError: It can't be.
    """
    with standard_output() as out:
        out.write(text)


@contextmanager
def made(output: Path) -> Iterator[Part]:
    """A file in the making, and the folders that it needs.

    Left without an error, it is whole under its name; with one, what was there is as it was. Links
    are followed.

    Raises:
        OutputError: It can't be written.
    """
    if is_device(output):
        raise OutputError(f"can't write {output}: it is no file", "Name a file with -o.")
    target = Path(os.path.realpath(output))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(target, error) from error
    part = Part(target)
    try:
        yield part
    except BaseException:
        part.end(False, 0)
        raise
    part.end(True, 1)


@contextmanager
def opened(output: Path | None) -> Iterator[Callable[[str], None]]:
    """What writes to a place: standard output if None, a pipe or device, or a file as `made`.

    Raises:
        OutputError: It can't be written.
    """
    if output is None:
        yield to_stdout
    elif is_device(output):
        with Device(output) as device:
            yield device.write
    else:
        with made(output) as part:
            yield part.write


def write_whole(output: Path | None, text: str) -> None:
    """Write a text to a place, as `opened`.

    Raises:
        OutputError: It can't be written.
    """
    with opened(output) as write:
        write(text)


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
        f"can't write {path}: {error.strerror or error}",
        "Make room, or name another place with -o.",
    )


def counted(number: int) -> str:
    """So many records are, to go on from."""
    return "1 record is" if number == 1 else f"{number} records are"
