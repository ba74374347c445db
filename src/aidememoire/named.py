"""Where an article names the people that a plan found, with which office and for which party."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from aidememoire import parties
from aidememoire.article import Article
from aidememoire.asking.draft import Person
from aidememoire.asking.people import fold, short_name, stands
from aidememoire.officeholders import Holder, holders
from aidememoire.record import says_something
from aidememoire.sentences import Sentence

_NEAR = 40
_ALIKE = 70
_SAME = 85
_SIMILAR = 55
_SMALL = re.compile(r"[a-z]{1,3}|Al|El|Bin|Ibn|Ben|De|Da|Van|Von")
"""What alone tells nobody: "da", "bin", "al"."""
_LATIN = re.compile(r"[A-Za-z]")


def naming_sentence(article: Article, name: str, told: Sequence[int]) -> int | None:
    """The sentence that names a person: one that tells of the call, else the first in the body.

    A name in another script than the article's is taken to stand in a sentence that tells of it.

    Args:
        article: The article.
        name: The name, in its usual English spelling.
        told: The numbers of the sentences that tell of the call.

    Returns:
        The number; None when the article does not name the person.
    """
    word = _used(article, name)
    lines = [each for each in article.sentences if _has(article, each, word)]
    body = [each.number for each in lines if not each.heading]
    if body:
        return _told_or_first(body, told)
    if lines:
        return lines[0].number
    if _same_script(article.text, name):
        return _spelled_otherwise(article, word)
    return next(iter(told), None)


def _used(article: Article, name: str) -> str:
    """The word of a name that an article uses: its last, or in an English one another that ends it.

    "Luiz Inácio Lula da Silva" is President Lula; "Ada" of "Ada Berg" is not "Ada Lund".
    """
    last = short_name(name)
    if article.language != "en" or stands(last, article.text):
        return fold(last)
    for word in reversed(name.split()):
        alone = rf"\b{re.escape(word)}\b(?!['’]?-?\s?[A-Z])"
        if _SMALL.fullmatch(word) is None and re.search(alone, article.text):
            return fold(word)
    return fold(last)


def _has(article: Article, sentence: Sentence, word: str) -> bool:
    text = article.quote(sentence)
    return stands(word, text) if article.language == "en" else word in fold(text)


def _told_or_first(numbers: Sequence[int], told: Sequence[int]) -> int | None:
    """The first of these sentences that tells of the call, else the first; None of none."""
    return next((number for number in numbers if number in told), next(iter(numbers), None))


def _spelled_otherwise(article: Article, word: str) -> int | None:
    """The first sentence that has a name in the spelling of another language than English."""
    if article.language == "en":
        return None
    for each in article.sentences:
        words = fold(article.quote(each)).split()
        like = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if like and not each.heading:
            return each.number
    return None


def _same_script(text: str, name: str) -> bool:
    latin = len(_LATIN.findall(text)) * 2 > len(text) // 2
    return latin == bool(_LATIN.search(name))


def as_told(article: Article, name: str) -> str:
    """A name without the words that an English article does not have: "Zelenskyy" alone.

    Models know given names. In other languages they are spelled otherwise, and nothing is said.
    """
    if article.language != "en":
        return name
    told = " ".join(word for word in name.split() if stands(word, article.text))
    return told if says_something(told) else name


def known_as(article: Article, people: Mapping[str, str], told: Sequence[int]) -> dict[str, Holder]:
    """Which of the people are office-holders whom an article in other letters than Latin names.

    A model that reads "Пезешкиан" knows that he is Iran's president, and may spell him as nobody
    does. Taken for the same are those of one party who are spelled alike; or somewhat alike, where
    nobody else is meant and a sentence that tells of the call has the name.

    Args:
        article: The article.
        people: The names, as a model wrote them, with the codes of their parties.
        told: The numbers of the sentences that tell of the call.

    Returns:
        By the names in `people`, each called as is usual.
    """
    everyone = holders(article.text, article.language)
    found: dict[str, Holder] = {}
    for name, code in people.items():
        own = [one for one in everyone if one.party == code and _likeness(one, name) >= _SAME]
        if own:
            found[name] = _called(max(own, key=lambda one: _likeness(one, name)), name)
    taken = {each.starts for each in found.values()}
    spans = [(each.start, each.end) for each in article.sentences if each.number in told]
    for name, code in people.items():
        if name in found:
            continue
        near = [
            one
            for one in everyone
            if one.party == code and one.starts not in taken and _likeness(one, name) >= _SIMILAR
            if any(start <= at < end for at in one.starts for start, end in spans)
        ]
        if len(near) == 1:
            found[name] = near[0]
    return found


def _likeness(one: Holder, name: str) -> float:
    """How alike two names are, from 0 to 100: their last words or all of them."""
    return max(
        fuzz.ratio(fold(short_name(one.name)), fold(short_name(name))),
        fuzz.ratio(fold(one.name), fold(name)),
        # "Faisal bin Farhan" is "Faisal bin Farhan Al Saud".
        100 * (set(fold(one.name).split()) <= set(fold(name).split())),
    )


def _called(one: Holder, name: str) -> Holder:
    """The holder, as a model called him unless that differs in spelling alone."""
    return one if len(one.name.split()) == len(name.split()) else replace(one, name=name)


def sentence_of(article: Article, one: Holder, told: Sequence[int]) -> int | None:
    """The sentence that names an office-holder: one that tells of the call, else the first."""
    body = [
        each.number
        for each in article.sentences
        if not each.heading and any(each.start <= at < each.end for at in one.starts)
    ]
    return _told_or_first(body, told)


def office_of(person: Person) -> str | None:
    """The office without the country: "President" of "Turkish President"; None of "unknown"."""
    office = person.office or ""
    for mention in reversed(parties.mentions(office)):
        office = office[: mention.start] + office[mention.end :]
    office = re.sub(r"\s+(of|for|von|de|du)(\s+the)?\s*$", "", " ".join(office.split()))
    office = office.strip(" ,-'’")
    return office if says_something(office) else None


def party_of(article: Article, person: Person) -> str:
    """The code of whom a person acts for: of what the model says, else of what stands nearby."""
    code = parties.code(person.country, article.language)
    if code is None:
        text = article.text
        at = _find(text, short_name(person.name))
        near = text[max(0, at - _NEAR) : at] if at >= 0 else ""
        mentions = parties.mentions(near, article.language) or parties.mentions(person.office or "")
        code = mentions[-1].code if mentions else None
    return code or "OTHER"


def _find(text: str, word: str) -> int:
    """Where a word first stands in a text, case aside; -1 when it doesn't."""
    return text.casefold().find(word.casefold()) if word else -1
