"""What the account of a call cites by name or by date. All texts are invented."""

from __future__ import annotations

import datetime as dt

import pytest
from labelled import article_in

from aidememoire.references import cited_in

PUBLISHED = dt.date(2021, 3, 10)


def cited(text: str, language: str = "en") -> list[tuple[str, str | None]]:
    article = article_in(language, text)
    numbers = range(1, len(article.sentences) + 1)
    return [(each.name, each.date) for each in cited_in(article, numbers, PUBLISHED)]


@pytest.mark.parametrize(
    ("sentence", "reference"),
    [
        ("They stressed the need to honour the Lusaka agreements.", ("Lusaka agreements", None)),
        ("She recalled UN Security Council Resolution 1111.",
         ("UN Security Council Resolution 1111", None)),
        ("It breaks Resolution 1111 of the UN Security Council, he said.",
         ("Resolution 1111 of the UN Security Council", None)),
        ("They welcomed the Treaty on Fishing Grounds of May 24, 2005.",
         ("Treaty on Fishing Grounds", "2005-05-24")),
        ("They spoke of the roads under an agreement signed on Jan. 11.",
         ("agreement", "2021-01-11")),
        ("He told her of the trilateral meeting of Norway, Kenya and Chad on January 11 in Oslo.",
         ("trilateral meeting of Norway, Kenya and Chad", "2021-01-11")),
        ("He dismissed the resolution of 8 February by the board.", ("resolution", "2021-02-08")),
        ("They spoke of the March 18 meeting with officials.", ("meeting with officials",
                                                              "2021-03-18")),
        ("The 1975 Tana Final Act was recalled.", ("Tana Final Act", "1975")),
        ("They praised the Nairobi conference on rivers.", ("Nairobi conference", None)),
        ("They discussed preparations for COP28.", ("COP28", None)),
    ],
)  # fmt: skip
def test_documents_and_dated_meetings_are_cited(
    sentence: str, reference: tuple[str, str | None]
) -> None:
    assert cited(sentence) == [reference]


@pytest.mark.parametrize(
    "sentence",
    [
        "They stressed the role of the UN Security Council.",
        "They praised the Oslo format and the Collective Fishing Treaty Organisation.",
        "They discussed bilateral agreements and the ceasefire.",
        "They praised the Norwegian-Kenyan agreements on fish.",
        "They agreed to hold a summit in 2025.",
        "The telephone talks on March 9 were long.",
        "They cited UN Security Council resolutions.",
    ],
)
def test_bodies_formats_and_unnamed_agreements_are_none(sentence: str) -> None:
    assert cited(sentence) == []


def test_dates_that_share_a_name_are_as_many_references() -> None:
    text = "They upheld the Tana agreements of November 9, 2020, and January 11, 2021."
    assert cited(text) == [("Tana agreements", "2020-11-09"), ("Tana agreements", "2021-01-11")]


def test_what_is_cited_again_is_one_reference_on_both_sentences() -> None:
    text = (
        "They praised the Joint Comprehensive Plan of Action. "
        "He would stand by the Tana Accord. The Tana Accord must hold, as must the JCPOA."
    )
    article = article_in("en", text)
    found = cited_in(article, (1, 2, 3), PUBLISHED)
    assert [(each.name, each.sentences) for each in found] == [
        ("Joint Comprehensive Plan of Action", (1, 3)),
        ("Tana Accord", (2, 3)),
    ]


def test_titles_in_chinese_brackets_are_cited() -> None:
    assert cited("两国领导人欢迎《塔纳河渔业协定》。", "zh") == [("塔纳河渔业协定", None)]


def test_endless_sentences_take_no_endless_time() -> None:
    assert isinstance(cited("June 2015 agreement of the " * 3000), list)
