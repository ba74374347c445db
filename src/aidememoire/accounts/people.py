"""Whether two accounts name the same person, however each of them writes the name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anyascii import anyascii
from rapidfuzz import fuzz

from aidememoire.accounts.data import Certainty
from aidememoire.record import Participant

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SUFFIX = frozenset({"jr", "sr", "ii", "iii", "iv"})
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "sir", "sheikh", "sayyid", "he"})
_SAME_WORD = 80
"""Ratio from which two words are spellings of one name: "Zelensky" and "Zelenskyy"."""


def plain(name: str) -> tuple[str, ...]:
    """The words of a name in small Latin letters, without titles and "Jr."."""
    words = [anyascii(word).casefold() for word in _WORD.findall(name)]
    kept = [word.replace("'", "").replace("’", "") for word in words]
    kept = [word for word in kept if word not in _SUFFIX | _TITLES]
    return tuple(kept or words)


def same_person(one: Participant, other: Participant) -> Certainty | None:
    """How certain it is that two participants are one person; None when they are not.

    Two of one party with the same surname and other first names are `unsure`, and so are names
    in different scripts that do not sound alike.
    """
    if one.party != other.party:
        return None
    ours, theirs = plain(one.name), plain(other.name)
    if not ours or not theirs:
        return "unsure"
    if ours == theirs:
        return "sure"
    shared = [word for word in ours if any(_alike(word, other) for other in theirs)]
    least = min(len(ours), len(theirs))
    if len(shared) >= least:
        return "sure"
    if _alike(ours[-1], theirs[-1]) or (shared and least > 1):
        return "likely" if len(shared) > 1 or _initials(ours, theirs) else "unsure"
    return "unsure" if _script(one.name) != _script(other.name) else None


def best(one: Participant, others: Iterable[Participant]) -> tuple[Certainty, Participant] | None:
    """The surest match of a participant among others."""
    found = [(level, other) for other in others if (level := same_person(one, other))]
    order = ("sure", "likely", "unsure")
    return min(found, key=lambda pair: order.index(pair[0]), default=None)


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= _SAME_WORD


def _initials(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return one[0][:1] == other[0][:1]


def _script(name: str) -> bool:
    return all(letter < "\u0250" or letter in "ʼ’‘" for letter in name if letter.isalpha())
