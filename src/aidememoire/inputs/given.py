"""What an input says of an article, made fit for a record: one line of text, one day."""

from __future__ import annotations

import datetime as dt
import email.utils
import re

from aidememoire.daywords import find
from aidememoire.record import says_something

_LONGEST_ADDRESS = 2048
_LONGEST = 500
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?![\d-])")
_PLAIN = re.compile(r"(\d{4})([/.]?)(\d\d)\2(\d\d)(?!\d)")
_EPOCH = re.compile(r"\d{10}|\d{13}")
_SECONDS = 10


def line(value: str, longest: int = _LONGEST) -> str | None:
    """The words on one line; None when they say nothing ("", "N/A"), or are too long.

    An article is worth more than its title: what is too long for one is left out.
    """
    text = " ".join(value.split())
    return text if len(text) <= longest and says_something(text) else None


def address(value: str) -> str | None:
    """The address, as `line`; addresses may be longer than titles and names."""
    return line(value, _LONGEST_ADDRESS)


def day(value: str | int) -> dt.date | None:
    """The day that a field says: as it is written, whatever the time zone.

    Args:
        value: `2021-01-13`, with a time after it or not; `20210113`; `Wed, 13 Jan 2021 …`;
            `13 January 2021`; or seconds or milliseconds since 1970, read in UTC.

    Returns:
        The day; None when the field says nothing.

    Raises:
        ValueError: It says no day, or may mean two.
    """
    text = " ".join(str(value).split())
    if not says_something(text):
        return None
    try:
        found = _written(text)
    except (ValueError, OverflowError, OSError):  # 2021-02-30, or far beyond the calendar
        found = None
    if found is None:
        raise ValueError(f"{text[:40]!r} is no day that can be told; write it as YYYY-MM-DD")
    return found


def _written(text: str) -> dt.date | None:
    if match := _ISO.match(text):
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    if match := _PLAIN.match(text):
        return dt.date(int(match[1]), int(match[3]), int(match[4]))
    if _EPOCH.fullmatch(text):
        seconds = int(text[:_SECONDS])
        return dt.datetime.fromtimestamp(seconds, dt.UTC).date()
    if parts := email.utils.parsedate(text):
        return dt.date(*parts[:3])
    days = {
        dt.date(each.year, each.month, each.day)
        for each in find(text, "en")
        if each.kind == "day" and each.year and each.month and each.day and not each.swapped
    }
    return days.pop() if len(days) == 1 else None
