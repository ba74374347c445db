"""What `import aidememoire` gives, and the call for scripts."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from commands import answer
from labelled import TEXT

import aidememoire
from aidememoire import sync
from aidememoire.errors import AnswerCut, ArticleEmpty
from aidememoire.model import ScriptedModel


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Puts a scripted model in the place of a real one; holds the names of those closed."""
    names: list[str] = []

    @asynccontextmanager
    async def open_model(settings: Any) -> AsyncIterator[ScriptedModel]:
        try:
            yield ScriptedModel(lambda _: {})
        finally:
            names.append(settings.model)

    monkeypatch.setattr(sync, "open_model", open_model)
    monkeypatch.setattr(sync, "extract", answer)
    return names


def test_what_is_exported_is_what_is_declared() -> None:
    declared = aidememoire.__all__
    assert sorted(declared) == declared
    assert set(declared) - {"__version__"} == set(aidememoire._HOME)
    tree = ast.parse(Path(str(aidememoire.__file__)).read_text(encoding="utf-8"))
    typed = {
        (str(node.module).rpartition(".")[2], name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("aidememoire.")
        for name in node.names
    }
    assert typed == {(home, name) for name, home in aidememoire._HOME.items()}
    for name in declared:
        assert getattr(aidememoire, name) is not None
        assert name in dir(aidememoire)
    with pytest.raises(AttributeError, match="nonsense"):
        aidememoire.nonsense  # noqa: B018 - that is what raises


def test_importing_waits_for_no_model_client() -> None:
    program = "import sys, aidememoire; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert not set(done.stdout.split()) & {"openai", "instructor", "pydantic", "rich"}


def test_a_text_becomes_a_record_in_one_call(closed: list[str]) -> None:
    record = aidememoire.summarise(TEXT, id="mine", settings=aidememoire.Settings(model="m"))
    assert record.article.id == "mine"
    record.check(TEXT)
    assert closed == ["m"]
    assert aidememoire.load_record(record.to_json(), TEXT) == record


def test_what_goes_wrong_in_one_call_is_raised_and_the_model_closed(closed: list[str]) -> None:
    with pytest.raises(AnswerCut):
        aidememoire.summarise(f"{TEXT} CUT")
    assert closed == ["embedded"]
    with pytest.raises(ArticleEmpty):
        aidememoire.summarise(" \n")
    assert len(closed) == 1


async def test_in_an_event_loop_the_way_round_is_told(closed: list[str]) -> None:
    with pytest.raises(RuntimeError, match="open_model"):
        aidememoire.summarise(TEXT)
    assert not closed
