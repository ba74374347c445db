"""Whose account of a call an article relays, as its sentences name them.

"…, the Kremlin press service said", "according to the Foreign Ministry": what stands beside such
words counts when its head is a word that offices are called by. So people who speak of other
things, and estimates by experts, don't.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from aidememoire.article import Article

_MOST_WORDS = 11
_MOST = 4
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
    text = (files("aidememoire") / "data" / "accounts.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    own = tables.get(language, tables["en"])

    def any_of(key: str) -> str:
        return "|".join(re.escape(each) for each in sorted(own[key], key=len, reverse=True))

    flags = re.IGNORECASE
    inflected = r"\w*(?:'\w+)?" if language != "en" else r"(?:['’]s)?"
    return _Words(
        re.compile(rf"(?<!\w)(?:{any_of('after')})\s+", flags) if own["after"] else None,
        re.compile(rf"\s(?:{any_of('before')})(?!\w)", flags) if own["before"] else None,
        re.compile(rf"(?:{any_of('heads')}){inflected}$", flags),
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
        line = " ".join(article.quote(sentence).split())
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
    for match in words.after.finditer(line) if words.after else ():
        rest = re.split(_STOP, line[match.end() :], maxsplit=1)[0]
        spans.append((match.end(), rest))
    for match in words.before.finditer(line) if words.before else ():
        start = max((stop.end() for stop in re.finditer(_STOP, line[: match.start()])), default=0)
        spans.append((start, line[start : match.start()]))
        for apposed in (_APPOSED, _APPOSING):
            if spoken := apposed.search(line[: match.start()]):
                spans.append((spoken.start(), spoken["who"]))
    for start, phrase in sorted(spans):
        own = _THEIR.match(phrase)
        if own:
            named = [(at, each) for each in people if 0 <= (at := line.find(each)) < start]
            # Of two it may be the office of either.
            phrase = f"{named[0][1]}'s {phrase[own.end() :]}" if len(named) == 1 else ""
        if name := _office(phrase, words):
            yield name


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
