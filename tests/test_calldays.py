"""The day of a call is the one that the words nearest to it tie to the call."""

from __future__ import annotations

import datetime as dt

import pytest

from aidememoire.calldays import Beside, call_date
from aidememoire.days import published
from aidememoire.reading import from_text

HEAD = "Island Post\nLeaders speak\nWednesday 12 March 2014\n\n"


def _day(text: str, others: Beside | None = None, *, main: bool = True) -> str | None:
    article = from_text(HEAD + text)
    told = [each for each in article.sentences if not each.heading]
    found = call_date(article, told, published(article), main=main, others=others)
    return found.value.isoformat() if found else None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "Lund telephoned Ocampo on Friday, the palace announced on Tuesday.",
            "2014-03-07",
        ),
        ("TABUK, March 12 (HNA) – Lund spoke by telephone on Monday with Ocampo.", "2014-03-10"),
        ("TABUK, March 12, 2014 (HNA) – Lund spoke by telephone with Ocampo.", "2014-03-12"),
        (
            "Lund said on Tuesday that he had spoken by phone the previous day to Ocampo.",
            "2014-03-10",
        ),
    ],
)
def test_the_day_beside_the_call_goes_before_that_of_a_dateline_or_an_account(
    text: str, day: str
) -> None:
    assert _day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "Lund and Ocampo spoke by phone last week, the palace said on Tuesday.",
        "In a telephone conversation in recent days Lund told Ocampo of the fish.",
    ],
)
def test_a_call_of_one_of_several_days_has_none(text: str) -> None:
    assert _day(text) is None


def test_what_happened_over_several_days_leaves_the_call_its_day() -> None:
    assert _day("Lund spoke by phone with Ocampo about the storms of last week.") == "2014-03-12"


def test_each_of_two_calls_in_a_sentence_has_the_day_beside_its_people() -> None:
    text = "She spoke by phone to President Ocampo on Friday and to President Lund on Saturday."
    assert _day(text, Beside(("Ocampo",), ("Lund",))) == "2014-03-07"
    told = frozenset(range(9))
    second = Beside(("Lund",), ("Ocampo",), told, dict.fromkeys(told))
    assert _day(text, second, main=False) == "2014-03-08"


def test_a_second_call_takes_no_day_from_a_sentence_of_the_first() -> None:
    text = "The chairman was on the telephone on Tuesday."
    told = frozenset(range(9))
    assert _day(text, Beside(("Lund",), ("Ocampo",), told, dict.fromkeys(told)), main=False) is None


TWO = (
    "Lund telephoned Ocampo on Monday.\n\n{between}\n\nThe same day she spoke by phone to Moreau.\n"
)


def _second(between: str, first: dt.date | None) -> str | None:
    article = from_text(HEAD + TWO.format(between=between))
    body = [each for each in article.sentences if not each.heading]
    told, before = body[-1], body[0].number
    others = Beside(("Moreau",), ("Ocampo",), frozenset([told.number]), {before: first})
    found = call_date(article, [told], published(article), main=False, others=others)
    return found.value.isoformat() if found else None


def test_the_same_day_is_that_of_the_call_told_before() -> None:
    assert _second("They spoke of fish.", dt.date(2014, 3, 10)) == "2014-03-10"


def test_the_same_day_is_not_known_where_that_of_the_call_before_is_not() -> None:
    assert _second("They spoke of fish.", None) is None


def test_the_same_day_is_not_known_where_another_day_is_named_in_between() -> None:
    assert _second("The minister came home on Tuesday.", dt.date(2014, 3, 10)) is None
