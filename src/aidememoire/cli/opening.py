"""Opens a model for a command: weights first, with a bar, then the model itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aidememoire.cli.talk import Talk
from aidememoire.cli.weights import fetched
from aidememoire.flow.gate import Gate
from aidememoire.model import Model
from aidememoire.opening import is_embedded, open_model
from aidememoire.settings import Settings


def prefetch(settings: Settings, talk: Talk) -> None:
    """Fetch the weights of an embedded model that is about to be opened, unless that is forbidden.

    Not within an event loop: there, Ctrl-C would wait until they are here.

    Raises:
        WeightsError: They can't be had.
        ModelUnknown: There is no such model.
    """
    if is_embedded(settings.model) and not settings.offline:
        fetched(settings.model, talk)


@asynccontextmanager
async def opened(settings: Settings, talk: Talk, gate: Gate | None = None) -> AsyncIterator[Model]:
    """A model, open for as long as the context lasts; a spinner shows that it is being opened."""
    async with AsyncExitStack() as stack:
        with talk.opening(settings.model):
            model = await stack.enter_async_context(open_model(settings, gate))
        yield model
