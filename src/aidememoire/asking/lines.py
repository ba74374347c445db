"""The plan for a model that was tuned on the codebook: the article once, its record in short lines.

A tuned model needs no instructions and no worked examples. It reads the numbered sentences and
writes a line for each thing that a call holds, where in the article it stands first. `training`
makes its lessons of the same questions and answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, NamedTuple, cast, get_args

from pydantic import Field, RootModel, StringConstraints

from aidememoire import prompts
from aidememoire.article import Article, Sentence
from aidememoire.asking.draft import (
    EVERYONE,
    CallDraft,
    Draft,
    Matter,
    Person,
    Result,
    Said,
    surest,
)
from aidememoire.asking.people import short_name
from aidememoire.asking.weighed import Weighed
from aidememoire.errors import ModelError
from aidememoire.injected import reporting
from aidememoire.model import Message, Model, Question, Token, Usage
from aidememoire.record import ACTS, AREAS, Act, Area, OutcomeKind

PLAN = "lines"
MENTIONED = "discuss"
"""The verb of a sentence that names a matter and says nothing on it."""
SAME = "same"
"""A matter that is that of the line before."""
NONE = "none"
"""No call; an office that the article doesn't tell; the matter of what is on no matter."""
FURNITURE = "#"
"""What a line that is no sentence, and can't be cited, begins with."""

# Twice what any labelled window takes: a small model that repeats itself must come to an end.
_MOST_LINES = 36
_ANSWER_TOKENS = 1_600
_WINDOW_WORDS = 900
_TOP_LINES = 4
_LINE = 160
_SENTENCE_CHARACTERS = 1_500

# llama.cpp knows no \d: a pattern with it would be as good as none.
_NUMBERS = r"[0-9]{1,4}(,[0-9]{1,4}){0,11}"
_NAME = r'[^;:+/"\\]{2,60}'
_PERSON = rf'{_NAME}; [^;+"\\]{{1,90}}; {_NAME}'
_SIDES = rf"{_NAME}( \+ {_NAME}){{0,5}}"
_VERBS = "|".join((*ACTS, *get_args(OutcomeKind), MENTIONED))
_MATTER = rf'({SAME}|{NONE}|({"|".join(AREAS)}): [^"\\]{{2,120}})'
_CALL = rf"{_NUMBERS} call: {_PERSON}( \+ {_PERSON}){{1,11}}"
_NO_CALL = rf"{_NUMBERS} {NONE}"
_WISH = rf"{_NUMBERS} wish: {_NAME}"
_DEED = rf"{_NUMBERS} ({_VERBS}): {_SIDES} / {_MATTER}"

Line = Annotated[str, StringConstraints(pattern=rf"^({_CALL}|{_NO_CALL}|{_WISH}|{_DEED})$")]


class Lines(RootModel[list[Line]]):
    """What an article, or a window of it, reports: the sentences of each thing, then what it is.

    `2,3 call: NAME; OFFICE; COUNTRY + …` begins a call: who spoke. What follows is of that call:
    `4 wish: COUNTRY`, at whose wish it was, and `4,7 stress: COUNTRY / conflict: TITLE`, what was
    done, by whom, on what matter. `2 none` says that the sentence tells of no call that was held.
    """

    root: Annotated[list[Line], Field(max_length=_MOST_LINES)]


async def draft(article: Article, model: Model) -> tuple[Draft, Usage]:
    """Ask what an article reports, a window at a time.

    Raises:
        ModelError: The model could not be asked; the error's `usage` is all that was spent.
    """
    found = Draft()
    usage = Usage()
    await model.prepare(prefix())
    for question in questions(article):
        try:
            reply = await model.ask(question)
        except ModelError as error:
            error.usage = usage + (error.usage or Usage())
            raise
        usage += reply.usage
        for call in read(reply.value, set(numbers(question)), reply.tokens):
            _merge(found.calls, call)
    return found, usage


def prefix() -> tuple[Message, ...]:
    """What every question begins with."""
    return (Message("system", prompts.text(f"{PLAN}/system.md").strip()),)


def questions(article: Article) -> Iterator[Question[Lines]]:
    """The questions about an article: one, or one a window where it is long."""
    sentences = reporting(article)
    body = [each for each in sentences if not each.heading]
    if not body:
        return
    # Menus can be hundreds of lines long; the headline is near the first sentence.
    above = [each for each in sentences if each.number < body[0].number][-_TOP_LINES:]
    top = "\n".join(f"{FURNITURE} {_line(article, each)[:_LINE]}" for each in above)
    for window in _windows(article, body):
        shown = [top] if top else []
        if window[0] is not body[0]:
            # Who spoke is told at the top; without it no window could be understood.
            shown += [_numbered(article, body[0]), f"{FURNITURE} …"]
        shown += [_numbered(article, each) for each in window]
        message = Message("user", "\n".join(shown))
        yield Question("lines", (*prefix(), message), Lines, _ANSWER_TOKENS, weighed=True)


def numbers(question: Question[Lines]) -> Iterator[int]:
    """The numbers of the sentences that a question shows."""
    for line in question.messages[-1].content.splitlines():
        number = line.partition(" ")[0]
        if number != FURNITURE:
            yield int(number)


def _windows(article: Article, body: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    window: list[Sentence] = []
    words = 0
    for sentence in body:
        count = len(article.quote(sentence).split())
        if window and words + count > _WINDOW_WORDS:
            yield window
            window, words = [], 0
        window.append(sentence)
        words += count
    yield window


def _numbered(article: Article, sentence: Sentence) -> str:
    return f"{sentence.number} {_line(article, sentence)}"


def _line(article: Article, sentence: Sentence) -> str:
    """A sentence on one line; what of a monster is beyond any real sentence is left out."""
    return " ".join(article.quote(sentence).split())[:_SENTENCE_CHARACTERS]


class _Deed(NamedTuple):
    """What was done in some sentences, by whom, on what matter."""

    sentences: tuple[int, ...]
    verb: str
    sides: str
    area: str
    title: str
    logprob: float | None = None

    def same(self, other: _Deed) -> bool:
        """Whether it says what another one says."""
        return self[:-1] == other[:-1]


def read(lines: Lines, shown: set[int], tokens: Sequence[Token] = ()) -> Iterator[CallDraft]:
    """The calls that lines tell of.

    Args:
        lines: The answer.
        shown: The numbers that can be cited; all others are passed over.
        tokens: The answer as it was written, where that is known.
    """
    weighed = Weighed(lines.root, tokens)
    told: list[list[int]] = []
    for place, line in enumerate(lines.root):
        if _verb(line) == "call":
            told.append([])
        if told:
            told[-1].append(place)
    for places in told:
        yield _call({place: lines.root[place] for place in places}, weighed, shown)


def _call(told: dict[int, str], weighed: Weighed, shown: set[int]) -> CallDraft:
    (place, first), *rest = told.items()
    what, _, _ = first.partition(" call: ")
    call = CallDraft(_people(place, first, weighed), told=_cited(what, shown))
    deeds: list[_Deed] = []
    for place, line in rest:
        what, _, said = line.partition(": ")
        numbers = _cited(what, shown)
        verb = _verb(line)
        if verb == NONE:
            continue
        if verb == "wish":
            wanted = [name for name in _of(call, said) if name != EVERYONE]
            call.wishes += tuple((name, number) for name in wanted for number in numbers)
            continue
        sides, _, matter = said.partition(" / ")
        area, _, title = matter.partition(": ")
        if matter == SAME and deeds:
            area, title = deeds[-1].area, deeds[-1].title
        # A title can be worded in many ways; how likely this one was says nothing.
        weight = weighed.logprob(place, 0, len(line) - len(matter.partition(": ")[2]))
        deed = _Deed(numbers, verb, sides, area, title.strip(), weight)
        if numbers and not any(map(deed.same, deeds)):
            deeds.append(deed)
    return _filled(call, deeds)


def _verb(line: str) -> str:
    """What a line says of its sentences."""
    return line.partition(" ")[2].partition(":")[0]


def _cited(numbers: str, shown: set[int]) -> tuple[int, ...]:
    cited = dict.fromkeys(map(int, re.findall(r"\d+", numbers)))
    return tuple(number for number in cited if number in shown)


def _people(place: int, line: str, weighed: Weighed) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    start = line.index(" call: ") + len(" call: ")
    for one in line[start:].split(" + "):
        name, office, country = one.split("; ", 2)
        weight = weighed.logprob(place, start, start + len(one))
        found.setdefault(name, Person(name, None if office == NONE else office, country, weight))
        start += len(one) + len(" + ")
    return tuple(found.values())


def _of(call: CallDraft, sides: str) -> tuple[str, ...]:
    """The names of those who act for these sides."""
    if sides == EVERYONE:
        return (EVERYONE,)
    countries = {side.strip().casefold() for side in sides.split(" + ")}
    return tuple(one.name for one in call.people if one.country.casefold() in countries)


def _filled(call: CallDraft, deeds: Iterable[_Deed]) -> CallDraft:
    """A call with its statements, outcomes and matters."""
    matters: dict[str, Matter] = {}
    for deed in deeds:
        area = cast(Area, deed.area)
        known = matters.get(deed.title.casefold(), Matter(deed.title, area, (), deed.logprob))
        if deed.title:
            sentences = tuple(sorted({*known.sentences, *deed.sentences}))
            weight = surest(known.logprob, deed.logprob)
            matters[deed.title.casefold()] = Matter(known.title, known.area, sentences, weight)
        by = _of(call, deed.sides)
        if not by or deed.verb == MENTIONED:
            continue
        if deed.verb in ACTS:
            said = Said(by, cast(Act, deed.verb), deed.sentences, title=known.title or None)
            call.said.append(replace(said, logprob=deed.logprob))
        else:
            kind = cast(OutcomeKind, deed.verb)
            call.results.append(Result(by, kind, deed.sentences, logprob=deed.logprob))
    call.matters = list(matters.values())
    return call


def _merge(calls: list[CallDraft], call: CallDraft) -> None:
    """Add a window's call to those known: to that of the same people, or as another."""
    people = {short_name(one.name) for one in call.people}
    for known in calls:
        if people == {short_name(one.name) for one in known.people}:
            known.told = tuple(dict.fromkeys((*known.told, *call.told)))
            known.wishes += call.wishes
            known.said += call.said
            known.results += call.results
            known.matters += call.matters
            return
    calls.append(call)
