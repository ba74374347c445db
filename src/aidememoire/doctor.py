"""Looks whether everything that a summary needs is in order, one check at a time."""

from __future__ import annotations

import platform
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, RootModel, SecretStr

from aidememoire.embedded.catalogue import catalogue, find
from aidememoire.embedded.fetch import default_folder, locate
from aidememoire.errors import AidememoireError, ModelError
from aidememoire.model import Message, Model, Question
from aidememoire.opening import EMBEDDED, is_embedded, open_model
from aidememoire.settings import Settings, config_path
from aidememoire.versions import versions

_PACKAGES = ("aidememoire", "openai", "instructor", "pydantic", "tenacity", "xllamacpp")
"""Those that answers depend on."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    said: str
    """What was found, in words."""
    ok: bool = True
    remedy: str = ""
    """What to do when it is not in order."""


async def examine(settings: Settings, config: Path | None = None) -> AsyncIterator[Check]:
    """Look at everything in turn; the model last, since starting it takes a while.

    Args:
        settings: Those in force.
        config: The configuration file that was named, if any.
    """
    for check in (*_installed(), *_in_force(settings, config), *_weights(settings)):
        yield check
        if check.name == "weights" and not check.ok:
            return
    async for check in _answers(settings):
        yield check


def _installed() -> Iterator[Check]:
    yield Check("python", f"{platform.python_version()} on {platform.platform()}")
    found = versions(*_PACKAGES)
    yield Check("packages", ", ".join(f"{name} {number}" for name, number in found.items()))
    missing = [name for name in _PACKAGES if name not in found]
    if missing:
        remedy = "Run `pip install --force-reinstall aidememoire`."
        yield Check("packages", f"not installed: {', '.join(missing)}", False, remedy)


def _in_force(settings: Settings, config: Path | None) -> Iterator[Check]:
    path = config_path(config)
    yield Check("configuration", f"{path}{'' if path.exists() else ' (there is none)'}")
    said = []
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr) or name.endswith("api_key"):
            value = "set" if value else "not set"
        said.append(f"{name}={'unset' if value is None else value}")
    yield Check("settings", ", ".join(said))


def _weights(settings: Settings) -> Iterator[Check]:
    folder = default_folder()
    there = next(one for one in (folder, *folder.parents) if one.exists())
    yield Check("cache", f"{folder}, {shutil.disk_usage(there).free / 1e9:,.1f} GB free")
    for model in catalogue().values():
        if (folder / model.file).exists():
            yield Check("cached", f"embedded/{model.name}")
    if not is_embedded(settings.model):
        return
    try:
        weights = locate(find(settings.model.removeprefix(EMBEDDED).removeprefix("/")), folder)
    except ModelError as error:
        yield Check("weights", error.message, False, error.remedy)
    else:
        yield Check("weights", f"{weights.name} is verified: {weights.path}")


async def _answers(settings: Settings) -> AsyncIterator[Check]:
    try:
        async with open_model(settings) as model:
            yield Check("model", f"{model.name} ({model.fingerprint}) is open")
            yield Check("speed", await _speed(model))
    except AidememoireError as error:
        yield Check("model", error.message, False, error.remedy)


class _Yes(RootModel[Literal["yes"]]):
    """Agreement."""


class _Numbers(RootModel[Annotated[list[int], Field(min_length=40, max_length=40)]]):
    """Forty numbers."""


async def _speed(model: Model) -> str:
    """Ask two questions: one that is long to read, and one that is long to answer."""
    # Never the same twice, so that no cache answers for the model.
    lines = "\n".join(f"Entry {secrets.token_hex(2)} is in order." for _ in range(20))
    long = f"{lines}\nIs every entry in order? Answer yes."
    read = (await model.ask(Question("read", (Message("user", long),), _Yes, 16))).usage
    count = (Message("user", "Count from 1 to 40."),)
    written = (await model.ask(Question("write", count, _Numbers, 400))).usage
    reading = max(read.prompt_tokens - read.cached_tokens, 1) / max(read.seconds, 1e-3)
    waited = max(written.prompt_tokens - written.cached_tokens, 0) / reading
    writing = written.completion_tokens / max(written.seconds - waited, 1e-3)
    return f"reads about {reading:,.0f} tokens a second, writes about {writing:,.0f}"
