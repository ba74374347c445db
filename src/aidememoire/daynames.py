"""The names of months, weekdays and days relative to now, language by language.

Months and weekdays are CLDR's (babel); the rest is in `data/days.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from babel import Locale, UnknownLocaleError

from aidememoire.wordlists import table

UNSPACED = frozenset({"zh", "ja"})
"""Languages whose words for days stand without spaces around them."""
_SLAVIC = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "pl", "cs", "sk", "sl", "hr", "bs"})
# Turkic names of months take endings ("oktyabrın 6-da", "11 қыркүйекте"), not so Turkish ones,
# which an apostrophe parts from them.
_SUFFIXING = frozenset({"az", "kk", "ky", "uz", "tk", "tt"})
_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "nb", "no", "fi", "et", "hu"})


@dataclass(frozen=True, slots=True)
class Names:
    """Patterns of names, each with its number: month 1 to 12, weekday 0 to 6, days from now."""

    months: dict[str, int]
    weekdays: dict[str, int]
    short_weekdays: dict[str, int]
    relative: dict[str, int]
    numbered: dict[str, int] = field(default_factory=dict)
    """Weekdays only where the day of the month stands beside them ("na segunda (3)")."""
    earlier: dict[str, int] = field(default_factory=dict)
    """Days from another day that the text names ("the day before")."""
    same: dict[str, int] = field(default_factory=dict)
    """Words for the day that was spoken of last ("the same day")."""
    persian: dict[str, int] = field(default_factory=dict)
    """Months of the calendar of Iran, 1 (Farvardin) to 12."""


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return None


def _inflected(name: str, language: str, longest: int) -> str:
    """A pattern of the name with the endings that the language puts to it."""
    if language in _SLAVIC and len(name) >= longest:
        stem = re.sub(r"(?<=\w{2})[аяйьиіыаеoaeiyę]$", "", name)
        return re.escape(stem) + r"\w{0,3}"
    if language in _COMPOUNDING:
        return re.escape(name) + r"\w*"
    return re.escape(name)


def _suffixed(name: str, language: str, longest: int) -> str:
    """The same for the name of a month."""
    if language in _SUFFIXING:
        return re.escape(name) + r"\w{0,4}"
    return _inflected(name, language, longest)


def _add_own(names: Names, language: str) -> None:
    """Add the names that CLDR lacks."""
    for offset, key in ((0, "today"), (-1, "yesterday"), (-2, "ereyesterday"), (-1, "earlier")):
        kept = names.earlier if key == "earlier" else names.relative
        for word in table("days")[key].get(language, ()):
            kept[re.escape(word).replace(r"\ ", r"\s+")] = offset
    for stem in table("days")["yesterdays"].get(language, ()):
        names.relative[rf"{stem}\w*"] = -1
    names.same.update(dict.fromkeys(table("days")["same"].get(language, ()), 0))
    for key, days in (("weekdays", names.weekdays), ("numbered_weekdays", names.numbered)):
        for number, more in enumerate(table("days")[key].get(language, ())):
            days.update((re.escape(name), number) for name in more)
    for key, months in (("months", names.months), ("persian_months", names.persian)):
        for number, more in enumerate(table("days")[key].get(language, ()), 1):
            months.update((re.escape(name), number) for name in more)


@cache
def names_of(language: str) -> Names:
    """The names of one language, without the English ones."""
    names = Names({}, {}, {}, {})
    _add_own(names, language)
    locale = _locale(language)
    if locale is None:
        return names
    # Not the stand-alone names: babel's are those of whichever locale was read before.
    for number, name in locale.months["format"]["wide"].items():
        names.months[_suffixed(name, language, 3)] = number
    for number, name in locale.months["format"]["abbreviated"].items():
        names.months.setdefault(re.escape(name.rstrip(".")), number)
    for number, name in locale.days["format"]["wide"].items():
        names.weekdays[_inflected(name, language, 4)] = number
    for number, name in locale.days["format"]["abbreviated"].items():
        # Chinese short names are whole words; the Japanese "日" stands for Japan and for a day.
        short = names.weekdays if language == "zh" else names.short_weekdays
        short[re.escape(name.rstrip("."))] = number
    if language == "zh":
        # Taiwan and Hong Kong write "週三" and "禮拜三"; CLDR's names are those of the mainland.
        for at, sign in enumerate(("一", "二", "三", "四", "五", "六", "[日天]")):
            names.weekdays[f"(?:[周週]|星期|[礼禮]拜){sign}"] = at
    return names


def merged(first: Names, second: Names) -> Names:
    """The names of two languages; the second's win."""
    return Names(
        first.months | second.months,
        first.weekdays | second.weekdays,
        first.short_weekdays | second.short_weekdays,
        first.relative | second.relative,
        first.numbered | second.numbered,
        first.earlier | second.earlier,
        first.same | second.same,
        first.persian | second.persian,
    )
