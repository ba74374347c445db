"""Days: what "Thursday" or "10 June" in an article means, and the article's own date.

Everything is resolved against the article's own date, never against the present.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from aidememoire import persian
from aidememoire.daywords import Expression, Kind, find, month_or_year
from aidememoire.owndate import DayFound, DayGiven, is_dateline, published

__all__ = [
    "DayFound",
    "DayGiven",
    "DayWords",
    "day_words",
    "is_dateline",
    "published",
    "reference_day",
    "resolve",
]


@dataclass(frozen=True)
class DayWords:
    """Words for one day in a text: `text[start:end] == words`."""

    words: str
    start: int
    end: int
    kind: Kind
    anchored: bool = False
    """Whether it is the day before another that the text names ("the previous day")."""
    same: bool = False
    """Whether it is the day that was spoken of last ("the same day")."""


def day_words(text: str, language: str = "en") -> list[DayWords]:
    """The words for single days in a text: "Thursday", "yesterday", "on 10 June" (the day).

    Days ahead ("next Friday"), spans ("May 10-11"), months and years are none.

    Args:
        text: A sentence or any other text.
        language: ISO 639 code of its language; English words are found in any.
    """
    return [
        DayWords(
            text[each.start : each.end], each.start, each.end, each.kind, each.anchored, each.same
        )
        for each in find(text, language)
    ]


def resolve(words: str, published: dt.date | None, language: str = "en") -> dt.date | None:
    """The day that an article's words name.

    A weekday, "today" and "yesterday" are the nearest such day not after the article's own
    date; a missing year is the one that puts the day nearest to it, not after it.

    Args:
        words: The words, with what may stand around them ("late on Thursday", "Jan. 13").
        published: The article's own date.
        language: ISO 639 code of the article's language.

    Returns:
        The day; None when the words name none or more than one, or leave it open and the article
        has no date.
    """
    found = find(words, language)
    dated = [each for each in found if each.kind == "day"]
    values = {_value(each, published) for each in dated or found}
    return values.pop() if len(values) == 1 else None


def _value(found: Expression, published: dt.date | None) -> dt.date | None:
    if found.kind == "day":
        year = found.year
        if year is not None and found.month and found.day:
            return _on(found, year)
        return _latest(found, published) if published else None
    if published is None:
        return None
    if found.offset is not None:
        return _shifted(published, -found.offset)
    return _of_week(found, published)


def _of_week(found: Expression, published: dt.date) -> dt.date | None:
    """The day of a weekday."""
    numbered = _latest(found, published) if found.day else None
    # "Monday 25": a number that does not go with the weekday is one of something else.
    if numbered and numbered.weekday() == found.weekday:
        return numbered
    weekday = found.weekday or 0
    if found.week:
        return _shifted(published, published.weekday() + 7 - weekday)
    back = (published.weekday() - weekday) % 7
    return _shifted(published, back or (7 if found.before else 0))


def _shifted(day: dt.date, back: int) -> dt.date | None:
    try:
        return day - dt.timedelta(days=back)
    except OverflowError:
        return None


def _on(found: Expression, year: int) -> dt.date | None:
    """The day in a year of its own calendar, if there is one."""
    month, day = found.month or 1, found.day or 1
    if found.persian:
        return persian.common(year, month, day)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


# 29 February is eight years away at most; a day of the month, two months.
_YEARS_BACK = 8
_MONTHS_BACK = 3


def _latest(found: Expression, published: dt.date) -> dt.date | None:
    """The last such day that is not after the article's own date."""
    if found.month:
        this = persian.year_of(published) if found.persian else published.year
        tried = [(this - back, found.month) for back in range(_YEARS_BACK + 1)]
    else:
        count = published.year * 12 + published.month - 1
        tried = [((count - b) // 12, (count - b) % 12 + 1) for b in range(_MONTHS_BACK + 1)]
    for year, month in tried:
        value = _on(replace(found, month=month), year)
        if value is not None and value <= published:
            return value
    return None


def reference_day(words: str, published: dt.date | None, language: str = "en") -> str | None:
    """The date of an agreement, resolution or meeting, as far as the words say it.

    A missing year is the article's own, or the one that puts the date nearest to the article's
    date where its own year puts it far away, before or after: a meeting may be still to come.
    Of a span the first day counts.

    Args:
        words: The words ("September 17, 2018", "the 10 November statement", "2015").
        published: The article's own date.
        language: ISO 639 code of the article's language.

    Returns:
        YYYY-MM-DD, YYYY-MM or YYYY; None when the words name no date or more than one.
    """
    found = find(words, language) or find(_SPAN.sub(r"\1", words), language)
    if len(found) > 1:
        value = resolve(words, published, language)
        return value.isoformat() if value else None
    if found and (found[0].persian or not (found[0].month and found[0].year is None)):
        value = _value(found[0], published)
        return value.isoformat() if value else None
    year, month = (None, found[0].month) if found else month_or_year(words, language)
    if year is None and (month is None or published is None):
        return None
    if year is not None or published is None:
        return f"{year:04}-{month:02}" if month else f"{year:04}"
    return _nearest(month or 1, found[0].day if found else None, published)


# "18 and 19 November", "June 23-24": the first day, and what makes it a span.
_SPAN = re.compile(
    r"\b(\d{1,2})(?:\s?[-–—]\s?|\s+(?:and|to|и|по|et|au|y|al|e|a|und|bis|ve|ile)\s+)\d{1,2}\b"
)
_MID_MONTH = 15
_FAR = dt.timedelta(days=200)


def _nearest(month: int, day: int | None, published: dt.date) -> str | None:
    near: list[dt.date] = []
    for year in range(published.year - _YEARS_BACK, published.year + _YEARS_BACK + 1):
        try:
            near.append(dt.date(year, month, day or _MID_MONTH))
        except ValueError:
            continue  # 29 February, or a year out of range
    if not near:
        return None
    best = min(
        near,
        key=lambda value: (
            value.year != published.year or abs(value - published) > _FAR,
            abs(value - published),
        ),
    )
    return best.isoformat() if day else f"{best:%Y-%m}"
