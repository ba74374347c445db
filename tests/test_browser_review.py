"""The review in a real browser: a person decides by pointing, and a gold record comes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import Served, Watch, browser, gold, hostile, lit, serious, tab, watch
from commands import run
from playwright.sync_api import Locator, Page, expect

from aidememoire.errors import OutputError
from aidememoire.sources import Names

pytestmark = pytest.mark.browser
__all__ = ["browser", "tab", "watch"]

ROOT = Path(__file__).parent.parent
FIVE = gold()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The five articles under review."""
    with Served(FIVE, tmp_path / "out") as opened:
        yield opened


NAME = FIVE[1].article.id


def card(page: Page, place: str) -> Locator:
    return page.locator(f'.item[data-place="{place}"]')


def sentence(page: Page, number: int) -> Locator:
    return page.locator(f'.sentence[data-sentence="{number}"] .piece').first


def save(page: Page) -> None:
    page.locator(".save").click()
    expect(page.locator(".told")).to_contain_text("Saved.")


def test_a_person_decides_on_every_item_and_gold_check_is_content(
    tab: Page, served: Served
) -> None:
    tab.goto(served.address)
    tab.get_by_role("link", name="Article 001").click()
    told = tab.locator(".told")
    expect(told).to_contain_text("25 items left to decide.")

    outlet = card(tab, "article.outlet")
    outlet.get_by_role("button", name="Correct").click()
    outlet.get_by_label("Outlet").fill("Azer News")
    outlet.get_by_role("button", name="Done").click()
    expect(outlet).to_contain_text("The model said: AzerNews")

    topic = card(tab, "calls[0].topics[1]")
    topic.get_by_role("button", name="Correct").click()
    topic.get_by_label("Title").fill("Development of the region")
    sentence(tab, 7).click()
    sentence(tab, 6).click()
    expect(topic.locator(".points")).to_contain_text("Stands on sentence 7.")
    topic.get_by_role("button", name="Done").click()
    expect(topic).to_contain_text("Development of the region")
    topic.hover()
    assert lit(tab).startswith("Inaddition,duringthephonetalk")

    card(tab, "calls[0].statements[3]").get_by_role("button", name="Reject").click()

    tab.get_by_role("button", name="Add: outcome").click()
    form = tab.locator("form.edit")
    form.get_by_label("Türkiye").check()
    form.get_by_label("Kind").select_option("pledged")
    form.get_by_label("Text").fill("Call again soon.")
    tab.get_by_role("button", name="Done").click()  # it stands on no sentence yet
    expect(tab.locator(".points.fault")).to_be_visible()
    sentence(tab, 10).click()
    tab.get_by_role("button", name="Done").click()

    tab.get_by_role("button", name="Accept all that is left").click()
    assert not served.reviews.gold_file(NAME).exists()
    save(tab)
    expect(told).to_contain_text("All is decided. Gold record saved:")

    done = run(
        "gold", "check", "--gold", served.folder / "gold", "--articles", ROOT / "evals/articles"
    )
    assert (done.exit_code, done.stdout) == (0, "")
    data = served.written(NAME)
    got, was = data["calls"][0], FIVE[1].record.calls[0]
    assert data["article"]["outlet"] == "Azer News"
    assert "Development of the region" in [one["title"] for one in got["topics"]]
    assert len(got["statements"]) == len(was.statements) - 1
    assert got["outcomes"][-1]["by"] == ["TUR"]
    assert got["outcomes"][-1]["evidence"][0]["quote"].startswith("The leaders also agreed")
    tab.reload()
    expect(card(tab, "article.outlet")).to_contain_text("Azer News")
    tab.get_by_role("link", name="All articles").click()
    expect(tab.locator(".rows > li").nth(1)).to_contain_text("gold record saved · 25 of 25 items")


def test_a_call_is_added_and_another_rejected(tab: Page, served: Served) -> None:
    name = FIVE[3].article.id
    tab.goto(f"{served.address}#{name}")
    tab.get_by_role("button", name="Reject this call").last.click()
    tab.get_by_role("button", name="Add a call").click()
    new = tab.locator("section.call").last
    new.get_by_role("button", name="Add: participant").click()
    form = tab.locator("form.edit")
    form.locator("[name=name]").fill("Ada Berg")
    form.get_by_label("Party").select_option("NOR")
    sentence(tab, 2).click()
    tab.get_by_role("button", name="Done").click()
    expect(new.get_by_role("heading", level=3)).to_have_text("Norway, no day given")
    summary = new.locator('[data-field="summary"]')
    summary.get_by_role("button", name="Change").click()
    summary.get_by_role("textbox").fill("Berg called.")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Accept all that is left").click()
    save(tab)
    calls = served.written(name)["calls"]
    assert [one["summary"] for one in calls][1:] == ["Berg called."]
    assert len(calls) == len(FIVE[3].record.calls)


def test_a_mistyped_date_is_refused_in_the_form(tab: Page, served: Served) -> None:
    tab.goto(f"{served.address}#{NAME}")
    tab.get_by_role("button", name="Add: reference").click()
    form = tab.locator("form.edit")
    form.get_by_label("Name").fill("Accord")
    sentence(tab, 2).click()
    date = form.get_by_label("Date")
    for wrong in ("2021-31-08", "2021-02-30", "2021-13", "2021-", "2021-01-"):
        date.fill(wrong)
        form.get_by_role("button", name="Done").click()
        assert "calendar" in date.evaluate("input => input.validationMessage")
    date.fill("2021-08")
    form.get_by_role("button", name="Done").click()
    expect(form).to_have_count(0)
    save(tab)


def test_two_windows_lose_none_of_each_others_decisions(watch: Watch, served: Served) -> None:
    first, second = watch.context.new_page(), watch.context.new_page()
    for page in (first, second):
        page.goto(f"{served.address}#{NAME}")
        expect(page.locator(".reading")).to_be_visible()
    card(first, "article.outlet").get_by_role("button", name="Reject").click()
    card(first, "article.title").get_by_role("button", name="Accept").click()
    save(first)
    card(second, "article.outlet").get_by_role("button", name="Accept").click()
    card(second, "article.published").get_by_role("button", name="Accept").click()
    second.locator(".save").click()
    expect(second.locator(".told")).to_contain_text("1 item you both decided on")
    expect(card(second, "article.outlet")).to_contain_text("Saved elsewhere meanwhile: rejected")
    assert "accepted" in (card(second, "article.title").get_attribute("class") or "")
    save(second)
    decisions = served.reviews.state(NAME).review.decisions
    verdicts = [decisions[f"article.{one}"].verdict for one in ("title", "outlet", "published")]
    assert verdicts == ["accepted", "accepted", "accepted"]
    # Chromium says on the console what the status of an answer was.
    assert len(watch.complaints) == 1
    assert "409" in watch.complaints.pop()


def test_what_is_said_in_a_call_that_another_window_removes_is_not_lost(
    watch: Watch, served: Served
) -> None:
    new = "calls[+0000000a]"
    who = {"name": "Ada Berg", "office": None, "party": "NOR", "sentences": [1]}
    added = {"verdict": "added"}
    more = {f"{new}.summary": "They spoke.", f"{new}.participants[+0000000b]": who}
    changes = {new: added} | {place: added | {"value": value} for place, value in more.items()}
    served.reviews.save(NAME, 0, changes)
    first, second = watch.context.new_page(), watch.context.new_page()
    for page in (first, second):
        page.goto(f"{served.address}#{NAME}")
        expect(page.locator(".reading")).to_be_visible()
    first.get_by_role("button", name="Remove this call").click()
    save(first)
    second.locator("section.call").last.get_by_role("button", name="Add: topic").click()
    form = second.locator("form.edit")
    form.get_by_label("Title").fill("Ferry")
    form.get_by_label("Area").select_option("transport")
    sentence(second, 2).click()
    form.get_by_role("button", name="Done").click()
    second.locator(".save").click()
    expect(second.locator(".told")).to_contain_text("another window saved")
    call = second.locator("section.call").last
    expect(call).to_contain_text("Saved elsewhere meanwhile: taken back")
    for said in ("Ferry", "Ada Berg", "They spoke."):
        expect(call).to_contain_text(said)
    save(second)
    kept = served.reviews.state(NAME).review.decisions
    assert {place for place in kept if place.startswith(new)} > set(changes)
    watch.complaints.clear()  # the browser says what status it got


def test_what_is_being_written_is_not_thrown_away(tab: Page, served: Served) -> None:
    tab.goto(f"{served.address}#{NAME}")
    title = card(tab, "article.title")
    title.get_by_role("button", name="Correct").click()
    title.get_by_label("Headline").fill("A call")
    topic = card(tab, "calls[0].topics[0]")
    topic.get_by_role("button", name="Correct").click()  # what was finished is kept
    expect(title).to_contain_text("A call")
    topic.get_by_label("Title").fill("")
    form = tab.locator("form.edit")
    told = tab.locator(".told")
    for name in ("Add: outcome", "Reject this call", "Accept all that is left"):
        tab.get_by_role("button", name=name).first.click()
        expect(told).to_contain_text("can't be kept yet")
        expect(form).to_have_count(1)
        expect(topic.locator("form.edit")).to_be_visible()
    topic.get_by_label("Title").fill("Ferry")
    tab.get_by_role("button", name="Reject this call").first.click()
    expect(form).to_have_count(0)
    expect(tab.get_by_role("button", name="Save 3 decisions")).to_be_visible()
    tab.get_by_role("button", name="Reject this call").first.click()
    expect(topic).to_contain_text("Ferry")


def test_who_cant_save_is_told_why_and_what_to_do(
    watch: Watch, tab: Page, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("the disk is full", "Make room.")

    def odd(*_: object) -> None:
        raise ZeroDivisionError

    tab.goto(f"{served.address}#{NAME}")
    card(tab, "article.title").get_by_role("button", name="Accept").click()
    told = tab.locator(".told")
    for fault, said in ((full, "the disk is full. Make room."), (odd, "answered with status 500")):
        monkeypatch.setattr(served.reviews, "save", fault)
        tab.locator(".save").click()
        expect(told).to_contain_text(said)
    tab.route("**/articles/*", lambda route: route.abort())
    tab.locator(".save").click()
    expect(told).to_contain_text("Not saved: the review's server is gone. Start it again.")
    watch.complaints.clear()  # the browser says what statuses it got


def test_pointing_is_done_with_the_keyboard_too(tab: Page, served: Served) -> None:
    tab.goto(f"{served.address}#{NAME}")
    topic = card(tab, "calls[0].topics[0]")
    topic.get_by_role("button", name="Correct").press("Enter")
    expect(topic.get_by_label("Title")).to_be_focused()
    button = tab.locator('.sentence[data-sentence="9"] .cite')
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    topic.get_by_label("Title").press("Enter")
    expect(topic.get_by_role("button", name="Correct")).to_be_focused()
    tab.keyboard.press("Control+s")
    expect(tab.locator(".told")).to_contain_text("Saved.")
    value = served.reviews.state(NAME).review.decisions["calls[0].topics[0]"].value
    assert value["evidence"][-1]["quote"].startswith("Putin and Erdogan congratulated")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (360, 740)], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(
    tab: Page, served: Served, scheme: Any, size: tuple[int, int]
) -> None:
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    tab.goto(served.address)
    expect(tab.locator(".rows > li")).to_have_count(5)
    assert serious(tab) == []
    tab.goto(f"{served.address}#{NAME}")
    expect(tab.locator(".reading")).to_be_visible()
    verdicts = tab.locator("[data-key=rejected]")
    for number in range(3):
        verdicts.nth(number).click()
    tab.locator('[data-place="calls[0].statements[0]"] [data-key=corrected]').click()
    assert serious(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_hostile_article_harms_nothing(watch: Watch, tab: Page, tmp_path: Path) -> None:
    evil = hostile()
    # Reading names an article so; its record may say otherwise.
    evil = replace(evil, article=replace(evil.article, id=Names().give(evil.article.id)))
    with Served([evil], tmp_path / "out") as served:
        tab.goto(served.address)
        tab.locator(".rows a").click()
        expect(tab.locator(".reading")).to_be_visible()
        tab.locator('[data-place="calls[0].statements[0]"] [data-key=corrected]').click()
        tab.get_by_role("button", name="Done").click()
        tab.get_by_role("button", name="Accept all that is left").click()
        save(tab)
        assert tab.locator("img, iframe, main script").count() == 0
        assert all(one.startswith((served.address, "data:")) for one in watch.requests)
        written = [one for one in tmp_path.rglob("*") if one.is_file()]
        assert all(one.parent.parent == served.folder or one.name == ".lock" for one in written)


def test_another_sites_page_can_neither_read_nor_save(
    watch: Watch, served: Served, tmp_path: Path
) -> None:
    """Not even one that knows the address."""
    page = tmp_path / "evil.html"
    page.write_text("<!doctype html><title>evil</title>", encoding="utf-8")
    tab = watch.context.new_page()
    tab.goto(page.as_uri())
    address = f"{served.address}articles/{NAME}"
    attempt = """async ([address, options]) => {
        try { return (await fetch(address, options)).status } catch { return "refused" }
    }"""
    body = json.dumps({"version": 0, "changes": {"article.title": {"verdict": "accepted"}}})
    post = {"method": "POST", "body": body}
    for options in (
        {},
        post,
        post | {"headers": {"Content-Type": "application/json"}},
        post | {"headers": {"Content-Type": "text/plain"}},
    ):
        assert tab.evaluate(attempt, [address, options]) == "refused"
    sent = tab.evaluate(attempt, [address, post | {"mode": "no-cors"}])
    assert sent in (0, "refused")  # sent, and not to be read
    tab.set_content(f'<iframe src="{served.address}"></iframe>')
    tab.wait_for_timeout(300)
    assert "Review of records" not in tab.frames[-1].content()
    assert served.reviews.state(NAME).review.version == 0
    watch.complaints.clear()  # the browser says what it refused
