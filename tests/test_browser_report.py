"""The reading page in a real browser: what lights up, who can use it, what can't harm it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import (
    Watch,
    browser,
    covered,
    five,
    gold,
    hostile,
    letters,
    lit,
    serious,
    tab,
    watch,
    written,
)
from labelled import call, raw
from many import many
from playwright.sync_api import Page, expect

from aidememoire.reading import from_text
from aidememoire.record import Evidence, Extraction
from aidememoire.texts import Matched

pytestmark = pytest.mark.browser
__all__ = ["browser", "five", "tab", "watch"]

FIVE = gold()
SYNTHETIC = gold(Path(__file__).parent.parent / "evals/synthetic")


def items(record: Extraction) -> Iterator[tuple[str, list[Evidence]]]:
    """Every item of a record by its place, with its evidence."""
    found: dict[str, list[Evidence]] = {}
    for path, span in record.evidence():
        found.setdefault(path.partition(".evidence")[0], []).append(span)
    yield from found.items()


@pytest.mark.parametrize("number", range(5))
def test_every_item_of_the_five_articles_lights_its_words(
    tab: Page, five: str, number: int
) -> None:
    tab.goto(f"{five}#article-{number}")
    article, record = FIVE[number].article, FIVE[number].record
    expected = dict(items(record))
    assert len(expected) > 10
    assert tab.locator(".item").count() == len(expected)
    for place, spans in expected.items():
        tab.locator(f'.item[data-place="{place}"] .pin').focus()
        assert lit(tab) == covered(article.text, spans), place
    tab.locator(".head").hover()
    for place, spans in expected.items():
        tab.locator(f'.item[data-place="{place}"]').hover()
        assert lit(tab) == covered(article.text, spans), place


@pytest.mark.parametrize("number", range(5))
def test_a_sentence_tells_which_items_cite_it(tab: Page, five: str, number: int) -> None:
    tab.goto(f"{five}#article-{number}")
    article, record = FIVE[number].article, FIVE[number].record
    for sentence in article.sentences:
        citing = [
            place
            for place, spans in items(record)
            if any(one.start < sentence.end and sentence.start < one.end for one in spans)
        ]
        tab.locator(f'.sentence[data-sentence="{sentence.number}"] .piece').first.click()
        cards = tab.locator(".item.citing")
        assert cards.evaluate_all("all => all.map(one => one.dataset.place)") == citing
        told = f"Sentence {sentence.number} is cited by"
        expect(tab.get_by_role("status")).to_contain_text(told)


@pytest.mark.parametrize("number", range(5))
def test_what_no_item_cites_is_pale(tab: Page, five: str, number: int) -> None:
    tab.goto(f"{five}#article-{number}")
    article, record = FIVE[number].article, FIVE[number].record
    cited = covered(article.text, [span for _, span in record.evidence()])
    assert letters("".join(tab.locator(".piece:not(.background)").all_text_contents())) == cited
    pieces = tab.locator(".piece").all_text_contents()
    assert letters("".join(pieces)) == letters(article.text)
    colour = "one => getComputedStyle(one).color"
    pale = tab.locator(".piece.background").first.evaluate(colour)
    assert pale != tab.locator(".piece:not(.background)").first.evaluate(colour)


def test_days_say_what_they_rest_on(tab: Page, five: str) -> None:
    bases = {"stated": "the article ties this day to the call", "inferred": "day of the account"}
    for number, one in enumerate(FIVE):
        tab.goto(f"{five}#article-{number}")
        when = tab.locator(".facts dd").first
        date = one.record.calls[0].date
        expect(when).to_contain_text(bases[date.basis] if date else "The article fixes no day")


def test_a_date_that_no_calendar_has_stands_as_it_is(tab: Page, tmp_path: Path) -> None:
    article = from_text("They cited two Accords.", "accords")
    span = {"quote": article.text, "start": 0, "end": len(article.text)}
    wrong = ("2021-31-08", "2021-02-30")
    cited = [{"name": "Accord", "date": date, "evidence": [span]} for date in wrong]
    one = call(date=None, topics=[], statements=[], outcomes=[], references=cited)
    for person in one["participants"]:
        person["evidence"] = [span]
    data = raw(one, sha256=article.sha256)
    del data["article"]["outlet_aliases"]
    tab.goto(written(tmp_path, [Matched(article, Extraction.model_validate(data))]))
    for number, date in enumerate(wrong):
        expect(tab.locator(f'[data-place="calls[0].references[{number}]"]')).to_contain_text(date)


def test_how_sure_a_record_is_stands_beside_the_item(tab: Page, tmp_path: Path) -> None:
    (first,) = FIVE[1].record.calls
    topics = [
        topic.model_copy(update={"confidence": 0.83})
        if topic.title == "Regular dialogue"
        else topic
        for topic in first.topics
    ]
    sure = first.model_copy(update={"topics": tuple(topics)})
    record = FIVE[1].record.model_copy(update={"calls": (sure,)})
    tab.goto(written(tmp_path, [Matched(FIVE[1].article, record)]))
    expect(tab.locator(".item", has_text="Regular dialogue").first).to_contain_text("83 % sure")


def test_all_can_be_done_with_the_keyboard(tab: Page, five: str) -> None:
    tab.goto(five)
    tab.get_by_role("searchbox").focus()
    for _ in range(30):
        if tab.evaluate("document.activeElement.hash === '#article-2'"):
            break
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=2)).to_be_focused()
    while not tab.evaluate("document.activeElement.matches('.cite')"):
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status")).to_contain_text("is cited by")
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("status")).to_be_empty()
    while not tab.evaluate("document.activeElement.matches('.pin')"):
        tab.keyboard.press("Tab")
    assert lit(tab)
    expect(tab.locator(".piece.lit").first).to_be_in_viewport()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")  # "Go to sentence …"
    number = tab.evaluate("document.activeElement.closest('.sentence').dataset.sentence")
    assert tab.locator(f'.sentence[data-sentence="{number}"] .lit').count() > 0
    tab.go_back()
    expect(tab.locator(".rows")).to_be_visible()
    assert tab.evaluate("document.activeElement.hash") == "#article-2"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (360, 740)], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(
    tab: Page, five: str, scheme: Any, size: tuple[int, int]
) -> None:
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    tab.goto(five)
    expect(tab.locator(".rows > li")).to_have_count(5)
    assert serious(tab) == []
    tab.goto(f"{five}#article-3")
    assert serious(tab) == []
    tab.locator(".cite:visible").first.click()
    tab.locator(".item .pin").nth(3).focus()
    assert serious(tab) == []


def test_a_phone_shows_an_item_and_its_sentence_together(tab: Page, five: str) -> None:
    tab.set_viewport_size({"width": 360, "height": 740})
    tab.emulate_media(reduced_motion="reduce")
    tab.goto(f"{five}#article-3")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    pins = tab.locator(".item .pin")
    for number in range(pins.count()):
        pins.nth(number).click()
        expect(pins.nth(number)).to_be_in_viewport()
        expect(tab.locator(".piece.lit").first).to_be_in_viewport()
        tab.keyboard.press("Escape")


def test_a_printed_page_has_all_of_the_article_and_the_record(tab: Page, five: str) -> None:
    tab.goto(f"{five}#article-3")
    tab.emulate_media(media="print")
    heights = "all => all.map(one => [one.scrollHeight, one.clientHeight])"
    for inside, shown in tab.locator(".pane").evaluate_all(heights):
        assert inside <= shown + 1
    expect(tab.locator(".top nav")).to_be_hidden()
    expect(tab.locator(".goto").last).to_be_visible()
    assert len(tab.pdf()) > 10_000


def test_the_list_is_searched_and_filtered(tab: Page, tmp_path: Path) -> None:
    tab.goto(written(tmp_path, [*FIVE, *SYNTHETIC]))
    rows = tab.locator(".rows > li:visible")
    expect(rows).to_have_count(26)

    def ids() -> list[str]:
        return [re.split(r" · ", one)[-1] for one in rows.locator(".meta").all_inner_texts()]

    tab.get_by_label("Party").select_option("RUS")
    assert ids() == ["000", "001", "002", "003", "004"]
    tab.get_by_label("Topic area").select_option("transport")
    assert ids() == ["003"]
    tab.get_by_role("button", name="Clear").click()
    expect(rows).to_have_count(26)
    tab.get_by_label("Outlet").select_option("TASS")
    assert ids() == ["004"]
    tab.get_by_role("button", name="Clear").click()
    expect(rows).to_have_count(26)
    tab.locator("[name=from]").fill("2020-10-01")
    tab.locator("[name=to]").fill("2020-12-31")
    assert "002" in ids()
    assert "004" not in ids()
    tab.get_by_role("button", name="Clear").click()
    expect(rows).to_have_count(26)
    # Words of the article's text, whatever their accents, all of them.
    tab.get_by_role("searchbox").fill("SPUTNIK Turkiye tourism")
    assert ids() == ["000"]
    expect(tab.get_by_role("status")).to_have_text("1 article of 26")
    tab.get_by_role("link", name="Russian, Turkish").click()
    expect(tab.get_by_role("link", name="Next")).to_have_count(0)
    tab.go_back()
    expect(rows).to_have_count(1)


def test_nothing_is_fetched(watch: Watch, tab: Page, five: str) -> None:
    tab.goto(f"{five}#article-0")
    expect(tab.locator(".item").first).to_be_visible()
    tab.goto(five)
    assert set(watch.requests) <= {five, f"{five}#article-0"}


def test_five_hundred_articles_open_in_two_seconds_and_stay_quick(
    watch: Watch, tab: Page, tmp_path: Path
) -> None:
    address = written(tmp_path, many(500))
    size = (tmp_path / "report.html").stat().st_size
    assert size < 15_000_000
    session = watch.context.new_cdp_session(tab)
    session.send("Performance.enable")

    def spent() -> float:
        """Seconds of work so far: what the clock shows where a machine does nothing else."""
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "ProcessTime")

    tab.goto(address)
    expect(tab.locator(".rows > li")).to_have_count(500)
    expect(tab.locator(".rows > li").first).to_be_visible()
    opened = spent()
    assert opened < 2
    tab.get_by_role("searchbox").fill("norway president berg vaccine")
    expect(tab.get_by_role("status")).not_to_contain_text("500 articles")
    searched = spent()
    assert searched - opened < 2
    tab.goto(f"{address}#article-499")
    expect(tab.locator(".item").first).to_be_visible()
    read = spent()
    assert read - searched < 1
    tab.goto(f"{address}#time")
    expect(tab.locator(".chart svg").nth(1)).to_be_visible()
    assert spent() - read < 2


def test_a_hostile_article_harms_nothing(watch: Watch, tab: Page, tmp_path: Path) -> None:
    evil = hostile()
    address = written(tmp_path, [evil, FIVE[0]])
    tab.goto(address)
    expect(tab.locator(".rows > li")).to_have_count(2)
    tab.locator(".rows a").first.click()
    expect(tab.locator(".reading")).to_be_visible()
    for place, spans in items(evil.record):
        tab.locator(f'.item[data-place="{place}"] .pin').focus()
        # A mark that would reverse what follows is shown by its name instead.
        expected = covered(evil.article.text, spans).replace("\u202e", "")
        assert lit(tab) == expected, place
    assert tab.locator("img, iframe, main script").count() == 0
    assert tab.locator(".override").count() > 5
    assert "document.title='evil'" in tab.title()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
    assert watch.requests == [address]


def test_right_to_left_articles_read_from_the_right(tab: Page, tmp_path: Path) -> None:
    text = (
        "تحدث الرئيس آدم بيرغ مع الوزير إيفو لوند هاتفيا يوم الاثنين. "
        "وأكد بيرغ أهمية خط العبّارات Ferry Link للبلدين."
    )
    read = from_text(text, "rtl")
    spans = [
        {"quote": read.quote(one), "start": one.start, "end": one.end} for one in read.sentences
    ]
    people = [{"name": "آدم بيرغ", "office": None, "party": "NOR", "evidence": spans[:1]}]
    topics = [{"title": "خط العبّارات", "area": "transport", "evidence": spans[1:]}]
    one = call(
        date=None, participants=people, topics=topics, statements=[], outcomes=[], references=[]
    )
    data = raw(one, sha256=read.sha256, language="ar", title=None)
    del data["article"]["outlet_aliases"]
    address = written(tmp_path, [Matched(read, Extraction.model_validate(data))])
    tab.goto(address)
    paragraph = tab.locator(".text p")
    assert paragraph.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert tab.locator(".text").get_attribute("lang") == "ar"
    first = tab.locator(".piece").first.bounding_box()
    whole = paragraph.bounding_box()
    assert first
    assert whole
    assert abs(first["x"] + first["width"] - whole["x"] - whole["width"]) < 2
    tab.locator(".item", has_text="خط العبّارات").hover()
    assert lit(tab) == letters(read.quote(read.sentences[1]))
    assert serious(tab) == []


def test_an_article_without_a_call_says_so(tab: Page, tmp_path: Path) -> None:
    silent = next(one for one in SYNTHETIC if not one.record.calls)
    tab.goto(written(tmp_path, [silent]))
    expect(tab.locator(".record")).to_contain_text("The article reports no call.")
    assert tab.locator(".piece:not(.background)").count() == 0
    assert serious(tab) == []
