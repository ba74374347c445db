"""The words that texts use for days, found with explicit patterns.

Month and weekday names are CLDR's (babel) for the article's language and English. Nothing
here knows the present date, so none can slip in where an article leaves a day open.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from aidememoire import persian
from aidememoire.daypatterns import NUMERALS, compiled, group
from aidememoire.wordlists import table

Kind = Literal["weekday", "relative", "day"]

_CENTURY = 2000
_HUNDRED = 100
_BUDDHIST, _BUDDHIST_CENTURY = 543, 2500
_BEFORE = 12  # letters before a day that may say more of it
_EARLIEST, _LATEST = 1900, 2099
_MAY = 5


@dataclass(frozen=True, slots=True)
class Expression:
    """Words for a day in a text and what they say; `text[start:end]` are the words.

    Attributes:
        kind: "weekday" ("last Thursday"), "relative" ("today") or "day" ("10 June").
        start: Offset of the first character.
        end: Offset after the last one.
        year: The year, when the words give it.
        month: The month, 1 to 12; None where only the day of the month is given ("5日").
        day: The day of the month; None for a month or a year alone.
        weekday: 0 (Monday) to 6.
        offset: Days from the article's own: 0, -1 or -2.
        anchored: Whether the offset is from another day that the text names ("the day before").
        same: Whether it is the day that was spoken of last ("the same day").
        week: Whether the weekday is one of the week before ("上周四").
        persian: Whether month and day are those of the calendar of Iran, their year not given.
        before: Whether the words exclude the article's own day ("last Thursday").
        swapped: The day and month that the words may mean as well ("03/04/2020").
    """

    kind: Kind
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    offset: int | None = None
    before: bool = False
    swapped: tuple[int, int] | None = None
    anchored: bool = False
    same: bool = False
    week: bool = False
    persian: bool = False


@cache
def _number_patterns(language: str, which: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    names: dict[str, int] = getattr(compiled(language).names, which)
    ordered = sorted(names.items(), key=lambda item: len(item[0]), reverse=True)
    return tuple((re.compile(pattern, re.IGNORECASE), number) for pattern, number in ordered)


def number(word: str, language: str, *which: str) -> int | None:
    """The number that a name of a month ("months") or weekday stands for."""
    return next(
        (
            value
            for kind in which
            for pattern, value in _number_patterns(language, kind)
            if pattern.fullmatch(word)
        ),
        None,
    )


# What comes before the last day of a span ("from 10 to 12 June").
_SPAN = re.compile(r"\d{1,2}\s+(?:and|to|и|по|et|au|y|al|e|a|und|bis|ve|ile)\s+$", re.IGNORECASE)


@cache
def _ahead(which: str) -> re.Pattern[str]:
    """What makes a weekday one to come, before it or after it ("next", "prochain")."""
    words = "|".join(table("days")["parts"][which])
    pattern = rf"(?:{words})\s*$" if which == "ahead_before" else rf"\s*(?:{words})"
    return re.compile(pattern, re.IGNORECASE)


# The first year of a Japanese era, or of the Republic of China, less one.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_TEN = 10


def _figures(written: str) -> int:
    """The number that figures or Chinese numerals write: "28", "二十八", "二〇二五"."""
    if not set(written) & set(NUMERALS):
        return int(written)
    digits = written.translate(_DIGITS)
    if "十" not in digits:
        return int(digits)
    tens, _, ones = digits.partition("十")
    return int(tens or 1) * _TEN + int(ones.replace("十", "") or 0)


_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def _of_our_era(year: int, language: str) -> int:
    """The year of the common era: Thai texts count from the Buddha, two figures of it at times."""
    if language == "th" and year < _HUNDRED:
        year += _BUDDHIST_CENTURY
    return year - _BUDDHIST if language == "th" and year > _LATEST else year


def _is_name(word: str) -> bool:
    """Whether the word, if English, is a name by its capital ("May", "March", not "may")."""
    english = number(word, "en", "months", "weekdays") is not None
    return not (english and word[0].islower())


def _value(match: re.Match[str], key: str) -> int | None:
    groups = match.re.groupindex
    found = next((match[each] for each in groups if each[0] == key and each[1:].isdigit()
                  and match[each]), None)  # fmt: skip
    return _figures(found) if found else None


def _date(match: re.Match[str], language: str) -> Expression | None:
    groups = match.groupdict()
    named = groups.get("n4") or groups.get("n5")
    year, day, month = _value(match, "y"), _value(match, "d"), _value(match, "m")
    if named:
        if (language == "en" and not _is_name(named)) or _SPAN.search(
            match.string, max(0, match.start() - _BEFORE), match.start()
        ):
            return None
        month = number(named, language, "months")
    if year is not None and len(groups.get("y3") or "0000") < len("2000"):
        year += _CENTURY
    if year is not None:
        year = _of_our_era(year, language)
    if era := groups.get("era"):
        since = groups["e2"]
        year = _ERAS[era] + (1 if since == "元" else int(since))
    weekday = groups.get("wl")
    found = Expression(
        "day", match.start(), match.end(), year, month, day,
        number(weekday, language, "weekdays", "short_weekdays") if weekday else None,
    )  # fmt: skip
    if named := groups.get("n6"):
        return _of_iran(replace(found, month=number(named, language, "persian")))
    if language == "fa" and year is not None and persian.is_year(year):
        return _of_iran(found)
    if groups.get("m3") and groups.get("sep") != ".":
        found = _ordered(found, language)
    return found if _exists(found) else None


def _of_iran(found: Expression) -> Expression | None:
    """A day of the calendar of Iran: as one of the common calendar, if its year is given."""
    day = persian.common(found.year, found.month or 1, found.day or 1)
    if day is None:
        return None
    if found.year is None:
        return replace(found, persian=True)
    return replace(found, year=day.year, month=day.month, day=day.day)


def _ordered(found: Expression, language: str) -> Expression:
    """Numbers parted by strokes: day first, but in English month first where both are possible."""
    day, month = found.day or 0, found.month or 0
    months = 12
    if day <= months and (month > months or language == "en"):
        day, month = month, day
    both = day <= months and month <= months and day != month
    other = (month, day) if both else None
    return Expression("day", found.start, found.end, found.year, month, day, found.weekday,
                      swapped=other)  # fmt: skip


def _exists(found: Expression) -> bool:
    # 29 February stands for a day of some year.
    year = found.year or 2000
    if not _EARLIEST <= year <= _LATEST:
        return False
    try:
        dt.date(year, found.month or 1, found.day or 1)
    except ValueError:
        return False
    return True


def _read(match: re.Match[str], text: str, language: str) -> Expression | None:
    groups = match.groupdict()
    if groups.get("r8"):
        same = number(groups["r8"], language, "same") is not None
        offset = number(groups["r8"], language, "same", "relative", "earlier")
        anchored = number(groups["r8"], language, "relative") is None
        return Expression(
            "relative", match.start(), match.end(), offset=offset, anchored=anchored, same=same
        )
    named = groups.get("w7") or groups.get("w17")
    if named is None:
        return _date(match, language)
    if not _is_name(named) or _is_ahead(match, text):
        return None
    return Expression(
        "weekday", match.start(), match.end(), day=_value(match, "d"),
        weekday=number(named, language, "weekdays", "numbered"),
        before=bool(groups.get("past")), week=bool(groups.get("week")),
    )  # fmt: skip


def _is_ahead(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    return bool(
        _ahead("ahead_before").search(before) or _ahead("ahead_after").match(text, match.end())
    )


def find(text: str, language: str) -> list[Expression]:
    """The expressions for days in a text, in its order, not overlapping.

    Spans of days ("May 10-11") and months or years alone are none.

    Args:
        text: Any text.
        language: ISO 639 code of its language; English words are found in any.
    """
    days = compiled(language)
    return _found(text, language, (*days.dates_in(text), *days.others))


def find_dates(text: str, language: str) -> list[Expression]:
    """The dates among the expressions that `find` finds: all that give a month."""
    return _found(text, language, compiled(language).dates_in(text))


def _found(text: str, language: str, patterns: Iterable[re.Pattern[str]]) -> list[Expression]:
    found: list[Expression] = []
    taken = bytearray(len(text))
    for pattern in patterns:
        for match in pattern.finditer(text):
            if 1 in taken[match.start() : match.end()]:
                continue
            if expression := _read(match, text, language):
                found.append(expression)
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return sorted(found, key=lambda expression: expression.start)


@cache
def _month_pattern(language: str) -> re.Pattern[str]:
    names = group("month", compiled(language).names.months)
    return re.compile(
        rf"(?<!\w){names}(?!\w)\.?(?:,?\s*(?:del?\s+|of\s+)?(?P<year>\d{{4}})(?!\d))?"
        r"|(?<!\d)(?P<only>\d{4})(?:\s?年(?:(?P<m>\d{1,2})月)?)?(?!\d)",
        re.IGNORECASE,
    )


def month_or_year(words: str, language: str) -> tuple[int | None, int | None]:
    """The year and the month that words without a day say; None for what they don't."""
    match = _month_pattern(language).search(words)
    if match is None:
        return None, None
    year = match["year"] or match["only"]
    month = number(match["month"], language, "months") if match["month"] else None
    month = int(match["m"]) if match["m"] else month
    if year and not _EARLIEST <= int(year) <= _LATEST:
        return None, None
    return int(year) if year else None, month
