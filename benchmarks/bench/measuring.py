"""Asks each system about each article, one system after the other, and keeps what comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import psutil

from aidememoire.article import Article
from aidememoire.errors import AidememoireError, ModelError
from aidememoire.evaluation.run import Failure
from aidememoire.model import Usage
from aidememoire.record import Extraction
from aidememoire.settings import Settings
from aidememoire.untrusted import safe
from baselines.serving import Served, serving, untuned
from bench.articles import warmup
from bench.journal import Journal, Part, Row, Tokens
from bench.journal import Opened as OpenedServer
from bench.langextracting import Installed
from bench.memory import Peak
from bench.systems import SYSTEMS, Opened, opened

Say = Callable[[str], None]


@dataclass(frozen=True)
class Bench:
    """What is measured.

    Attributes:
        settings: Which model, and where.
        systems: Names in `SYSTEMS`.
        articles: By part.
        slots: How many requests the server of those that ask several at once answers.
        limit: Seconds an article may take before it has failed.
        langextract: Where it is; None when nowhere.
    """

    settings: Settings
    systems: Sequence[str]
    articles: Mapping[Part, Sequence[Article]]
    slots: int
    limit: float
    langextract: Installed | None = None


@dataclass(frozen=True)
class Asked:
    """What became of one article."""

    article: Article
    seconds: float
    usage: Usage = field(default_factory=Usage)
    record: Extraction | None = None
    failure: Failure | None = None


async def measure(bench: Bench, journal: Journal, say: Say) -> None:
    """Measure what the journal lacks.

    Args:
        bench: What.
        journal: What is known already, and where more goes.
        say: Told after each article.

    Raises:
        ModelError: The model can't be opened, or its server died. What goes wrong with an
            article is a failure in the journal.
    """
    todo = {
        name: left
        for name in SYSTEMS
        if name in bench.systems and (left := _left(bench, journal, name))
    }
    for (tuned, batch), names in groupby(todo, key=_server_of):
        slots = bench.slots if batch else 1
        started = time.monotonic()
        settings = bench.settings if tuned else untuned(bench.settings)
        async with serving(settings, slots) as served:
            journal.add(OpenedServer(slots=slots, seconds=time.monotonic() - started))
            for name in names:
                await _measure_one(bench, name, todo[name], _Place(served, slots, journal, say))


def _server_of(name: str) -> tuple[bool, bool]:
    """What tells the servers apart that systems are asked on."""
    return SYSTEMS[name].tuned, SYSTEMS[name].batch


def _left(bench: Bench, journal: Journal, name: str) -> dict[Part, list[Article]]:
    """The articles that a system has not been asked about yet."""
    done = {(row.part, row.sha256) for row in journal.rows if row.system == name}
    left = {
        part: [one for one in articles if (part, one.sha256) not in done]
        for part, articles in bench.articles.items()
    }
    return {part: articles for part, articles in left.items() if articles}


@dataclass(frozen=True)
class _Place:
    """Where systems are asked, and where what they say goes."""

    served: Served
    slots: int
    journal: Journal
    say: Say


async def _measure_one(
    bench: Bench, name: str, left: Mapping[Part, Sequence[Article]], place: _Place
) -> None:
    with Peak() as peak:
        async with opened(name, place.served, place.slots, bench.langextract) as system:
            # What is read once (a prefix, a library) is not the first article's to pay.
            await system.ready()
            await timed(system, warmup(), bench.limit)
            for part, articles in left.items():
                peak.take()
                number = len(bench.articles[part]) - len(articles)
                async for asked, wall in _asked(system, articles, bench.limit):
                    # Of a server that died, no article is the cause or says anything.
                    if asked.failure is not None and (death := place.served.explain()):
                        raise death
                    row = _row(name, part, asked, wall, peak.take())
                    place.journal.add(row)
                    number += 1
                    place.say(_line(row, number, len(bench.articles[part])))


async def _asked(
    system: Opened, articles: Sequence[Article], limit: float
) -> AsyncIterator[tuple[Asked, float]]:
    """Each article as it is done, and the seconds since the one before it was."""
    waiting: set[asyncio.Task[Asked]] = set()
    source: Iterator[Article] = iter(articles)
    last = time.monotonic()
    try:
        while True:
            if not waiting:
                await system.ready()
                last = time.monotonic()
            while len(waiting) < system.articles and (article := next(source, None)):
                waiting.add(asyncio.create_task(timed(system, article, limit)))
            if not waiting:
                return
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                now = time.monotonic()
                yield task.result(), now - last
                last = now
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def timed(system: Opened, article: Article, limit: float) -> Asked:
    """Ask about one article; what goes wrong, and a limit of seconds passed, is its failure."""
    started = time.monotonic()
    usage = Usage()
    try:
        async with asyncio.timeout(limit):
            record, usage = await system.ask(article)
        record.check(article.text)
    except TimeoutError:
        failure = Failure(kind="TimeLimit", message=f"no record within {limit:g} s")
    except Exception as error:  # noqa: BLE001 # whatever a system raises is its failure
        if isinstance(error, ModelError) and error.usage is not None:
            usage = error.usage
        # Only our own errors are known not to hold the article or a key.
        message = error.message if isinstance(error, AidememoireError) else "unforeseen"
        failure = Failure(kind=type(error).__name__, message=safe(message))
    else:
        return Asked(article, time.monotonic() - started, usage, record)
    return Asked(article, time.monotonic() - started, usage, failure=failure)


def _row(name: str, part: Part, asked: Asked, wall: float, peak: int) -> Row:
    return Row(
        system=name,
        part=part,
        id=asked.article.id,
        sha256=asked.article.sha256,
        seconds=asked.seconds,
        wall=wall,
        tokens=Tokens.of(asked.usage),
        peak=peak,
        load=psutil.getloadavg()[0],
        record=asked.record,
        failure=asked.failure,
    )


def _line(row: Row, number: int, total: int) -> str:
    what = f"failed: {row.failure.message}" if row.failure else f"{row.seconds:.1f} s"
    return f"{row.system}, {row.part} {number} of {total}: {row.id}, {what}"
