"""One text, one call, no event loop: the way in for scripts and notebooks' first cells."""

from __future__ import annotations

import asyncio

from aidememoire.extraction import extract
from aidememoire.opening import open_model, profile_of
from aidememoire.reading import from_text
from aidememoire.record import Extraction
from aidememoire.settings import Settings, load


def summarise(text: str, *, id: str = "text", settings: Settings | None = None) -> Extraction:  # noqa: A002 - the record's own word
    """Summarise the calls that one text reports.

    The model is opened, asked and closed again. For several texts, open it once with
    `open_model` and ask it with `extract_all`.

    Args:
        text: An article or readout, as plain text.
        id: The name the record is to carry.
        settings: Which model, and how it is asked; `load()` when None: the environment and the
            configuration file.

    Returns:
        The record; its spans count the text's code points.

    Raises:
        ArticleError: The text is empty or too long.
        SettingsError: The environment or the configuration file holds a bad value.
        ModelError: The model could not be opened or asked, or its answer could not be used.
        RuntimeError: Called from a running event loop.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_summarise(text, id, settings or load()))
    raise RuntimeError(
        "summarise() can't run inside an event loop: use `async with open_model(settings) as "
        "model` and `await extract(from_text(text), model, plan)`"
    )


async def _summarise(text: str, name: str, settings: Settings) -> Extraction:
    article = from_text(text, name)
    async with open_model(settings) as model:
        return (await extract(article, model, profile_of(settings).plan)).record
