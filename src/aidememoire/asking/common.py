"""What the plans share: questions whose cost is counted, and articles cut into what fits in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from aidememoire.article import Article
from aidememoire.errors import ModelError
from aidememoire.lengths import weight
from aidememoire.model import Model, Question, Reply, Usage
from aidememoire.sentences import Sentence

T = TypeVar("T", bound=BaseModel)

_SENTENCE_CHARACTERS = 1_500


@dataclass
class Counted:
    """A model whose questions about one article are counted.

    Attributes:
        model: The model.
        usage: What the questions cost so far.
    """

    model: Model
    usage: Usage = field(default_factory=Usage)

    async def ask(self, question: Question[T]) -> Reply[T]:
        """Ask a question.

        Raises:
            ModelError: The model could not be asked; the error's `usage` is all that was spent.
        """
        try:
            reply = await self.model.ask(question)
        except ModelError as error:
            error.usage = self.usage + (error.usage or Usage())
            raise
        self.usage += reply.usage
        return reply


def windows(
    article: Article, sentences: Sequence[Sentence], words: int
) -> Iterator[Sequence[Sentence]]:
    """Sentences in order, cut where there are too many for one question.

    Args:
        article: The article.
        sentences: Its sentences, or some of them.
        words: How many words a window has at the most, unless a single sentence has more.
    """
    window: list[Sentence] = []
    found = 0
    for sentence in sentences:
        count = weight(article.quote(sentence))
        if window and found + count > words:
            yield window
            window, found = [], 0
        window.append(sentence)
        found += count
    if window:
        yield window


def on_one_line(article: Article, sentence: Sentence) -> str:
    """A sentence on one line; what of a monster is beyond any real sentence is left out."""
    return " ".join(article.quote(sentence).split())[:_SENTENCE_CHARACTERS]
