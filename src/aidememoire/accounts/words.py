"""How alike two short texts are: what they name, count and say, in one language or in two.

Words are compared by their stems; countries by their codes and names by how they sound in Latin
letters, so that a text in another language can be compared as far as it names and counts things.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import snowballstemmer
from anyascii import anyascii
from rapidfuzz import fuzz

from aidememoire.parties import mentions
from aidememoire.wordlists import table

# The languages that the stemmer knows, by the codes that articles carry.
_STEMMED = {
    "ar": "arabic", "hy": "armenian", "da": "danish", "nl": "dutch", "en": "english",
    "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "es": "spanish",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip

_EMPTY = frozenset(table("likeness")["empty"].split())
_ENGLISH = frozenset(table("likeness")["english"].split())
_LATIN = frozenset(table("likeness")["latin"].split())

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER = re.compile(r"\d")
_POSSESSIVE = re.compile(r"['’]s?$")
_SAME_NAME = 80
"""Ratio from which two names in Latin letters are one: "Karabakh" and "Karabakha" are."""
_SHORTEST_NAME = 3
_NAMED = 2.0
"""What a country, a number or a name weighs beside any other word."""
_ENOUGH = 3.5
"""Weight from which a text that another one holds entirely is taken for the same, only shorter."""
_HELD = 0.85


@dataclass(frozen=True)
class Bag:
    """What a text says, without order.

    Attributes:
        parties: The codes of countries and organisations that it names.
        numbers: The numbers it holds.
        names: What may be names, in small Latin letters.
        stems: The stems of its other words.
        language: Which language its words are in.
    """

    parties: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    stems: frozenset[str]
    language: str

    @cached_property
    def tokens(self) -> frozenset[str]:
        """All that is compared in one language: no code of a party is like a stem."""
        return self.parties | self.numbers | self.stems

    @cached_property
    def weight(self) -> float:
        """What it says in all."""
        return _NAMED * (len(self.parties) + len(self.numbers)) + len(self.stems)

    def without(self, parties: Collection[str], names: Collection[str]) -> Bag:
        """The same without some parties and names: those that every item of a call could name."""
        return Bag(
            self.parties.difference(parties),
            self.numbers,
            frozenset(one for one in self.names if not _named(one, names)),
            frozenset(one for one in self.stems if one not in names),
            self.language,
        )


@dataclass(frozen=True)
class Likeness:
    """How alike two texts are.

    Attributes:
        score: From 0 to 1; only the words count in one language, only names in two.
        shared: What both name and count, in words for a reason ("Libya", "120").
        figures_differ: Whether each holds numbers and they share none.
    """

    score: float
    shared: tuple[str, ...]
    figures_differ: bool


@lru_cache(maxsize=50_000)
def bag(text: str, language: str) -> Bag:
    """What a text of an article in `language` says; the text itself may be in English."""
    own = _language(text, language)
    found = mentions(text, own)
    codes = frozenset(one.code for one in found)
    rest = text
    for one in reversed(found):
        rest = f"{rest[: one.start]} {rest[one.end :]}"
    numbers, names, stems = set(), set(), set()
    for match in _TOKEN.finditer(rest):
        token = _POSSESSIVE.sub("", match.group())
        if _NUMBER.match(token):
            numbers.add(token.replace(",", "."))
            continue
        if token.casefold() in _EMPTY:
            continue
        plain = anyascii(token).casefold()
        stems.add(_stem(token, own))
        # Scripts without capitals: any word may be a name.
        if token[0].upper() == token[0] and len(plain) >= _SHORTEST_NAME:
            names.add(plain)
    return Bag(codes, frozenset(numbers), frozenset(names), frozenset(stems), own)


def likeness(one: Bag, other: Bag) -> Likeness:
    """How alike two texts are."""
    if one.language == other.language and one.tokens.isdisjoint(other.tokens):
        # By far the most pairs; only their figures can still matter, and they differ if there are.
        return _DIFFER if one.numbers and other.numbers else _NOTHING
    shared = sorted(one.parties & other.parties) + sorted(one.numbers & other.numbers)
    figures_differ = bool(one.numbers and other.numbers) and one.numbers.isdisjoint(other.numbers)
    if one.language != other.language:
        shared += sorted(name for name in one.names if _named(name, other.names))
        return Likeness(0.0, tuple(shared), figures_differ)
    common = _NAMED * len(shared) + len(one.stems & other.stems)
    score = 2 * common / (one.weight + other.weight)
    least = min(one.weight, other.weight)
    if least >= _ENOUGH:
        score = max(score, _HELD * common / least)
    return Likeness(score, tuple(shared), figures_differ)


_NOTHING = Likeness(0.0, (), figures_differ=False)
_DIFFER = Likeness(0.0, (), figures_differ=True)


def _named(name: str, names: Iterable[str]) -> bool:
    return any(fuzz.ratio(name, other) >= _SAME_NAME for other in names)


def _language(text: str, language: str) -> str:
    """The language of a text made from an article: English, or the article's own."""
    if language == "en" or not _ENGLISH.isdisjoint(text.casefold().split()):
        return "en"
    latin = all(one.isascii() for one in text if one.isalpha())
    return "en" if latin and language not in _LATIN else language


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    plain = word.casefold()
    stemmer = _stemmer(language)
    return anyascii(stemmer.stemWord(plain) if stemmer else plain)


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer | None:
    name = _STEMMED.get(language)
    return snowballstemmer.stemmer(name) if name else None
