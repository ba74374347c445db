"""Agreements, resolutions, statements and dated meetings that sentences cite by name or by date.

A document counts with a name of its own ("the Minsk agreements", "Resolution 2510") or with a date
("an agreement signed on Jan. 11"); a meeting with a date, a summit or conference with the name of
its place. Standing bodies and formats ("the Normandy format", "the Security Council") are none.
English is read, and the quoted titles of Chinese and Japanese.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aidememoire import days
from aidememoire.article import Article
from aidememoire.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Found:
    """What is cited: its name as the article writes it, its date, the sentences that cite it."""

    name: str
    date: str | None
    sentences: tuple[int, ...]


_PAPER = (
    r"(?:agreements?|accords?|treat(?:y|ies)|memorand(?:um|a)|declarations?|protocols?|"
    r"resolutions?|conventions?|charter|pact|covenant|communiqu[ée]s?|statements?|"
    r"(?:final|founding) act|plan of action|package of measures|contract|understandings?|compact|"
    r"ruling|decision|call to action|document)"
)
_GATHERING = r"(?:summit|conference|retreat)"
_MEETING = r"(?:meeting|talks|session|european council|dialogue|forum|negotiations)"
_WORD = r"[^\W_][\w.'’/-]*"
_CAPITAL = r"(?:[^\W\d_a-z][\w.'’/-]*|\d+(?:st|nd|rd|th))"
_NO_MONTH = (
    r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\b)"
)
_JOINED = r"(?:of|on|and|for|the|to|in|against|de|la)"
# Before the head: names, with the small words between them.
_BEFORE = rf"(?:(?:{_CAPITAL}|\d{{4}})(?:,)? (?:(?:{_JOINED}|format|international|peace) )*){{0,7}}"
_NO_BODY = r"(?! (?:Organi[sz]ation|Council|Group|Commission|Committee|Party)\b)"
_TITLE = re.compile(
    rf"(?<!\w)(?P<before>{_BEFORE})(?P<head>(?i:{_PAPER}|{_GATHERING}))\b{_NO_BODY}"
    rf"(?P<after>(?: (?:No\. ?)?\d{{1,4}}(?![\w,]| {_CAPITAL}))?"
    rf"(?: (?:of|on|for|between|with|to|against) (?:the )?{_NO_MONTH}{_CAPITAL}"
    rf"(?:,? (?:(?:and|of|for|the) )*{_NO_MONTH}{_CAPITAL})*)*)"
)
_DONE = (
    r"(?:signed|held|reached|adopted|concluded|made|agreed|scheduled|takes? place|took place|met)"
)
_DATED = re.compile(
    rf"(?<!\w)(?P<before>(?:(?!(?:the|an?|his|her|their|and|of|to|by|in|on|with|from|at)\b)"
    rf"{_WORD} ){{0,3}})(?P<head>(?i:{_PAPER}|{_GATHERING}|{_MEETING}))\b{_NO_BODY}"
    rf"(?P<after>[^;.]{{0,110}}?)(?:,? (?:which (?:was|is|will) )?(?:to be )?{_DONE}"
    r"(?: (?:in|at) [\w, ]{2,40}?)?)?(?:,? (?:of|on|dated|from|for|in|until))*[ ,]*$",
)
_OPENS = re.compile(
    rf"\s*(?P<name>(?:{_WORD} ){{0,4}}?(?i:{_PAPER}|{_GATHERING}|{_MEETING}))\b"
    rf"(?P<after>(?: (?:of|on|with|between) (?:the )?(?:{_CAPITAL}|\w+)"
    rf"(?: (?:and |of |of the )?{_CAPITAL})*)?)"
)
_KNOWN = re.compile(r"\b(?:JCPOA|New START|COP-?\d{1,2}|NPT|USMCA|T-MEC)\b")
_QUOTED = re.compile(
    r"《(?P<name>[^《》]{2,40}(?:协定|协议|条约|公报|声明|决议|宣言|公约|共同声明))》"
)
_YEAR = r"(?:19|20)\d{2}"
_MONTH_OR_YEAR = re.compile(
    rf"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|"
    rf"December)(?: {_YEAR})?|{_YEAR})\b"
)
_NONE = re.compile(r"\b(?:phone|telephone|video|press|news|drafts?)\b", re.IGNORECASE)
_MEETS = re.compile(rf"(?:{_GATHERING}|{_MEETING})$", re.IGNORECASE)
_LISTED = re.compile(r"(?:,|,? and)\s+")
_ADJECTIVE = re.compile(r"(?:an|sh|ese|ch|eek|qi|ni|li|di)$")
_MOST_DATES = 8
_LONGEST = 1_500
"""What of a monster is beyond any real sentence is left out."""
_ENGLISH = {"en", "und"}


def cited_in(
    article: Article, numbers: Iterable[int], published: dt.date | None
) -> tuple[Found, ...]:
    """What sentences cite by name or by date.

    Args:
        article: The article.
        numbers: The sentences that report what was said in the call.
        published: The article's own date, which settles a missing year.

    Returns:
        Each once, in the order of the article, with all the sentences that cite it.
    """
    found: list[Found] = []
    for number in sorted(set(numbers)):
        for name, words in _cited(article, article.sentences[number - 1]):
            date = days.reference_day(words, published, article.language) if words else None
            add(found, Found(name, date, (number,)))
    return tuple(found)


def add(found: list[Found], new: Found) -> None:
    """Put a citation to the list, or its sentence to the one that it repeats."""
    own = _key(new.name)
    for place, other in enumerate(found):
        known = _key(other.name)
        same = own <= known or known <= own or new.name == _initials(other.name)
        if same and (new.date is None or other.date in {None, new.date}):
            longer = new if len(new.name) > len(other.name) else other
            sentences = tuple(dict.fromkeys((*other.sentences, *new.sentences)))
            found[place] = Found(longer.name, other.date or new.date, sentences)
            return
    found.append(new)


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", name.partition("(")[0])).upper()


def _key(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold())) - {"the", "of", "on", "and"}


def _cited(article: Article, sentence: Sentence) -> Iterator[tuple[str, str | None]]:
    """The citations of a sentence: each name, and the words of its date if it has one."""
    line = " ".join(article.quote(sentence).split())[:_LONGEST]
    for match in _QUOTED.finditer(line):
        yield match["name"], None
    spans: list[tuple[int, int]] = []
    english = article.language in _ENGLISH
    for name, words, span in (*_dated(line), *_titled(line)) if english else ():
        if not any(start < span[1] and span[0] < end for start, end in spans):
            spans.append(span)
            yield name, words
    for match in _KNOWN.finditer(line):
        if not any(start <= match.end() and match.start() <= end + 2 for start, end in spans):
            yield match[0], None


def _dates(line: str) -> Sequence[tuple[int, int]]:
    whole = [(each.start, each.end) for each in days.day_words(line) if each.kind == "day"]
    rest = [
        match.span()
        for match in _MONTH_OR_YEAR.finditer(line)
        if not any(start < match.end() and match.start() < end for start, end in whole)
    ]
    return sorted((*whole, *rest))


def _dated(line: str) -> Iterator[tuple[str, str | None, tuple[int, int]]]:
    """The citations with a date: before it ("agreement of 8 May"), or after ("the 2015 pact")."""
    last: tuple[str, int] | None = None
    for start, end in _dates(line)[:_MOST_DATES]:
        words = line[start:end]
        if last and _LISTED.fullmatch(line, last[1], start):
            # "the agreements of November 9, 2020, January 11 and November 26, 2021"
            last = last[0], end
            yield last[0], words, (start, end)
            continue
        year = re.fullmatch(_YEAR, words) is not None
        looks = (_dated_after, _dated_before) if year else (_dated_before, _dated_after)
        cited = next(filter(None, (look(line, start, end) for look in looks)), None)
        if cited is None or (year and _MEETS.search(cited[0])):
            continue
        last = cited[0], end
        yield cited[0], words, cited[1]


def _dated_before(line: str, start: int, end: int) -> tuple[str, tuple[int, int]] | None:
    match = _DATED.search(line, 0, start)
    while match is not None:
        if _near(match["after"]) and not _NONE.search(match["before"]):
            fuller = _fuller(line, match.start("head"))
            name = fuller or (match["before"] + match["head"] + _object(match["after"])).strip()
            return _bare(name), (match.start(), end)
        match = _DATED.search(line, match.end("head"), start)
    return None


def _dated_after(line: str, start: int, end: int) -> tuple[str, tuple[int, int]] | None:
    match = _OPENS.match(line, end)
    if match is None or _NONE.search(match["name"]) or "," in match[0]:
        return None
    return _bare((match["name"] + match["after"]).strip()), (start, match.end())


def _near(after: str) -> bool:
    """Whether what stands between a head and a date says nothing else."""
    return not re.search(
        r"[,:]\s+(?!which|signed|reached|held|adopted|and\b|[A-Z])|\b(?:was|were|is|are|has|have|"
        r"had|that|said|would|who|but|after|since|before)\b",
        after,
    )


def _object(after: str) -> str:
    """What an agreement is on, of the words between its name and its date."""
    words = re.split(
        r"(?:,(?! [A-Z])|\b(?:signed|held|reached|adopted|concluded|made|agreed|scheduled)\b)",
        after,
    )
    return " " + re.sub(r"\s+(?:of|on|dated|from|for|in|until|to be)$", "", words[0].strip())


def _fuller(line: str, head: int) -> str | None:
    return next(
        (
            match[0].strip()
            for match in _TITLE.finditer(line)
            if match.start("head") == head and match["before"].strip()
        ),
        None,
    )


def _titled(line: str) -> Iterator[tuple[str, str | None, tuple[int, int]]]:
    for match in _TITLE.finditer(line):
        before = re.sub(rf"^(?:{_JOINED} )+", "", match["before"].strip())
        opens = match.start() == 0 or line[match.start() - 1] in '"“«'
        words = [word.strip(",") for word in before.split() if word[0].isupper()]
        if opens and words[:1] and words[0] in _OPENERS:
            words = words[1:]
        head, after = match["head"], match["after"]
        if _NONE.search(before) or (head.casefold() == "resolutions" and not after.strip()):
            continue
        numbered = bool(re.match(r" (?:No\. ?)?\d", after))
        named = [word for word in words if not _ADJECTIVE.search(word) and word not in _PLAIN]
        capital = head[0].isupper() and (bool(words) or bool(after.strip()))
        weak = head.casefold().startswith(("statement", "decision", "document", "ruling", "act"))
        if numbered or capital or (named and not weak):
            name = " ".join((before, head + after)).strip()
            yield _bare(name), None, match.span()


_OPENERS = {
    "The",
    "In",
    "At",
    "On",
    "Under",
    "Citing",
    "Recalling",
    "This",
    "That",
    "These",
    "A",
    "An",
}
_PLAIN = {
    "President",
    "Minister",
    "Prime",
    "Secretary",
    "The",
    "Foreign",
    "COVID-19",
    "EU",
    "U.S.",
    "US",
}


def _bare(name: str) -> str:
    name = re.sub(r"^(?:(?:the|an?|his|her|their|its|this|that|these|our|latest|both)\s+)+", "",
                  name, flags=re.IGNORECASE)  # fmt: skip
    return name.strip(" ,.\"“”'")
