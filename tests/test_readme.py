"""What the README shows is run: its Python as it stands, its commands against the command line."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import aidememoire
from aidememoire import sync
from aidememoire.cli import app
from aidememoire.model import Question, ScriptedModel
from aidememoire.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

TEXT = """The Fjord Post, 2 March 2021

Prime Minister Ada Berg of Norway and Foreign Minister Ivo Lund of Sweden spoke by phone on Monday.

Berg stressed the importance of the ferry link. They agreed to meet in May.
"""


def answer(question: Question[Any]) -> dict[str, Any]:
    """What a good model would say of the text: sentences 2 to 4 tell of a call."""
    people = [
        {"name": "Ada Berg", "office": "Prime Minister", "country": "Norway"},
        {"name": "Ivo Lund", "office": "Foreign Minister", "country": "Sweden"},
    ]
    said = {"by": ["Norway"], "act": "stress", "text": "Norway stresses the ferry link."}
    call = {
        "told": [2],
        "people": people,
        "wish": None,
        "sources": [],
        "topics": [{"title": "Ferry link", "area": "transport", "sentences": [3]}],
        "statements": [{**said, "topic": "Ferry link", "sentences": [3]}],
        "outcomes": [],
        "references": [],
        "summary": "Ada Berg stressed the ferry link.",
    }
    assert question.name == "record"
    return {"outlet": "The Fjord Post", "calls": [call]}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder with what the examples read, and a scripted model in the place of a real one."""

    @asynccontextmanager
    async def open_model(_: Settings) -> AsyncIterator[ScriptedModel]:
        yield ScriptedModel(answer)

    monkeypatch.setattr(aidememoire, "open_model", open_model)
    monkeypatch.setattr(sync, "open_model", open_model)
    monkeypatch.setenv("AIDEMEMOIRE_PLAN", "one")
    config = tmp_path / "config.toml"
    config.touch()
    monkeypatch.setenv("AIDEMEMOIRE_CONFIG", str(config))  # not the user's own
    (tmp_path / "readout.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "articles/two.txt").write_text(" ", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("opened")
def test_the_python_in_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 - our own
    printed = capsys.readouterr().out
    assert "2021-03-01 ['Ada Berg', 'Ivo Lund']" in printed
    assert "Berg stressed the importance of the ferry link." in printed
    assert "one reports 1 calls" in printed
    assert "two failed:" in printed
    assert "belongs to another text" in printed


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "evals/README.md"])
def test_commands_and_options_in_the_guides_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    group: Any = get_command(app)
    for line in re.findall(r"aidememoire ([a-z][^`\n]*)", text):
        words = line.partition("#")[0].split()
        command = group
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        if command is group:
            continue  # the package is spoken of, not the command
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known | {"--help"}, line


PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("evals/**/*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_targets_that_are_named_can_be_made() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in (README, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        for target in re.findall(r"(?:`|^)make ([a-z-]+)", page, re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
