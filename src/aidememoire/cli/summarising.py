"""The run behind `aidememoire summarise`: read, ask, write, and say how it went."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import chain

from aidememoire.article import Article
from aidememoire.cli.opening import opened, prefetch
from aidememoire.cli.output import Sink
from aidememoire.cli.talk import Talk
from aidememoire.errors import AidememoireError, OutputError
from aidememoire.extraction import Extracted, Failed, extract_all
from aidememoire.model import Usage
from aidememoire.opening import profile_of
from aidememoire.reading import Reading, Unread, count, read
from aidememoire.settings import Settings


@dataclass
class Tally:
    """How a run went so far."""

    records: int = 0
    calls: int = 0
    failures: list[tuple[str, AidememoireError]] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    asked: int = 0
    seconds: float = 0.0
    """Wall-clock seconds since the model was asked first."""

    def __str__(self) -> str:
        """The closing line."""
        said = [
            _number(self.records + len(self.failures), "article"),
            _number(self.calls, "call"),
            f"{len(self.failures)} failed",
        ]
        if self.asked:
            read_, written = self.usage.prompt_tokens, self.usage.completion_tokens
            said.append(f"{self.seconds / self.asked:.1f} s an article")
            said.append(
                f"{read_ / self.asked:,.0f} tokens read and {written / self.asked:,.0f} written"
                " an article"
            )
        return " · ".join(said)


@dataclass(frozen=True)
class Job:
    """What is read and how, where it goes, and who hears of it."""

    paths: Sequence[str]
    sink: Sink
    talk: Talk
    how: Reading = field(default_factory=Reading)


def summarise(job: Job, settings: Settings) -> Tally:
    """Summarise every article and write each record as it comes.

    Returns:
        How it went; the failures have been told.

    Raises:
        ModelError: No model could be opened.
        OutputError: A record can't be written; those before are.
    """
    tally = Tally()
    finished = False
    try:
        _ask(job, settings, tally)
        finished = True
    finally:
        where = _close(job, tally, finished=finished)
        if where:
            job.talk.say(where)
    job.talk.say(str(tally))
    return tally


def _close(job: Job, tally: Tally, *, finished: bool) -> str:
    try:
        return job.sink.close(tally.failures, finished=finished)
    except OutputError:
        if finished:
            raise
        return ""  # the first error is what the user should hear of


def _ask(job: Job, settings: Settings, tally: Tally) -> None:
    # What can take long is done out here as far as it can be: in an event loop, Ctrl-C would wait
    # for it.
    items = read(job.paths, how=job.how)
    for item in items:
        if isinstance(item, Article):
            # Only now: a model that has nothing to read need not be fetched or started.
            prefetch(settings, job.talk)
            asyncio.run(_ask_model(job, settings, tally, chain([item], items)))
        else:
            _failed(job, tally, item.id, item.error)


async def _ask_model(
    job: Job, settings: Settings, tally: Tally, items: Iterator[Article | Unread]
) -> None:
    profile = profile_of(settings)
    total = count(job.paths, job.how)
    async with opened(settings, job.talk) as model:
        start = time.perf_counter()
        rows = extract_all(items, model, profile.plan, profile.concurrency)
        with job.talk.steps(f"Asking {model.name}", total, len(tally.failures)) as step:
            async with aclosing(rows):
                async for row in rows:
                    _take(job, tally, row)
                    tally.seconds = time.perf_counter() - start
                    step()


def _take(job: Job, tally: Tally, row: Extracted | Failed) -> None:
    tally.usage += row.usage
    tally.asked += row.usage.requests > 0
    if isinstance(row, Failed):
        _failed(job, tally, row.id, row.error)
    else:
        job.sink.add(row.record)
        tally.records += 1
        tally.calls += len(row.record.calls)


def _failed(job: Job, tally: Tally, name: str, error: AidememoireError) -> None:
    tally.failures.append((name, error))
    job.talk.fail(name, error)


def _number(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
