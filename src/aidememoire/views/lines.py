"""Records and other data as JSON, safe to print on a terminal and to split into lines."""

from __future__ import annotations

import json

from aidememoire.record import Extraction


def to_line(record: Extraction) -> str:
    """The record as one line of JSON, line break included."""
    return escaped(record.to_json()) + "\n"


def to_json(record: Extraction) -> str:
    """The record as indented JSON, without a line break at its end."""
    return escaped(record.to_json(indent=2))


def escaped(text: str) -> str:
    r"""JSON with what can't be seen written as `\u…`: the same JSON.

    Line separators would split a line of JSON for some readers; marks of direction and control
    characters beyond ASCII would steer the terminal that it is printed on.
    """
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() or one == "\n" else json.dumps(one)[1:-1] for one in text
    )
