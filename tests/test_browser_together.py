"""Several accounts of a call, and calls over time, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import Watch, browser, five, gold, hostile, letters, lit, serious, tab, watch, written
from playwright.sync_api import Page, expect
from told import CASES, matched

from aidememoire.accounts import accounts_of, compare, group
from aidememoire.texts import Matched

pytestmark = pytest.mark.browser
__all__ = ["browser", "five", "tab", "watch"]

FIVE = gold()
SIDES = matched(CASES[0]["account"])


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("sides"), SIDES)


def test_every_claim_stands_under_its_verdict_with_its_sentence(tab: Page, sides: str) -> None:
    tab.goto(f"{sides}#call-0")
    wanted = compare(group(accounts_of(one.record for one in SIDES)[0])[0])
    titles = {"conflict": "They conflict", "all": "All say", "unsure": "Perhaps the same"}
    for row in wanted.rows:
        title = titles.get(row.verdict, f"Only {row.said_by[0]}")
        section = tab.locator("section").filter(has=tab.get_by_role("heading", name=title))
        for claim in row.claims:
            quotes = [one.quote for one in claim.evidence if hasattr(one, "quote")]
            place = f'td[data-key="{claim.account}"] .claim'
            cards = section.locator(place)
            for quote in quotes:
                cards = cards.filter(has=tab.locator("blockquote", has_text=quote))
            assert cards.count(), (title, claim.words)
    claims = sum(len(row.claims) for row in wanted.rows)
    expect(tab.locator(".claim")).to_have_count(claims)
    expect(tab.locator(".meta").first).to_contain_text("They surely tell of the same call")


def test_a_claim_leads_to_its_sentence_lit_in_its_article(tab: Page, sides: str) -> None:
    tab.goto(f"{sides}#call-0")
    claim = tab.locator(".claim", has_text="Lund warned against").first
    quote = claim.locator("blockquote").inner_text()
    claim.get_by_role("link").click()
    assert lit(tab) == letters(quote)
    expect(tab.locator(".piece.lit").first).to_be_in_viewport()
    expect(tab.locator(".item.looked .pin")).to_be_focused()
    tab.get_by_role("link", name="side by side").click()
    expect(tab.get_by_role("heading", level=2)).to_be_focused()
    tab.get_by_role("link", name="Articles").click()
    tab.get_by_role("link", name="side by side").first.click()
    expect(tab.locator(".beside")).to_be_visible()


def test_the_five_articles_are_one_timeline_of_one_pair(tab: Page, five: str) -> None:
    tab.goto(five)
    tab.get_by_role("link", name="Calls over time").click()
    # Five calls of the presidents; one article tells of a call of their ministers too.
    expect(tab.get_by_role("status")).to_have_text("6 calls, 2 without a day")
    entries = tab.locator("ol.entries > li")
    assert entries.locator("> a").all_inner_texts() == [
        "Russia – Türkiye, 10 June 2020",
        "Russia – Türkiye, 27 October 2020",
        "Russia – Türkiye, 13 January 2021",
        "Türkiye – Russia, 18 February 2021",
        "Russia – Türkiye, no day given",
        "Türkiye – Russia, no day given",
    ]
    # One pair has no matrix; its calls are one lane of four dots.
    assert tab.locator(".matrix").count() == 0
    assert tab.locator(".chart").first.locator("path[aria-roledescription=circle]").count() == 4
    matter = tab.locator("ul.entries > li", has_text="Situation in Libya").first
    assert matter.locator("a").count() == 4
    matter.locator("a").first.click()
    assert "Libya" in lit(tab)
    tab.go_back()
    expect(tab.get_by_role("heading", name="Settled, and where it came up again")).to_be_visible()


def test_a_dot_leads_to_its_call(tab: Page, five: str) -> None:
    tab.goto(f"{five}#time")
    tab.locator(".chart path[aria-roledescription=circle]").nth(1).click()
    expect(tab.locator(".reading")).to_be_visible()
    expect(tab.locator(".call h3").first).to_have_text("Russia – Türkiye, 27 October 2020")


def test_a_pair_is_chosen_by_key_or_in_the_matrix(tab: Page, tmp_path: Path) -> None:
    case = next(one for one in CASES if one["name"] == "the same day, another pair")
    tab.goto(f"{written(tmp_path, [*FIVE, *matched(case['account'])])}#time")
    expect(tab.locator(".matrix td a").first).to_have_text("6 calls of Russia and Türkiye")
    chosen = tab.get_by_role("combobox", name="Between")
    chosen.focus()
    chosen.select_option("Russia and Türkiye (6)")
    expect(tab.get_by_role("heading", level=2)).to_have_text("Calls of Russia and Türkiye")
    expect(chosen).to_be_focused()
    expect(tab.locator("ol.entries > li")).to_have_count(6)
    tab.go_back()
    tab.locator(".matrix td a").first.click()
    expect(tab.get_by_role("heading", level=2)).to_have_text("Calls of Russia and Türkiye")


def test_what_is_unsure_is_shown_with_its_reasons(tab: Page, tmp_path: Path) -> None:
    case = next(one for one in CASES if one.get("perhaps"))
    tab.goto(f"{written(tmp_path, matched(case['account']))}#time")
    told = tab.locator(".entries > li", has_text="Perhaps the same as").first
    expect(told).to_contain_text("the same parties")
    told.get_by_role("link").nth(1).click()
    expect(tab.locator(".reading")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (360, 740)], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(
    tab: Page, tmp_path: Path, scheme: Any, size: tuple[int, int]
) -> None:
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    case = next(one for one in CASES if one["name"] == "the same day, another pair")
    address = written(tmp_path, [*SIDES, *FIVE, *matched(case["account"])])
    tab.goto(address)
    call = tab.get_by_role("link", name="side by side").first.get_attribute("href") or ""
    for view, seen in ((call, ".claim"), ("#time", ".chart svg"), ("#time/RUS-TUR", ".chart")):
        tab.goto(f"{address}{view}")
        expect(tab.locator(seen).first).to_be_visible()
        assert serious(tab) == [], view
        assert tab.evaluate("document.documentElement.scrollWidth") <= size[0], view


def test_print_has_all_accounts(tab: Page, sides: str) -> None:
    tab.goto(f"{sides}#call-0")
    tab.emulate_media(media="print")
    expect(tab.locator(".claim").last).to_be_visible()
    assert len(tab.pdf()) > 10_000


def test_hostile_accounts_harm_nothing(watch: Watch, tab: Page, tmp_path: Path) -> None:
    evil = hostile()
    twin = evil.record.article.model_copy(update={"id": "twin", "sha256": "0" * 64})
    record = evil.record.model_copy(update={"article": twin})
    address = written(tmp_path, [evil, Matched(evil.article, record)])
    for view, seen in (("call-0", ".claim"), ("time", ".chart svg"), ("time/NOR-NOR", ".time")):
        tab.goto(f"{address}#{view}")
        expect(tab.locator(seen).first).to_be_visible()
        assert tab.locator("img, iframe, main script").count() == 0
        assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
    assert all(one.startswith(address) for one in watch.requests)


def test_addresses_that_name_nothing_lead_to_the_list(tab: Page, sides: str) -> None:
    for odd in ("#call-7", "#article-99", "#time/<script>", "#article-0/calls[9].topics[7]", "#x"):
        tab.goto("about:blank")
        tab.goto(f"{sides}{odd}")
        expect(tab.locator(".list, .reading").first).to_be_visible()
