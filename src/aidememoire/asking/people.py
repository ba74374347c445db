"""The people of a call: what sentences call them, and whom they act for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from aidememoire import parties
from aidememoire.asking.answers import OTHERS
from aidememoire.asking.draft import EVERYONE, Person
from aidememoire.record import says_something
from aidememoire.wordlists import places

_AND = 3
_SHORT = 5
_LETTER = re.compile(r"[a-z0-9]")
_ENDS = re.compile(r"s?(?![a-z0-9])")
_NO_WORD = re.compile(r"[^\w\s]")
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}


def short_name(name: str) -> str:
    """The last word of a name, suffixes such as "Jr." put aside: what sentences use."""
    words = [word.strip(",") for word in name.split()]
    kept = [word for word in words if word.lower() not in _SUFFIXES]
    return (kept or words)[-1]


def names_of(people: Sequence[Person], text: str) -> dict[str, Person]:
    """What to call each person in a question: one word where that is enough to tell them apart.

    Args:
        people: Those who spoke.
        text: The article, whose way of naming them is followed where it is in the same script.
    """
    names: dict[str, Person] = {}
    folded = fold(text)
    for person in people:
        name = short_name(person.name)
        first = person.name.split()[0]
        if fold(name) not in folded and fold(first) in folded:
            name = first
        if name in names or name in {EVERYONE, OTHERS}:
            name = person.name
        names.setdefault(name, person)
    return names


def acting_for(people: Sequence[Person], sides: Sequence[str]) -> tuple[str, ...]:
    """The names of those who act for these sides, by the words for a side or by what they mean.

    "United States" is whom "United States of America" is.
    """
    names = {side.strip().casefold() for side in sides}
    codes = {parties.code(side) for side in sides} - {None}
    return tuple(
        one.name
        for one in people
        if one.country.strip().casefold() in names or parties.code(one.country) in codes
    )


def named_in(people: Sequence[Person], line: str) -> bool:
    """Whether a line names any of these people."""
    folded = fold(line)
    return any(fold(short_name(person.name)) in folded for person in people)


def named_together(names: Sequence[str], line: str) -> bool:
    """Whether a line joins all these names with one short word between, as in "Lund and Ocampo".

    In the labelled articles at hand such a sentence is by all of them nine times in ten, in any
    language whose word for "and" is short; small models take the first name for the speaker.
    """
    joined = rf"\W{{0,3}}\w{{1,{_AND}}}\W{{0,3}}".join
    orders = (names, names[::-1])
    return any(re.search(rf"\b{joined(map(re.escape, each))}", line) for each in orders)


def stands(words: str | None, text: str) -> bool:
    """Whether a text holds these words, case, accents and punctuation aside; "unknown" are none.

    Latin letters have to begin a word there, and short words to be whole: "Oman" is not in
    "woman", "AP" not in "apple". Longer ones may be inflected; other scripts have no spaces.
    """
    wanted = fold(words or "").strip()
    if not wanted or not says_something(words or ""):
        return False
    begins = wanted[0].isascii()
    ends = wanted[-1].isascii() and len(wanted) <= _SHORT
    folded = fold(text)
    return any(
        not (begins and _LETTER.match(folded, max(0, at - 1), at))
        and not (ends and not _ENDS.match(folded, at + len(wanted)))
        for at in places(wanted, folded)
    )


# Of one article's text it is asked dozens of times.
@lru_cache(maxsize=128)
def fold(text: str) -> str:
    """Lower case without accents and punctuation, for comparing names."""
    if text.isascii():
        return _NO_WORD.sub("", text.lower())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _NO_WORD.sub("", "".join(c for c in plain if not unicodedata.combining(c)))
