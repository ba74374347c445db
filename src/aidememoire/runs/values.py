"""Texts and days as SQLite keeps them."""

from __future__ import annotations

import datetime as dt


def encoded(*values: object) -> tuple[object, ...]:
    """Values for SQLite, which takes no lone surrogates in a text: such a text becomes bytes."""
    return tuple(
        value.encode("utf-8", "surrogatepass")
        if isinstance(value, str) and not _is_utf8(value)
        else value
        for value in values
    )


def decoded(value: str | bytes) -> str:
    """A text, as it was before `encoded`."""
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


def day_of(value: str | None) -> dt.date | None:
    """The day of an ISO date; None for none."""
    return dt.date.fromisoformat(value) if value else None


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
