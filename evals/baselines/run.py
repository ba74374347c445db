"""Measures the product and the baselines on the same labelled articles, the model served once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from aidememoire.article import Article
from aidememoire.errors import AidememoireError
from aidememoire.evaluation.folder import Labelled
from aidememoire.evaluation.measure import Answer, Task, evaluate
from aidememoire.evaluation.run import About, Run
from aidememoire.extraction import extract, prompt_fingerprint
from aidememoire.model import Model
from aidememoire.opening import Profile, profile_of
from aidememoire.record import Extraction
from aidememoire.settings import Settings
from aidememoire.versions import versions
from baselines.plain import PROMPT, plain
from baselines.rules import rules
from baselines.serving import serving
from baselines.table import OURS

PLAIN = "plain"
RULES = "rules"
SYSTEMS = (OURS, PLAIN, RULES)

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
        names: Which systems, of `SYSTEMS`.
        say: Told after each article.

    Raises:
        ModelError: The model can't be opened. What goes wrong with an article is a failure in
            the run.
    """
    concurrency = profile_of(settings).concurrency
    measured: dict[str, Measured] = {}
    async with _opened(settings, names) as systems:
        for name, system in systems.items():
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
async def _opened(settings: Settings, names: Sequence[str]) -> AsyncIterator[dict[str, System]]:
    """The systems of these names; a model is opened only for those that ask one."""
    found = {RULES: System(About(model="none", versions=versions("aidememoire")), rules)}
    async with AsyncExitStack() as stack:
        if {OURS, PLAIN} & set(names):
            served = await stack.enter_async_context(serving(settings))
            task = await stack.enter_async_context(plain(served.endpoint))
            profile = profile_of(settings)
            prompt = hashlib.sha256(PROMPT.encode()).hexdigest()
            found[OURS] = System(
                _about(served.door, prompt_fingerprint(profile.plan)), _ours(served.door, profile)
            )
            found[PLAIN] = System(_about(served.door, prompt), task)
        yield {name: found[name] for name in names}


def _about(model: Model, prompt: str) -> About:
    return About(
        model=model.name,
        fingerprints={"model": model.fingerprint, "prompts": prompt},
        versions=versions("aidememoire", "openai", "instructor", "xllamacpp"),
    )


def _ours(model: Model, profile: Profile) -> Task:
    async def task(article: Article) -> Answer:
        done = await extract(article, model, profile.plan)
        tokens = done.usage.prompt_tokens + done.usage.completion_tokens
        return Answer(done.record, done.seconds, tokens)

    return task
