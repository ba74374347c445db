"""`aidememoire models` and `doctor`: the weights on this machine, and whether all is in order."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from commands import run

from aidememoire import doctor
from aidememoire.cli import weights
from aidememoire.embedded.catalogue import CatalogueModel
from aidememoire.embedded.fetch import Progress, Weights, locate
from aidememoire.errors import ServerError
from aidememoire.model import ScriptedModel

DATA = b"GGUF and so on"
TINY = CatalogueModel(
    name="tiny",
    title="Tiny",
    file="tiny.gguf",
    size=2_500_000,
    sha256=hashlib.sha256(DATA).hexdigest(),
    licence="Apache-2.0",
    repo="example/tiny",
    revision="main",
    parts=(),
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a catalogue of one model whose source is at hand."""

    def fetch(model: CatalogueModel, folder: Path, told: Progress) -> Weights:
        told(0, model.size, "models.example")
        (folder / model.file).write_bytes(DATA)
        told(model.size, model.size, "models.example")
        return locate(model, folder)

    for module in (weights, doctor):
        monkeypatch.setattr(module, "catalogue", lambda: {"tiny": TINY})
        monkeypatch.setattr(module, "find", lambda name: TINY if name in {"", "tiny"} else None)
        monkeypatch.setattr(module, "default_folder", lambda: tmp_path)
    monkeypatch.setattr(weights, "fetch", fetch)
    return tmp_path


def test_a_model_is_listed_fetched_verified_and_found(cache: Path) -> None:
    listed = run("models", "list").stdout
    assert "embedded/tiny" in listed
    assert "2 MB" in listed
    assert "Apache-2.0" in listed
    assert "not fetched" in listed
    missing = run("models", "path", "tiny")
    assert missing.exit_code == 1
    assert "aidememoire models fetch tiny" in missing.stderr
    fetched = run("models", "fetch", "embedded/tiny")
    assert fetched.stdout == f"{cache / 'tiny.gguf'}\n"
    assert fetched.stderr == "Fetching tiny from models.example (2 MB)\n"
    assert run("models", "path").stdout == fetched.stdout
    assert run("models", "verify", "embedded").stdout.startswith(f"{TINY.sha256}  ")
    assert "here, verified" in run("models", "list").stdout


def test_weights_in_a_read_only_cache_are_verified(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("models", "fetch", "tiny").exit_code == 0

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    for name in ("unlink", "mkdir", "write_text", "replace"):
        monkeypatch.setattr(Path, name, refuse)
    done = run("models", "verify", "tiny")
    assert done.stdout.startswith(f"{TINY.sha256}  "), done.stderr
    assert (cache / "tiny.gguf").exists()


def test_damaged_weights_are_told(cache: Path) -> None:
    (cache / "tiny.gguf").write_bytes(DATA[:-1] + b"!")
    done = run("models", "verify", "tiny")
    assert done.exit_code == 1
    assert "SHA-256" in done.stderr
    assert "damaged" in run("models", "list").stdout


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A scripted model in the place of a real one; what the list holds is raised instead."""
    faults: list[Any] = []

    @asynccontextmanager
    async def open_model(*_: object) -> AsyncIterator[ScriptedModel]:
        if faults:
            raise faults.pop()
        yield ScriptedModel(lambda asked: "yes" if asked.name == "read" else list(range(40)))

    monkeypatch.setattr(doctor, "open_model", open_model)
    return faults


def test_the_doctor_finds_all_in_order(
    cache: Path, opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIDEMEMOIRE_API_KEY", "sk-secret")
    run("models", "fetch", "tiny")
    done = run("doctor", "--seed", "7")
    assert done.exit_code == 0
    said = " ".join(done.stdout.split())
    for expected in ("python", "openai 3", "seed=7", "api_key=set", "openai_api_key=not set"):
        assert expected in said
    assert "tiny is verified" in said
    assert "GB free" in said
    assert "tokens a second" in said
    assert "secret" not in done.stdout
    assert "✗" not in done.stdout
    assert cache.exists()
    assert not opened


def test_the_doctor_says_what_is_wrong_and_what_to_do(cache: Path, opened: list[Any]) -> None:
    done = run("doctor")
    assert done.exit_code == 1
    assert "✗ weights" in done.stdout
    assert "aidememoire models fetch tiny" in " ".join(done.stdout.split())
    (cache / "tiny.gguf").write_bytes(DATA)
    opened.append(ServerError("the server did not start: [red]\x1b[1m", "Free some memory."))
    done = run("doctor")
    assert done.exit_code == 1
    assert "✗ model         the server did not start: [red] [1m" in done.stdout
    assert "Free some memory." in done.stdout


def test_another_model_needs_no_weights(cache: Path, opened: list[Any]) -> None:
    done = run("doctor", "--model", "openai/any")
    assert done.exit_code == 0
    assert "weights" not in done.stdout
    assert not opened
    assert cache.exists()
