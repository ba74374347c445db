"""Party codes of the codebook for the names that articles and models write.

Code reads here only what names a party for certain: a name that fits two parties ("Korea",
"Congo") has no code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import pycountry

from aidememoire.partynames import (
    UNSPACED,
    WORD,
    Form,
    bare,
    fold,
    forms_of,
    unspaced_names,
)
from aidememoire.record import PARTIES


@dataclass(frozen=True, slots=True)
class Mention:
    """A party named in a text: `text[start:end]` names the party `code`."""

    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    forms: tuple[str, ...]
    """The word folded, and what it may be without a prefix that is written on to it."""
    case: str


@dataclass(frozen=True, slots=True)
class _Hit:
    code: str | None
    words: int
    letters: int


# What may stand between the words of one name: "U.S.", "Guinea-Bissau", "Washington, D.C."
_GAP = re.compile(r"[ \t\xa0\u202f.,'’ʼ`&()/_\-\u2010-\u2013]{0,3}")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_ARABIC_PREFIX = re.compile(r"(?:[وف]?[بلك]?ال|[وف]?لل|[وف][بلك]?|[بلك])(?=\w{3})")
_NOT_LATIN = re.compile(r"[^\x00-\u024f\u2010-\u201f]")
_SHORTEST_STEM = 2
_LONGEST_NAME = 200  # a longer one is no name


class _Lexicon:
    """The forms of one language, indexed by their first word."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        self._whole: dict[str, dict[tuple[str, ...], Form]] = {}
        self._stems: dict[str, dict[tuple[str, ...], Form]] = {}
        for each in forms:
            index = self._stems if each.endings[0] else self._whole
            index.setdefault(each.words[0], {})[each.words] = each
        self._longest = max((len(stem) for stem in self._stems), default=0)

    def hit(self, text: str, words: list[_Word], at: int, *, loose: bool) -> _Hit | None:
        """The longest form that begins at word `at`; `loose` lets names be in small letters."""
        best: _Hit | None = None
        for first in words[at].forms:
            groups = [self._whole.get(first)] + [
                self._stems.get(first[:size])
                for size in range(min(len(first), self._longest), _SHORTEST_STEM, -1)
            ]
            for group in groups:
                for each in group.values() if group else ():
                    if not _fits(each, text, words, at, loose=loose):
                        continue
                    hit = _Hit(each.code, len(each.words), sum(map(len, each.words)))
                    if best is None or (hit.words, hit.letters) > (best.words, best.letters):
                        best = hit
        return best


def _fits(each: Form, text: str, words: list[_Word], at: int, *, loose: bool) -> bool:
    span = words[at : at + len(each.words)]
    if len(span) < len(each.words):
        return False
    for word, stem, ending in zip(span, each.words, each.endings, strict=True):
        if not any(own.startswith(stem) and len(own) - len(stem) <= ending for own in word.forms):
            return False
    for left, right in pairwise(span):
        if not _GAP.fullmatch(text, left.end, right.start):
            return False
    if each.case == "upper":
        return all(word.case == "upper" for word in span)
    return loose or each.case == "any" or span[0].case != "small"


def _word(match: re.Match[str]) -> _Word:
    word = match[0]
    forms = [fold(word)]
    if _ARABIC.match(word):
        if prefix := _ARABIC_PREFIX.match(word):
            forms.append(fold(word[prefix.end() :]))
        forms.append(bare(word))
    case = "small" if word[0].islower() else "upper" if word == word.upper() else "capital"
    return _Word(match.start(), match.end(), tuple(dict.fromkeys(forms)), case)


@cache
def _lexicon(language: str) -> _Lexicon:
    return _Lexicon(forms_of(language))


@cache
def _unspaced(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    names = unspaced_names(language)
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), names


def mentions(text: str, language: str = "en") -> list[Mention]:
    """Every country and organisation that a text names, by name, adjective or capital.

    Args:
        text: Running text.
        language: ISO 639 code of its language; English names are found in any.

    Returns:
        The mentions in the order of the text, not overlapping, the longest name first.
    """
    return _mentions(text, language, loose=False)


def _mentions(text: str, language: str, *, loose: bool) -> list[Mention]:
    found: list[Mention] = []
    if language in UNSPACED:
        pattern, names = _unspaced(language)
        found = [Mention(names[hit[0]], hit.start(), hit.end()) for hit in pattern.finditer(text)]
        # The words left are those of the Latin script.
        text = _NOT_LATIN.sub(" ", text)
    lexicon = _lexicon("en" if language in UNSPACED else language)
    words = [_word(match) for match in WORD.finditer(text)]
    at = 0
    while at < len(words):
        hit = lexicon.hit(text, words, at, loose=loose)
        if hit is None:
            at += 1
            continue
        last = words[at + hit.words - 1]
        # The full stop of "U.S." is part of the name.
        dotted = hit.words > 1 and last.end - last.start == 1 and text[last.end :][:1] == "."
        if hit.code:
            found.append(Mention(hit.code, words[at].start, last.end + dotted))
        at += hit.words
    return sorted(found, key=lambda mention: mention.start)


# Where a name in several scripts is looked for, after English and the article's language.
_BY_SCRIPT = (
    (re.compile(r"[\u0400-\u04ff]"), ("ru", "uk", "kk", "sr", "bg", "mn")),
    (re.compile(r"[\u0600-\u06ff]"), ("ar", "fa", "ur")),
    (re.compile(r"[\u3040-\u30ff]"), ("ja",)),
    (re.compile(r"[\u4e00-\u9fff]"), ("zh", "ja")),
    (re.compile(r"[\uac00-\ud7af]"), ("ko",)),
    (re.compile(r"[\u0590-\u05ff]"), ("he",)),
    (re.compile(r"[\u0370-\u03ff]"), ("el",)),
    (re.compile(r"[\u0900-\u097f]"), ("hi",)),
    (re.compile(r"[\u0530-\u058f]"), ("hy",)),
    (re.compile(r"[\u10a0-\u10ff]"), ("ka",)),
    (re.compile(r"[a-z]", re.IGNORECASE), ("fr", "es", "pt", "de", "tr", "it", "pl", "nl", "az")),
)
# What follows these words is what an office is for, not whose it is: "UN envoy for Yemen".
_OBJECT = re.compile(r"\b(?:for|to|on)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def code(name: str, language: str = "en") -> str | None:
    """The party code of a name as an article or a model writes it.

    Args:
        name: A country or organisation, by name, code, adjective or capital, with what may stand
            around it ("the Turkish side", "Government of the UAE", "Россия").
        language: ISO 639 code of the article's language, tried after English.

    Returns:
        The code, or None when no party or more than one is named.
    """
    name = name.strip()
    if len(name) > _LONGEST_NAME:
        return None
    if name in PARTIES:
        return name
    country = pycountry.countries.get(alpha_2=name) if name.isupper() else None
    if country is not None:
        return str(country.alpha_3)
    others = next((tried for script, tried in _BY_SCRIPT if script.search(name)), ())
    for tried in dict.fromkeys(("en", language, *others)):
        whole, known = _whole(name, tried)
        if known:
            return whole
        codes = {mention.code for mention in _mentions(name, tried, loose=True)}
        if len(codes) > 1:
            head = _OBJECT.split(name, maxsplit=1)[0]
            codes = {mention.code for mention in _mentions(head, tried, loose=True)}
        if codes:
            return codes.pop() if len(codes) == 1 else None
    return None


def _whole(name: str, language: str) -> tuple[str | None, bool]:
    """The code of a name that is all one form, and whether it is one ("Korea" is, without a code).

    Here "us" may be in small letters: there is no running text to confuse it with.
    """
    text = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
    for shown in (text, text.upper()):
        words = [_word(match) for match in WORD.finditer(shown)]
        hit = _lexicon(language).hit(shown, words, 0, loose=True) if words else None
        if hit and hit.words == len(words):
            return hit.code, True
    return None, False
