"""The patterns by which words for days are found, language by language.

The name of a group says what it holds: `y` a year, `m` a month in figures, `d` a day of the month,
`n` the name of a month, `w` that of a weekday, `r` a word such as "today"; the figure behind it
tells the patterns apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from aidememoire.daynames import UNSPACED, Names, merged, names_of
from aidememoire.wordlists import table


def group(label: str, patterns: Iterable[str]) -> str:
    """A named group of any of the patterns, the longest first; one that never matches of none."""
    longest_first = sorted(patterns, key=len, reverse=True)
    return f"(?P<{label}>{'|'.join(longest_first)})" if longest_first else f"(?P<{label}>(?!))"


# What follows the first day of a span ("May 10-11", "May 10 and 11").
_NO_SPAN = (
    r"(?!\s?[-–—]\s?\d{1,2}(?![\d:.]))(?!\s+(?:and|to|и|et|y|e|und|ve)\s+\d{1,2}\b(?![:.]\d))"
)
NUMERALS = "〇零○一二三四五六七八九十"
"""Chinese numerals, as they stand in days that are written out."""


def _day_patterns(names: Names, language: str) -> Iterator[str]:
    weekday = group("wl", [*names.weekdays, *names.short_weekdays])
    lead = rf"(?:(?<!\w){weekday}\.?,?\s+(?:de[nm]\s+|le\s+|ngày\s+)?)?"
    yield (
        rf"{lead}(?<![\d/.-])(?P<y1>\d{{4}})(?P<sep>[-/.])(?P<m1>\d{{1,2}})(?P=sep)"
        r"(?P<d1>\d{1,2})(?!\d)"
    )
    yield (
        r"(?:(?:(?<!\d)(?P<y2>\d{4})|(?P<era>令和|平成|昭和|民國|民国)\s?(?P<e2>\d{1,3}|元))\s?[年년]\s?)?"
        r"(?P<m2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})\s?[日号號일]"
    )
    yield (
        rf"(?:(?P<y9>[{NUMERALS}]{{4}})年)?(?<![{NUMERALS}])(?P<m9>[{NUMERALS}]{{1,2}})月"
        rf"(?P<d9>[{NUMERALS}]{{1,3}})[日号號]"
    )
    if language == "vi":
        yield r"(?<!\w)ngày\s+(?P<d10>\d{1,2})[/.](?P<m10>\d{1,2})(?:[/.](?P<y10>\d{4}))?(?![\d/])"
    yield (
        rf"{lead}(?<![\d/.-])(?P<d3>\d{{1,2}})(?P<sep>[./-])(?P<m3>\d{{1,2}})(?P=sep)"
        r"(?P<y3>\d{4}|(?<=\.)\d\d)(?![\d/-]|\.\d)"
    )
    if language == "th":
        month = group("n4", names.months)
        yield rf"(?<!\d)(?P<d18>\d{{1,2}})\s?{month}\.?\s?(?P<y18>\d\d)(?![\d.:])"
    if names.persian:
        month = group("n6", names.persian)
        yield (
            rf"{lead}(?<![\d.,:/–—-])(?P<d8>\d{{1,2}})\s+{month}(?!\w)(?:\s?ماه)?"
            r"(?:(?:\s+سال)?\s+(?P<y8>\d{4})(?!\d))?"
        )
    yield from _named(names, language, lead)


def _named(names: Names, language: str, lead: str) -> Iterator[str]:
    """Days with the month's name: "10 June 2020", "June 10", "2021-yil 9-iyul"."""
    month = group("n4", names.months)
    # Arabic names the month twice: "6 يناير/كانون الثاني 2021".
    twice = rf"(?:\s?/\s?(?:{'|'.join(names.months)})(?!\w))?" if language == "ar" else ""
    parts = table("days")["parts"]
    before = "|".join(parts["year_before"])
    after = "|".join(parts["year_after"])

    def year(number: int) -> str:
        return rf"(?:(?<!\d)(?P<y{number}>\d{{4}})(?:{before})\s+)?"

    yield (
        rf"{lead}{year(14)}(?:(?<![\d.,:/–—-])|(?<=[א-ת][-־]))(?P<d4>\d{{1,2}})"
        rf"(?:st|nd|rd|th|er|[.º°]|-?го)?(?:\s*|-)"
        rf"(?:(?:de|of|d['’]|ב)\s*)?(?<!\d){month}(?!\w){twice}\.?"
        rf"(?:(?:,?\s*(?:{after})?|-)(?P<y4>\d{{4}})(?!\d))?"
    )
    month = group("n5", names.months)
    yield (
        rf"{lead}{year(15)}(?<!\w){month}\.?\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%])"
        rf"(?![:.,]\d){_NO_SPAN}(?:,?\s+(?P<y5>\d{{4}})(?!\d))?"
    )


# What stands around a word for a day. Arabic and Hebrew write "and", "on" and the like on to it,
# Thai has no spaces.
_EDGES = {
    "ar": (r"(?<!\w)[وفب]?", r"(?!\w)"),
    "he": (r"(?<!\w)[ובהלמש]{0,2}", r"(?!\w)"),
    "th": ("", ""),
}
# The day of the month beside a weekday: "na terça (3)", "el lunes 4".
_NUMBERED = r"(?:\s*[(（](?P<d7>\d{1,2})[)）]|\s+(?P<d17>\d{1,2})(?![\w:/%-]|[.,]\d))?"


def _other_patterns(names: Names, language: str) -> Iterator[str]:
    if language in UNSPACED:
        # "昨（26）日", as Taiwan's papers say which day yesterday was.
        yield r"[昨今前]\s?[（(](?P<d16>\d{1,2})[)）]\s?[日天晚夜晨早]"
        begun = r"(?:(?<![\d月年至到-])|(?<=[本當当]月))"
        yield rf"{begun}(?P<d6>\d{{1,2}})[日号號](?!\d|[电電讯訊至间間])"
        week = rf"(?P<week>{'|'.join(table('days')['parts']['week'])})?"
        yield rf"{week}{group('w7', names.weekdays)}"
        yield from _relative(names, "", "")
        return
    if language == "ko":
        yield r"(?<![\d월년])(?<![월년]\s)(?P<d6>\d{1,2})일(?!\d|간|째|\s?동안|부터)"
        yield rf"(?P<week>지난\s?주\s?)?{group('w7', names.weekdays)}"
        yield from _relative(names, r"(?<!\w)", r"(?!날)")
        return
    if language == "th":
        # After the full dates: "วันที่ 17 สิงหาคม" is one of these.
        yield r"วัน[ก-๎]{0,14}ที่\s?(?P<d19>\d{1,2})(?![\d.:])"
    start, end = _EDGES.get(language, (r"(?<!\w)", r"(?!\w)"))
    before = r"(?P<past>\b(?:last|this past|past|previous)\s+)?"
    yield rf"{before}{start}{group('w7', names.weekdays)}{end}{_NUMBERED}"
    if names.numbered:
        yield rf"{start}{group('w17', names.numbered)}\s*\((?P<d27>\d{{1,2}})\)"
    yield from _relative(names, start, end)


def _relative(names: Names, start: str, end: str) -> Iterator[str]:
    yield rf"{start}{group('r8', names.relative | names.earlier | names.same)}{end}"


@dataclass(frozen=True)
class Compiled:
    """What days of a language are found with.

    Attributes:
        names: The names of the language and of English.
        dates: The patterns of dates, in the order to try them. All hold a figure.
        others: Those of other words for days, which are tried after them.
    """

    names: Names
    dates: tuple[re.Pattern[str], ...]
    others: tuple[re.Pattern[str], ...]

    def dates_in(self, text: str) -> tuple[re.Pattern[str], ...]:
        """The patterns of dates that can match in a text: most sentences have no figure."""
        return self.dates if _FIGURE.search(text) else ()


_FIGURE = re.compile(rf"[\d{NUMERALS}]")


@cache
def compiled(language: str) -> Compiled:
    """The names of a language and of English, and the patterns of days."""
    names = names_of("en") if language == "en" else merged(names_of(language), names_of("en"))
    others = [*_other_patterns(names, language)]
    if language in UNSPACED or language == "ko":
        others += _other_patterns(names_of("en"), "en")
    return Compiled(names, _ready(_day_patterns(names, language)), _ready(others))


def _ready(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
