"""How sure items are: from the tokens of an answer to a figure that can be taken at its word."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled import call, gold, outcome, statement, topic
from pydantic import RootModel, SecretStr
from scipy.special import expit

from aidememoire.asking.lineform import Lines, read
from aidememoire.asking.weighed import Weighed
from aidememoire.confidence import LISTED, Curve, confidence
from aidememoire.door import Dialect, Door, compatible
from aidememoire.evaluation.reliability import Judged, bands, calibration_error, judged
from aidememoire.model import Message, Question, Token
from aidememoire.record import Extraction
from aidememoire.sure import surer
from aidememoire.testing import Raw, ScriptedServer
from training.calibrate import fitted, logprobs

LINES = [
    "4 call: Zoë Lund; President; Norway + Diego Ocampo; none; Chile",
    "6 stress: Norway / environment: Cod treaty",
    "7,8 agreed: both / same",
]


def tokens(lines: list[str], cuts: list[int], logprob: float = -0.5) -> list[Token]:
    """An answer as tokens: its bytes, cut at these places."""
    written = json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode()
    places = sorted({0, len(written), *(cut % len(written) for cut in cuts)})
    return [Token(written[start:end], logprob) for start, end in itertools.pairwise(places)]


@given(st.lists(st.integers(0, 500)), st.data())
def test_a_part_of_a_line_weighs_what_the_tokens_weigh_that_it_touches(
    cuts: list[int], data: st.DataObject
) -> None:
    """However the answer was cut into tokens, in the middle of a letter too."""
    place = data.draw(st.integers(0, len(LINES) - 1))
    start = data.draw(st.integers(0, len(LINES[place]) - 1))
    end = data.draw(st.integers(start + 1, len(LINES[place])))
    came = tokens(LINES, cuts, -1.0)
    weight = Weighed(LINES, came).logprob(place, start, end)
    assert weight is not None
    length = len(LINES[place][start:end].encode())
    assert 1 <= -weight <= min(length, len(came))


def test_bytes_one_by_one_weigh_the_part_alone() -> None:
    came = tokens(LINES, list(range(500)), -1.0)
    assert Weighed(LINES, came).logprob(0, 8, 16) == -9  # "Zoë Lund", in which ë is two bytes


def test_without_tokens_nothing_is_known() -> None:
    assert Weighed(LINES, []).logprob(0, 0, 5) is None
    assert all(one.logprob is None for one in next(read(Lines(LINES), {4, 6, 7, 8})).people)


def test_tokens_of_another_answer_say_nothing() -> None:
    assert Weighed(LINES, tokens(["7 none"], [3])).logprob(1, 0, 5) is None


def test_each_item_of_an_answer_has_its_own_weight() -> None:
    written = json.dumps(LINES, ensure_ascii=False, separators=(",", ":"))
    unsure = written.index("Ocampo")
    came = [
        Token(letter.encode(), -2.0 if place == unsure else 0.0)
        for place, letter in enumerate(written)
    ]
    (found,) = read(Lines(LINES), {4, 6, 7, 8}, came)
    assert [one.logprob for one in found.people] == [0, -2]
    assert [one.logprob for one in (*found.said, *found.results, *found.matters)] == [0, 0, 0]


@pytest.mark.parametrize("listed", LISTED)
def test_what_was_likelier_is_surer(listed: Any) -> None:
    sure = [confidence(listed, weight) for weight in (-30.0, -3.0, -1.0, -0.1, 0.0)]
    assert all(one is not None and 0 <= one <= 1 for one in sure)
    assert sure == sorted(sure, key=lambda one: one or 0.0)
    assert sure[0] != sure[-1]
    assert confidence(listed, None) is None


async def asked(
    logprobs: object, *, weighed: bool = True
) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """What is sent with a question, and the tokens of a reply with these log-probabilities."""
    reply = {
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": '["7 none"]'},
                "logprobs": logprobs,
            }
        ],
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "parrot",
    }
    shape = Question("lines", (Message("user", "1 It rained."),), Names, 50, weighed=weighed)
    async with ScriptedServer([Raw(json.dumps(reply).encode())]) as server:
        dialect = Dialect(any_root=True, logprobs=True)
        target = compatible(server.base_url, "parrot", SecretStr("k" * 9), dialect)
        async with Door(target) as door:
            told = await door.ask(shape)
    return server.requests[0].json, told.tokens


class Names(RootModel[list[str]]):
    """Some names."""


async def test_the_door_asks_for_probabilities_where_a_question_is_weighed() -> None:
    listed = [
        {"token": '["', "bytes": [91, 34], "logprob": -0.25, "top_logprobs": []},
        {"token": '7 none"]', "bytes": [*b'7 none"]'], "logprob": -1, "top_logprobs": []},
    ]
    sent, found = await asked({"content": listed})
    assert (sent["logprobs"], sent["top_logprobs"]) == (True, 1)
    assert found == (Token(b'["', -0.25), Token(b'7 none"]', -1.0))
    sent, _ = await asked(None, weighed=False)
    assert "logprobs" not in sent


@pytest.mark.parametrize(
    "logprobs",
    [None, {}, {"content": None}, {"content": [{"token": "x"}]}, {"content": [{"bytes": "x"}]}],
)
async def test_a_server_that_tells_no_probabilities_costs_no_answer(logprobs: object) -> None:
    _, found = await asked(logprobs)
    assert found == ()


def sure(item: dict[str, Any], confidence_: float) -> dict[str, Any]:
    return {**item, "confidence": confidence_}


def unsure_call() -> dict[str, Any]:
    ferry = {**topic("Ferry link", "transport", (48, 77)), "confidence": 0.9}
    accord = {**topic("Fjord Accord", "relations", (111, 141)), "confidence": 0.3}
    one = {**statement("SWE", "praise", (111, 141)), "topic": "Fjord Accord", "confidence": 0.6}
    return call(
        topics=[ferry, accord],
        statements=[one, sure(statement("NOR", "stress", (48, 77)), 0.2)],
        outcomes=[outcome("NOR SWE", "agreed", (78, 110))],
        summary="Ada Berg and Ivo Lund spoke about ferry link and Fjord Accord.",
    )


def test_what_is_less_sure_is_left_out_and_what_pointed_at_it_points_nowhere() -> None:
    (left,) = surer(gold(unsure_call()), 0.5).calls
    assert [one.title for one in left.topics] == ["Ferry link"]
    assert [(one.act, one.topic) for one in left.statements] == [("praise", None)]
    assert len(left.outcomes) == 1, "of unknown confidence"
    assert left.summary.startswith("Ada Berg and Ivo Lund spoke about ferry link. ")
    assert "Ferry link" in left.summary.replace("ferry", "Ferry")


def test_a_call_of_which_nothing_is_sure_is_none() -> None:
    assert surer(gold({**unsure_call(), "outcomes": []}), 0.95).calls == ()


def test_a_sure_statement_keeps_its_call_and_its_matter() -> None:
    one = sure(statement("NOR", "stress", (48, 77)), 0.97)
    made = gold(call(topics=[sure(topic("Ferry link", "transport", (48, 77)), 0.8),
                             sure(topic("Meeting", "relations", (78, 110)), 0.85)],
                     statements=[{**one, "topic": "Ferry link"}], outcomes=[]))  # fmt: skip
    (left,) = surer(made, 0.95).calls
    assert [each.title for each in left.topics] == ["Ferry link"]
    assert [each.topic for each in left.statements] == ["Ferry link"]


@given(st.floats(0, 1))
def test_a_record_stays_a_record_whatever_is_left_out(least: float) -> None:
    left = surer(gold(unsure_call()), least)
    assert type(left).model_validate_json(left.to_json()) == left


def test_a_record_of_unknown_confidence_stays_as_it_is() -> None:
    record = gold(call())
    assert surer(record, 1.0) == record
    assert "confidence" not in Extraction.to_json(record)


def test_items_are_judged_by_what_they_earn() -> None:
    wrong = sure(statement("SWE", "urge", (48, 77)), 0.7)
    half = sure(statement("NOR", "thank", (48, 77)), 0.8)
    found = list(judged(gold(call()), gold(call(statements=[wrong, half]))))
    assert [(one.listed, one.confidence, one.credit) for one in found] == [
        ("statements", 0.7, 0.0),
        ("statements", 0.8, 0.5),
    ]


def test_the_items_of_a_call_that_there_is_not_earn_nothing() -> None:
    (found,) = judged(gold(), gold(call(outcomes=[sure(outcome("NOR", "agreed", (78, 110)), 0.9)])))
    assert found.credit == 0


def test_bands_tell_how_far_words_and_deeds_are_apart() -> None:
    items = [Judged(listed="topics", confidence=0.9, credit=credit) for credit in (1, 1, 0.4)]
    items.append(Judged(listed="topics", confidence=0.1, credit=0.5))
    low, high = bands(items)
    assert (low.items, low.confidence, low.credit) == (1, 0.1, 0.5)
    assert (high.items, high.credit) == (3, pytest.approx(0.8))
    assert calibration_error((low, high)) == pytest.approx((0.4 + 3 * 0.1) / 4)
    assert bands([]) == ()
    assert calibration_error(()) is None
    assert math.isclose(bands([Judged(listed="x", confidence=1, credit=1)])[0].high, 1)


def test_a_curve_is_found_again_from_what_items_earned() -> None:
    truth = Curve(1.0, 0.5)
    weights = np.linspace(-8, 0, 400)
    found = fitted(weights, expit(truth.intercept + truth.slope * weights))
    assert found == pytest.approx(truth, abs=0.05)


def test_confidences_lead_back_to_the_weights_they_came_of() -> None:
    curve = Curve(1.0, 0.5)
    weights = [-6.0, -2.0, -0.1]
    items = [
        Judged(listed="topics", confidence=round(float(expit(1 + 0.5 * one)), 3), credit=1)
        for one in weights
    ]
    assert logprobs(items, curve) == pytest.approx(weights, abs=0.02)
