"""The form of a tuned model's answers: short lines, where in the article each stands first.

What a line can be is in its pattern, which constrains the model; `read` makes calls of lines.
`training` writes its lessons in the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, NamedTuple, cast, get_args

from pydantic import Field, RootModel, StringConstraints

from aidememoire.asking.draft import (
    EVERYONE,
    CallDraft,
    Matter,
    Person,
    Result,
    Said,
    surest,
)
from aidememoire.asking.people import acting_for
from aidememoire.asking.weighed import Weighed
from aidememoire.model import Token
from aidememoire.record import ACTS, AREAS, Act, Area, OutcomeKind, says_something

MENTIONED = "discuss"
"""The verb of a sentence that names a matter and says nothing on it."""
SAME = "same"
"""A matter that is that of the line before."""
NONE = "none"
"""No call; an office that the article doesn't tell; the matter of what is on no matter."""

# Twice what any labelled window takes: a small model that repeats itself must come to an end.
_MOST_LINES = 36
# llama.cpp knows no \d: a pattern with it would be as good as none.
_NUMBERS = r"[0-9]{1,4}(,[0-9]{1,4}){0,11}"
_NAME = r'[^;:+/"\\]{2,60}'
_PERSON = rf'{_NAME}; [^;+"\\]{{1,90}}; {_NAME}'
_SIDES = rf"{_NAME}( \+ {_NAME}){{0,11}}"
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
        if verb_of(line) == "call":
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
        verb = verb_of(line)
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


def verb_of(line: str) -> str:
    """What a line says of its sentences: `call`, `none`, `wish`, an act, an outcome's kind."""
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
        if says_something(name):
            own = None if office == NONE else office
            found.setdefault(name, Person(name, own, country, weight))
        start += len(one) + len(" + ")
    return tuple(found.values())


def _of(call: CallDraft, sides: str) -> tuple[str, ...]:
    """The names of those who act for these sides."""
    if sides == EVERYONE:
        return (EVERYONE,)
    return acting_for(call.people, sides.split(" + "))


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
