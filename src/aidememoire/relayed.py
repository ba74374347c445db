"""Whose account of a call an article relays, as its sentences name them.

"…, the Kremlin press service said", "according to the Foreign Ministry": what stands beside such
words counts when its head is a word that offices are called by. So people who speak of other
things, and estimates by experts, don't.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from aidememoire.article import Article
from aidememoire.wordlists import table

_MOST_WORDS = 11
_MOST = 4
_MOST_CUES = 8
_NEAR = 160
_LONGEST = 1_500
"""What of a monster is beyond any real sentence is left out."""
_NAME = r"(?:,?\s+(?:(?:Mr|Ms|Mrs|Dr)\.?\s+)?[^\W\d_a-z][\w.'’-]*){0,4}"
_SPEAKER = r"(?i:spokes(?:man|woman|person)|press secretary|official|diplomat)"
_SPOKEN = re.compile(rf"\b{_SPEAKER}{_NAME}$")
# "a spokesman, Uwe Marquardt, said", and "Uwe Marquardt, a spokesman, said".
_APPOSED = re.compile(rf"(?P<who>[^,;:“”\"«»]*\b{_SPEAKER},(?:\s[^\W\d_a-z][\w.'’-]*){{1,4}}),?$")
_APPOSING = re.compile(rf",\s(?P<who>[^,;:“”\"«»]*\b{_SPEAKER}),$")
_ATTRIBUTED = re.compile(rf"attributable to (?:the )?(?P<who>[^,:;]*\b{_SPEAKER}{_NAME})\s*[:.]")
# The headline of a readout: "Statement by NSC Spokesperson Emily Horne on …".
_STATEMENT = re.compile(
    r"^Statement (?:by|from) (?P<who>[\w. -]{0,40}(?:Spokes\w+|Secretary)(?: [A-Z][\w.'’-]+){1,4}?)"
    r" (?:on|about|regarding)\b"
)
_THEIR = re.compile(r"\s*(?:his|her|their)\s+", re.IGNORECASE)
_TELLING = frozenset({"statement", "statements", "communiqué", "readout", "account", "release"})
_STOP = r"[,;:()\[\]«»“”\"—–]|\s-\s|\.(?=\s|$)"


_HEAD_LAST = {"en", "de", "tr"}


@dataclass(frozen=True, slots=True)
class _Words:
    after: re.Pattern[str] | None
    before: re.Pattern[str] | None
    heads: re.Pattern[str]
    of: re.Pattern[str]
    bare: frozenset[str]
    drop: frozenset[str]


@cache
def _words(language: str) -> _Words:
    tables = table("relayed")
    own = tables.get(language, tables["en"])

    def any_of(key: str) -> str:
        return "|".join(re.escape(each) for each in sorted(own[key], key=len, reverse=True))

    flags = re.IGNORECASE
    # Adjectives follow the head in some languages: "la présidence congolaise".
    end = "$" if language in _HEAD_LAST else ""
    inflected = r"\w*(?:'\w+)?" if language != "en" else r"(?:['’]s)?"
    return _Words(
        re.compile(rf"(?<!\w)(?:{any_of('after')})\s+", flags) if own["after"] else None,
        re.compile(rf"\s(?:{any_of('before')})(?!\w)", flags) if own["before"] else None,
        re.compile(rf"(?:{any_of('heads')}){inflected}{end}", flags),
        re.compile(rf"\s(?:{any_of('of')})\s" if own["of"] else r"(?!)", flags),
        frozenset(own["bare"]),
        frozenset(own["drop"]),
    )


def sources_of(
    article: Article, numbers: Iterable[int], people: Sequence[str] = ()
) -> tuple[str, ...]:
    """The offices and agencies whose account of a call sentences relay, as the article names them.

    Args:
        article: The article.
        numbers: The sentences that tell of the call.
        people: What sentences call those who spoke, to say whose "his office" is.

    Returns:
        Their names without "the", in the order of the article, at most four; a shorter form of one
        that is there ("the press service") is left out.
    """
    wanted = set(numbers)
    found: list[str] = []
    for sentence in article.sentences:
        line = " ".join(article.quote(sentence).split())[:_LONGEST]
        stated = _STATEMENT.match(line) or _ATTRIBUTED.search(line)
        if stated:
            _add(found, stated["who"])
        elif sentence.number in wanted:
            for name in _named(line, article.language, people):
                _add(found, name)
    return tuple(found[:_MOST])


def _add(found: list[str], name: str) -> None:
    own = _key(name)
    for place, other in enumerate(found):
        words = _key(other)
        if own <= words:
            return
        if words <= own:
            found[place] = name
            return
    found.append(name)


def _key(name: str) -> set[str]:
    return {re.sub(r"['’]s?$", "", word) for word in name.casefold().split()}


def _named(line: str, language: str, people: Sequence[str]) -> Iterator[str]:
    """The offices that a sentence names as its own source, in its order."""
    words = _words(language)
    spans: list[tuple[int, str]] = []
    for match in itertools.islice(words.after.finditer(line) if words.after else (), _MOST_CUES):
        rest = line[match.end() : match.end() + _NEAR]
        spans.append((match.end(), re.split(_STOP, rest, maxsplit=1)[0]))
    for match in itertools.islice(words.before.finditer(line) if words.before else (), _MOST_CUES):
        first = max(0, match.start() - _NEAR)
        near = line[first : match.start()]
        start = max((stop.end() for stop in re.finditer(_STOP, near)), default=0)
        spans.append((first + start, near[start:]))
        spoken = (each.search(near) for each in (_APPOSED, _APPOSING))
        spans.extend((first + found.start(), found["who"]) for found in spoken if found)
    for start, phrase in sorted(spans):
        if name := _office(_owned(phrase, line[:start], people), words):
            yield name


def _owned(phrase: str, before: str, people: Sequence[str]) -> str:
    """A phrase with "his" in the name of the one person whom the words before it name."""
    own = _THEIR.match(phrase)
    if own is None:
        return phrase
    named = [each for each in people if each in before]
    # Of two it may be the office of either.
    return f"{named[0]}'s {phrase[own.end() :]}" if len(named) == 1 else ""


def _office(phrase: str, words: _Words) -> str | None:
    """The office that a phrase names: its head is one of the words for them."""
    found = phrase.split()
    while found and found[0].casefold() in words.drop:
        del found[0]
    while found and found[-1].casefold() in words.drop:
        del found[-1]
    last = found[-1].casefold() if found else ""
    # "the Foreign Ministry statement" is the ministry's account.
    if last in _TELLING and words.heads.search(" ".join(found[:-1])):
        del found[-1]
    for at in range(max(0, len(found) - _MOST_WORDS), len(found)):
        name = " ".join(found[at:])
        core = words.of.split(name, maxsplit=1)[0]
        if at and found[at - 1].casefold() not in words.drop:
            continue
        if words.of.match(f" {name}"):
            continue
        head = words.heads.search(core) or _SPOKEN.search(core)
        if head and name.casefold() not in words.bare:
            return name
    return None
