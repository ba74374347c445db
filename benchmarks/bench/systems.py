"""The systems that are compared, and how each is opened on a served model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from aidememoire.article import Article
from aidememoire.extraction import Plan, extract
from aidememoire.model import Model, Usage
from aidememoire.record import Extraction
from baselines.plain import asking
from baselines.serving import Served
from bench.langextracting import Ask, Installed, langextracting


@dataclass(frozen=True)
class System:
    """What is measured.

    Attributes:
        asker: Who asks.
        tuned: Whether the model has the product's adapter on it.
        batch: Whether several requests are under way at once.
        about: What it is, in a few words.
    """

    asker: Literal["ours", "plain", "langextract"]
    tuned: bool
    batch: bool
    about: str


SYSTEMS: Mapping[str, System] = {
    "ours": System("ours", True, False, "the product, one article at a time"),
    "ours-batch": System("ours", True, True, "the product, several articles at once"),
    "untuned": System("ours", False, False, "the product without its adapter, one at a time"),
    "plain": System("plain", False, False, "one plain request an article, one at a time"),
    "langextract-alone": System("langextract", False, False, "langextract, one request at a time"),
    "plain-batch": System("plain", False, True, "plain requests, several articles at once"),
    "langextract": System("langextract", False, True, "langextract, an article's pieces at once"),
}
"""All, in the order in which they run: those that share a server are side by side."""

DEFAULT = ("ours", "ours-batch", "untuned", "plain", "langextract")


async def _nothing() -> None:
    """Nothing has to be made ready."""


@dataclass(frozen=True)
class Opened:
    """A system that can be asked.

    Attributes:
        ask: Makes the record of one article.
        articles: How many articles it is asked for at once.
        ready: Brought about before an article's time begins.
    """

    ask: Ask
    articles: int = 1
    ready: Callable[[], Awaitable[None]] = _nothing


@asynccontextmanager
async def opened(
    name: str, served: Served, slots: int, where: Installed | None
) -> AsyncIterator[Opened]:
    """Open a system for as long as the context lasts.

    Args:
        name: Its name in `SYSTEMS`.
        served: The model.
        slots: How many requests the model's server answers at once.
        where: Where langextract is installed; given for whatever asks by it.

    Raises:
        ValueError: langextract is wanted, and it is not said where it is.
    """
    asker = SYSTEMS[name].asker
    if asker == "ours":
        yield Opened(_ours(served.door, served.plan), slots)
    elif asker == "plain":
        async with asking(served.endpoint) as ask:
            yield Opened(ask, slots)
    elif where is None:
        raise ValueError("it is not said where langextract is")
    else:
        async with langextracting(served.endpoint, slots, where) as asks:
            yield Opened(asks, 1, asks.ready)


def _ours(model: Model, plan: Plan) -> Ask:
    async def ask(article: Article) -> tuple[Extraction, Usage]:
        done = await extract(article, model, plan)
        return done.record, done.usage

    return ask
