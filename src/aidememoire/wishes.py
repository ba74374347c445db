"""At whose wish a call was held, by the words of the article.

Sentences say it in few ways: "at Chile's request", "the talk was requested by the Slovak side",
"Lund received a call from Ocampo", "Lund telephoned Ocampo". Who is named right beside such words
is whose wish it was; where nobody is, or a pronoun stands there, nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from aidememoire import parties
from aidememoire.article import Article
from aidememoire.asking.people import short_name
from aidememoire.record import Participant
from aidememoire.sentences import Sentence
from aidememoire.wordlists import any_of

_NEAR = 45
"""How many characters from the words somebody is named, at the most."""
_LINE = 100
"""How many characters before a verb of calling its object is looked for."""
_KINDS = ("asked_next", "asked_within", "asked_previous", "from", "called")
_CLAUSE = re.compile(r"[,;:.()،؛，。]")
_words = partial(any_of, "wishes")


class _Named(NamedTuple):
    """Where a sentence names one who spoke, or their side."""

    start: int
    end: int
    party: str


class Wish(NamedTuple):
    """At whose wish, and the sentence that says so."""

    party: str
    sentence: Sentence


def wish_of(
    article: Article, sentences: Sequence[Sentence], people: Sequence[Participant]
) -> Wish | None:
    """At whose wish a call was held, as far as a sentence says so in so many words.

    Args:
        article: The article.
        sentences: Those that tell of the call.
        people: Those who spoke.
    """
    for sentence in sentences:
        text = article.quote(sentence)
        # Most sentences have no such words, and to find who is named in them takes time.
        if not _words(*_KINDS).search(text):
            continue
        named = _named(text, article.language, people)
        party = _asked(text, named) or _called(text, named)
        if party:
            return Wish(party, sentence)
    return None


def _named(text: str, language: str, people: Sequence[Participant]) -> list[_Named]:
    codes = {one.party for one in people}
    found = [
        _Named(each.start, each.end, each.code)
        for each in parties.mentions(text, language)
        if each.code in codes
    ]
    offices = [(one.office or "").casefold() for one in people]
    for one in people:
        words = [short_name(one.name)]
        if one.office and offices.count(one.office.casefold()) == 1:
            words.append(one.office)
        for word in words:
            pattern = rf"(?<!\w){re.escape(word)}(?!\w)"
            places = re.finditer(pattern, text, re.IGNORECASE)
            found += [_Named(match.start(), match.end(), one.party) for match in places]
    return sorted(found)


def _asked(text: str, named: Sequence[_Named]) -> str | None:
    """By "at the request of", "initiated by" in a sentence on a call: whoever they govern."""
    if not _words("talk").search(text):
        return None
    for kind, pick in (("next", _next), ("within", _within), ("previous", _previous)):
        for match in _words(f"asked_{kind}").finditer(text):
            if _words("pronoun").search(match.group()) or _besides(text, match.start()):
                continue
            picked = _latter if _words("latter").match(text, match.end()) else pick
            if found := picked(text, match, named):
                return found.party
    return None


def _besides(text: str, at: int) -> bool:
    """Whether what was asked for is something else than a call: a visit at somebody's request."""
    return _words("besides").search(text, max(0, at - _NEAR), at) is not None


def _next(text: str, match: re.Match[str], named: Sequence[_Named]) -> _Named | None:
    after = (each for each in named if 0 <= each.start - match.end() <= _NEAR)
    found = next(after, None)
    apart = found and _CLAUSE.search(text, match.end(), found.start)
    return None if apart else found


def _within(_: str, match: re.Match[str], named: Sequence[_Named]) -> _Named | None:
    inside = (each for each in named if match.start() <= each.start and each.end <= match.end())
    return next(inside, None)


def _previous(_: str, match: re.Match[str], named: Sequence[_Named]) -> _Named | None:
    before = [each for each in named if 0 <= match.start() - each.end <= _NEAR]
    return before[-1] if before else None


def _latter(_: str, match: re.Match[str], named: Sequence[_Named]) -> _Named | None:
    before = [each for each in named if each.end <= match.start()]
    return before[-1] if before else None


def _called(text: str, named: Sequence[_Named]) -> str | None:
    """By "received a call from" the one after it, by "telephoned" the one before it."""
    for match in _words("from").finditer(text):
        after = [each for each in named if 0 <= each.start - match.end() <= _NEAR]
        if after:
            return after[0].party
    for match in _words("called").finditer(text):
        if _words("inverted").search(text[max(0, match.start() - _LINE) : match.start()]):
            continue
        before = [each for each in named if each.end <= match.start()]
        after = [each for each in named if 0 <= each.start - match.end() <= _NEAR]
        if not before or not after or before[-1].party == after[0].party:
            continue
        if match.group() == "called" and not _telephoned(text, after):
            continue
        return before[-1].party
    return None


def _telephoned(text: str, after: Sequence[_Named]) -> bool:
    """Whether "called" means that: not "called Ocampo's plan unfair", nor "called him a friend"."""
    end = after[0].end
    for each in after[1:]:
        # "Chile's President Rafael Ocampo" is one who was called.
        if each.party == after[0].party and not _CLAUSE.search(text, end, each.start):
            end = each.end
    return _words("after_called").match(text, end) is not None
