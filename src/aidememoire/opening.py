"""From settings to an open door: which model is meant, where it is, how it is best asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from aidememoire.door import Dialect, Door, Limits, Target, compatible, hosted
from aidememoire.errors import ModelUnknown
from aidememoire.settings import Settings

EMBEDDED = "embedded"
"""The name of the default embedded model, and what the names of all begin with."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a model is best asked.

    Attributes:
        plan: The whole record in one question, or several short questions over one prefix.
        concurrency: How many articles are read at once.
        context_tokens: How many tokens it can read at once, the answer included.
    """

    plan: Literal["one", "several"]
    concurrency: int
    context_tokens: int


_EMBEDDED_PROFILE = Profile("several", 1, 8192)
_OTHER_PROFILE = Profile("one", 4, 32_768)


def is_embedded(model: str) -> bool:
    """Whether a model's name means an embedded one: `embedded` or `embedded/NAME`."""
    return model.partition("/")[0] == EMBEDDED


def profile_of(settings: Settings) -> Profile:
    """How the model of these settings is asked; what is set goes before the model's own."""
    own = _EMBEDDED_PROFILE if is_embedded(settings.model) else _OTHER_PROFILE
    return Profile(
        own.plan if settings.plan == "auto" else settings.plan,
        settings.concurrency or own.concurrency,
        settings.context_tokens or own.context_tokens,
    )


@asynccontextmanager
async def open_model(settings: Settings) -> AsyncIterator[Door]:
    """Open the model of these settings for as long as the context lasts.

    Args:
        settings: Which model, where, and the limits.

    Yields:
        The door to it.

    Raises:
        ModelUnknown: The name means no model, or a provider whose package is not installed.
        SettingsError: A key is missing.
    """
    async with Door(_target(settings), limits_of(settings)) as door:
        yield door


def limits_of(settings: Settings) -> Limits:
    """The limits that these settings set."""
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
