"""From articles to records: the asynchronous core of the package."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from aidememoire import prompts
from aidememoire.article import Article
from aidememoire.asking import lines, one, several
from aidememoire.errors import AidememoireError, ModelError, RecordError
from aidememoire.grounding import to_record
from aidememoire.model import Model, Usage
from aidememoire.reading import Unread
from aidememoire.record import Extraction, describe
from aidememoire.telemetry import span

Plan = Literal["one", "several", "lines"]

_PLANS = {"one": one.draft, "several": several.draft, "lines": lines.draft}


@dataclass(frozen=True)
class Extracted:
    """An article and its record.

    Attributes:
        article: The article.
        record: Its record, checked against the text.
        usage: What the model was asked for it.
        seconds: Wall-clock seconds from the first question to the record.
    """

    article: Article
    record: Extraction
    usage: Usage
    seconds: float


@dataclass(frozen=True)
class Failed:
    """An input without a record, and why.

    Attributes:
        id: The article's id.
        origin: Where it came from.
        error: Why there is no record.
        usage: What the model was asked before it failed, as far as is known.
        seconds: Wall-clock seconds spent on it.
    """

    id: str
    origin: str
    error: AidememoireError
    usage: Usage
    seconds: float


def prompt_fingerprint(plan: Plan) -> str:
    """SHA-256 of every word that a model reads under this plan, the article aside."""
    return prompts.fingerprint(plan)


async def extract(article: Article, model: Model, plan: Plan) -> Extracted:
    """Make the record of one article.

    Args:
        article: The article, as `reading` made it.
        model: What is asked.
        plan: The whole record in one question, or several short questions.

    Raises:
        ModelError: The model could not be asked, or its answer could not be used.
        RecordError: What was found makes no record.
    """
    started = time.monotonic()
    with span("extract") as told:
        told.note(aidememoire__article__sha256=article.sha256, aidememoire__plan=plan)
        draft, usage = await _PLANS[plan](article, model)
        try:
            record = to_record(article, draft)
        except ValidationError as error:
            raise RecordError(
                f"{article.id}: no record could be made: {describe(error)}"
            ) from error
        record.check(article.text)
    return Extracted(article, record, usage, time.monotonic() - started)


async def extract_all(
    items: Iterable[Article | Unread], model: Model, plan: Plan, concurrency: int
) -> AsyncGenerator[Extracted | Failed]:
    """Make the records of many articles, some at a time, and give them in the order they came.

    An article's failure is a row that says why; it stops nothing. Articles are taken from `items`
    only as they are needed, in a thread: reading may wait for a server.

    Args:
        items: Articles, and inputs that could not be read, which come out as failures.
        model: What is asked.
        plan: How.
        concurrency: How many articles are asked about at once.
    """
    waiting: deque[asyncio.Task[Extracted | Failed]] = deque()
    source = iter(items)
    try:
        while True:
            while len(waiting) < concurrency:
                item = await asyncio.to_thread(next, source, None)
                if item is None:
                    break
                waiting.append(asyncio.create_task(_row(item, model, plan)))
            if not waiting:
                return
            yield await waiting[0]
            waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def _row(item: Article | Unread, model: Model, plan: Plan) -> Extracted | Failed:
    started = time.monotonic()
    if isinstance(item, Unread):
        return Failed(item.id, item.origin, item.error, Usage(), 0.0)
    try:
        return await extract(item, model, plan)
    except AidememoireError as error:
        spent = (isinstance(error, ModelError) and error.usage) or Usage()
        return Failed(item.id, item.origin, error, spent, time.monotonic() - started)
