"""The lines of a CSV file as its reader takes them: none too long, and quotation marks counted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

_TOO_LONG = "larger than"
"""What the reader says of a field beyond its limit, and `Lines` of a line."""


class Lines:
    """Gives a reader its lines.

    Args:
        lines: The file.
        most: The longest line that is held, in characters.
    """

    def __init__(self, lines: TextIO, most: int) -> None:
        self._lines = lines
        self._most = most
        self._quotes = 0
        self._before = ""
        self.number = 0
        """Of the line that was read last, from 1."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line.

        Raises:
            csv.Error: It is too long; it was read to its end and counted.
        """
        line = self._lines.readline(self._most)
        if not line:
            raise StopIteration
        whole = len(line) < self._most or line[-1] in "\r\n"
        line, self._before = self._before + line, ""
        self.number += 1
        self._quotes += line.count('"')
        if whole:
            return line
        while rest := self._lines.readline(self._most):
            self._quotes += rest.count('"')
            if rest[-1] in "\r\n":
                break
        raise csv.Error(f"line {_TOO_LONG} {self._most}")

    def begin(self) -> None:
        """A row begins with the next line."""
        self._quotes = 0

    def skip(self, reader: Iterator[list[str]], error: csv.Error) -> bool:
        """Read a faulty row to its end, without holding it.

        Args:
            reader: The reader of these lines.
            error: What it said.

        Returns:
            Whether the next line begins a row. If not, it may be the middle of a field, and rows
            made of it would be invented.
        """
        while self._quotes % 2 and too_long(error):
            # The field goes on in the next line: let the reader take it up within the quotes.
            self._quotes, self._before = 0, '"'
            try:
                next(reader)
            except StopIteration:
                return False
            except csv.Error as another:
                error = another
            else:
                return True
        return self._quotes % 2 == 0


def too_long(error: csv.Error) -> bool:
    """Whether it is the length that is wrong with a row."""
    return _TOO_LONG in str(error)
