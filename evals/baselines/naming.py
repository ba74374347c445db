"""Who speaks in a call, by rules: names beside offices and countries.

For languages that write names in capitals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aidememoire import parties
from aidememoire.article import Article
from aidememoire.asking.draft import Person
from aidememoire.asking.people import fold, short_name
from aidememoire.record import ORGANISATIONS
from aidememoire.sentences import Sentence
from baselines.cues import one_of

FEWEST = 2
"""A call of fewer people is none."""
_MOST = 4
_NAME_WORDS = 5
_FAR = 80

_NAME = re.compile(r"[^\W\d_](?:[\w'’.-]*\w)?\.?")
_PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "den", "der", "di", "ben", "la", "van", "von"}
)
_CASES = re.compile(r"['’]\w{0,5}$")
_SMALL = re.compile(
    r"\b(?:of|the|his|her|federal|republic|state|de|del|la|du|des|do|da|von|der)\b", re.IGNORECASE
)
_OWN = re.compile(r"\b(?:of|de|du|do|von)\b|\(")


def people_in(article: Article, sentences: Sequence[Sentence]) -> tuple[Person, ...]:
    """Who is named beside an office or a country: all in the first sentence, two at least."""
    found: dict[str, Person] = {}
    for sentence in sentences:
        if len(found) >= FEWEST:
            break
        for person in _named(article, article.quote(sentence)):
            found.setdefault(fold(short_name(person.name)), person)
    return tuple(_with_parties(article, list(found.values())[:_MOST]))


def _named(article: Article, line: str) -> Iterator[Person]:
    """Runs of capitalised words right behind or before an office or the name of a party."""
    mentions = parties.mentions(line, article.language)
    offices = [match.span() for match in one_of("titles").finditer(line)]
    for start, end in _runs(line, [*offices, *((one.start, one.end) for one in mentions)]):
        name = line[start:end]
        near = [one.code for one in mentions if _beside(line, (start, end), (one.start, one.end))]
        held = [one for one in offices if _beside(line, (start, end), one)]
        if " " in name:
            fits = bool(near or held) or (start == 0 and one_of("call").search(line) is not None)
        else:
            fits = any(until <= start for _, until in held)
        if fits and not name.isupper() and not one_of("bodies").search(name):
            office = line[slice(*held[0])].strip() if held else None
            yield Person(name.rstrip("."), office, near[0] if near else "")


def _runs(line: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, and particles within them, outside the spans that are taken."""
    run: list[re.Match[str]] = []
    for match in _NAME.finditer(line):
        free = not any(start < match.end() and match.start() < end for start, end in taken)
        capital = match[0][0].isupper()
        joined = run and not line[run[-1].end() : match.start()].strip(" ")
        if free and joined and (capital or match[0] in _PARTICLES):
            run.append(match)
            continue
        yield from _trimmed(run)
        run = [match] if free and capital else []
    yield from _trimmed(run)


def _trimmed(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    while run and run[-1][0] in _PARTICLES:
        run = run[:-1]
    if run and len(run) <= _NAME_WORDS:
        yield run[0].start(), run[-1].end() - len(_case(run[-1][0]))


def _case(word: str) -> str:
    """What "Putin's" has behind the name."""
    match = _CASES.search(word)
    return match[0] if match else ""


def _beside(line: str, name: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether nothing but offices and small words stands between a name and something else.

    What stands behind a name is its own with "of" or a bracket: "Ada Berg of Norway".
    """
    (start, end), (first, last) = name, other
    between = line[last:start] if last <= start else line[end:first] if end <= first else "…"
    if end <= first and not (_OWN.search(between) or one_of("titles").match(line, first)):
        return False
    left = _SMALL.sub("", one_of("titles").sub("", between))
    return len(between) <= _FAR and not left.strip(" ,.-–()'’s")


def _with_parties(article: Article, found: list[Person]) -> Iterator[Person]:
    """Who has no party near the name has the one that the article names most, of those left."""
    mentions = parties.mentions(article.text, article.language)
    counted = Counter(one.code for one in mentions if one.code not in ORGANISATIONS)
    for person in found:
        others = {one.country for one in found}
        left = [code for code, _ in counted.most_common() if code not in others]
        yield person if person.country or not left else replace(person, country=left[0])
