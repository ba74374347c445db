"""The article's own date: the day that the page prints as when it was published."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from aidememoire.article import Article
from aidememoire.daywords import Expression, find, find_dates
from aidememoire.wordlists import table


@dataclass(frozen=True)
class DayFound:
    """The article's own date, where it is printed: `text[start:end] == words`."""

    value: dt.date
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class DayGiven:
    """The article's own date, as its input gave it; the text does not print it."""

    value: dt.date


# How surely a date is the article's own.
_LABELLED, _ALONE, _LISTED, _LOOSE, _CHANGED = 5, 4, 3, 2, 1
_HEAD_LINES = 14
_TAIL_LINES = 6
_LONGEST_LINE = 220
_PROSE = 70
_LONGEST_PLACE = 45
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_PROSE_END = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*\s*$")
# Between the parts of a head line: "By Trend | 18.02.2021 · Print".
_SEPARATOR = re.compile(r"(?:^|[|·•/:：»>(（\[\]–—-]|\s{2,}|[\t\u3000]|,)\s*$")
_CLOCK = re.compile(
    r"\s*[T,|/·–—-]?\s*(?:at|à|um|в|saat|às|a las|ore)?\s*\d{1,2}\s?[.:hH]\s?\d{2}", re.IGNORECASE
)
# A place before the date that opens a dateline: "PORT SAID, Egypt (Agency) – ", "Jeddah, Shawwal
# 04, 1442, " with the day of another calendar, "أبوظبي في ".
_PLACE = re.compile(
    r"\s*[^\W\d_][\w .'’/-]{0,40}(?:,\s[^\W\d_][\w .'’-]{0,25})?(?:\s?\([^)]{0,30}\))?"
    r"(?:\s?[,:،]|\s[–—-]|\s(?=في\s))\s*(?:(?:\w+\s\d{1,2}|\d{1,2}\s\w+),?\s1[34]\d\d,\s?)?"
    r"(?:(?:le|den|a|em|el|dnia|dne|في)\s+)?"
)
# Chinese datelines run on: "环陆社莫斯科2025年3月14日电".
_WIRED = re.compile(r"\s?[电電讯訊]")
# So do those of agencies that put no comma after the place: "بكين 12 يوليو 2024 (وكالة) -- ".
_AGENCY = re.compile(r"\s?(?:\([^()]{2,40}\)|/[^/]{2,40}/)\s?(?:--?|[–—:])\s")
_AGENCY_PLACE = re.compile(r"[^\W\d_][\w'’-]*(?:\s[^\W\d_][\w'’-]*){0,2}\s")
_AFTER_DATELINE = re.compile(
    r"\s?(?:\b(?:года?|год|г|року|р|жыл|ж|yil|il|m|gada)\b)?\s*(?:[.,(/—–|:]|--?|$)"
)
_ALONE_LEFT = re.compile(
    r"(?:[\W\d_]|\b(?:[AaPp]\.?[Mm]|UTC|GMT|Z|[A-Z]{2,4}T|IST|Uhr|ET|le|T|года?|год|г|م|ص|h|hrs?"
    r"|at|às|à|ngày|ore|um|saat|saati|в|о|a las|lúc|pukul|WIB|godz|kl|год[аы]?|р|r|жыл|ж|yil|il"
    r"|على الساعة|الساعة|ساعت|時|时|分|点|點|星期[一二三四五六日天]|[月火水木金土日]曜日)\b)*"
)


# What a line with a year has, but in Thai, which writes its last two figures alone.
_YEAR = re.compile(r"\d{4}|\.\d\d|[年년]")


@cache
def _label_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    def pattern(words: list[str]) -> re.Pattern[str]:
        any_of = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        edge = r"(?:^|[|·•/»>.(–—-]|\s{2,}|[\t\u3000])\s*"
        loose = r"\s*(?:on|at|am|le|em|el)?\s*(?:\w+,)?\s*$"
        return re.compile(
            rf"(?:{edge}(?:{any_of})(?:\s*[:：/]|\s){loose})|(?<!\w)(?:{any_of})\s?[:：]{loose}",
            re.IGNORECASE,
        )

    return pattern(table("days")["labels"]["own"]), pattern(table("days")["labels"]["changed"])


def published(article: Article) -> DayFound | DayGiven | None:
    """The article's own date: the one that its input gave, else the one that it prints.

    Args:
        article: The article, with its language.

    Returns:
        The day, and where the text prints it, if it does.
    """
    printed = _printed(article)
    given = article.given.published
    if given is None or (printed is not None and printed.value == given):
        return printed
    return DayGiven(given)


def _printed(article: Article) -> DayFound | None:
    """The day printed as the article's own date.

    It stands in a line of the page's head (a date line, a byline, beside a label such as
    "Published:"), opens the text in a dateline, or stands so at the end of the page. Days
    in the sentences of the body are events, and a dateline without a year is no date.
    """
    lines = [match for match in _LINE.finditer(article.text) if match[0].strip()]
    best: tuple[int, int] | None = None
    chosen: Expression | None = None
    for index, line in enumerate(lines):
        head, tail = index < _HEAD_LINES, index >= len(lines) - _TAIL_LINES
        if not (head or tail):
            continue
        for found, rank in _ranked(line[0], article.language):
            if not head and rank not in {_LABELLED, _ALONE}:
                continue
            # Of equals the first; the head before the tail.
            key = (rank if head else rank - _ALONE, -line.start() - found.start)
            if best is None or key > best:
                best = key
                shift = line.start()
                chosen = replace(found, start=found.start + shift, end=found.end + shift)
    if chosen is None:
        return None
    value = _own_value(chosen, article)
    return DayFound(value, chosen.start, chosen.end, article.text[chosen.start : chosen.end])


def _ranked(line: str, language: str) -> Iterator[tuple[Expression, int]]:
    """The full dates of a line that may be the article's own, each with how surely."""
    if language != "th" and not _YEAR.search(line):
        return
    own, changed = _label_patterns()
    prose = len(line) > _LONGEST_LINE or (
        len(line.strip()) > _PROSE and bool(_PROSE_END.search(line))
    )
    opening = line[:_LONGEST_LINE]
    for found in find_dates(line, language):
        if found.kind != "day" or not (found.year and found.month and found.day):
            continue
        before = line[max(0, found.start - _LONGEST_LINE) : found.start]
        if changed.search(before):
            yield found, _CHANGED
        elif own.search(before):
            yield found, _LABELLED
        elif is_dateline(opening, found.start, found.end):
            yield found, _LISTED
        elif not prose and (rank := _rank_in_head(line, before, found)):
            yield found, rank


def is_dateline(line: str, start: int, end: int) -> bool:
    """Whether the day at `line[start:end]` is that of a dateline ("PORT VILA, 10 June (Agency) –").

    Args:
        line: A line or a sentence, from its first character.
        start: Where the day starts.
        end: Where it ends.
    """
    if _WIRED.match(line, end):
        return True
    if _AGENCY.match(line, end) and _AGENCY_PLACE.fullmatch(line, 0, start):
        return True
    place = _PLACE.fullmatch(line, 0, start) if start <= _LONGEST_PLACE else None
    if place is None or not _AFTER_DATELINE.match(line, end):
        return False
    words = re.findall(r"[^\W\d_]+", place[0])
    small: int = sum(word[0].islower() for word in words)
    return small <= len(words) / 2


def _rank_in_head(line: str, before: str, found: Expression) -> int:
    if _ALONE_LEFT.fullmatch(before) and _ALONE_LEFT.fullmatch(line, found.end):
        return _ALONE
    if _SEPARATOR.search(before):
        return _LISTED
    timed = _CLOCK.match(line, found.end) is not None
    word = re.search(r"(\w+)\W*$", before)
    # "agreement of 9 November 2020" is a headline's matter, not its date.
    named = word is not None and not word[1][0].islower()
    return _LOOSE if timed or named else 0


def _own_value(found: Expression, article: Article) -> dt.date:
    """The date's value; day and month in the order that the page itself shows where both fit."""
    year, month, day = found.year or 0, found.month or 1, found.day or 1
    if found.swapped is None:
        return dt.date(year, month, day)
    first, second = dt.date(year, month, day), dt.date(year, found.swapped[1], found.swapped[0])
    if found.weekday is not None and first.weekday() != second.weekday():
        return second if second.weekday() == found.weekday else first
    return second if article.language == "en" and _day_first(article.text, found.end) else first


_MONTH_FIRST = re.compile(r"\b[A-Z][a-z]{2,8}\.? \d{1,2}\b(?!:)")
_DAY_FIRST = re.compile(r"\d{1,2}(?:st|nd|rd|th)? (?:of )?[A-Z]")
_STROKES = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/\d{4}(?![\d/])")
_CLOCK_OF_24 = re.compile(
    r"[\s,|·•@/–—-]{0,4}(?:at\s)?(?:1[3-9]|2[0-3]|0\d)[.:h]\d\d(?!\d)(?!:?\d*\s?[ap]\.?m)",
    re.IGNORECASE,
)
_MONTHS = 12


def _day_first(text: str, end: int) -> bool:
    """Whether an English text puts the day before the month.

    Its other dates in figures show it; if none does, a clock of 24 hours beside its own date goes
    with the day before the month; else it does where it mostly writes "13 January".
    """
    strokes = [(int(each[1]), int(each[2])) for each in _STROKES.finditer(text)]
    first = sum(one > _MONTHS for one, _ in strokes)
    last = sum(two > _MONTHS for _, two in strokes)
    if first == last and _CLOCK_OF_24.match(text, end):
        return True
    if first == last:
        for each in find(text, "en"):
            if each.kind == "day" and each.swapped is None:
                words = text[each.start : each.end]
                last += bool(_MONTH_FIRST.search(words))
                first += bool(_DAY_FIRST.search(words))
    return first > last
