"""One model for all that is measured: opened once, with its address for who asks it plainly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aidememoire.door import Door
from aidememoire.embedded.server import EmbeddedServer, Endpoint
from aidememoire.errors import ModelError, ModelUnknown
from aidememoire.extraction import Plan
from aidememoire.opening import is_embedded, open_model, open_served, profile_of, server_config
from aidememoire.settings import Settings


@dataclass(frozen=True)
class Served:
    """A model that is being served.

    Attributes:
        door: Asks it as the product does.
        endpoint: Where it is, in OpenAI's protocol.
        plan: How the product asks it.
        explain: Why it can't be reached, once its server has died.
    """

    door: Door
    endpoint: Endpoint
    plan: Plan
    explain: Callable[[], ModelError | None]


def untuned(settings: Settings) -> Settings:
    """The same model as it was published: without the adapter that tunes it on the codebook.

    Whoever asks it otherwise than the product does wants it so: tuned, it answers any text with
    lines.
    """
    return settings.model_copy(update={"adapter": "none"})


@asynccontextmanager
async def serving(settings: Settings, slots: int = 1) -> AsyncIterator[Served]:
    """Serve the embedded model, or open the one at `base_url`, for as long as the context lasts.

    Args:
        settings: Which model, with which adapter, and where.
        slots: How many requests the embedded server answers at once, each with as much context as
            one alone has.

    Raises:
        ModelUnknown: A provider's model without an address that openai's client could be given.
        ModelError: The model can't be opened, or its weights can't be had.
    """
    plan = profile_of(settings).plan
    if not is_embedded(settings.model):
        async with open_model(settings) as door:
            yield Served(door, _elsewhere(settings, door), plan, lambda: None)
        return
    server = EmbeddedServer(await server_config(settings.model_copy(update={"concurrency": slots})))
    async with (
        server as endpoint,
        open_served(endpoint, settings, server.explain_exit, server.hold_prefix) as door,
    ):
        yield Served(door, endpoint, plan, server.explain_exit)


def _elsewhere(settings: Settings, door: Door) -> Endpoint:
    if settings.base_url is None:
        raise ModelUnknown(
            f"the plain request can't be sent to {settings.model!r}",
            "Take the embedded model, or name an OpenAI-compatible AIDEMEMOIRE_BASE_URL.",
        )
    key = settings.api_key or settings.openai_api_key
    secret = key.get_secret_value() if key else "none"
    return Endpoint(settings.base_url, secret, settings.model, door.fingerprint)
