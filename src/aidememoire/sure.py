"""Records without what is not sure enough."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from aidememoire.record import Call, Extraction, Outcome, Statement, Topic
from aidememoire.summary import summary

T = TypeVar("T", Topic, Statement, Outcome)


def surer(record: Extraction, least: float) -> Extraction:
    """A record without the topics, statements and outcomes whose confidence is lower than `least`.

    An item of unknown confidence stays, and so do those who spoke: without them there is no call.
    Where a statement or an outcome is sure and no topic is, those topics stay that they are on, or
    the surest. A call that is left with nothing goes as a whole. A summary is put together anew
    where something it could name went.

    Args:
        record: The record.
        least: From 0 to 1.
    """
    language = record.article.language
    calls = (_surer(call, least, language) for call in record.calls)
    return record.model_copy(update={"calls": tuple(call for call in calls if call)})


def _surer(call: Call, least: float, language: str) -> Call | None:
    outcomes = _kept(call.outcomes, least)
    sure = _kept(call.statements, least)
    topics = _kept(call.topics, least)
    if not topics and (sure or outcomes):
        meant = {one.topic for one in sure}
        topics = tuple(topic for topic in call.topics if topic.title in meant)
        topics = topics or (max(call.topics, key=lambda topic: topic.confidence or 0.0),)
    if not topics:
        return None
    titles = {topic.title for topic in topics}
    statements = tuple(
        one if one.topic in titles else one.model_copy(update={"topic": None}) for one in sure
    )
    left: dict[str, object] = {
        "topics": topics,
        "statements": statements,
        "outcomes": outcomes,
    }
    if (topics, statements, outcomes) != (call.topics, call.statements, call.outcomes):
        text = " ".join(span.quote for topic in topics for span in topic.evidence)
        left["summary"] = summary(text, call.participants, topics, statements, outcomes, language)
    return call.model_copy(update=left)


def _kept(items: Iterable[T], least: float) -> tuple[T, ...]:
    return tuple(one for one in items if one.confidence is None or one.confidence >= least)
