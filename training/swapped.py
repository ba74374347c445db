"""Labelled articles whose people and states are others: what they say stays, who says it changes.

A model that has read a hundred readouts of one president knows whose president he is without
reading; here it has to read. Days and outlets stay: answers hold none.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from aidememoire import parties
from aidememoire.asking.people import short_name
from aidememoire.evaluation.folder import Labelled
from aidememoire.views.parties import party_name
from training.editing import Edit, applied, edited

_STATES = (
    "ALB", "ARG", "ARM", "AUS", "AUT", "AZE", "BGD", "BGR", "BRA", "CAN",
    "CHL", "COL", "CUB", "CYP", "DEU", "DNK", "EGY", "ESP", "EST", "ETH", "FIN", "FRA",
    "GEO", "GHA", "GRC", "HUN", "IDN", "IND", "IRL", "IRN", "IRQ", "ISR", "ITA", "JOR",
    "JPN", "KAZ", "KEN", "KWT", "LKA", "LTU", "LVA", "MAR", "MEX", "MNG", "NGA", "NOR",
    "NPL", "NZL", "OMN", "PAK", "PER", "POL", "PRT", "QAT", "ROU", "SAU", "SRB", "SVK",
    "SVN", "SWE", "THA", "TUN", "TUR", "UKR", "UZB",
)  # fmt: skip
"""States whose names take no article and no plural, with a people and a seat."""
_SHORT = {"US", "U.S.", "USA", "UK", "U.K."}
_LONGEST_SHORT = 3
_ARTICLE = re.compile(r"\b[Tt]he $")
_NOUN = re.compile(r" (?!and\b|or\b|to\b|in\b|on\b|has\b|is\b|was\b|will\b|of\b)[A-Za-z]")
_LATIN = re.compile(r"[A-Z][\w'’-]+ [A-Z][\w'’-]+")


class _Words(NamedTuple):
    """What a state is called in running text."""

    name: str
    people: tuple[str, ...]
    seats: tuple[str, ...]


class _Swap(NamedTuple):
    """Which states and words stand for which."""

    states: Mapping[str, str]
    words: Mapping[str, str]
    """By patterns."""


def names(labelled: Sequence[Labelled]) -> list[str]:
    """The names of those who spoke that are of two words in Latin letters."""
    found = {one.name for each in labelled for call in each.gold.calls for one in call.participants}
    return sorted(name for name in found if _LATIN.fullmatch(name))


def swapped(each: Labelled, pool: Sequence[str], chosen: random.Random) -> Labelled:
    """The article with other people from other states; as it is where that can't be done well.

    Args:
        each: An article in English, as it was read, and its labels.
        pool: Names to choose from.
        chosen: Chooses among them, and among states.
    """
    text = each.article.text
    people = {one.name: one.party for call in each.gold.calls for one in call.participants}
    if not people or any(short_name(name) not in text for name in people):
        return each
    own = [code for code in dict.fromkeys(people.values()) if code in _lexicon()]
    if not set(own) <= {one.code for one in parties.mentions(text)}:
        return each  # known by the president's name alone, and that goes
    others = [code for code in _STATES if code not in own and party_name(code) not in text]
    free = [name for name in pool if not set(name.split()) & set(re.findall(r"\w+", text))]
    if len(free) < len(people) or len(others) < len(own):
        return each
    words = [
        pair
        for name, instead in zip(people, chosen.sample(free, len(people)), strict=True)
        for pair in _called(name, instead)
    ]
    swap = _Swap(dict(zip(own, chosen.sample(others, len(own)), strict=True)), dict(words))

    def said(words: str) -> str:
        return swap.states.get(words) or applied(words, list(_edits(words, swap)))

    return edited(each, list(_edits(text, swap)), said)


def _called(name: str, instead: str) -> Iterator[tuple[str, str]]:
    """Patterns for a person's name, whole or in part, and what to write for each."""
    surname = short_name(name)
    first, last = instead.split()
    yield re.escape(name), instead
    yield re.escape(surname), last
    given = [re.escape(w) for w in name.split() if w != surname and w.isalpha() and len(w) > 1]
    if given:
        either = f"(?:{'|'.join(given)})"
        yield rf"{either}(?: {either})*", first


def _edits(text: str, swap: _Swap) -> Iterator[Edit]:
    found = [
        _edit(text, each, swap.states[each.code])
        for each in parties.mentions(text)
        if each.code in swap.states
    ]
    for pattern, instead in swap.words.items():
        places = re.finditer(rf"\b{pattern}(?!\w)", text)
        found += [Edit(match.start(), match.end(), instead) for match in places]
    end = 0
    # Of two at one place the longer.
    for edit in sorted(found, key=lambda one: (one.start, -one.end)):
        if edit.start >= end:
            yield edit
            end = edit.end


def _edit(text: str, each: parties.Mention, code: str) -> Edit:
    """What a mention of one state becomes for another: a seat, a people or a name."""
    known, other = _lexicon()[each.code], _lexicon()[code]
    word = text[each.start : each.end]
    before = _ARTICLE.search(text[: each.start])
    plain = word.casefold()
    if plain in {seat.casefold() for seat in known.seats}:
        words = other.seats[0]
    elif plain.removesuffix("s") in {one.casefold().removesuffix("s") for one in known.people} or (
        word in _SHORT and not before and _NOUN.match(text, each.end)
    ):
        words = other.people[0]
    else:
        # "the United States" is Norway.
        start = before.start() if before else each.start
        words = other.name.upper() if _shouted(word) else other.name
        return Edit(start, each.end, words)
    return Edit(each.start, each.end, words.upper() if _shouted(word) else words)


def _shouted(word: str) -> bool:
    return word.isupper() and len(word) > _LONGEST_SHORT and word not in _SHORT


@cache
def _lexicon() -> dict[str, _Words]:
    text = files("aidememoire").joinpath("data/parties.toml").read_text(encoding="utf-8")
    states = tomllib.loads(text)["states"]
    return {
        code: _Words(party_name(code), tuple(words["people"]), tuple(words["seats"]))
        for code, words in states.items()
        if words.get("people") and words.get("seats")
    }
