"""Lessons: what extraction asks of labelled articles, with the answers that it should get.

What is trained is what is asked: questions come from the plan itself, and an answer is written in
the form that the plan reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aidememoire.article import Article
from aidememoire.asking import lineform, lines
from aidememoire.asking.draft import EVERYONE
from aidememoire.asking.lineform import Lines
from aidememoire.cues import channel
from aidememoire.model import Message, Question
from aidememoire.record import Call, Evidence, Extraction, Topic
from aidememoire.views.parties import party_name


@dataclass(frozen=True)
class Lesson:
    """A question and its answer.

    Attributes:
        article: The id of the article.
        messages: The question, as it is asked.
        answer: The answer.
    """

    article: str
    messages: tuple[Message, ...]
    answer: Lines


def lessons(article: Article, record: Extraction) -> Iterator[Lesson]:
    """The lessons of an article: one a window.

    Args:
        article: The article.
        record: Its labels.
    """
    for question in lines.questions(article):
        shown = set(lines.numbers(question))
        told = [line for call in record.calls for line in _Told(article, call, shown).lines()]
        yield Lesson(article.id, question.messages, Lines(told or [nothing(article, question)]))


def nothing(article: Article, question: Question[Lines]) -> str:
    """The line of a window that tells of no call: on the sentence that is likest one that does."""
    shown = set(lines.numbers(question))
    body = [each for each in article.sentences if each.number in shown]
    likest = next((each for each in body if channel(article, [each]) != "unspecified"), body[0])
    return f"{likest.number} {lineform.NONE}"


class _Told:
    """A labelled call in lines, as far as a window shows it."""

    def __init__(self, article: Article, call: Call, shown: set[int]) -> None:
        self._article = article
        self._call = call
        self._shown = shown
        self._everyone = tuple(dict.fromkeys(one.party for one in call.participants))

    def lines(self) -> Iterator[str]:
        call = self._call
        told = [span for one in call.participants for span in one.evidence]
        told += [s for s in (call.date.evidence if call.date else ()) if isinstance(s, Evidence)]
        numbers = self._numbers(told)
        deeds = sorted(self._deeds())
        if not numbers and not deeds:
            return
        people = " + ".join(
            f"{one.name}; {one.office or lineform.NONE}; {_country(one.party)}"
            for one in call.participants
        )
        yield f"{_joined(numbers or deeds[0][0][:1])} call: {people}"
        if call.initiated_by and (wish := self._numbers(call.initiated_by.evidence)):
            yield f"{_joined(wish)} wish: {_country(call.initiated_by.party)}"
        before = None
        for numbers, _, verb, sides, topic in deeds:
            matter = lineform.SAME if topic == before else topic
            yield f"{_joined(numbers)} {verb}: {sides} / {matter}"
            before = topic

    def _deeds(self) -> Iterator[tuple[tuple[int, ...], int, str, str, str]]:
        """Each with its sentences, by which they are sorted, and its place in the record."""
        call = self._call
        topics = {topic.title: topic for topic in call.topics}
        covered: dict[str, set[int]] = {title: set() for title in topics}
        place = 0
        for one in call.statements:
            place += 1
            numbers = self._numbers(one.evidence)
            topic = topics.get(one.topic or "") or self._topic(numbers)
            if numbers:
                covered.get(topic.title if topic else "", set()).update(numbers)
                yield numbers, place, one.act, self._sides(one.by), _matter(topic)
        for result in call.outcomes:
            place += 1
            numbers = self._numbers(result.evidence)
            topic = self._topic(numbers)
            if numbers:
                covered.get(topic.title if topic else "", set()).update(numbers)
                yield numbers, place, result.kind, self._sides(result.by), _matter(topic)
        for topic in call.topics:
            place += 1
            for number in self._numbers(topic.evidence):
                if number not in covered[topic.title]:
                    yield (number,), place, lineform.MENTIONED, EVERYONE, _matter(topic)

    def _topic(self, numbers: Iterable[int]) -> Topic | None:
        """The matter that shares a sentence; the narrowest, else the first."""
        cited = set(numbers)
        sharing = [one for one in self._call.topics if cited & set(self._numbers(one.evidence))]
        return min(sharing, key=lambda one: len(one.evidence), default=None)

    def _numbers(self, evidence: Sequence[Evidence]) -> tuple[int, ...]:
        return tuple(
            each.number
            for each in self._article.sentences
            if each.number in self._shown
            and any(span.start < each.end and each.start < span.end for span in evidence)
        )

    def _sides(self, by: Sequence[str]) -> str:
        if len(self._everyone) > 1 and set(by) >= set(self._everyone):
            return EVERYONE
        return " + ".join(map(_country, by))


def _country(party: str) -> str:
    return "other" if party == "OTHER" else party_name(party)


def _matter(topic: Topic | None) -> str:
    if topic is None:
        return lineform.NONE
    # Lines stand in JSON; a quotation mark would have to be escaped there.
    title = topic.title.replace('"', "'").replace("\\", "/")
    return f"{topic.area}: {title}"


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))
