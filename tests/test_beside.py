"""What stands beside the score: grounded, leak, what the summaries say."""

from __future__ import annotations

from typing import Any

import pytest
from labelled import TEXT, call, gold, outcome, topic

from aidememoire.evaluation.beside import (
    grounded,
    leak,
    summary_coverage,
    summary_faithful,
)


def test_grounded_is_the_share_of_spans_that_are_their_quote() -> None:
    record = gold(call())
    assert grounded(record, TEXT).value == 1
    spans = len(list(record.evidence()))
    moved = grounded(record, TEXT.replace("May 2021", "May 2022"))
    assert moved.value == pytest.approx(1 - 1 / spans)
    assert "calls[0].outcomes[0].evidence[0]" in moved.explanation[0]
    assert grounded(gold(), TEXT).value is None


def test_leak_is_the_share_of_predicted_characters_outside_gold() -> None:
    theirs = call(
        topics=[topic("Ferry", "transport", (48, 77))],
        statements=[],
        outcomes=[outcome("NOR", "agreed", (142, 177))],
    )
    assert leak(gold(call()), gold(theirs)).value == pytest.approx(35 / (29 + 35))
    assert leak(gold(call()), gold()).value is None
    assert leak(gold(), gold(theirs)).value == 1


def test_coverage_is_the_share_of_gold_topics_that_the_summary_names() -> None:
    topics = [topic("Ferry link", "transport", (48, 77)), topic("Cod quotas", "economy", (48, 77))]
    covered = summary_coverage(gold(call(topics=topics)), gold(call()))
    assert covered.value == 0.5
    assert covered.explanation == ("gold topic 2 (Cod quotas) is not named in the summary",)
    assert summary_coverage(gold(call()), gold()).value == 0
    assert summary_coverage(gold(), gold()).value is None


@pytest.mark.parametrize(
    ("summary", "foreign"),
    [
        ("Berg’s ferry: Ivo Lund praised the Fjord Accord in May 2021.", ""),
        ("Both sides agreed. They will meet.", ""),
        ("They agreed to meet in May 2022.", "2022"),
        ("They agreed to meet in June 2021.", "June"),
        ("Berg thanked President Moe.", "President, Moe"),
        ("Eva Moe spoke.", "Eva, Moe"),
    ],
)
def test_a_faithful_summary_has_no_name_or_number_of_its_own(summary: str, foreign: str) -> None:
    score = summary_faithful(gold(call()), gold(call(summary=summary)), TEXT)
    assert score.value == (0 if foreign else 1)
    assert [line.endswith(f": {foreign}") for line in score.explanation] == [True] * bool(foreign)


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("on Jan. 5, 2021", "He said it on 5 January 2021."),
        ("on 2021-01-05", "He said it on January 5, 2021."),
        ("12,000 tonnes for the Russians", "He gave 12000 tonnes to the Russian."),
        ("the Al-Sabah family", "He met Sabah."),
    ],
)
def test_another_spelling_of_a_number_or_month_is_faithful(text: str, summary: str) -> None:
    score = summary_faithful(gold(call()), gold(call(summary=summary)), f"He spoke {text}.")
    assert score.value == 1


def test_a_summary_of_another_language_is_unscored() -> None:
    record: Any = gold(call(), language="nb")
    assert summary_faithful(record, record, TEXT).value is None
    assert summary_faithful(gold(), gold(), TEXT).value is None
