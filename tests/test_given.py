"""What an input says of its article beside the text, and what the record makes of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from aidememoire.article import Given
from aidememoire.extraction import extract
from aidememoire.model import Question, ScriptedModel
from aidememoire.reading import from_text
from aidememoire.record import Evidence, Extraction, GivenDay, load_record
from aidememoire.views.brief import brief

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
