"""Whether two accounts tell of the same call, with the reasons: parties, people, day, content.

Precision goes before recall: two calls taken for one would mix what was never said together, while
one call shown as two is seen at a glance, above all when it is shown as perhaps the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from aidememoire.accounts.account import Account
from aidememoire.accounts.data import Certainty, Data
from aidememoire.accounts.items import Item, Kind, items_of, match
from aidememoire.accounts.people import best
from aidememoire.record import CallDate

Days = Literal["same", "told", "near", "open"]
"""One day; the day of an account that tells of it a little later; a day's difference, or one that
is missing but can be guessed; nothing to go by."""
Content = Literal["strong", "some", "none"]

_TOLD_LATER = 2
"""Days by which an account that gives only its own day may follow the call."""
_PRINTED_LATER = 3
"""Days by which an article that gives no day at all may follow the call."""
_ORDER: tuple[Certainty, ...] = ("sure", "likely", "unsure")
_SHOWN = 3


class Link(Data):
    """Two accounts that tell, or may tell, of the same call."""

    accounts: tuple[str, str]
    """Their keys."""
    certainty: Certainty
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Common:
    content: Content
    said: tuple[str, ...]


def link(one: Account, other: Account) -> Link | None:
    """Whether two accounts tell of the same call; None when nothing says so or something forbids.

    Two calls of one article are two, whatever they look like.
    """
    if one.article.sha256 == other.article.sha256:
        return None
    if not (one.parties <= other.parties or other.parties <= one.parties):
        return None
    if (days := _days(one, other)) is None:
        return None
    if (people := _people(one, other)) is None:
        return None
    common = _common(one, other)
    reasons = []
    certainty = _certainty(days[0], common.content, stated=_stated(one) and _stated(other))
    if certainty is None:
        return None
    if one.parties == other.parties:
        reasons.append(f"the same parties: {', '.join(sorted(one.parties))}")
    else:
        fewer, more = sorted((one, other), key=lambda account: len(account.parties))
        absent = ", ".join(sorted(more.parties - fewer.parties))
        reasons.append(f"{absent} in {more.key} alone")
        certainty = _lower(certainty, "likely" if common.content == "strong" else "unsure")
    if people == "unsure":
        certainty = _lower(certainty, "likely" if common.content == "strong" else "unsure")
    reasons.append({"unsure": "people who may be the same"}.get(people, "the same people"))
    reasons.append(days[1])
    reasons += common.said or ["no matter in common"]
    return Link(accounts=(one.key, other.key), certainty=certainty, reasons=tuple(reasons))


def surer(one: Certainty, other: Certainty) -> bool:
    """Whether the first is surer than the second."""
    return _ORDER.index(one) < _ORDER.index(other)


def _lower(one: Certainty, other: Certainty) -> Certainty:
    return other if surer(one, other) else one


def _certainty(days: Days, content: Content, *, stated: bool) -> Certainty | None:
    """What days and content say together, when parties and people are the same."""
    table: dict[Days, dict[Content, Certainty | None]] = {
        "same": {
            "strong": "sure",
            "some": "sure",
            # Two sides may each leave out what the other tells; twice in a day is rare.
            "none": "likely",
        },
        "told": {"strong": "likely", "some": "likely", "none": "unsure"},
        "near": {"strong": "likely", "some": "unsure", "none": None if stated else "unsure"},
        "open": {"strong": "unsure", "some": None, "none": None},
    }
    return table[days][content]


def _stated(account: Account) -> bool:
    return account.call.date is not None and account.call.date.basis == "stated"


def _days(one: Account, other: Account) -> tuple[Days, str] | None:
    """How the days of two accounts go together; None when they are of two calls."""
    ours, theirs = one.call.date, other.call.date
    if ours and theirs:
        return _both(ours, theirs, (one.key, other.key))
    if ours or theirs:
        dated, undated = (ours, other) if ours else (theirs, one)
        said = f"{undated.key} gives no day"
        return _guessed(dated.value, undated.article.published, said) if dated else None
    printed = one.article.published
    if printed and other.article.published:
        gap = abs((printed - other.article.published).days)
        if gap <= _TOLD_LATER:
            return "near", f"neither gives a day, but they were printed {_apart(gap)}"
    return "open", "neither gives a day"


def _both(ours: CallDate, theirs: CallDate, keys: tuple[str, str]) -> tuple[Days, str] | None:
    gap = (ours.value - theirs.value).days
    if gap == 0:
        return "same", f"both on {ours.value}"
    if ours.basis == theirs.basis:
        zones = "a day apart, as time zones or the day of the account can be"
        return ("near", zones) if abs(gap) == 1 else None
    later = gap if ours.basis == "inferred" else -gap
    told = keys[0] if ours.basis == "inferred" else keys[1]
    if 0 < later <= _TOLD_LATER:
        return "told", f"{told} gives the day of its account, {_days_later(later)}"
    return ("near", "a day apart, as time zones can be") if later == -1 else None


def _guessed(day: dt.date, printed: dt.date | None, said: str) -> tuple[Days, str] | None:
    if printed is None:
        return "open", said
    gap = (printed - day).days
    if gap < -1:
        return None  # printed before the call
    if gap <= _PRINTED_LATER:
        return "near", f"{said}, but was printed {_days_later(gap)}"
    return "open", f"{said}, and was printed {_days_later(gap)}"


def _days_later(days: int) -> str:
    if days <= 0:
        return "on that day" if days == 0 else "on the day before"
    return "a day later" if days == 1 else f"{days} days later"


def _apart(days: int) -> str:
    return "on one day" if days == 0 else "a day apart" if days == 1 else f"{days} days apart"


def _people(one: Account, other: Account) -> Certainty | None:
    """The least certain of the shared parties' people; None when a party sent two people."""
    worst: Certainty = "sure"
    for party in sorted(one.parties & other.parties):
        found = [pair for each in one.of(party) if (pair := best(each, other.of(party)))]
        if not found:
            return None
        level = min((pair[0] for pair in found), key=_ORDER.index)
        worst = _lower(worst, level)
    return worst


def _common(one: Account, other: Account) -> _Common:
    """How much of what they tell is the same, leaving out what any call of the pair could hold."""
    kinds: tuple[Kind, ...] = ("outcome", "statement", "reference", "topic")
    found = {kind: _matched(one, other, kind) for kind in kinds}
    special = found["outcome"] + found["statement"] + found["reference"]
    least = min(_special(one), _special(other))
    said = tuple(f"both tell “{item.words}”" for item in special[:_SHOWN])
    if len(special) > 1 and len(special) * 3 >= least:
        return _Common("strong", said)
    if special or found["topic"]:
        both = tuple(f"both on “{item.words}”" for item in found["topic"][: _SHOWN - len(said)])
        return _Common("some", said + both)
    return _Common("none", ())


def _special(account: Account) -> int:
    call = account.call
    return len(call.outcomes) + len(call.statements) + len(call.references)


def _matched(one: Account, other: Account, kind: Kind) -> list[Item]:
    """The items of the first account that surely stand in the second too, one to one."""
    theirs = items_of(other, kind)
    free = set(range(len(theirs)))
    found = []
    for item in items_of(one, kind):
        scores = {
            number: pair.score
            for number in sorted(free)
            if (pair := match(item, theirs[number])) and pair.sure
        }
        if scores:
            found.append(item)
            free.discard(max(scores, key=lambda number: scores[number]))
    return found
