"""One model for all that is measured: opened once, with its address for who asks it plainly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aidememoire.door import Door
from aidememoire.embedded.catalogue import find
from aidememoire.embedded.fetch import default_folder, locate
from aidememoire.embedded.server import EmbeddedServer, Endpoint, ServerConfig
from aidememoire.errors import ModelError, ModelUnknown
from aidememoire.opening import is_embedded, open_model, open_served, profile_of
from aidememoire.settings import Settings


@dataclass(frozen=True)
class Served:
    """A model that is being served.

    Attributes:
        door: Asks it as the product does.
        endpoint: Where it is, in OpenAI's protocol.
        explain: Why it can't be reached, once its server has died.
    """

    door: Door
    endpoint: Endpoint
    explain: Callable[[], ModelError | None]


@asynccontextmanager
async def serving(settings: Settings, slots: int = 1) -> AsyncIterator[Served]:
    """Serve the embedded model, or open the one at `base_url`, for as long as the context lasts.

    Args:
        settings: Which model, and where.
        slots: How many requests the embedded server answers at once, each with as much context as
            one alone has.

    Raises:
        WeightsMissing: The embedded model's weights are not here.
        ModelUnknown: A provider's model without an address that openai's client could be given.
        ModelError: The model can't be opened.
    """
    if not is_embedded(settings.model):
        async with open_model(settings) as door:
            yield Served(door, _elsewhere(settings, door), lambda: None)
        return
    config = _config(settings, slots)
    server = EmbeddedServer(config)
    async with (
        server as endpoint,
        open_served(endpoint, settings, server.explain_exit, server.hold_prefix) as door,
    ):
        yield Served(door, endpoint, server.explain_exit)


def _config(settings: Settings, slots: int) -> ServerConfig:
    # As `open_model` does, which keeps the address to itself.
    folder = default_folder()
    states = folder / "states"
    states.mkdir(parents=True, exist_ok=True)
    return ServerConfig(
        locate(find(settings.model.partition("/")[2]), folder),
        context=profile_of(settings).context_tokens * slots,
        slots=slots,
        threads=settings.threads,
        states=states,
    )


def _elsewhere(settings: Settings, door: Door) -> Endpoint:
    if settings.base_url is None:
        raise ModelUnknown(
            f"the plain request can't be sent to {settings.model!r}",
            "Take the embedded model, or name an OpenAI-compatible AIDEMEMOIRE_BASE_URL.",
        )
    key = settings.api_key or settings.openai_api_key
    secret = key.get_secret_value() if key else "none"
    return Endpoint(settings.base_url, secret, settings.model, door.fingerprint)
