"""A real headless Chromium in a test, and pages that must not complain in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    sync_playwright,
)

from aidememoire.article import Article
from aidememoire.evaluation.folder import load_folder
from aidememoire.evaluation.gold import Gold
from aidememoire.reading import decode, from_text
from aidememoire.record import Evidence, Extraction
from aidememoire.texts import Matched

ROOT = Path(__file__).parent.parent
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def gold(folder: Path = ROOT / "evals") -> list[Matched]:
    """The labelled articles of a folder, each with its gold record as if a model had made it."""

    def read(path: Path) -> Article:
        return from_text(decode(path.read_bytes(), str(path)), path.stem, str(path))

    pairs = load_folder(folder / "gold", folder / "articles", read)
    return [Matched(one.article, as_record(one.gold)) for one in pairs]


def as_record(one: Gold) -> Extraction:
    """What a gold record says, without what only gold records have."""
    data = one.model_dump(mode="json")
    del data["article"]["outlet_aliases"]
    return Extraction.model_validate(data)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that AIDEMEMOIRE_CHROMIUM names, else Playwright's own, else the system's."""
    with sync_playwright() as playwright:
        named = os.environ.get("AIDEMEMOIRE_CHROMIUM")
        own = playwright.chromium.executable_path
        found = named or (own if Path(own).exists() else None)
        found = found or next(filter(None, map(shutil.which, _NAMES)), None)
        if found is None:
            # Never a skip: who asks for these tests wants to know.
            pytest.fail("there is no Chromium: .ci/chromium installs one", pytrace=False)
        opened = playwright.chromium.launch(executable_path=found)
        yield opened
        opened.close()


class Watch:
    """A context whose pages are watched: nothing may go wrong in them unseen."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.context = context
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        context.on("request", lambda request: self.requests.append(request.url))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture
def watch(browser: Browser) -> Iterator[Watch]:
    """A new context; when the test is done, no page in it may have complained."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        watch = Watch(context)
        yield watch
        assert watch.complaints == []


@pytest.fixture
def tab(watch: Watch) -> Page:
    """A page in a watched context."""
    return watch.context.new_page()


def serious(page: Page) -> list[str]:
    """What axe-core finds that keeps people out."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def letters(text: str) -> str:
    """A text without its white space, which a page may lay out otherwise."""
    return "".join(text.split())


def lit(page: Page) -> str:
    """The letters of the text that is lit."""
    return letters("".join(page.locator(".piece.lit").all_text_contents()))


def covered(text: str, spans: Sequence[Evidence]) -> str:
    """The letters of a text that spans cover, in the order of the text."""
    inside = sorted({at for span in spans for at in range(span.start, span.end)})
    return letters("".join(text[at] for at in inside))
