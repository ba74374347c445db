"""A real headless Chromium in a test, and pages that must not complain in it."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from labelled import call, raw
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    sync_playwright,
)

from aidememoire.article import Article
from aidememoire.evaluation.folder import load_folder
from aidememoire.evaluation.gold import Gold
from aidememoire.part import write_whole
from aidememoire.reading import decode, from_text
from aidememoire.record import Evidence, Extraction
from aidememoire.report.page import page
from aidememoire.review import server
from aidememoire.review.folder import Reviews
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


def launch(playwright: Playwright) -> Browser:
    """Open the browser that AIDEMEMOIRE_CHROMIUM names, else Playwright's own, else the system's.

    Raises:
        RuntimeError: There is none. Never a skip: who asks for these tests wants to know.
    """
    own = playwright.chromium.executable_path
    named = os.environ.get("AIDEMEMOIRE_CHROMIUM") or (own if Path(own).exists() else None)
    found = named or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise RuntimeError("there is no Chromium: .ci/chromium installs one")
    return playwright.chromium.launch(executable_path=found)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module's tests: pytest takes an imported fixture for another in each."""
    with sync_playwright() as playwright:
        opened = launch(playwright)
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


EVIL = (
    "<script>document.title='evil'</script> \"><img src=x onerror=alert(1)> </script><!-- "
    "{{7*7}} ${alert(1)} javascript:alert(1) &lt;b&gt; \u202egnp.exe\u202c \u2066x \x1b[31m"
)


def hostile() -> Matched:
    """An article and a record that try it everywhere, with a line of a megabyte."""
    line = "A" * 1_000_000
    read = from_text(f"{EVIL}. Ada spoke to Ivo. {EVIL}.\n\n{line}\n\nא{EVIL}.\n", EVIL)
    spans = [
        {"quote": read.text[one.start : one.end], "start": one.start, "end": one.end}
        for one in read.sentences[:3]
    ]
    one = call(
        summary=EVIL,
        sources=[EVIL],
        topics=[{"title": EVIL, "area": "other", "evidence": spans}],
        statements=[
            {"by": ["NOR"], "act": "stress", "text": EVIL, "topic": EVIL, "evidence": spans}
        ],
        outcomes=[{"by": ["NOR"], "kind": "agreed", "text": EVIL, "evidence": spans}],
        references=[{"name": EVIL, "date": None, "evidence": spans}],
        date={"value": "2021-03-01", "basis": "stated", "evidence": spans},
    )
    one["participants"] = [{"name": EVIL, "office": EVIL, "party": "NOR", "evidence": spans}]
    data = raw(one, sha256=read.sha256, id=EVIL, title=EVIL, outlet=EVIL)
    del data["article"]["outlet_aliases"]
    return Matched(read, Extraction.model_validate(data))


TOKEN = "the-token-of-the-tests"  # noqa: S105 - of the tests alone


class Served:
    """A review that is served while a test runs."""

    def __init__(self, matched: list[Matched], folder: Path) -> None:
        self.folder = folder
        self.reviews = Reviews(matched, folder, write_whole)
        self._bound = server.listen()
        self.origin = f"http://{server.host_of(self._bound)}"
        self.address = f"{self.origin}/{TOKEN}/"
        app = server.make_app(self.reviews, server.host_of(self._bound), TOKEN)
        config = uvicorn.Config(app, lifespan="off", log_level="error", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._bound],))
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._bound.close()

    def written(self, name: str) -> Any:
        """The gold record of an article, as its file has it."""
        return json.loads(self.reviews.gold_file(name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page with the five articles."""
    return written(tmp_path_factory.mktemp("five"), gold())


def written(folder: Path, shown: Sequence[Matched]) -> str:
    """Write a page; its address."""
    file = folder / "report.html"
    file.write_text(page(shown), encoding="utf-8")
    return file.as_uri()
