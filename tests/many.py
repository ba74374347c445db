"""A year of invented calls, as many articles as wanted: for what must work with many."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from told import matched

from aidememoire.record import AREAS
from aidememoire.texts import Matched

_STATES = ("NOR", "SWE", "DNK", "FIN", "ISL", "EST", "LVA", "LTU", "POL", "DEU", "FRA", "ESP")
_FIRST = ("Ada", "Ivo", "Mia", "Jon", "Eva", "Tom", "Liv", "Max", "Ida", "Ole", "Pia", "Sam")
_LAST = ("Berg", "Lund", "Holm", "Dahl", "Moen", "Vik", "Strand", "Krog", "Falk", "Brandt")
_MATTERS = ("ferry", "border", "fish", "gas", "rail", "school", "flood", "trade", "vaccine", "visa")
_THINGS = ("line", "agreement", "prices", "talks", "station", "quota", "aid", "report", "dispute")
_ACTS = ("inform", "stress", "support", "praise", "thank", "concern", "urge", "propose")


def many(number: int) -> list[Matched]:
    """So many articles; two of three tell of a call that another one tells of too."""
    lots = random.Random(7)
    accounts: list[dict[str, Any]] = []
    while len(accounts) < number:
        call = _call(lots)
        tellers = 2 if lots.random() < 0.5 else 1
        for side in call["sides"][:tellers]:
            own = {**call, "id": f"a{len(accounts):05}", "sources": [f"Office of {side}"]}
            own["statements"] = [one for one in call["statements"] if lots.random() < 0.7]
            accounts.append(own)
    return matched(accounts[:number])


def _call(lots: random.Random) -> dict[str, Any]:
    ours, theirs = lots.sample(_STATES, 2)
    day = dt.date(2021, 1, 1) + dt.timedelta(days=lots.randrange(365))
    people = [f"{code} {_person(code)}, President" for code in (ours, theirs)]
    matters = [f"the {lots.choice(_MATTERS)} {lots.choice(_THINGS)}" for _ in range(5)]
    titles = list(dict.fromkeys(matters))
    return {
        "sides": (ours, theirs),
        "people": people,
        "day": f"{day} stated",
        "published": day,
        "outlet": lots.choice(("The Post", "The Times", "The Herald")),
        "topics": [f"{lots.choice(AREAS)} {one}" for one in titles],
        "statements": [
            f"{lots.choice((ours, theirs))} {lots.choice(_ACTS)} {_said(one, lots)}"
            for one in titles
            for _ in range(2)
        ],
        "outcomes": [f"{ours} {theirs} agreed {_said(lots.choice(titles), lots)}"],
    }


def _person(code: str) -> str:
    """Whoever speaks for a state all year."""
    number = _STATES.index(code)
    return f"{_FIRST[number]} {_LAST[number % len(_LAST)]}"


def _said(matter: str, lots: random.Random) -> str:
    what = lots.choice(("be settled", "come back", "be looked at", "be paid for", "not be put off"))
    when = f"{lots.choice(('January', 'May', 'June', 'October'))} {lots.randrange(2022, 2030)}"
    again = "as both had said when they met in the capital, and as their ministers had asked"
    return (
        f"What concerns {matter} must {what} before {when}, {again} {lots.randrange(9999)} times."
    )
