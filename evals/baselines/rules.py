"""Baseline (b): rules alone. No model is asked.

The product's own code for reading, sentences, days and parties, and a list of cues (`cues.toml`)
in the place of a model: what it scores is what one gets for nothing, and the distance to ours is
what the model adds. It reads languages whose names are written in capitals.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple, cast

from aidememoire import parties
from aidememoire.article import Article
from aidememoire.asking.answers import verbs
from aidememoire.asking.draft import EVERYONE, CallDraft, Draft, Matter, Person, Result, Said
from aidememoire.asking.people import short_name
from aidememoire.cues import tells_of_wish
from aidememoire.evaluation.measure import Answer
from aidememoire.grounding import to_record
from aidememoire.record import Act, Area, OutcomeKind
from aidememoire.sentences import Sentence
from baselines import cues
from baselines.cues import one_of
from baselines.naming import FEWEST, people_in

_LEAD = 6
_NEAR = 40
_TITLE_WORDS = 8
_OUTLET = re.compile(r"[,.”\"] ([\w.İ]{2,30}(?: [A-Z][\w.]+)?) reports?\b")
_SOURCE = re.compile(
    r"(?:according to|referr?ing to|reference to|,) (?:the )?"
    r"((?:[A-Z][\w’']+ ){1,3}?(?:press service|website|office|Directorate of \w+|ministry))",
)
_WISH = re.compile(
    r"\b(?:initia\w+|request\w*|(?:tele)?phoned|call(?:ed)?)\b(?P<by> (?:by|from|of)\b)?",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being)(?: \w+ly)?\s+$", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|on|about|for|in|that|to|with|regarding|sobre|sur|über)\b")


class _Deed(NamedTuple):
    """A verb of a sentence: what the record makes of it, and where it stands."""

    group: str
    name: str
    start: int
    end: int


async def rules(article: Article) -> Answer:
    """The baseline as a task that `evaluate` can measure."""
    started = time.monotonic()
    record = to_record(article, draft(article))
    return Answer(record, time.monotonic() - started)


@cache
def _deeds() -> list[tuple[str, str, re.Pattern[str]]]:
    """A pattern for each name that a verb can have: the product's English verbs, and the cues."""
    english: dict[tuple[str, str], list[str]] = {}
    for verb, (group, name) in verbs().items():
        if name not in {"call", "wish"}:
            english.setdefault(("mentions" if group == "other" else group, name), []).append(
                _inflected(verb)
            )
    found = []
    for group in ("outcomes", "acts", "mentions"):
        for name, own in cues.table()[group].items():
            found.append((group, name, cues.pattern([*english.get((group, name), []), *own])))
    return found


def _inflected(verb: str) -> str:
    """A pattern for a verb's other forms too: of "urged", "urges" and "urging"."""
    first, space, rest = verb.partition(" ")
    stem = re.escape(first.removesuffix("ed"))
    inflected = rf"{stem}(?:ed|es|s|ing)" if first.endswith("ed") else re.escape(first)
    return rf"\b{inflected}{space}{re.escape(rest)}\b"


def draft(article: Article) -> Draft:
    """What rules find in an article."""
    body = [each for each in article.sentences if not each.heading]
    found = Draft(outlet=_first(_OUTLET, article.text))
    lead = [article.quote(each) for each in body[:_LEAD]]
    place = next((at for at, line in enumerate(lead) if one_of("call").search(line)), None)
    if place is None or any(one_of("not_held").search(line) for line in lead[: place + 1]):
        return found
    rest = body[place:]
    people = people_in(article, rest[:_LEAD])
    if len(people) < FEWEST:
        return found
    source = _first(_SOURCE, article.text)
    main = CallDraft(people, told=(rest[0].number,), sources=(source,) if source else ())
    others = list(_others(article, rest[1:], people))
    own = {number for call in others for number in call.told}
    found.calls = [main, *others]
    _fill(article, main, [each for each in rest if each.number not in own])
    for call in others:
        _fill(article, call, [each for each in rest if each.number in call.told])
    return found


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None


def _others(
    article: Article, sentences: Sequence[Sentence], known: Sequence[Person]
) -> Iterator[CallDraft]:
    """Calls that later sentences tell of, between other people."""
    names = {short_name(person.name) for person in known}
    for sentence in sentences:
        line = article.quote(sentence)
        if not one_of("call").search(line) or one_of("not_held").search(line):
            continue
        people = people_in(article, [sentence])
        if len(people) >= FEWEST and not names & {short_name(one.name) for one in people}:
            yield CallDraft(people, told=(sentence.number,))


def _fill(article: Article, call: CallDraft, sentences: Sequence[Sentence]) -> None:
    """Add what each sentence says to a call: its acts, its outcomes, its matter."""
    speaker = call.people[0].name
    for sentence in sentences:
        line = article.quote(sentence)
        call.wishes += tuple(_wish(call, line, sentence.number))
        deeds = [one for one in _found(line) if _about_call(call, line, one)]
        if not deeds:
            continue
        for deed in deeds:
            by = _speaker(call, line[: deed.start], speaker)
            speaker = by if by != EVERYONE else speaker
            if deed.group == "acts":
                call.said.append(Said((by,), cast(Act, deed.name), (sentence.number,)))
            elif deed.group == "outcomes":
                call.results.append(Result((by,), cast(OutcomeKind, deed.name), (sentence.number,)))
        _add_matter(call, sentence, line, deeds[0])
    if not call.matters:
        told = article.quote(article.sentences[call.told[0] - 1])
        call.matters.append(Matter(_title(told, 0, 0), _area(told), call.told))


def _found(line: str) -> list[_Deed]:
    """The verbs of a sentence in its order, one of each name; mentions only when nothing else is.

    A verb of saying behind the name of a press office is the reporter's.
    """
    found: dict[str, _Deed] = {}
    for group, name, pattern in _deeds():
        for match in pattern.finditer(line):
            before = line[max(0, match.start() - _NEAR) : match.start()]
            if not one_of("reporter").search(before):
                found.setdefault(name, _Deed(group, name, *match.span()))
    deeds = sorted(found.values(), key=lambda one: one.start)
    return [one for one in deeds if one.group != "mentions"] or deeds


def _about_call(call: CallDraft, line: str, deed: _Deed) -> bool:
    """Whether somebody of the call does it, or nobody is named: the rest is background."""
    passive = _PASSIVE.search(line[: deed.start]) is not None
    quoted = line.lstrip()[:1] in '"“«'
    return passive or quoted or bool(list(_subjects(call, line[: deed.start])))


def _subjects(call: CallDraft, before: str) -> Iterator[tuple[int, str]]:
    """Who is named in the words before a verb: where, and the name or `EVERYONE`."""
    offices = Counter(person.office for person in call.people)
    mentions = parties.mentions(before)
    for person in call.people:
        aliases = [re.escape(short_name(person.name))]
        if person.office and offices[person.office] == 1:
            aliases.append(rf"the {re.escape(person.office)}")
        for match in re.finditer(rf"\b(?:{'|'.join(aliases)})\b", before, re.IGNORECASE):
            yield match.start(), person.name
        for one in mentions:
            side = re.match(r"['’]?s? (?:side|president|leader|minister)", before[one.end :])
            if side and one.code == parties.code(person.country):
                yield one.start, person.name
    for match in one_of("everyone").finditer(before):
        yield match.start(), EVERYONE
    for match in re.finditer(r"\b(?:he|she)\b", before, re.IGNORECASE):
        yield match.start(), ""


def _speaker(call: CallDraft, before: str, last: str) -> str:
    """Who does it: the subject nearest before the verb; "he" is who spoke last."""
    subjects = sorted(_subjects(call, before))
    if not subjects:
        return EVERYONE
    at, name = subjects[-1]
    other = next((one for one in reversed(subjects[:-1]) if one[1] != name), None)
    if other and name and re.search(r"\b(?:and|y|et|und|ve)\b", before[other[0] : at]):
        return EVERYONE
    return name or last


def _wish(call: CallDraft, line: str, number: int) -> Iterator[tuple[str, int]]:
    """Who wanted the call: the one behind "initiated by", or before "called"."""
    cue = _WISH.search(line)
    if cue is None or not tells_of_wish(line):
        return
    named = [one for one in sorted(_subjects(call, line)) if one[1] not in {"", EVERYONE}]
    behind = [name for at, name in named if at >= cue.end()]
    before = [name for at, name in named if at < cue.start()]
    wanted = behind[:1] if cue["by"] else before[-1:]
    yield from ((name, number) for name in wanted)


def _add_matter(call: CallDraft, sentence: Sentence, line: str, deed: _Deed) -> None:
    """The sentence's matter: that of the sentence before it where the area is the same."""
    area = _area(line)
    if call.matters and call.matters[-1].area == area:
        last = call.matters[-1]
        call.matters[-1] = replace(last, sentences=(*last.sentences, sentence.number))
    else:
        call.matters.append(Matter(_title(line, deed.start, deed.end), area, (sentence.number,)))


def _area(line: str) -> Area:
    """The area of which the most words occur; the bilateral relationship when none does."""
    counted = {area: len(_area_words(area).findall(line)) for area in cues.table()["areas"]}
    best = max(counted, key=lambda area: counted[area])
    return cast(Area, best if counted[best] else "relations")


@cache
def _area_words(area: str) -> re.Pattern[str]:
    return cues.pattern(cues.table()["areas"][area])


def _title(line: str, start: int, end: int) -> str:
    """The words behind the verb and its preposition, or before it when none follow."""
    of = _OF.search(line, end)
    behind = line[of.end() if of else end :].split()
    words = behind if len(behind) >= FEWEST else line[:start].split()
    title = " ".join(words[:_TITLE_WORDS])
    return re.split(r"[,;:.“”\"]", title)[0].strip() or " ".join(line.split()[:_TITLE_WORDS])
