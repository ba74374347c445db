"""Words of articles, models and servers, made fit to be shown: on a terminal, in Markdown."""

from __future__ import annotations

import re

# They shape words of Persian and of Indian languages, and reorder nothing.
_JOINERS = "\u200c\u200d"

_MARKUP = re.compile(r"[\\`*_\[\]<>&~|$#{}^]")
_AT_START = re.compile(r"\A(?:[-+=]|\d+(?=[.)]))")
# After "www" a digit makes a link, too: www.163.com.
_IN_ADDRESS = re.compile(r"(?<=\w)(?::(?=//)|\.(?=[^\W\d_]))|(?<=[wW]{3})\.")


def safe(text: str) -> str:
    """`text` on one line, without what could steer a terminal or reorder a line.

    Control characters, escape sequences' beginnings, marks of direction, lone surrogates and line
    breaks become spaces; runs of spaces become one. What rich takes for markup is left alone: it
    is to be printed as `rich.text.Text`.
    """
    kept = (one if one.isprintable() or one in _JOINERS else " " for one in text)
    return " ".join("".join(kept).split())


def in_markdown(text: str) -> str:
    """`text` on one line, to stand in Markdown as words: no markup, link, mention or HTML.

    An address stays an address to read, and is nothing to click. After an at sign there stands a
    word joiner (U+2060), which can't be seen: nothing else keeps GitHub from linking it.
    """
    words = _MARKUP.sub(r"\\\g<0>", safe(text))
    words = _IN_ADDRESS.sub(r"\\\g<0>", words)
    words = _AT_START.sub(_no_block, words)
    return words.replace("@", "\\@\u2060")


def _no_block(match: re.Match[str]) -> str:
    """A list's marker or a heading's underline, where a line could start with it."""
    mark = match.group()
    return f"\\{mark}" if not mark[0].isdigit() else f"{mark}\\"
