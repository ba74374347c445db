"""Baseline (a): one request an article with instructor and openai, nothing else of the product's.

What a careful user of instructor would do: the record as Pydantic models, a prompt that explains
each field, temperature 0, output held to the schema, one re-ask. What he would need afterwards to
have a record at all is the product's: offsets, codes of parties. Days are taken as the model wrote
them.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import instructor
import openai
from instructor.core.exceptions import IncompleteOutputException, InstructorRetryException
from openai.types import CompletionUsage
from pydantic import TypeAdapter, ValidationError

from aidememoire import parties
from aidememoire.article import Article
from aidememoire.asking.people import short_name
from aidememoire.embedded.server import Endpoint
from aidememoire.errors import AnswerCut, AnswerInvalid, ModelError, TransportError
from aidememoire.evaluation.measure import Answer, Task
from aidememoire.model import Usage
from aidememoire.record import (
    ArticleInfo,
    Call,
    CallDate,
    Extraction,
    Initiator,
    Outcome,
    Participant,
    Reference,
    Statement,
    Text,
    Topic,
    describe,
)
from aidememoire.summary import summary
from baselines import answer as asked
from baselines.quotes import evidence

PROMPT = (Path(__file__).parent / "plain.md").read_text(encoding="utf-8")
MAX_TOKENS = 4_096
RE_ASKS = 1
_SECONDS = 3_600.0  # a small machine writes ten tokens a second

_HERE = {"127.0.0.1", "::1", "localhost"}

T = TypeVar("T")
_TEXT: TypeAdapter[str] = TypeAdapter(Text)


@asynccontextmanager
async def plain(endpoint: Endpoint) -> AsyncIterator[Task]:
    """The baseline as a task that `evaluate` can measure; `asking` tells its errors."""
    async with asking(endpoint) as ask:

        async def task(article: Article) -> Answer:
            started = time.monotonic()
            record, usage = await ask(article)
            tokens = usage.prompt_tokens + usage.completion_tokens
            return Answer(record, time.monotonic() - started, tokens)

        yield task


@asynccontextmanager
async def asking(
    endpoint: Endpoint,
) -> AsyncIterator[Callable[[Article], Awaitable[tuple[Extraction, Usage]]]]:
    """What makes one request an article.

    Args:
        endpoint: Where the model is served.

    Yields:
        A function that returns an article's record and what it cost. It raises `AnswerCut` for an
        answer that the token limit cut, `AnswerInvalid` for one that is still wrong after the
        re-ask, `TransportError` when the endpoint fails; the error's `usage` is what is known of
        the cost.
    """
    async with openai.AsyncOpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.api_key,
        timeout=_SECONDS,
        # A proxy set for the internet must not be asked for this very machine.
        http_client=openai.DefaultAsyncHttpxClient(
            trust_env=urlsplit(endpoint.base_url).hostname not in _HERE
        ),
    ) as sdk:
        client = instructor.from_openai(sdk, mode=instructor.Mode.JSON_SCHEMA)

        async def ask(article: Article) -> tuple[Extraction, Usage]:
            found, usage = await _ask(client, endpoint.model, article)
            return to_record(article, found), usage

        yield ask


async def _ask(
    client: instructor.AsyncInstructor, model: str, article: Article
) -> tuple[asked.ArticleRecord, Usage]:
    problem: ModelError
    try:
        found, completion = await client.chat.completions.create_with_completion(
            model=model,
            response_model=asked.ArticleRecord,
            messages=[
                {"role": "system", "content": PROMPT},
                {"role": "user", "content": f"Article:\n\n{article.text}"},
            ],
            temperature=0,
            seed=0,
            max_tokens=MAX_TOKENS,
            max_retries=RE_ASKS,
            strict=False,
        )
    except IncompleteOutputException as error:
        problem = AnswerCut(f"{article.id}: the answer is longer than {MAX_TOKENS} tokens")
        problem.usage = _usage(getattr(error.last_completion, "usage", None))
    except InstructorRetryException as error:
        problem = _unusable(article, error.__cause__)
        problem.usage = _usage(error.total_usage)
    else:
        return found, _usage(completion.usage)
    # Outside the handlers: instructor's errors hold the whole conversation.
    raise problem


def _usage(told: CompletionUsage | None) -> Usage:
    """What the endpoint says it cost, a re-ask included."""
    if told is None:
        return Usage()
    details = told.prompt_tokens_details
    return Usage(
        prompt_tokens=told.prompt_tokens,
        cached_tokens=(details.cached_tokens if details else None) or 0,
        completion_tokens=told.completion_tokens,
    )


def _unusable(article: Article, cause: BaseException | None) -> ModelError:
    if isinstance(cause, openai.APIError):
        return TransportError(f"{article.id}: {cause.message}")
    what = describe(cause) if isinstance(cause, ValidationError) else type(cause).__name__
    return AnswerInvalid(f"{article.id}: the answer is still wrong after {RE_ASKS} re-ask: {what}")


def to_record(article: Article, found: asked.ArticleRecord) -> Extraction:
    """The record of an answer: quotes become sentences, names of parties codes.

    An item whose quotes are not in the article drops, and a call that no participant is left of.
    """
    info = ArticleInfo(
        id=article.id,
        title=_said(found.title),
        outlet=_said(found.outlet),
        published=found.published,
        language=article.language,
        sha256=article.sha256,
    )
    calls = (_Grounding(article, call).call() for call in found.calls)
    return Extraction(schema_version="1", article=info, calls=tuple(_there(calls)))


def _there(items: Iterable[T | None]) -> Iterable[T]:
    return (item for item in items if item is not None)


def _said(words: str | None) -> str | None:
    """The words, unless they are "N/A" and the like: the codebook wants null there."""
    try:
        return _TEXT.validate_python(words)
    except ValidationError:
        return None


@dataclass
class _Grounding:
    """Makes the record of one call."""

    article: Article
    found: asked.Call

    def call(self) -> Call | None:
        """The record, or None when no participant stands in the article."""
        participants = tuple(_there(map(self._participant, self.found.participants)))
        if not participants:
            return None
        self._parties = {one.name: one.party for one in participants}
        topics = tuple(_there(map(self._topic, self.found.topics)))
        self._titles = {topic.title for topic in topics}
        statements = tuple(_there(map(self._statement, self.found.statements)))
        outcomes = tuple(_there(map(self._outcome, self.found.outcomes)))
        return Call(
            date=self._date(),
            channel=self.found.channel,
            initiated_by=self._initiator(),
            sources=tuple(_there(map(_said, self.found.sources))),
            participants=participants,
            topics=topics,
            statements=statements,
            outcomes=outcomes,
            references=tuple(_there(map(self._reference, self.found.references))),
            summary=_said(self.found.summary)
            or summary(
                self.article.text,
                participants,
                topics,
                statements,
                outcomes,
                self.article.language,
            ),
        )

    def _date(self) -> CallDate | None:
        found = self.found.date
        spans = evidence(found.evidence, self.article) if found else ()
        if found is None or not spans:
            return None
        return CallDate(value=found.value, basis=found.basis, evidence=spans)

    def _initiator(self) -> Initiator | None:
        found = self.found.initiated_by
        spans = evidence(found.evidence, self.article) if found else ()
        if found is None or not spans:
            return None
        codes = self._codes([found.party])
        return Initiator(party=codes[0], evidence=spans) if len(codes) == 1 else None

    def _participant(self, found: asked.Participant) -> Participant | None:
        spans = evidence(found.evidence, self.article)
        name = _said(found.name)
        if not spans or name is None:
            return None
        code = parties.code(found.party, self.article.language)
        return Participant(
            name=name, office=_said(found.office), party=code or "OTHER", evidence=spans
        )

    def _topic(self, found: asked.Topic) -> Topic | None:
        spans, title = evidence(found.evidence, self.article), _said(found.title)
        return Topic(title=title, area=found.area, evidence=spans) if spans and title else None

    def _statement(self, found: asked.Statement) -> Statement | None:
        spans, text = evidence(found.evidence, self.article), _said(found.text)
        if not spans or text is None:
            return None
        topic = found.topic if found.topic in self._titles else None
        by = self._codes(found.by)
        return Statement(by=by, act=found.act, text=text, topic=topic, evidence=spans)

    def _outcome(self, found: asked.Outcome) -> Outcome | None:
        spans, text = evidence(found.evidence, self.article), _said(found.text)
        if not spans or text is None:
            return None
        return Outcome(by=self._codes(found.by), kind=found.kind, text=text, evidence=spans)

    def _reference(self, found: asked.Reference) -> Reference | None:
        spans, name = evidence(found.evidence, self.article), _said(found.name)
        date = found.date.isoformat() if found.date else None
        return Reference(name=name, date=date, evidence=spans) if spans and name else None

    def _codes(self, names: Sequence[str]) -> tuple[str, ...]:
        """The codes of countries, or of people by their names; all parties where it says neither.

        "both sides" is no country, and who writes it means all.
        """
        codes = {parties.code(name, self.article.language) or self._person(name) for name in names}
        everyone = tuple(dict.fromkeys(self._parties.values()))
        return tuple(sorted(code for code in codes if code)) or everyone

    def _person(self, name: str) -> str | None:
        return next((code for own, code in self._parties.items() if short_name(own) in name), None)
