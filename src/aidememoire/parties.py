"""Party codes of the codebook for the names that articles and models write.

Code reads here only what names a party for certain: a name that fits two parties ("Korea",
"Congo") has no code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import pycountry

from aidememoire.lexicon import Lexicon
from aidememoire.partynames import UNSPACED, forms_of, unspaced_names
from aidememoire.record import PARTIES


@dataclass(frozen=True, slots=True)
class Mention:
    """A party named in a text: `text[start:end]` names the party `code`."""

    code: str
    start: int
    end: int


_NOT_LATIN = re.compile(r"[^\x00-\u024f\u2010-\u201f]")
_LONGEST_NAME = 200  # a longer one is no name


@cache
def _lexicon(language: str) -> Lexicon:
    return Lexicon(forms_of(language))


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
    return list(_mentions(text, language, loose=False))


# A sentence is looked at for a call's parties, its wish, its statements and its outcomes.
@lru_cache(maxsize=256)
def _mentions(text: str, language: str, *, loose: bool) -> tuple[Mention, ...]:
    found: list[Mention] = []
    if language in UNSPACED:
        pattern, names = _unspaced(language)
        found = [Mention(names[hit[0]], hit.start(), hit.end()) for hit in pattern.finditer(text)]
        # The words left are those of the Latin script.
        text = _NOT_LATIN.sub(" ", text)
    lexicon = _lexicon("en" if language in UNSPACED else language)
    hits = lexicon.hits(text, loose=loose)
    found += [Mention(code, start, end) for code, start, end in hits if code]
    return tuple(sorted(found, key=lambda mention: mention.start))


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
        hit = _lexicon(language).whole(shown)
        if hit:
            return hit.meaning, True
    return None, False
