"""From settings to an open door: which model is meant, where it is, how it is best asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pydantic import SecretStr

from aidememoire.door import (
    Dialect,
    Door,
    Explain,
    Hold,
    Limits,
    Target,
    canary,
    compatible,
    hosted,
)
from aidememoire.embedded.adapters import adapter_for, locate_adapter
from aidememoire.embedded.catalogue import CatalogueModel, find
from aidememoire.embedded.fetch import default_folder, fetch, locate
from aidememoire.embedded.server import EmbeddedServer, ServerConfig
from aidememoire.errors import ModelUnknown, SettingsError
from aidememoire.flow.budget import Ledger, Most, Purse
from aidememoire.flow.gate import Gate, Pace
from aidememoire.flow.prices import Price, price_of
from aidememoire.settings import Settings

EMBEDDED = "embedded"
"""The name of the default embedded model, and what the names of all begin with."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a model is best asked.

    Attributes:
        plan: The whole record in one question, several short questions over one prefix, or the
            lines that a tuned model writes.
        concurrency: How many articles are read at once.
        context_tokens: How many tokens it can read at once, the answer included.
    """

    plan: Literal["one", "several", "lines"]
    concurrency: int
    context_tokens: int


_EMBEDDED_PROFILE = Profile("several", 1, 8192)
_TUNED_PROFILE = Profile("lines", 1, 8192)
_OTHER_PROFILE = Profile("one", 4, 32_768)


def is_embedded(model: str) -> bool:
    """Whether a model's name means an embedded one: `embedded` or `embedded/NAME`."""
    return model.partition("/")[0] == EMBEDDED


def is_tuned(settings: Settings) -> bool:
    """Whether the model of these settings is an embedded one with an adapter on it."""
    if not is_embedded(settings.model):
        return False
    return adapter_for(_embedded_model(settings), settings.adapter) is not None


def profile_of(settings: Settings) -> Profile:
    """How the model of these settings is asked; what is set goes before the model's own."""
    own = _own_profile(settings)
    return Profile(
        own.plan if settings.plan == "auto" else settings.plan,
        settings.concurrency or own.concurrency,
        settings.context_tokens or own.context_tokens,
    )


def _own_profile(settings: Settings) -> Profile:
    if not is_embedded(settings.model):
        return _OTHER_PROFILE
    return _TUNED_PROFILE if is_tuned(settings) else _EMBEDDED_PROFILE


def _embedded_model(settings: Settings) -> CatalogueModel | Path:
    return find(settings.model.partition("/")[2])


def most_of(settings: Settings) -> Most:
    """What may be spent by these settings."""
    return Most(settings.max_tokens, settings.max_cost)


def gate_of(settings: Settings, ledger: Ledger | None = None) -> Gate:
    """Flow control as these settings want it.

    Args:
        settings: How many requests, how fast, at what cost.
        ledger: Where account is kept; in memory unless given.

    Raises:
        SettingsError: Money is limited, and what the model costs is not known.
    """
    price = priced(settings)
    pace = Pace(
        profile_of(settings).concurrency,
        settings.requests_per_minute,
        settings.tokens_per_minute,
        settings.patience,
    )
    return Gate(pace, ledger or Purse(most_of(settings)), price)


def priced(settings: Settings) -> Price | None:
    """What the model of these settings costs; nothing when it is embedded, None if not known.

    Raises:
        SettingsError: Money is limited, and what the model costs is not known.
    """
    price = Price(input=0, output=0) if is_embedded(settings.model) else None
    price = price_of(settings.model, settings.prices) or price
    if price is None and settings.max_cost is not None:
        raise SettingsError(
            f"--max-cost is set, and the price of {settings.model!r} is not known",
            "Name a file with it by --prices, or limit --max-tokens instead.",
        )
    return price


class Served(Protocol):
    """Where an embedded model is served: on loopback, with a key of its own."""

    @property
    def base_url(self) -> str:
        """The server's address."""
        ...

    @property
    def api_key(self) -> str:
        """The key that the server made up for this run."""
        ...

    @property
    def model(self) -> str:
        """The model's name."""
        ...

    @property
    def fingerprint(self) -> str:
        """The hash of its weights."""
        ...


@asynccontextmanager
async def open_model(settings: Settings, gate: Gate | None = None) -> AsyncIterator[Door]:
    """Open the model of these settings for as long as the context lasts.

    Args:
        settings: Which model, where, and the limits.
        gate: Flow control; that of the settings unless given.

    Yields:
        The door to it.

    Raises:
        ModelUnknown: The name means no model, or a provider whose package is not installed.
        SettingsError: A key is missing, or an address is set without a model.
    """
    gate = gate or gate_of(settings)
    if is_embedded(settings.model):
        async with _embedded(settings, gate) as door:
            yield door
        return
    async with Door(_target(settings), _limits(settings), gate=gate) as door:
        yield door


async def identity(settings: Settings) -> tuple[str, str]:
    """What the model of these settings is called, and its fingerprint; it is not opened.

    Raises:
        ModelError: As `open_model`.
        SettingsError: As `open_model`.
    """
    if is_embedded(settings.model):
        config = await server_config(settings)
        return config.weights.name, config.fingerprint
    target = _target(settings)
    await target.close()
    return target.name, target.fingerprint


@asynccontextmanager
async def _embedded(settings: Settings, gate: Gate) -> AsyncIterator[Door]:
    config = await server_config(settings)
    server = EmbeddedServer(config)
    async with (
        server as endpoint,
        open_served(endpoint, settings, server.explain_exit, server.hold_prefix, gate) as door,
    ):
        yield door


async def server_config(settings: Settings) -> ServerConfig:
    """How the embedded model is to be served; its weights are here when this returns.

    Raises:
        ModelError: The weights, or the adapter, can't be had.
        SettingsError: An address is set without a model.
    """
    if settings.base_url is not None and "model" not in settings.model_fields_set:
        raise SettingsError(
            f"base_url is {settings.base_url}, but no model is named",
            "Give the model's name there with --model, or take base_url away.",
        )
    model = _embedded_model(settings)
    folder = default_folder()
    if settings.offline or isinstance(model, Path):
        weights = await asyncio.to_thread(locate, model, folder)
    else:
        weights = await asyncio.to_thread(fetch, model, folder)
    states: Path | None = folder / "states"
    try:
        (folder / "states").mkdir(parents=True, exist_ok=True)
    except OSError:
        states = None  # a read-only cache works too, at the price of reading prefixes each time
    profile = profile_of(settings)
    return ServerConfig(
        weights,
        context=profile.context_tokens * profile.concurrency,
        slots=profile.concurrency,
        threads=settings.threads,
        adapter=await asyncio.to_thread(locate_adapter, model, settings.adapter, folder),
        states=states,
    )


@asynccontextmanager
async def open_served(
    served: Served,
    settings: Settings,
    explain: Explain,
    hold: Hold | None = None,
    gate: Gate | None = None,
) -> AsyncIterator[Door]:
    """Open an embedded model that is being served, and prove that schemas constrain it.

    Args:
        served: Where it is served. It is sent its own key and no other.
        settings: The limits.
        explain: Says why the server can't be reached, once it has died.
        hold: Has it keep what questions begin with.
        gate: Flow control.

    Yields:
        The door to it.

    Raises:
        Unconstrained: The server ignores JSON Schemas.
        ModelError: The server could not be asked.
    """
    # llama.cpp takes schemas of any root, and reads a prefix once when told to keep it.
    extra = {"cache_prompt": True}
    dialect = Dialect(None, settings.seed, any_root=True, extra_body=extra, logprobs=True)
    key = SecretStr(served.api_key)
    target = compatible(served.base_url, served.model, key, dialect, served.fingerprint)
    limits = _limits(settings)
    async with Door(target, limits, explain, hold, gate) as door:
        await canary(door)
        yield door


def _limits(settings: Settings) -> Limits:
    return Limits(settings.timeout, settings.deadline, settings.attempts, settings.re_asks)


def _target(settings: Settings) -> Target:
    mode = None if settings.mode == "auto" else settings.mode
    dialect = Dialect(mode, settings.seed)
    if settings.base_url is not None:
        key = settings.api_key or settings.openai_api_key
        return compatible(settings.base_url, settings.model, key, dialect)
    if "/" not in settings.model:
        raise ModelUnknown(
            f"there is no model {settings.model!r}",
            "Give embedded, embedded/NAME, provider/NAME such as openai/gpt-4o-mini, or any name "
            "with --base-url.",
        )
    # Not OPENAI_API_KEY: each provider finds its own variable, and none gets another's key.
    return hosted(settings.model, settings.api_key, dialect)
