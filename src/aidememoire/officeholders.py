"""Office-holders whom a text in other letters than Latin names, in their usual English spelling.

No code can tell how English writes a name from its Cyrillic, Arabic or Chinese form ("Шольц" is
Scholz), and a small model knows the most famous alone. `data/officeholders.tsv` has heads of state
and government, foreign ministers and heads of organisations since 2008.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from aidememoire.lexicon import Lexicon
from aidememoire.partynames import Form, form
from aidememoire.wordlists import rows


@dataclass(frozen=True, slots=True)
class Holder:
    """An office-holder, as a text names him.

    Attributes:
        name: In English, as much of it as the text has: the whole name or the last word.
        party: The code of the state or organisation.
        starts: Where in the text the name begins, each time.
    """

    name: str
    party: str
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    party: str


# Which column holds the forms of a language; those written in the same letters are near enough.
_COLUMNS = {
    **dict.fromkeys(("ru", "be", "bg", "kk", "ky", "mk", "mn", "sr", "tg"), ("ru", "uk")),
    "uk": ("uk", "ru"),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb"), ("ar", "fa")),
    "zh": ("zh",),
}
_CHINESE = "zh"
_ENDING = re.compile(r"(?<=\w{3})(?:ий|ый|ой|ая|[аяйьиыоуеєії])$")
_SHORTEST_INFLECTED = 4
_LONGEST_ENDING = 3
_BETWEEN = "·"
_POINTS = re.compile(rf"\s*[{_BETWEEN}•・‧．]\s*")


def holders(text: str, language: str) -> tuple[Holder, ...]:
    """The office-holders whom a text may name, in the order in which it names them first.

    Of several who are called alike all are given: which one is meant, the party may tell.

    Args:
        text: The text.
        language: ISO 639 code; for those in Latin letters, and others that the table lacks,
            there are none.
    """
    if language not in _COLUMNS:
        return ()
    starts: dict[_Entry, list[int]] = defaultdict(list)
    whole: set[_Entry] = set()
    for written, start in _hits(text, language):
        for entry, is_whole in _meant(language)[written]:
            starts[entry].append(start)
            whole |= {entry} if is_whole else set()
    return tuple(
        Holder(entry.name if entry in whole else entry.name.split()[-1], entry.party, tuple(places))
        for entry, places in starts.items()
    )


def _hits(text: str, language: str) -> Iterator[tuple[str, int]]:
    """The forms that stand in a text, as the table has them, and where each begins."""
    if language == _CHINESE:
        for match in _pattern().finditer(text):
            yield _POINTS.sub(_BETWEEN, match[0]), match.start()
        return
    for written, start, _ in _lexicon(language).hits(text):
        if written is not None:
            yield written, start


@cache
def _meant(language: str) -> dict[str, tuple[tuple[_Entry, bool], ...]]:
    """Whom each form of a language may mean, and whether it is the whole name."""
    found: dict[str, dict[_Entry, bool]] = defaultdict(dict)
    for row in rows("officeholders"):
        entry = _Entry(row["name"], row["party"])
        for column in _COLUMNS[language]:
            written = [each.strip() for each in row[column].split("|") if each.strip()]
            for place, each in enumerate(written):
                # What stands first is the whole name, of Chinese people too.
                found[each].setdefault(entry, place == 0 or bool(re.search(r"[\s·]", each)))
    return {each: tuple(entries.items()) for each, entries in found.items()}


@cache
def _lexicon(language: str) -> Lexicon:
    return Lexicon(_forms(_meant(language)))


def _forms(names: Iterable[str]) -> Iterator[Form]:
    """Cyrillic names with the endings of their cases, all others as they are."""
    for name in names:
        words = name.split()
        if re.search(r"[\u0400-\u04ff]", name):
            words = [_inflected(word) for word in words]
        if made := form(" ".join(words), name, "capital", longest=_LONGEST_ENDING):
            yield made


def _inflected(word: str) -> str:
    return f"{_ENDING.sub('', word)}*" if len(word) >= _SHORTEST_INFLECTED else word


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_meant(_CHINESE), key=len, reverse=True)
    return re.compile(
        "|".join(
            _POINTS.pattern.join(map(re.escape, each.split(_BETWEEN))) for each in longest_first
        )
    )
