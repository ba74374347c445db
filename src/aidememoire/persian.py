"""Days of the calendar of Iran and Afghanistan ("14 Khordad 1403"), as days of the common one."""

from __future__ import annotations

import datetime as dt

from persiantools.jdatetime import JalaliDate

_YEARS = range(1279, 1479)
"""Those that begin in 1900 to 2099."""
_LEAP = 1403


def is_year(year: int) -> bool:
    """Whether a number can be a year of this calendar, and none of the common one."""
    return year in _YEARS


def year_of(day: dt.date) -> int:
    """The year of this calendar that a day is in."""
    return int(JalaliDate(day).year)


def common(year: int | None, month: int, day: int) -> dt.date | None:
    """The day in the common calendar; None where there is no such day.

    Args:
        year: The year; None to learn whether there is such a day in any.
        month: The month, 1 (Farvardin) to 12.
        day: The day of the month.
    """
    try:
        return JalaliDate(_LEAP if year is None else year, month, day).to_gregorian()
    except ValueError:
        return None
