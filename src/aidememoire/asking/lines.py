"""The plan for a model that was tuned on the codebook: the article once, its record in short lines.

A tuned model needs no instructions and no worked examples. It reads the numbered sentences and
writes a line for each thing that a call holds, where in the article it stands first. `training`
makes its lessons of the same questions and answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aidememoire import prompts
from aidememoire.article import Article
from aidememoire.asking.common import Counted, on_one_line, windows
from aidememoire.asking.draft import Draft
from aidememoire.asking.lineform import Lines, read
from aidememoire.asking.merging import merge
from aidememoire.injected import reporting
from aidememoire.model import Message, Model, Question, Usage
from aidememoire.sentences import Sentence

PLAN = "lines"
FURNITURE = "#"
"""What a line that is no sentence, and can't be cited, begins with."""

_ANSWER_TOKENS = 1_600
_WINDOW_WORDS = 900
_TOP_LINES = 4
_LINE = 160


async def draft(article: Article, model: Model) -> tuple[Draft, Usage]:
    """Ask what an article reports, a window at a time.

    Raises:
        ModelError: The model could not be asked; the error's `usage` is all that was spent.
    """
    counted, found = Counted(model), Draft()
    await model.prepare(prefix())
    for question in questions(article):
        reply = await counted.ask(question)
        for call in read(reply.value, set(numbers(question)), reply.tokens):
            merge(found.calls, call)
    return found, counted.usage


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
