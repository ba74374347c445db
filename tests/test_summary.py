"""What a record's summary says, in the article's words or, of another language, in English."""

from __future__ import annotations

from typing import Any

import pytest
from labelled import TEXT, call, evidence, outcome, statement, topic

from aidememoire.record import Call, OutcomeKind
from aidememoire.summary import faithful, summary


def said(language: str, text: str = TEXT, **changes: object) -> str:
    made = Call.model_validate(call(**changes))
    return summary(text, made.participants, made.topics, made.statements, made.outcomes, language)


def test_of_an_english_article_it_quotes_who_said_what_and_what_was_agreed() -> None:
    assert said("en") == (
        "Ada Berg and Ivo Lund spoke about ferry link. Berg stressed the ferry link. "
        "They agreed to meet in May 2021."
    )


@pytest.mark.parametrize(
    ("statements", "sentences"),
    [
        pytest.param(
            [("NOR", (48, 77)), ("NOR", (0, 47)), ("SWE", (111, 141))],
            "Berg stressed the ferry link. Lund praised the Fjord Accord.",
            id="each side's first before one's second",
        ),
        pytest.param(
            [("NOR", (142, 177)), ("NOR", (48, 77)), ("SWE", (111, 141))],
            "Lund praised the Fjord Accord. Berg stressed the ferry link.",
            id="those that name whom they are by before others",
        ),
    ],
)
def test_where_nothing_was_agreed_it_quotes_two_positions(
    statements: list[tuple[str, tuple[int, int]]], sentences: str
) -> None:
    positions = [statement(by, "stress", span) for by, span in statements]

    assert said("en", statements=positions, outcomes=[]) == (
        f"Ada Berg and Ivo Lund spoke about ferry link. {sentences}"
    )


def told_of_fish(said_next: str, **changes: list[dict[str, Any]]) -> str:
    """The summary where the sentence that all these items stand on comes after the call's."""
    text = f"Ada Berg and Ivo Lund spoke by phone about fish. {said_next}"
    lead, after = evidence((0, 48), text=text), evidence((49, len(text)), text=text)
    fish = topic("Fish", "economy", (0, 47)) | {"evidence": lead}
    items = {name: [one | {"evidence": after} for one in given] for name, given in changes.items()}
    return said("en", text, **({"statements": [], "outcomes": []} | items), topics=[fish])


def test_a_sentence_that_says_only_he_is_not_quoted_as_a_position() -> None:
    praise = statement("SWE", "praise", (0, 47))

    assert told_of_fish("He praised 5 boats.", statements=[praise]) == (
        "Ada Berg and Ivo Lund spoke about fish."
    )


def test_who_is_bound_is_said_where_the_sentence_says_only_he() -> None:
    promise = outcome("SWE", "pledged", (0, 47))

    assert told_of_fish("He promised 5 boats.", outcomes=[promise]) == (
        "Ada Berg and Ivo Lund spoke about fish. Pledged by Ivo Lund: He promised 5 boats."
    )


@pytest.mark.parametrize("title", ["U.S.-Norway ties", "Oslo's harbour"])
def test_a_matter_that_begins_with_a_name_keeps_its_capital(title: str) -> None:
    text = "Ada Berg and Ivo Lund spoke of Oslo’s harbour and U.S.-Norway ties."
    matter = topic(title, "economy", (0, 47)) | {"evidence": evidence((0, 66), text=text)}

    assert title in said("en", text, topics=[matter], statements=[], outcomes=[])


def test_of_an_article_in_another_language_it_holds_no_sentence_of_that() -> None:
    topics = [
        topic("Ferry link", "transport", (48, 77)),
        topic("Meeting in Oslo", "relations", (78, 110)),
    ]

    assert said("nb", topics=topics) == (
        "Ada Berg and Ivo Lund spoke about these matters: Ferry link; Meeting in Oslo. "
        "Agreed by Norway and Sweden: Meeting in Oslo."
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [("pledged", "Pledged by Norway"), ("considered", "Under consideration by Norway")],
)
def test_how_far_a_matter_got_is_told_in_any_language(kind: OutcomeKind, words: str) -> None:
    outcomes = [outcome("NOR", kind, (48, 77))]

    assert f"{words}: Ferry link." in said("fi", outcomes=outcomes)


def test_an_outcome_on_no_matter_is_left_to_the_record() -> None:
    matterless = outcome("NOR SWE", "agreed", (142, 177))
    assert matterless["evidence"] == evidence((142, 177))

    assert said("de", outcomes=[matterless]) == "Ada Berg and Ivo Lund spoke about Ferry link."


def test_a_matter_named_by_what_the_article_does_not_name_is_left_to_the_record() -> None:
    topics = [
        topic("Ferry link", "transport", (48, 77)),
        topic("African Union chairmanship", "relations", (78, 110)),
    ]

    assert said("en", topics=topics).startswith("Ada Berg and Ivo Lund spoke about ferry link. ")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Lund counted 2020 tanks in Japan.", False),
        ("Lund counted 20 tanks, an apple and 15 boats.", False),
        ("A woman of Norway's AP counted 20 tanks and 1.5 boats.", True),
    ],
)
def test_names_and_numbers_have_to_stand_whole(text: str, whole: bool) -> None:
    assert faithful("In Norway the AP saw 20 tanks and 1.5 boats.", text) is whole


def test_initials_and_joined_words_are_found_in_either_form() -> None:
    text = "The U.S. spoke of ties, of Berlin and Oslo, on 28/10 or October 28."
    assert faithful("On US ties and the Berlin-Oslo line of 28 October.", text)
    assert faithful("On U.S. ties.", "The US has ties.")


def test_letters_that_stand_for_a_name_stay_large() -> None:
    made = said("en", topics=[topic("EU ferry link", "transport", (48, 77))])

    assert "spoke about EU ferry link." in made
