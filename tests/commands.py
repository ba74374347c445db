"""The command line in a test: no model, articles of one text, answers that the article decides."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from labelled import TEXT, call, raw
from typer.testing import CliRunner

from aidememoire.article import Article
from aidememoire.cli import app, evaluating, opening, summarising
from aidememoire.errors import AnswerCut
from aidememoire.extraction import Extracted, Failed
from aidememoire.model import ScriptedModel, Usage
from aidememoire.reading import Unread
from aidememoire.record import Extraction

HOSTILE = "[red]bold[/red] \x1b[2J\u202etxt.exe <script>"
USAGE = Usage(requests=2, prompt_tokens=1000, completion_tokens=100)


def run(*arguments: object, stdin: str | None = None) -> Any:
    """Run the command line; what it prints is on `stdout` and `stderr`."""
    return CliRunner().invoke(app, [str(one) for one in arguments], stdin)


def write(folder: Path, **articles: str) -> Path:
    """Write articles; each text is the labelled one and then what the test adds."""
    folder.mkdir(exist_ok=True)
    for name, more in articles.items():
        (folder / f"{name}.txt").write_text(f"{TEXT} {more}", encoding="utf-8")
    return folder


def record_of(article: Article) -> Extraction:
    data = raw(call(), id=article.id, sha256=article.sha256)
    del data["article"]["outlet_aliases"]
    return Extraction.model_validate(data)


async def answer(article: Article, *_: object) -> Extracted:
    """What the article asks for: a failure, an end of the run, or its record."""
    if "CUT" in article.text:
        raise AnswerCut(f"the answer was cut {HOSTILE}", "Ask for less.")
    for name in ("SIGINT", "SIGTERM"):
        if name in article.text:
            signal.raise_signal(getattr(signal, name))
            await asyncio.sleep(5)
    return Extracted(article, record_of(article), USAGE, 1.5)


async def answers(
    items: Iterable[Article | Unread], *_: object
) -> AsyncGenerator[Extracted | Failed]:
    for item in items:
        if isinstance(item, Unread):
            yield Failed(item.id, item.origin, item.error, Usage(), 0.0)
            continue
        try:
            yield await answer(item)
        except AnswerCut as error:
            yield Failed(item.id, item.origin, error, USAGE, 0.1)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Puts a scripted model in the place of a real one; holds the names of those opened."""
    names: list[str] = []

    @asynccontextmanager
    async def open_model(settings: Any, *_: object) -> AsyncIterator[ScriptedModel]:
        names.append(settings.model)
        yield ScriptedModel(lambda _: {})

    monkeypatch.setattr(opening, "open_model", open_model)
    monkeypatch.setattr(opening, "fetched", lambda *_: None)
    monkeypatch.setattr(summarising, "extract_all", answers)
    monkeypatch.setattr(evaluating, "extract", answer)
    return names
