"""Which lines of a page are the name of an office that issues readouts."""

from __future__ import annotations

import re
from functools import cache

from aidememoire import parties
from aidememoire.outletnames import WORD, bare, trimmed
from aidememoire.publishers import fold, listed, words

_MOST_WORDS = 16
_LONGEST_LINE = 300
_BY_SPOKESPERSON = re.compile(
    r"^(?:Statement|Readout|Remarks|Comments?|Press statement)\s+(?:by|from|of)\s+(?:the\s+)?"
    r"(?P<name>[\w.'’ -]{2,60}?)\s+(?:Spokes(?:person|man|woman)|Press Secretary)\b",
    re.IGNORECASE,
)


def office_in(line: str, language: str = "en") -> str | None:
    """The office that a line of a readout's head is the name of, if it is one.

    "Statement by NSC Spokesperson …" names one as well.
    """
    if len(line) > _LONGEST_LINE:
        return None
    parts = re.split(r"\s*[|•·\u3000]\s*", line)
    line = " ".join(line.split())
    spoken = _BY_SPOKESPERSON.match(line)
    if spoken:
        return spoken["name"]
    # "… — Kremlin" and "Kremlin: …" say who said it; after these marks stands whose page it is.
    for part in parts:
        name = trimmed(part)
        if is_office(name, language):
            same = (each for each in listed("offices", "starts") if fold(each) == fold(name))
            return next(same, name) if name.isupper() else name
    return None


def begins_as_office(name: str) -> bool:
    """Whether a line begins as one of an office or its holder does: it is no other's name."""
    folded = fold(name)
    heads = words("offices", "heads")
    return _opens_office(name) or any(folded.startswith(f"{head} ") for head in heads)


def is_office(name: str, language: str = "en") -> bool:
    """Whether a name is an office's: it begins or ends as they do, and nothing is said of it."""
    found = WORD.findall(name)
    if not 0 < len(found) <= _MOST_WORDS or re.search(r"[?!:;]", name):
        return False
    if any(fold(word) in words("furniture", "talk") - {"president", "minister"} for word in found):
        return False
    folded = fold(name)
    if _opens_office(name) or folded.endswith(tuple(words("offices", "ends"))):
        return _says_nothing(name, language)
    return any(folded.startswith(f"{head} ") for head in words("offices", "heads")) and (
        _says_nothing(name, language, named=words("offices", "heads"))
    )


def _opens_office(name: str) -> bool:
    """Whether a line begins as an office's name does, whatever follows."""
    return f"{fold(name)} ".startswith(_starts())


@cache
def _starts() -> tuple[str, ...]:
    return tuple(f"{start} " for start in words("offices", "starts"))


def _says_nothing(name: str, language: str, *, named: frozenset[str] | None = None) -> bool:
    """Whether all words are those of names: capitals, countries, and what offices are called by.

    "Міністерство оборони повідомило" is a headline.

    Args:
        name: The name.
        language: The article's.
        named: What may be left beside a country's name, where capitals could be a person's.
    """
    plain = words("furniture", "small") | words("offices", "lower") | words("furniture", "states")
    mentions = parties.mentions(name, language)
    for mention in reversed(mentions):
        name = name[: mention.start] + name[mention.end :]
    found = [word for word in WORD.findall(name) if bare(word) not in plain]
    if named is not None:
        return bool(mentions) and fold(" ".join(found)) in named
    starts = words("offices", "starts")
    return all(bare(word) in starts or not _can_be_verb(word) for word in found[1:])


def _can_be_verb(word: str) -> bool:
    """Whether a word is in small letters, or in the Arabic or Indian scripts, which have none."""
    return word[0].islower() or "\u0590" <= word[0] < "\u0e00"
