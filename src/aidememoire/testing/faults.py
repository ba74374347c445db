"""Scripts for long runs: an answer to whatever is asked, and faults as often as wanted."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from aidememoire.testing.server import (
    Behaviour,
    Delayed,
    Raw,
    Request,
    Reset,
    Stall,
    Status,
    Text,
    answer,
)

_SENTENCE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_PERSON = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")
_TITLES = ("Trade and ferries", "Energy", "Visits")

TRANSPORT: tuple[Behaviour, ...] = (
    Status(429, {"retry-after": "0"}),
    Status(429),
    Status(500),
    Status(502),
    Status(503),
    Reset(),
    Stall("headers"),
    Stall("body"),
    Raw(b'{"id": "x", "choices": [{"mess', length=4000),
    Raw(b'{"id": "x", "choices": [{"mess'),
    Raw(b"{}"),
    Raw(b"<html>busy</html>", "text/html"),
)
"""What goes wrong between here and a model: no status, or the wrong one, or no body to speak of."""
FAULTS: tuple[Behaviour, ...] = (
    *TRANSPORT,
    Text('{"outlet": null, "calls": ['),
    Text('{"calls": 7}'),
    Text('{"outlet": nul', finish_reason="length"),
    Text(None, refusal="I can't help with that."),
)
"""All that goes wrong: the transport, and the answer."""


def plausible(request: Request) -> Text:
    """A valid answer to the question for a whole record: the first two names are in a call.

    Nothing is read, of course: it is there to be checked, grounded and stored.
    """
    asked = str(request.json["messages"][-1]["content"])
    numbers = [int(number) for number, _ in _SENTENCE.findall(asked)]
    people = list(dict.fromkeys(_PERSON.findall(asked)))[:2]
    if len(people) < 2 or not numbers:  # noqa: PLR2004 - a call takes two
        return answer({"outlet": None, "calls": []}, tokens=(len(asked) // 4, 0, 10))
    return answer({"outlet": None, "calls": [_call(people, numbers)]}, (len(asked) // 4, 0, 300))


def _call(people: Sequence[str], numbers: Sequence[int]) -> dict[str, Any]:
    countries = ("Denmark", "Philippines")
    spoke = zip(people, countries, strict=True)
    return {
        "told": [numbers[0]],
        "people": [{"name": n, "office": "Minister", "country": c} for n, c in spoke],
        "wish": None,
        "sources": [],
        "topics": [
            {"title": title, "area": "economy", "sentences": [number]}
            for title, number in zip(_TITLES, numbers, strict=False)
        ],
        "statements": [
            {
                "by": [countries[number % 2]],
                "act": "stress",
                "text": "It was stressed.",
                "topic": None,
                "sentences": [number],
            }
            for number in numbers[:6]
        ],
        "outcomes": [
            {
                "by": list(countries),
                "kind": "agreed",
                "text": "They stay in touch.",
                "sentences": [numbers[-1]],
            }
        ],
        "references": [],
        "summary": None,
    }


def faulty(
    share: float = 0.0,
    seconds: float = 0.0,
    seed: int = 0,
    faults: Sequence[Behaviour] = FAULTS,
) -> Callable[[Request], Behaviour]:
    """A script that answers plausibly, and now and then does something else.

    Args:
        share: How many of the requests meet a fault, from 0 for none to 1 for all.
        seconds: How long each answer takes.
        seed: Which requests meet which fault: the same at every run.
        faults: What may go wrong, each as often.
    """
    dice = random.Random(seed)  # noqa: S311 - no secret

    def script(request: Request) -> Behaviour:
        if dice.random() < share:
            return dice.choice(faults)
        reply = plausible(request)
        return Delayed(seconds, reply) if seconds else reply

    return script
