"""The words that texts use for days, found with explicit patterns.

Month and weekday names are CLDR's (babel) for the article's language and English. Nothing
here knows the present date, so none can slip in where an article leaves a day open.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from aidememoire.daynames import UNSPACED, Names, merged, names_of

Kind = Literal["weekday", "relative", "day"]

_CENTURY = 2000
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
        offset: Days from the article's own: 0 or -1.
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


def _group(label: str, patterns: Iterable[str]) -> str:
    longest_first = sorted(patterns, key=len, reverse=True)
    return f"(?P<{label}>{'|'.join(longest_first)})" if longest_first else f"(?P<{label}>(?!))"


# What follows the first day of a span ("May 10-11", "May 10 and 11").
_NO_SPAN = (
    r"(?!\s?[-–—]\s?\d{1,2}(?![\d:.]))(?!\s+(?:and|to|и|et|y|e|und|ve)\s+\d{1,2}\b(?![:.]\d))"
)


def _day_patterns(names: Names) -> Iterator[str]:
    weekday = _group("wl", [*names.weekdays, *names.short_weekdays])
    lead = rf"(?:(?<!\w){weekday}\.?,?\s+(?:de[nm]\s+|le\s+)?)?"
    yield (
        rf"{lead}(?<![\d/.-])(?P<y1>\d{{4}})(?P<sep>[-/.])(?P<m1>\d{{1,2}})(?P=sep)"
        r"(?P<d1>\d{1,2})(?!\d)"
    )
    yield (
        r"(?:(?<!\d)(?P<y2>\d{4})\s?[年년]\s?)?(?P<m2>\d{1,2})\s?[月월]\s?"
        r"(?P<d2>\d{1,2})\s?[日号號일]"
    )
    yield (
        rf"{lead}(?<![\d/.-])(?P<d3>\d{{1,2}})(?P<sep>[./-])(?P<m3>\d{{1,2}})(?P=sep)"
        r"(?P<y3>\d{4}|(?<=\.)\d\d)(?![\d/-]|\.\d)"
    )
    month = _group("n4", names.months)
    yield (
        rf"{lead}(?<![\d.,:/–—-])(?P<d4>\d{{1,2}})(?:st|nd|rd|th|er|[.º°]|-?го)?\s*"
        rf"(?:(?:de|of|d['’])\s*)?(?<!\d){month}(?!\w)\.?(?:,?\s*(?:del?\s+)?(?P<y4>\d{{4}})(?!\d))?"
    )
    month = _group("n5", names.months)
    yield (
        rf"{lead}(?<!\w){month}\.?\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%])(?![:.,]\d)"
        rf"{_NO_SPAN}(?:,?\s+(?P<y5>\d{{4}})(?!\d))?"
    )


def _other_patterns(names: Names, language: str) -> Iterator[str]:
    if language in UNSPACED:
        yield r"(?<![\d月年])(?P<d6>\d{1,2})[日号](?!\d|电)"
        yield _group("w7", names.weekdays)
        yield _group("r8", names.relative)
        return
    # Arabic writes "and", "on" and the like on to the word.
    start, end = (r"(?<!\w)[وفب]?", r"(?!\w)") if language == "ar" else (r"(?<!\w)", r"(?!\w)")
    before = r"(?P<past>\b(?:last|this past|past|previous)\s+)?"
    yield rf"{before}{start}{_group('w7', names.weekdays)}{end}"
    yield rf"{start}{_group('r8', names.relative)}{end}"


@cache
def _compiled(language: str) -> tuple[Names, tuple[re.Pattern[str], ...]]:
    names = names_of("en") if language == "en" else merged(names_of(language), names_of("en"))
    patterns = [*_day_patterns(names), *_other_patterns(names, language)]
    if language in UNSPACED:
        patterns += _other_patterns(names_of("en"), "en")
    return names, tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


@cache
def _number_patterns(language: str, which: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    names: dict[str, int] = getattr(_compiled(language)[0], which)
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


_ENGLISH = re.compile(r"[a-z]+", re.IGNORECASE)
# What comes before the last day of a span ("from 10 to 12 June").
_SPAN = re.compile(r"\d{1,2}\s+(?:and|to|и|по|et|au|y|al|e|a|und|bis|ve|ile)\s+$", re.IGNORECASE)
_AHEAD = re.compile(r"\b(?:next|coming|following|upcoming|every|each)\s+$", re.IGNORECASE)


def _is_name(word: str) -> bool:
    """Whether the word, if English, is a name by its capital ("May", "March", not "may")."""
    english = number(word, "en", "months", "weekdays") is not None
    return not (english and word[0].islower())


def _value(match: re.Match[str], key: str) -> int | None:
    groups = match.re.groupindex
    found = next((match[each] for each in groups if each[0] == key and each[1:].isdigit()
                  and match[each]), None)  # fmt: skip
    return int(found) if found else None


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
    weekday = groups.get("wl")
    found = Expression(
        "day", match.start(), match.end(), year, month, day,
        number(weekday, language, "weekdays", "short_weekdays") if weekday else None,
    )  # fmt: skip
    if groups.get("m3") and groups.get("sep") != ".":
        found = _ordered(found, language)
    return found if _exists(found) else None


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
        offset = number(groups["r8"], language, "relative")
        return Expression("relative", match.start(), match.end(), offset=offset)
    if groups.get("w7"):
        if not _is_name(groups["w7"]) or _AHEAD.search(
            text, max(0, match.start() - _BEFORE), match.start()
        ):
            return None
        weekday = number(groups["w7"], language, "weekdays")
        past = bool(groups.get("past"))
        return Expression("weekday", match.start(), match.end(), weekday=weekday, before=past)
    return _date(match, language)


def find(text: str, language: str) -> list[Expression]:
    """The expressions for days in a text, in its order, not overlapping.

    Spans of days ("May 10-11") and months or years alone are none.

    Args:
        text: Any text.
        language: ISO 639 code of its language; English words are found in any.
    """
    found: list[Expression] = []
    taken = bytearray(len(text))
    for pattern in _compiled(language)[1]:
        for match in pattern.finditer(text):
            if 1 in taken[match.start() : match.end()]:
                continue
            if expression := _read(match, text, language):
                found.append(expression)
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return sorted(found, key=lambda expression: expression.start)


@cache
def _month_pattern(language: str) -> re.Pattern[str]:
    names = _group("month", _compiled(language)[0].months)
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
