"""langextract with its OpenAI provider at the embedded server, asked for the same record."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aidememoire.article import Article
from aidememoire.embedded.server import Endpoint
from aidememoire.errors import AnswerCut, AnswerInvalid, ModelError
from aidememoire.model import Usage
from aidememoire.record import Extraction
from baselines.plain import MAX_TOKENS
from bench.child import Child
from bench.mapping import VALUES, Found, record_of

HERE = Path(__file__).parent
BESIDE = str(
    Path(sys.prefix) / "langextract" / ("Scripts" if os.name == "nt" else "bin") / "python"
)
"""The interpreter with langextract that `make bench` installs."""
_WORKER = HERE / "worker.py"
_VERSION = "from importlib.metadata import version; print(version('langextract'))"

BUFFER = 2_000
"""Characters of an article that langextract asks about at once: few requests, short lists."""
_MOST = 40
"""The most extractions of one request, and names in one attribute."""


@dataclass(frozen=True)
class Installed:
    """An interpreter that has langextract.

    Attributes:
        python: The interpreter.
        version: langextract's.
        log: Where what langextract says goes.
    """

    python: str
    version: str
    log: Path


def installed(python: str, log: Path) -> Installed | None:
    """What an interpreter has of langextract; None when it lacks it, or is none."""
    try:
        told = subprocess.run(  # noqa: S603 # an interpreter that the user named
            [python, "-c", _VERSION], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return Installed(python, told.stdout.strip(), log)


@dataclass(frozen=True)
class Asker:
    """Asks langextract.

    Attributes:
        child: Its process.
    """

    child: Child

    async def ready(self) -> None:
        """Have it running: starting is not part of an article's time."""
        await self.child.ready()

    async def __call__(self, article: Article) -> tuple[Extraction, Usage]:
        """The record of an article, and what it cost.

        Raises:
            AnswerCut: Every one of its answers was cut by the token limit.
            AnswerInvalid: langextract raised.
            ModelError: Its process ended.
        """
        answer = await self.child.ask({"text": article.text})
        spent = answer["spent"]
        usage = _usage(spent)
        problem: ModelError | None = None
        if "error" in answer:
            problem = AnswerInvalid(f"{article.id}: langextract raised {answer['error']}")
        elif spent["requests"] and spent["requests"] == spent["cut"]:
            problem = AnswerCut(f"{article.id}: all answers are longer than {MAX_TOKENS} tokens")
        if problem is not None:
            problem.usage = usage
            raise problem
        return record_of(article, (Found(**one) for one in answer["found"])), usage


@asynccontextmanager
async def langextracting(
    endpoint: Endpoint, workers: int, where: Installed
) -> AsyncIterator[Asker]:
    """Langextract in a process of its own, for as long as the context lasts.

    Args:
        endpoint: Where the model is served.
        workers: How many requests it sends at once.
        where: The interpreter.
    """
    settings = settings_of(endpoint, workers)
    async with Child([where.python, str(_WORKER)], settings, where.log) as child:
        yield Asker(child)


def settings_of(endpoint: Endpoint, workers: int) -> dict[str, Any]:
    """What the worker is told."""
    examples = tomllib.loads((HERE / "examples.toml").read_text(encoding="utf-8"))["examples"]
    return {
        "base_url": endpoint.base_url,
        "api_key": endpoint.api_key,
        "model": endpoint.model,
        "workers": workers,
        "prompt": (HERE / "langextract.md").read_text(encoding="utf-8").strip(),
        "examples": [{**one, "text": one["text"].strip()} for one in examples],
        "values": {name: list(words) for name, words in VALUES.items()},
        "most": _MOST,
        "buffer": BUFFER,
        "max_tokens": MAX_TOKENS,
    }


def _usage(spent: Mapping[str, int]) -> Usage:
    return Usage(
        requests=spent["requests"],
        prompt_tokens=spent["prompt"],
        cached_tokens=spent["cached"],
        completion_tokens=spent["written"],
    )


Ask = Callable[[Article], Awaitable[tuple[Extraction, Usage]]]
"""What is measured: an article's record and what it cost."""
