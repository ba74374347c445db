"""Names found in running text, with the endings and prefixes that languages put to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from aidememoire.partynames import WORD, Form, bare, fold


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    forms: tuple[str, ...]
    """The word folded, and what it may be without a prefix that is written on to it."""
    case: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A form found: what it means (None: nothing that is certain), and how long it is."""

    meaning: str | None
    words: int
    letters: int


# What may stand between the words of one name: "U.S.", "Guinea-Bissau", "Washington, D.C."
_GAP = re.compile(r"[ \t\xa0\u202f.,'’ʼ`&()/_\-\u2010-\u2013]{0,3}")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_ARABIC_PREFIX = re.compile(r"(?:[وف]?[بلك]?ال|[وف]?لل|[وف][بلك]?|[بلك])(?=\w{3})")
_SHORTEST_STEM = 2


class Lexicon:
    """The forms of one language, indexed by their first word.

    Args:
        forms: Each with what it means; a later one overrides an earlier one of the same words.
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        self._whole: dict[str, dict[tuple[str, ...], Form]] = {}
        self._stems: dict[str, dict[tuple[str, ...], Form]] = {}
        for each in forms:
            index = self._stems if each.endings[0] else self._whole
            index.setdefault(each.words[0], {})[each.words] = each
        self._longest = max((len(stem) for stem in self._stems), default=0)

    def hits(self, text: str, *, loose: bool = False) -> Iterator[tuple[str | None, int, int]]:
        """Every form that stands in a text: what it means, where it begins and ends.

        They come in the order of the text and don't overlap; the longest goes first.

        Args:
            text: Running text.
            loose: Whether names may be in small letters.
        """
        words = [_word(match) for match in WORD.finditer(text)]
        at = 0
        while at < len(words):
            hit = self._hit(text, words, at, loose=loose)
            if hit is None:
                at += 1
                continue
            last = words[at + hit.words - 1]
            # The full stop of "U.S." is part of the name.
            dotted = hit.words > 1 and last.end - last.start == 1 and text[last.end :][:1] == "."
            yield hit.meaning, words[at].start, last.end + dotted
            at += hit.words

    def whole(self, name: str) -> Hit | None:
        """The form that a name is as a whole, in whatever case."""
        words = [_word(match) for match in WORD.finditer(name)]
        hit = self._hit(name, words, 0, loose=True) if words else None
        return hit if hit and hit.words == len(words) else None

    def _hit(self, text: str, words: list[_Word], at: int, *, loose: bool) -> Hit | None:
        """The longest form that begins at word `at`; `loose` lets names be in small letters."""
        best: Hit | None = None
        for first in words[at].forms:
            groups = [self._whole.get(first)] + [
                self._stems.get(first[:size])
                for size in range(min(len(first), self._longest), _SHORTEST_STEM, -1)
            ]
            for group in groups:
                for each in group.values() if group else ():
                    if not _fits(each, text, words, at, loose=loose):
                        continue
                    hit = Hit(each.meaning, len(each.words), sum(map(len, each.words)))
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
