"""Cuts a text into paragraphs: which line breaks part, and which only wrap a running line.

A blank line always parts. A single line break parts too (headlines, bylines and date lines stand
on lines of their own), unless the lines around it were wrapped at a fixed width. Text wrapped by
a program breaks a line only where the next word would not have fitted; that is the test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BULLET = re.compile(r"\s*(?:[-–—*•●▪◦·‣]|\d{1,3}[.)])\s")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_ENDED = re.compile(r"[.!?…:;。！？：；؟۔।]\W*$")

# Mail and terminals wrap at 60 to 80 columns, newsletters at up to 100; ideographs are two
# columns wide. Lines longer than that were broken by hand.
_WIDEST = 100
_NARROWEST = 40
_NARROWEST_UNSPACED = 20

Line = tuple[int, int]


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text, as `(start, end)` without the white space around them.

    A paragraph is one line, or several lines that wrap one running text.
    """
    for block in _blocks(text):
        width = _wrap_width(text, block)
        start, previous = block[0][0], block[0]
        for line in block[1:]:
            if not _continues(text, previous, line, width):
                yield start, previous[1]
                start = line[0]
            previous = line
        yield start, previous[1]


def is_list_item(line: str) -> bool:
    """Whether the line begins with a bullet or a number such as `1.` or `2)`."""
    return _BULLET.match(line) is not None


def _blocks(text: str) -> Iterator[list[Line]]:
    """Runs of lines with no blank line between them, each line trimmed."""
    block: list[Line] = []
    last = 0
    for match in _LINE.finditer(text):
        start, end = trim(text, match.start(), match.end())
        # "\r\n" is one break; a second break, or a line of white space, is a blank line.
        breaks = text[last : match.start()].replace("\r\n", "\n")
        if block and (start == end or len(breaks) > 1):
            yield block
            block = []
        if start < end:
            block.append((start, end))
        last = match.end()
    if block:
        yield block


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its two ends; empty when it is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _first_word(text: str, line: Line) -> int:
    """How many characters at the start of the line can't be parted."""
    word = re.compile(r"\S+").match(text, *line)
    assert word is not None  # noqa: S101 - a line of a block begins with no white space
    return 2 if _UNSPACED.match(word.group()) else len(word.group())


def _wrap_width(text: str, block: list[Line]) -> int:
    """The width the block was wrapped at, or 0 when its breaks were made by hand."""
    if len(block) < 3:  # noqa: PLR2004 - two lines show no common width
        return 0
    width = max(end - start for start, end in block)
    unspaced = _UNSPACED.search(text, block[0][0], block[0][1]) is not None
    if not (_NARROWEST_UNSPACED if unspaced else _NARROWEST) <= width <= _WIDEST:
        return 0
    for line, following in pairwise(block):
        if line[1] - line[0] + 1 + _first_word(text, following) <= width:
            return 0
    return width


def _continues(text: str, line: Line, following: Line, width: int) -> bool:
    """Whether `following` goes on with the sentence or the running text of `line`."""
    if is_list_item(text[following[0] : following[0] + 6]):
        return False
    if width:
        return True
    # Two wrapped lines, or an odd line among them: a sentence that plainly goes on.
    return (
        _NARROWEST <= line[1] - line[0] <= _WIDEST
        and text[following[0]].islower()
        and not _ENDED.search(text, max(line[0], line[1] - 8), line[1])
    )
