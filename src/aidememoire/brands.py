"""Which lines of a page are the name of its publisher, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale, UnknownLocaleError

from aidememoire import parties
from aidememoire.offices import begins_as_office, is_office
from aidememoire.outletnames import (
    DATED,
    TITLED,
    WORD,
    bare,
    credits_one,
    has_desk,
    is_furniture,
    is_media,
    is_name,
    is_unspaced,
    trimmed,
)
from aidememoire.publishers import agency, fold, is_address, listed, squeeze, words

_LONGEST_LINE = 180
_BRAND = 3
"""How much must speak for a line to be a name."""
_FEWEST_ECHOED = 5
_MOST_OF_MASTHEAD = 4
_FEWEST_UNSPACED = 4

_PARTS = re.compile(r"\s*(?:[|·•»›>→｜／]|/\s|//|\s[-–—/]\s|\s[–—]|[–—]\s|\s{2,}|\t|\u3000)\s*")
_PLACED = re.compile(r"([^()]{2,40})\s\(([^()]{4,45})\)")
_LETTERS = re.compile(r"[^\W\d_]+")
_QUOTED_FIRST = re.compile(r"《(?P<name>[^《》]{2,14})》")


def brand_in(
    line: str, *, first: int, echo: str, language: str = "en", masthead: bool = False
) -> Iterator[tuple[str, int]]:
    """The parts of a line that may be the publisher's name, each with how much speaks for it.

    Args:
        line: A line that is no sentence.
        first: How much its place speaks for it.
        echo: What other furniture says, squeezed: a name that stands there too is surer.
        language: The article's, for the countries that a section is called by.
        masthead: Whether it heads the page and the article says nothing of its words, so that
            the names of the languages that write them in small letters can be told.
    """
    line = line.replace("\n", " ").strip()
    if len(line) > _LONGEST_LINE or credits_one((WORD.findall(line) or [""])[0]):
        return
    quoted = TITLED.match(line) or (_QUOTED_FIRST.match(line) if first else None)
    if quoted:
        yield trimmed(quoted[0]), _BRAND + 1
        return
    whole = [_sender_in(part) for part in _PARTS.split(line) if trimmed(part)]
    parts = [trimmed(part) for part in whole]
    for part, said in zip(parts, whole, strict=True):
        loose = masthead and len(part.split()) <= _MOST_OF_MASTHEAD
        if not is_name(part, loose=loose) or is_office(part, language) or begins_as_office(part):
            continue
        if is_dated_only(part, language):
            continue
        # One word is as often a section's name; two signs of a script without spaces are one.
        spaced = len(part.split()) > 1 or (is_unspaced(part) and len(part) >= _FEWEST_UNSPACED)
        others = (each for each in parts if each != part)
        alone = bool(DATED.search(line)) or all(_is_beside(each, language) for each in others)
        rank = speaks(part, language) + (first if spaced else min(first, 1)) + alone
        rank += 2 * _echoed(part, echo) + _BRAND * has_desk(said)
        # Persons of these languages have shorter names, and a place or a section stands in none.
        if len(parts) == 1 and DATED.search(line) and is_unspaced(part):
            rank += 2 * (spaced and not parties.mentions(part, language))
        if rank >= _BRAND:
            yield part, rank


def _sender_in(part: str) -> str:
    """The medium in brackets after a place: "NAIROBI (Fjord News Agency)"."""
    placed = _PLACED.fullmatch(part)
    return placed[2] if placed and is_media(placed[2]) and not is_media(placed[1]) else part


def is_dated_only(name: str, language: str) -> bool:
    """Whether all words of a name are those of dates."""
    return all(fold(word).strip(".") in _day_words(language) for word in _LETTERS.findall(name))


@cache
def _day_words(language: str) -> frozenset[str]:
    """The words of dates: a language's months and days of the week, each word of them folded."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    # Not the stand-alone names: babel's are those of whichever locale was read before.
    forms = (
        name
        for names in (locale.days["format"], locale.months["format"])
        for width in ("wide", "abbreviated")
        for name in names[width].values()
    )
    return frozenset(fold(word).strip(".") for form in forms for word in form.split())


def _is_beside(part: str, language: str) -> bool:
    """Whether a part of a line is what stands beside a name: a section, an edition, a place."""
    return (
        is_furniture(part)
        or (len(part.split()) == 1 and bool(parties.mentions(part, language)))
        or _only_sections(part, language)
    )


def _echoed(name: str, echo: str) -> bool:
    found = name.split()
    whole, less = squeeze(name), squeeze(" ".join(found[:-1]))
    return any(len(each) >= _FEWEST_ECHOED and each in echo for each in (whole, less))


def speaks(name: str, language: str) -> int:
    """How much the words of a name speak for it: below 0 where they are of something else."""
    found = [bare(word) for word in WORD.findall(name)]
    if any(word in words("furniture", "talk") for word in found) or any(
        each in name for each in listed("furniture", "talk_unspaced")
    ):
        return -_BRAND
    rank = 0
    if is_media(name) or is_address(name):
        rank = _BRAND
    elif fold(found[0]) in words("media", "articles") or any(
        word in words("media", "weak") for word in found
    ):
        rank = 1
    elif any(word in words("furniture", "states") for word in found) and not _is_one_word(found):
        return -1
    if agency(name):
        rank = max(rank, 2)
    return -1 if _only_sections(name, language) else rank


def _is_one_word(found: list[str]) -> bool:
    return len([word for word in found if word not in words("furniture", "small")]) == 1


def _only_sections(name: str, language: str) -> bool:
    """Whether a name is a country's section: "Turkey News"."""
    found = [bare(word) for word in WORD.findall(name)]
    if any(word in words("media", "companies") for word in found):
        return False
    left = name
    for each in reversed(parties.mentions(name, language)):
        left = left[: each.start] + left[each.end :]
    rest = [fold(word) for word in WORD.findall(left)]
    plain = words("furniture", "words") | words("furniture", "small")
    return len(rest) < len(found) and all(word in plain for word in rest)
