"""What an input says of its article beside the text, and what the record makes of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from commands import run

from aidememoire.accounts import accounts_of, compare, group
from aidememoire.article import Given
from aidememoire.extraction import extract
from aidememoire.model import Question, ScriptedModel
from aidememoire.part import write_whole
from aidememoire.reading import from_text
from aidememoire.record import Evidence, Extraction, GivenDay, load_record
from aidememoire.report.page import page
from aidememoire.report.shown import shown
from aidememoire.review.folder import Reviews
from aidememoire.texts import Matched
from aidememoire.views.brief import brief
from aidememoire.views.comparison import comparison_markdown, comparison_table
from aidememoire.views.digest import digest
from aidememoire.views.terminal import plain

TEXT = """{head}Prime Minister Ada Berg of Norway and Ivo Lund of Sweden spoke by phone{when}.

Berg stressed the importance of the ferry link.
"""
DAY = dt.date(2021, 3, 4)  # a Thursday


def answer(question: Question[Any]) -> dict[str, Any]:
    asked = question.messages[-1].content
    told = next(
        int(line[1 : line.index("]")])
        for line in asked.splitlines()
        if line.startswith("[") and "spoke by phone" in line
    )
    people = [
        {"name": "Ada Berg", "office": None, "country": "Norway"},
        {"name": "Ivo Lund", "office": None, "country": "Sweden"},
    ]
    topic = {"title": "Ferry link", "area": "transport", "sentences": [told + 1]}
    nothing: dict[str, Any] = {
        "wish": None, "sources": [], "statements": [], "outcomes": [], "references": [],
    }  # fmt: skip
    call = {"told": [told], "people": people, "topics": [topic], "summary": None, **nothing}
    return {"outlet": None, "calls": [call]}


async def made(given: Given | None, head: str = "", when: str = "") -> Extraction:
    article = from_text(TEXT.format(head=head, when=when), "a", given=given)
    done = await extract(article, ScriptedModel(answer), "one")
    return load_record(done.record.to_json(), article.text)


async def test_a_given_day_is_the_articles_own_and_its_evidence_says_so() -> None:
    record = await made(Given(published=DAY))
    assert record.article.published == DAY
    assert record.article.given == ("published",)
    (call,) = record.calls
    assert call.date is not None
    assert (call.date.value, call.date.basis) == (DAY, "inferred")
    assert call.date.evidence == (GivenDay(given="published", value=DAY),)
    assert "Given with the article, not printed in it: 4 March 2021" in brief(record)


async def test_words_for_days_are_resolved_against_a_given_day() -> None:
    record = await made(Given(published=DAY), when=" on Tuesday")
    date = record.calls[0].date
    assert date is not None
    assert (date.value, date.basis) == (dt.date(2021, 3, 2), "stated")
    assert isinstance(date.evidence[0], Evidence)


@pytest.mark.parametrize(("day", "spans"), [(DAY, Evidence), (dt.date(2021, 3, 5), GivenDay)])
async def test_a_day_that_the_text_prints_too_is_evidence_there(day: dt.date, spans: type) -> None:
    record = await made(Given(published=day), head="4 March 2021\n\n")
    date = record.calls[0].date
    assert date is not None
    assert date.value == day, "what is given goes before what is printed"
    assert isinstance(date.evidence[0], spans)


async def test_title_outlet_and_address_are_taken_as_given() -> None:
    given = Given("A headline", "The Fjord Post", None, "https://example.org/a")
    record = await made(given)
    own = record.article
    assert (own.title, own.outlet, own.url) == given_values(given)
    assert own.given == ("title", "outlet", "url")
    assert own.published is None
    assert record.calls[0].date is None


def given_values(given: Given) -> tuple[str | None, str | None, str | None]:
    return given.title, given.outlet, given.url


async def test_nothing_is_given_of_a_text_alone() -> None:
    record = await made(None)
    assert record.article.given == ()
    assert record.article.url is None


async def test_every_view_tells_a_given_day_from_a_sentence() -> None:
    given = Given(published=DAY)
    one = from_text(TEXT.format(head="", when=""), "a", given=given)
    other = from_text(TEXT.format(head="", when=" again"), "b", given=given)
    model = ScriptedModel(answer)
    records = [(await extract(each, model, "one")).record for each in (one, other)]
    compared = compare(group(accounts_of(records)[0])[0])
    beside = comparison_markdown(compared)
    told = "Given with the article, not printed in it: 4 March 2021"
    assert told in beside
    assert told in brief(records[0])
    assert "4 March 2021" in digest(records)
    assert "given with the article" in plain(comparison_table(compared))
    date = shown(one, records[0])["calls"][0]["date"]
    assert (date["given"], date["sentences"]) == (True, [])
    assert page([Matched(one, records[0]), Matched(other, records[1])])


async def test_a_given_day_that_a_person_accepts_is_gold_that_gold_check_passes(
    tmp_path: Path,
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    file = articles / "a.txt"
    file.write_text(TEXT.format(head="", when=""), encoding="utf-8")
    given = Given(published=DAY, outlet="The Post", url="https://example.org/a")
    article = from_text(file.read_text(encoding="utf-8"), "a", str(file), given)
    record = (await extract(article, ScriptedModel(answer), "one")).record
    reviews = Reviews([Matched(article, record)], tmp_path / "out", write_whole)
    state = reviews.state("a")
    assert not state.faults
    decisions = {name: {"verdict": "accepted"} for name in state.undecided}
    decisions["article.outlet"] = {"verdict": "corrected", "value": "The Sunday Post"}
    reviews.save("a", 0, decisions)
    gold = json.loads(reviews.gold_file("a").read_text(encoding="utf-8"))
    assert gold["calls"][0]["date"]["evidence"] == [{"given": "published", "value": "2021-03-04"}]
    # What a person put in its place was not given.
    assert gold["article"]["given"] == ["published", "url"]
    done = run("gold", "check", "--gold", tmp_path / "out/gold", "--articles", articles)
    assert (done.exit_code, done.stderr) == (0, ""), done.output
