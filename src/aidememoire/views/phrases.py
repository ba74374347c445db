"""The words that views share: a call's heading, a person, who did what. All fit for Markdown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from aidememoire.accounts.account import Teller
from aidememoire.record import Call, Outcome, Participant, Statement
from aidememoire.untrusted import in_markdown
from aidememoire.views.parties import party_name

_CHANNELS = {"phone": "phone call", "video": "video call", "unspecified": "call"}
_ACTS = {
    "inform": ("informs", "inform"),
    "stress": ("stresses", "stress"),
    "support": ("supports", "support"),
    "praise": ("praises", "praise"),
    "thank": ("thanks", "thank"),
    "congratulate": ("congratulates", "congratulate"),
    "concern": ("is concerned", "are concerned"),
    "criticise": ("criticises", "criticise"),
    "urge": ("urges", "urge"),
    "propose": ("proposes", "propose"),
}
"""What one party does, and several."""


def heading(call: Call, when: dt.date | None) -> str:
    """Who called whom and when: "Norway – Sweden: phone call, 1 March 2021"."""
    parties = dict.fromkeys(party_name(one.party) for one in call.participants)
    day = f", {long_day(when)}" if when else ""
    return f"{' – '.join(parties)}: {_CHANNELS[call.channel]}{day}"


def person(one: Participant) -> str:
    """Someone who took part: "Ada Berg, Prime Minister (Norway)"."""
    office = f", {in_markdown(one.office)}" if one.office else ""
    return f"{in_markdown(one.name)}{office} ({party_name(one.party)})"


def said(one: Statement) -> str:
    """A statement: "Norway *stresses*: …"."""
    return f"{parties(one.by)} *{_ACTS[one.act][len(one.by) > 1]}*: {in_markdown(one.text)}"


def settled(one: Outcome) -> str:
    """An outcome: "**Agreed** (Norway and Sweden): …"."""
    return f"**{one.kind.capitalize()}** ({parties(one.by)}): {in_markdown(one.text)}"


def parties(codes: Iterable[str]) -> str:
    """Names of parties in a row: "Norway, Sweden and Denmark"."""
    *others, last = map(party_name, codes)
    return f"{', '.join(others)} and {last}" if others else last


def long_day(day: dt.date) -> str:
    """A day for readers: "1 March 2021"."""
    return f"{day.day} {day:%B %Y}"


def whose_word(teller: Teller) -> str:
    """Whose account it is: "Kremlin press service (Russia's side)"; empty when nothing tells."""
    sources = "; ".join(map(in_markdown, teller.sources))
    if not teller.sides:
        return sources
    sides = f"{parties(teller.sides)}'s side"
    return f"{sources} ({sides})" if sources else sides
