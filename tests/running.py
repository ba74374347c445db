"""Runs in a test: a store, articles of a call between two ministers, and somebody who is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aidememoire.article import Article
from aidememoire.extraction import Extracted, Failed
from aidememoire.flow.budget import Most
from aidememoire.flow.gate import Gate
from aidememoire.model import Model
from aidememoire.reading import Unread, from_text
from aidememoire.runs.asker import Asked
from aidememoire.runs.desk import Desk
from aidememoire.runs.job import Job
from aidememoire.runs.store import Store
from aidememoire.runs.work import Version
from aidememoire.runs.workers import Worker

CALL = (
    "Minister Ada Lund of Denmark and Minister Jun Ocampo of the Philippines spoke by telephone"
    " about ferries."
)


def article(number: int, more: str = "") -> Article:
    """An article about a call, unlike any of another number."""
    text = f"{CALL} It was call number {number}. {more}".strip()
    return from_text(text, f"a{number}", f"a{number}.txt")


def version(prompt: str = "words", model: str = "scripted") -> Version:
    return Version(model, prompt, "parrot", {"plan": "one"})


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    with Store(path, create=True) as store:
        yield store


def begun(store: Store, of: Version | None = None, most: Most | None = None) -> Worker:
    worker = Worker(store, most)
    worker.begin(of or version())
    return worker


async def work(
    store: Store,
    model: Model,
    items: Iterable[Article | Unread] = (),
    *,
    concurrency: int = 4,
    gate: Callable[[Desk, Worker], Gate] | None = None,
) -> list[Extracted | Failed]:
    """Have a model do what waits in a store, as one process of many."""
    async with Desk() as desk:
        worker = await desk(begun, store)
        own = gate(desk, worker) if gate is not None else None
        job = Job(store, worker, desk, Asked(model, "one", concurrency, own))
        return [row async for row in job.rows(iter(items))]


def run_sync(*arguments: object, **options: object) -> list[Extracted | Failed]:
    return asyncio.run(work(*arguments, **options))  # type: ignore[arg-type]
