"""Pages of a PDF put together to running text, without what repeats on each page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_EDGE = 3
"""How many lines at the top and at the bottom of a page may be running heads and feet."""
_FEWEST_PAGES = 3
_FULL = 0.8
"""A line of at least this part of the widest was broken for want of room."""
_NARROW = 25
_NUMBERED = 60
"""The longest line that may be a page's number: the pattern takes the square of it."""
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|стр\.?|sayfa)?\W*\d{1,4}(?:\s*(?:of|/|из|von)\s*\d{1,4})?\W*", re.IGNORECASE
)
_WORD = 50
"""A hyphen is looked for in so many characters at a line's end: a PDF may be one endless word."""
_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_ENDED = re.compile(r"[.!?…:;。！？]['\"”’»)\]]*$")
_ITEM = re.compile(r"\s*(?:[-–—*•●▪◦·‣]|\d{1,3}[.)]|\([a-z\d]{1,3}\))\s")


def running_text(pages: list[str]) -> str:
    """Put the lines of pages together to paragraphs.

    Running heads and feet are left out where they repeat, page numbers everywhere. Lines broken
    for want of room are joined; a word that was parted at a line's end is whole again.

    Args:
        pages: The text of each page, line by line.
    """
    lines = [line for page in _without_edges(pages) for line in page]
    width = max((len(line) for line in lines), default=0)
    words = Counter(re.findall(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+", "\n".join(lines).casefold()))
    paragraphs: list[str] = []
    previous = ""
    for line in lines:
        if line and previous and _goes_on(previous, line, width):
            paragraphs[-1] = _joined(paragraphs[-1], line, words)
        elif line:
            paragraphs.append(line)
        previous = line
    return "\n\n".join(paragraphs)


def _without_edges(pages: list[str]) -> Iterator[list[str]]:
    """The lines of each page without page numbers and the heads and feet met before."""
    split = [[" ".join(line.split()) for line in page.splitlines()] for page in pages]
    edges = Counter(
        key for lines in split for key in {_key(lines[place]) for place in _edge(lines)} if key
    )
    often = max(2, len(pages) // 2)
    met: set[str] = set()
    for lines in split:
        shown: dict[int, list[str]] = {}
        for place in _edge(lines):
            key = _key(lines[place])
            if key in met or _is_page_number(lines[place]):
                shown[place] = []
            elif len(pages) >= _FEWEST_PAGES and edges[key] >= often:
                met.add(key)  # the first one stays: it may be where the outlet or the date stands
                shown[place] = ["", lines[place], ""]
        kept = [each for place, line in enumerate(lines) for each in shown.get(place, [line])]
        while kept and not kept[-1]:
            kept.pop()
        yield kept[next((i for i, line in enumerate(kept) if line), 0) :]


def _edge(lines: list[str]) -> list[int]:
    filled = [place for place, line in enumerate(lines) if line]
    return sorted({*filled[:_EDGE], *filled[-_EDGE:]})


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line.casefold())


def _is_page_number(line: str) -> bool:
    return len(line) <= _NUMBERED and _PAGE_NUMBER.fullmatch(line) is not None


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether the next line goes on with this one."""
    if _ITEM.match(following):
        return False
    if _HYPHENATED.search(line[-_WORD:]):
        return True
    if following[0].islower():
        return len(line) >= _NARROW
    full = len(line) >= _FULL * width and len(line) >= _NARROW
    return full and not (_ENDED.search(line) and len(line) < 0.9 * width)


def _joined(paragraph: str, line: str, words: Counter[str]) -> str:
    parted = _HYPHENATED.search(paragraph[-_WORD:])
    if parted is None or not line[0].islower():
        return f"{paragraph} {line}" if parted is None else paragraph + line
    rest = re.match(r"[^\W\d_]+", line)
    whole = f"{parted[1]}-{rest[0] if rest else ''}".casefold()
    hard = paragraph[-1] == "-" and words[whole] > 0
    return paragraph + line if hard else paragraph[:-1] + line
