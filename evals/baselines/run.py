"""Measures the product and the baselines on the same labelled articles."""

from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aidememoire.article import Article
from aidememoire.errors import AidememoireError
from aidememoire.evaluation.folder import Labelled
from aidememoire.evaluation.measure import Answer, Task, evaluate
from aidememoire.evaluation.run import About, Run
from aidememoire.extraction import Plan, extract, prompt_fingerprint
from aidememoire.model import Model
from aidememoire.opening import is_tuned, profile_of
from aidememoire.record import Extraction
from aidememoire.settings import Settings
from aidememoire.versions import versions
from baselines.plain import PROMPT, plain
from baselines.rules import rules
from baselines.serving import serving, untuned
from baselines.table import OURS

UNTUNED = "untuned"
PLAIN = "plain"
RULES = "rules"
SYSTEMS = (OURS, UNTUNED, PLAIN, RULES)

Say = Callable[[str], None]
"""Tells whoever waits how far it is."""


@dataclass(frozen=True)
class System:
    """What is measured, and what it is for the account."""

    about: About
    task: Task


@dataclass
class Measured:
    """A system's run, and its records by article."""

    run: Run
    records: dict[str, Extraction] = field(default_factory=dict)


async def measure(
    labelled: Sequence[Labelled], settings: Settings, names: Sequence[str], say: Say
) -> dict[str, Measured]:
    """Measure systems one after the other.

    Args:
        labelled: The articles and their gold records.
        settings: Which model, and where.
        names: Which systems, of `SYSTEMS`. A model that no adapter tunes is not asked twice:
            `UNTUNED` is left out then.
        say: Told after each article.

    Raises:
        ModelError: The model can't be opened. What goes wrong with an article is a failure in
            the run.
    """
    concurrency = profile_of(settings).concurrency
    measured: dict[str, Measured] = {}
    for name in names:
        if name == UNTUNED and not is_tuned(settings):
            say(f"{name} is left out: no adapter is on {settings.model}")
            continue
        async with _opened(settings, name) as system:
            records: dict[str, Extraction] = {}
            task = _told(name, system.task, records, len(labelled), say)
            run = await evaluate(labelled, task, system.about, concurrency=concurrency)
            measured[name] = Measured(run, records)
    return measured


def _told(name: str, task: Task, records: dict[str, Extraction], total: int, say: Say) -> Task:
    done = 0

    async def told(article: Article) -> Answer:
        nonlocal done
        started, what = time.monotonic(), "failed"
        try:
            answer = await task(article)
            records[article.id] = answer.record
            what = f"{len(answer.record.calls)} calls"
        except AidememoireError as error:
            what = f"failed: {error.message}"
            raise
        finally:
            done += 1
            took = time.monotonic() - started
            say(f"{name} {done} of {total}: {article.id}, {took:.1f} s, {what}")
        return answer

    return told


@asynccontextmanager
async def _opened(settings: Settings, name: str) -> AsyncIterator[System]:
    """The system of this name; a model is served only for one that asks it."""
    if name == RULES:
        yield System(About(model="none", versions=versions("aidememoire")), rules)
        return
    async with serving(settings if name == OURS else untuned(settings)) as served:
        if name == PLAIN:
            prompt = hashlib.sha256(PROMPT.encode()).hexdigest()
            async with plain(served.endpoint) as task:
                yield System(_about(served.door, prompt), task)
        else:
            about = _about(served.door, prompt_fingerprint(served.plan))
            yield System(about, _ours(served.door, served.plan))


def _about(model: Model, prompt: str) -> About:
    return About(
        model=model.name,
        fingerprints={"model": model.fingerprint, "prompts": prompt},
        versions=versions("aidememoire", "openai", "instructor", "xllamacpp"),
    )


def _ours(model: Model, plan: Plan) -> Task:
    async def task(article: Article) -> Answer:
        done = await extract(article, model, plan)
        tokens = done.usage.prompt_tokens + done.usage.completion_tokens
        return Answer(done.record, done.seconds, tokens)

    return task
