"""The codebook's section 3, each component against a figure worked out by hand."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled import call, gold, outcome, participant, reference, statement, topic

from aidememoire.evaluation.gold import Gold
from aidememoire.evaluation.items import surname
from aidememoire.evaluation.pairing import characters, dice, f1, pair
from aidememoire.evaluation.scores import COMPONENTS, Component, same_outlet, score_record
from aidememoire.record import Evidence


def value(component: Component, ours: dict[str, Any], theirs: dict[str, Any]) -> float | None:
    return score_record(gold(ours), gold(theirs)).components[component].value


def span(start: int, end: int) -> Evidence:
    return Evidence(quote="x" * (end - start), start=start, end=end)


def test_spans_are_compared_as_sets_of_characters() -> None:
    assert characters([span(0, 4), span(2, 6)]) == frozenset(range(6))
    assert dice(characters([span(0, 10)]), characters([span(5, 15)])) == 0.5
    assert dice(frozenset(), frozenset()) == 1


def test_f1_is_the_harmonic_mean_and_one_of_nothing() -> None:
    assert f1(1.5, predicted=3, gold=2) == pytest.approx(2 * 0.5 * 0.75 / (0.5 + 0.75))
    assert f1(0, predicted=0, gold=0) == 1
    assert f1(0, predicted=3, gold=0) == 0


def test_pairs_have_the_largest_sum_before_weak_ones_are_dropped() -> None:
    similarity = {("a", "x"): 0.6, ("a", "y"): 0.9, ("b", "x"): 0.1, ("b", "y"): 0.7}
    # a–x and b–y sum to 1.3, a–y and b–x to 1.0, though a–y is the best single pair.
    assert pair("ab", "xy", lambda g, p: similarity[g, p], lambda *_: 1.0, 0.65) == [(1, 1)]


def test_a_record_scores_one_against_itself() -> None:
    score = score_record(gold(call()), gold(call()))
    assert score.score == 1
    assert [component.value for component in score.components.values()] == [1] * 6
    assert not any(component.explanation for component in score.components.values())


def test_header_counts_five_values_and_null_must_meet_null() -> None:
    theirs = call(channel="video", date=None)
    score = score_record(gold(call()), gold(theirs, published=None, outlet_aliases=[]))
    assert score.components["header"].value == pytest.approx(2 / 5)
    assert score.components["header"].explanation == (
        "gold published (2021-03-02) is predicted null",
        "gold date (2021-03-01) is predicted null",
        "gold channel (phone) is predicted video",
    )


@pytest.mark.parametrize(
    ("outlet", "right"),
    [("the fjord post.", True), ("FJORD POST", False), ("Fjordpost", True), (None, False)],
)
def test_an_outlet_is_the_same_after_case_folding_and_dropping_punctuation(
    outlet: str | None, right: bool
) -> None:
    assert same_outlet(gold(call()).article, outlet) is right


def test_a_null_outlet_is_met_by_null_alone() -> None:
    none = gold(call(), outlet=None).article
    assert same_outlet(none, None)
    assert not same_outlet(none, "Fjord-Post")


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("Recep Tayyip Erdogan", "erdogan"),
        ("Ada Berg, Jr.", "berg"),
        ("Ada R. Berg III", "berg"),
        ("Abdullah II", "abdullah"),
        ("Ada Al-Berg", "al-berg"),
        ("王毅", "王毅"),
        ("V", "v"),
    ],
)
def test_the_surname_is_the_last_word_of_a_name(name: str, last: str) -> None:
    assert surname(name) == last


def test_participants_match_by_party_and_surname() -> None:
    # "Berg"/"Bergh": 8/9 = 0.889, right; "Lund" with another party: wrong; one too many.
    theirs = [participant("A. Bergh", "NOR"), participant("Ivo Lund", "DNK")]
    theirs.append(participant("Ola Moe", "NOR"))
    assert value("participants", call(), call(participants=theirs)) == pytest.approx(2 / 5)


def test_participants_with_a_surname_too_far_off_do_not_match() -> None:
    theirs = [participant("Ada Borg", "NOR"), participant("Ivo Lund", "SWE")]  # 6/8 = 0.75
    assert value("participants", call(), call(participants=theirs)) == pytest.approx(1 / 2)


def test_topics_match_by_evidence_or_by_title_and_half_the_credit_is_the_area() -> None:
    ours = [topic("Ferry link", "transport", (48, 77)), topic("Fjord Accord", "relations", (0, 47))]
    theirs = [
        topic("Ships", "transport", (48, 77)),  # the evidence is the same: credit 1
        topic("The Fjord Accord", "energy", (111, 141)),  # the title is, the area not: 0.5
    ]
    assert value("topics", call(topics=ours), call(topics=theirs)) == pytest.approx(1.5 / 2)


def test_statements_match_by_evidence_when_the_speakers_are_the_same() -> None:
    theirs = [
        statement("NOR", "urge", (48, 70)),  # Dice 2·22/(29+22) = 0.863; another act: 0.5
        statement("NOR", "praise", (111, 141)),  # another speaker: no pair
    ]
    assert value("statements", call(), call(statements=theirs)) == pytest.approx(0.5 / 2)


def test_statements_below_half_a_similarity_do_not_count() -> None:
    theirs = [statement("NOR", "stress", (48, 57))]  # 2·9/(29+9) = 0.474
    assert value("statements", call(), call(statements=theirs)) == 0


def test_two_acts_in_one_sentence_are_paired_by_act() -> None:
    both = [statement("NOR", "stress", (48, 77)), statement("NOR", "urge", (48, 77))]
    assert value("statements", call(statements=both), call(statements=both[::-1])) == 1


def test_outcomes_lose_a_quarter_for_the_kind_and_one_for_the_parties() -> None:
    for theirs, credit in [
        (outcome("SWE NOR", "agreed", (78, 110)), 1),
        (outcome("NOR SWE", "pledged", (78, 110)), 0.75),
        (outcome("NOR", "pledged", (78, 110)), 0.5),
    ]:
        assert value("outcomes", call(), call(outcomes=[theirs])) == credit


def test_content_is_the_f1_of_characters_of_all_evidence() -> None:
    # Gold: 48–77, 78–110, 111–141: 29 + 32 + 30 = 91 characters. Predicted: 48–77 and 142–177,
    # 29 + 35 = 64; shared 29.
    theirs = call(
        topics=[topic("Ferry", "transport", (142, 177))],
        statements=[statement("NOR", "stress", (48, 77))],
        outcomes=[],
    )
    assert value("content", call(), theirs) == pytest.approx(2 * 29 / (91 + 64))


def test_what_has_no_counterpart_is_told_on_both_sides() -> None:
    theirs = call(outcomes=[outcome("NOR", "pledged", (142, 177))])
    outcomes = score_record(gold(call()), gold(theirs)).components["outcomes"]
    assert outcomes.explanation == (
        "gold outcome 1 (NOR SWE agreed: They meet.) has no counterpart",
        "predicted outcome 1 (NOR pledged: They meet.) has no counterpart",
    )


def test_a_pair_that_differs_is_told_with_both_values() -> None:
    theirs = call(outcomes=[outcome("NOR", "agreed", (78, 110))])
    outcomes = score_record(gold(call()), gold(theirs)).components["outcomes"]
    told = (
        "gold outcome 1 (NOR SWE agreed: They meet.) is predicted outcome 1, with by: gold NOR SWE"
    )
    assert outcomes.explanation == (told + ", predicted NOR",)


def test_the_score_is_the_mean_of_the_components() -> None:
    score = score_record(gold(call()), gold(call(outcomes=[], channel="video")))
    content = 2 * 59 / (59 + 91)
    assert score.score == pytest.approx((0.8 + 1 + 1 + 1 + 0 + content) / 6)


def test_calls_are_paired_by_participants() -> None:
    other = call(participants=[participant("Eva Nor", "FIN"), participant("Ivo Lund", "SWE")])
    assert score_record(gold(call(), other), gold(other, call())).score == 1


def test_an_unpaired_call_counts_zero_on_either_side() -> None:
    other = call(participants=[participant("Eva Nor", "FIN")])
    missed = score_record(gold(call(), other), gold(call()))
    assert missed.score == pytest.approx(1 / 2)
    assert missed.calls.explanation == ("gold call 2 (FIN on 2021-03-01) has no counterpart",)
    invented = score_record(gold(call()), gold(other, call(), call()))
    assert invented.score == pytest.approx(1 / 3)


def test_one_call_each_is_compared_even_when_nobody_matches() -> None:
    other = call(participants=[participant("Eva Nor", "FIN")])
    assert score_record(gold(call()), gold(other)).score == pytest.approx(5 / 6)


def test_an_article_without_a_call_is_right_when_none_is_predicted() -> None:
    assert score_record(gold(), gold()).score == 1
    wrong = score_record(gold(), gold(call()))
    assert wrong.score == 0
    assert {name: score.value for name, score in wrong.components.items()} == dict.fromkeys(
        COMPONENTS, 0
    )
    assert score_record(gold(call()), gold()).score == 0


def test_references_match_at_a_token_set_ratio_of_75() -> None:
    ours = call(references=[reference("Fjord Accord"), reference("Statement of Oslo")])
    theirs = call(references=[reference("the fjord accord"), reference("Treaty of Turku")])
    assert score_record(gold(ours), gold(theirs)).references.value == pytest.approx(1 / 2)


def test_words_of_a_record_reach_an_explanation_on_one_printable_line() -> None:
    ours = call(topics=[topic("Ferry\n\x1b[31m\u202elink", "transport", (48, 77))])
    topics = score_record(gold(ours), gold(call(topics=[]))).components["topics"]
    assert topics.explanation == ("gold topic 1 (Ferry [31m link) has no counterpart",)


# Pools of ready-made items, so that drawing a record is drawing a few indexes.
PLACES = [[(48, 77)], [(48, 70)], [(60, 90)], [(78, 110)], [(78, 110), (111, 141)], [(100, 177)]]
BY = ["NOR", "SWE", "NOR SWE"]
topics = st.sampled_from(
    [
        topic(title, area, *at)
        for title in ("Ferry link", "Ferry", "Trade")
        for area in ("transport", "economy")
        for at in PLACES
    ]
)
statements = st.sampled_from(
    [statement(by, act, *at) for by in BY for act in ("urge", "stress") for at in PLACES]
)
outcomes = st.sampled_from(
    [outcome(by, kind, *at) for by in BY for kind in ("agreed", "pledged") for at in PLACES]
)
participants = st.sampled_from(
    [participant(name, by) for name in ("Ada Berg", "A. Bergh", "Ivo Lund") for by in BY[:2]]
)
calls = st.builds(
    call,
    channel=st.sampled_from(["phone", "video"]),
    date=st.sampled_from([None, call()["date"]]),
    participants=st.lists(participants, min_size=1, max_size=3),
    topics=st.lists(topics, max_size=3),
    statements=st.lists(statements, max_size=4),
    outcomes=st.lists(outcomes, max_size=3),
)
records = st.lists(calls, max_size=2)
LISTS = ("participants", "topics", "statements", "outcomes")


def figures(ours: Gold, theirs: Gold) -> list[float]:
    score = score_record(ours, theirs)
    return [score.score, *(component.value or 0.0 for component in score.components.values())]


@given(records)
def test_any_record_scores_one_against_itself(calls: list[dict[str, Any]]) -> None:
    assert figures(gold(*calls), gold(*calls)) == pytest.approx([1] * 7)


@given(records, records)
def test_scores_are_symmetric(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    forth, back = gold(*one, outlet_aliases=[]), gold(*other, outlet_aliases=[])
    assert figures(forth, back)[0] == pytest.approx(figures(back, forth)[0])


@given(calls, calls)
def test_components_of_a_call_are_symmetric(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert figures(gold(one), gold(other)) == pytest.approx(figures(gold(other), gold(one)))


@given(records, records)
def test_scores_stay_between_0_and_1(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    assert all(0 <= figure <= 1 for figure in figures(gold(*one), gold(*other)))


@given(records, records, st.randoms(use_true_random=False))
def test_the_order_of_items_and_calls_makes_no_difference(
    one: list[dict[str, Any]], other: list[dict[str, Any]], chance: random.Random
) -> None:
    shuffled = copy.deepcopy(other)
    chance.shuffle(shuffled)
    for each in shuffled:
        for name in LISTS:
            chance.shuffle(each[name])
    ours = gold(*one)
    assert figures(ours, gold(*other))[0] == pytest.approx(figures(ours, gold(*shuffled))[0])


@given(calls, st.sampled_from(LISTS), st.data())
def test_dropping_right_items_never_raises_their_component(
    ours: dict[str, Any], name: Component, data: st.DataObject
) -> None:
    theirs, last = copy.deepcopy(ours), 1.0
    least = 1 if name == "participants" else 0
    while len(theirs[name]) > least:
        theirs[name].pop(data.draw(st.integers(0, len(theirs[name]) - 1)))
        now = value(name, ours, theirs)
        assert now is not None
        assert now <= last
        last = now


@given(calls, calls, st.sampled_from(["statements", "outcomes"]))
def test_an_invented_item_never_raises_its_component(
    ours: dict[str, Any], theirs: dict[str, Any], name: Component
) -> None:
    # Its evidence is where gold has none, so that it pairs with nothing.
    far = (0, 10)
    make = statement if name == "statements" else outcome
    invented = make("OTHER", "stress" if name == "statements" else "considered", far)
    before = value(name, ours, theirs)
    after = value(name, ours, {**theirs, name: [*theirs[name], invented]})
    assert before is not None
    assert after is not None
    assert after <= before + 1e-9
