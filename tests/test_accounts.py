"""Which accounts tell of the same call, and what they say alike and unlike: hand-made cases."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told import CASES, records

from aidememoire.accounts.account import accounts_of
from aidememoire.accounts.comparing import compare
from aidememoire.accounts.grouping import CallGroup, group
from aidememoire.accounts.people import same_person
from aidememoire.accounts.words import bag, likeness
from aidememoire.evaluation.folder import load_folder
from aidememoire.record import Evidence, Extraction, Participant

ROOT = Path(__file__).parent.parent
by_name = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])


def groups_of(case: dict[str, Any]) -> list[CallGroup]:
    return group(accounts_of(records(case["account"]))[0])


@by_name
def test_accounts_of_one_call_are_put_together_and_no_others(case: dict[str, Any]) -> None:
    found = groups_of(case)
    told = sorted(sorted(account.key for account in each.accounts) for each in found)
    reasons = [(one.accounts, one.certainty, one.reasons) for each in found for one in each.links]
    assert told == sorted(map(sorted, case["calls"])), reasons
    several = {each.certainty for each in found if len(each.accounts) > 1}
    assert several == {case.get("certainty")} - {None}, reasons
    perhaps = {tuple(sorted((each.id, one.call))) for each in found for one in each.perhaps}
    assert perhaps == set(map(tuple, case.get("perhaps", ())))
    assert all(one.reasons for each in found for one in each.links)


@by_name
def test_a_comparison_says_who_says_what(case: dict[str, Any]) -> None:
    for each in groups_of(case):
        if len(each.accounts) < 2:
            continue
        compared = compare(each)
        ids = {
            one.key: one.article + f"#{one.call + 1}" * (one.call > 0) for one in compared.accounts
        }
        rows = [
            (
                f"{row.field} {row.verdict} {' '.join(sorted(ids[key] for key in row.said_by))}",
                row.claims,
                row.note,
            )
            for row in compared.rows
        ]
        for wanted in case.get("rows", ()):
            head, _, words = wanted.partition(" | ")
            assert any(
                head == said and any(words in claim.words for claim in claims)
                for said, claims, _ in rows
            ), (
                wanted,
                [(said, [one.words for one in claims], note) for said, claims, note in rows],
            )


@by_name
def test_every_claim_of_every_account_is_in_its_comparison_once(case: dict[str, Any]) -> None:
    for each in groups_of(case):
        if len(each.accounts) > 1:
            claims = [claim for row in compare(each).rows for claim in row.claims]
            counted = Counter((claim.account, claim.path) for claim in claims if claim.item)
            items = [
                item
                for account in each.accounts
                for item in (
                    account.call.date,
                    account.call.initiated_by,
                    *account.call.participants,
                    *account.call.topics,
                    *account.call.statements,
                    *account.call.outcomes,
                    *account.call.references,
                )
                if item
            ]
            assert set(counted.values()) == {1}
            assert len(counted) == len(items)


@settings(max_examples=25)
@given(st.permutations([one for case in CASES[:8] for one in records(case["account"])]))
def test_the_order_of_records_changes_nothing(shuffled: list[Extraction]) -> None:
    wanted = group(accounts_of(sorted(shuffled, key=lambda one: one.article.sha256))[0])
    found = group(accounts_of(shuffled)[0])
    assert [one.certainty for one in found] == [one.certainty for one in wanted]


def test_five_articles_of_five_calls_are_five_calls() -> None:
    gold = load_folder(ROOT / "evals/gold", ROOT / "evals/articles")
    found = group(accounts_of(one.gold for one in gold)[0])
    leaders = [one for one in found if {"putin", "erdogan"} <= one.accounts[0].names]
    assert [one.id for one in leaders] == ["004", "002", "001", "003", "000"]
    # One of the articles tells of a call between the foreign ministers too.
    assert [one.id for one in found if one not in leaders] == ["003#2"]
    assert all(len(one.accounts) == 1 and not one.perhaps for one in found)


def test_memory_does_not_grow_with_the_pairs_of_calls_of_one_state() -> None:
    first = dt.date(2000, 1, 1)
    people = ["NOR Ada Berg, President", "SWE Ivo Lund, President"]
    days = [f"{first + dt.timedelta(days=9 * number)} stated" for number in range(400)]
    told = [{"id": day, "day": day, "people": people} for day in days]
    accounts, _ = accounts_of(records(told))
    tracemalloc.start()
    try:
        assert len(group(accounts)) == len(days)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # There are 79,800 pairs, and a note of one takes some 200 bytes.
    assert most < 5_000_000


def test_one_article_read_twice_is_one_account() -> None:
    record = records(CASES[0]["account"])[0]
    accounts, twice = accounts_of([record, record])
    assert (len(accounts), twice) == (1, ["nor"])


def person(name: str, party: str = "UKR") -> Participant:
    evidence = (Evidence(quote=".", start=0, end=1),)
    return Participant(name=name, office=None, party=party, evidence=evidence)


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky", "sure"),
        ("Volodymyr Zelenskyy", "Володимир Зеленський", "likely"),
        ("Recep Tayyip Erdoğan", "Tayyip Erdogan", "sure"),
        ("Joseph R. Biden, Jr.", "Biden", "sure"),
        ("Joseph R. Biden, Jr.", "Joe Biden", "likely"),
        ("Anna Berg", "Olof Berg", "unsure"),
        ("Xi Jinping", "习近平", "sure"),
        ("Fumio Kishida", "岸田文雄", "unsure"),
        ("Vladimir Putin", "Sergey Lavrov", None),
    ],
)
def test_a_person_is_known_however_the_name_is_written(
    one: str, other: str, wanted: str | None
) -> None:
    assert same_person(person(one), person(other)) == wanted
    assert same_person(person(other), person(one)) == wanted
    assert same_person(person(one), person(one, "USA")) is None


@pytest.mark.parametrize(
    ("sources", "outlet", "sides"),
    [
        (["Norwegian Prime Minister's office"], "Fjord Post", ("NOR",)),
        (["Lund's office", "Norwegian government"], None, ("SWE", "NOR")),
        (["Swedish media"], "The Swedish Times", ()),
        (["Kremlin"], None, ()),  # took no part
        ([], "Government of Sweden", ("SWE",)),
        ([], "Stockholm Daily", ()),
    ],
)
def test_whose_word_an_account_is_follows_from_its_sources(
    sources: list[str], outlet: str | None, sides: tuple[str, ...]
) -> None:
    short = {**CASES[0]["account"][0], "sources": sources, "outlet": outlet}
    (account,), _ = accounts_of(records([short]))
    assert account.teller.sides == sides


WORDS = st.text(alphabet="abc 12.Сирия", max_size=30)


@given(WORDS, WORDS, st.sampled_from(["en", "ru"]))
def test_likeness_is_the_same_from_either_side(one: str, other: str, language: str) -> None:
    ours, theirs = bag(one, "en"), bag(other, language)
    found = likeness(ours, theirs)
    assert found.score == likeness(theirs, ours).score
    assert 0 <= found.score <= 1
    if ours.tokens:
        assert likeness(ours, ours).score == 1


def test_a_call_with_one_account_is_not_compared() -> None:
    (alone,) = group(accounts_of(records(CASES[0]["account"][:1]))[0])
    with pytest.raises(ValueError, match="one account only"):
        compare(alone)
