"""Makes the images in docs/images, from the gold records of the five articles and invented ones.

    python tests/screenshots.py

Needs a Chromium, as the tests marked `browser` do.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from browsing import ROOT, Served, gold, launch
from playwright.sync_api import Page, sync_playwright
from told import CASES
from told import matched as told

from aidememoire.report.page import page
from aidememoire.texts import Matched

IMAGES = ROOT / "docs" / "images"


def report(tab: Page, matched: list[Matched], folder: Path) -> None:
    """The list of articles, and an article with an item and its sentence."""
    file = folder / "report.html"
    file.write_text(page(matched), encoding="utf-8")
    tab.goto(file.as_uri())
    tab.screenshot(path=IMAGES / "report-list.png")
    tab.goto(f"{file.as_uri()}#article-1")
    tab.locator(".item", has_text="Coronavirus pandemic and vaccines").first.hover()
    tab.locator(".item", has_text="Mutual trade and cooperation").locator(".pin").first.click()
    tab.screenshot(path=IMAGES / "report.png")


def together(tab: Page, matched: list[Matched], folder: Path) -> None:
    """Calls over time, and accounts side by side: invented ones, for the five are of five calls."""
    file = folder / "together.html"
    file.write_text(page(matched), encoding="utf-8")
    tab.goto(f"{file.as_uri()}#time/RUS-TUR")
    tab.locator(".chart svg").nth(1).wait_for()
    tab.get_by_role("heading", name="Matters raised").evaluate("one => one.scrollIntoView()")
    tab.screenshot(path=IMAGES / "report-time.png")
    file.write_text(page(told(CASES[0]["account"])), encoding="utf-8")
    tab.goto("about:blank")
    tab.goto(f"{file.as_uri()}#call-0")
    tab.screenshot(path=IMAGES / "report-beside.png")


def review(tab: Page, matched: list[Matched], folder: Path) -> None:
    """An item that is being corrected."""
    with Served(matched, folder / "out") as served:
        tab.goto(f"{served.address}#{matched[1].article.id}")
        tab.locator('[data-place="calls[0].topics[0]"] [data-key=accepted]').click()
        topic = tab.locator('[data-place="calls[0].topics[1]"]')
        topic.locator("[data-key=corrected]").click()
        tab.locator('.sentence[data-sentence="7"] .piece').click()
        tab.mouse.move(0, 0)
        tab.screenshot(path=IMAGES / "review.png")
        tab.goto("about:blank")


def main() -> None:
    """Make all of them."""
    IMAGES.mkdir(exist_ok=True)
    matched = gold()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = launch(playwright)
        tab = browser.new_page(viewport={"width": 1000, "height": 520}, reduced_motion="reduce")
        report(tab, matched, Path(folder))
        together(tab, matched, Path(folder))
        review(tab, matched, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
