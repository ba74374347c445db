"""From articles to records: the asynchronous core of the package."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import ValidationError

from aidememoire import prompts
from aidememoire.article import Article
from aidememoire.asking import lines, one, several
from aidememoire.asking.draft import Draft
from aidememoire.errors import AidememoireError, RecordError, SettingsError
from aidememoire.grounding import to_record
from aidememoire.model import Model, Usage
from aidememoire.reading import Unread
from aidememoire.record import Extraction, describe
from aidememoire.telemetry import span

Plan = Literal["one", "several", "lines"]

log = logging.getLogger("aidememoire.extraction")

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
        SettingsError: There is no such plan.
        ModelError: The model could not be asked, or its answer could not be used.
        RecordError: What was found makes no record; the error's `usage` is what was spent.
    """
    _check_plan(plan)
    started = time.monotonic()
    with span("extract") as told:
        told.note(aidememoire__article__sha256=article.sha256, aidememoire__plan=plan)
        draft, usage = await _PLANS[plan](article, model)
        try:
            record = _recorded(article, draft)
        except AidememoireError as error:
            error.usage = usage
            raise
    return Extracted(article, record, usage, time.monotonic() - started)


def _recorded(article: Article, draft: Draft) -> Extraction:
    """The record of what was found, checked; whatever goes wrong is told as an error of ours."""
    try:
        record = to_record(article, draft)
        record.check(article.text)
    except ValidationError as error:
        raise RecordError(f"{article.id}: no record could be made: {describe(error)}") from error
    except AidememoireError:
        raise
    except Exception as error:
        raise own_fault(article.id, error) from error
    return record


def own_fault(name: str, error: Exception) -> RecordError:
    """What is said of a fault of this program, met in one article: the others must not pay for it.

    Args:
        name: The article's id.
        error: What was raised.
    """
    log.debug("%s", name, exc_info=error)
    return RecordError(
        f"{name}: an error in aidememoire itself: {type(error).__name__}",
        "Please report it, with the article if it may be shared.",
    )


def _check_plan(plan: str) -> None:
    if plan not in _PLANS:
        raise SettingsError(
            f"there is no plan {plan!r}; there are: {', '.join(get_args(Plan))}",
            "What `auto` stands for is `profile_of(settings).plan`.",
        )


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
        concurrency: How many articles are asked about at once, at least one.

    Raises:
        SettingsError: There is no such plan, or nothing could be asked at once.
    """
    _check_plan(plan)
    if concurrency < 1:
        raise SettingsError(f"concurrency: {concurrency} articles at once; give at least 1")
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
        told = error
    except Exception as error:  # noqa: BLE001 - it becomes the article's row
        told = own_fault(item.id, error)
    seconds = time.monotonic() - started
    return Failed(item.id, item.origin, told, told.usage or Usage(), seconds)
