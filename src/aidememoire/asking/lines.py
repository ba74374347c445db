"""The plan for a model that was tuned on the codebook: the article once, its record in short lines.

A tuned model needs no instructions and no worked examples. It reads the numbered sentences and
writes a line for each thing that a call holds, where in the article it stands first. `training`
makes its lessons of the same questions and answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log
from typing import Any

from aidememoire import prompts
from aidememoire.article import Article, Sentence
from aidememoire.asking.common import Counted, on_one_line, windows
from aidememoire.asking.draft import (
    CallDraft,
    Draft,
)
from aidememoire.asking.lineform import NONE, CallLines, Lines, read, verb_of
from aidememoire.asking.people import short_name
from aidememoire.asking.weighed import Weighed
from aidememoire.held import posed
from aidememoire.injected import reporting
from aidememoire.model import Message, Model, Question, Token, Usage

PLAN = "lines"
FURNITURE = "#"
"""What a line that is no sentence, and can't be cited, begins with."""

_ANSWER_TOKENS = 1_600
_SURE = 0.8
"""How likely no call has to be to the model, to be believed at once."""
_WINDOW_WORDS = 900
_TOP_LINES = 4
_LINE = 160


async def draft(article: Article, model: Model) -> tuple[Draft, Usage]:
    """Ask what an article reports, a window at a time.

    Where no call is found, and the model was in doubt, it is asked once more, for what there is if
    there is one: the lessons hold more reports of no call than the world does. Not where somebody
    posed as somebody else: there the doubt is about that.

    Raises:
        ModelError: The model could not be asked; the error's `usage` is all that was spent.
    """
    asking = _Asking(Counted(model))
    await model.prepare(prefix())
    for question in questions(article):
        await asking.ask(question)
    if not asking.found.calls and asking.doubted and not posed(article.text):
        await asking.ask(replace(asking.doubted, answer=CallLines))
    return asking.found, asking.counted.usage


@dataclass
class _Asking:
    """The questions about one article, and what came of them."""

    counted: Counted
    found: Draft = field(default_factory=Draft)
    doubted: Question[Lines] | None = None
    """The question to which the answer was no call, and the model was least sure of that."""
    _least: float = log(_SURE)

    async def ask(self, question: Question[Lines]) -> None:
        """Ask a question, and keep the calls of its answer."""
        reply = await self.counted.ask(question)
        for call in read(reply.value, set(numbers(question)), reply.tokens):
            _merge(self.found.calls, call)
        sure = _sure_of_none(reply.value.root, reply.tokens)
        if sure is not None and sure < self._least:
            self.doubted, self._least = question, sure


def _sure_of_none(lines: Sequence[str], tokens: Sequence[Token]) -> float | None:
    """The log-probability of "none" in an answer that begins with it; None for another."""
    first = lines[0] if lines else ""
    if verb_of(first) != NONE:
        return None
    return Weighed(lines, tokens).logprob(0, len(first) - len(NONE), len(first))


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
    top = "\n".join(f"{FURNITURE} {on_one_line(article, each)[:_LINE]}" for each in above)
    for window in windows(article, body, _WINDOW_WORDS):
        shown = [top] if top else []
        if window[0] is not body[0]:
            # Who spoke is told at the top; without it no window could be understood.
            shown += [_numbered(article, body[0]), f"{FURNITURE} …"]
        shown += [_numbered(article, each) for each in window]
        message = Message("user", "\n".join(shown))
        yield Question("lines", (*prefix(), message), Lines, _ANSWER_TOKENS, weighed=True)


def numbers(question: Question[Any]) -> Iterator[int]:
    """The numbers of the sentences that a question shows."""
    for line in question.messages[-1].content.splitlines():
        number = line.partition(" ")[0]
        if number != FURNITURE:
            yield int(number)


def _numbered(article: Article, sentence: Sentence) -> str:
    return f"{sentence.number} {on_one_line(article, sentence)}"


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
