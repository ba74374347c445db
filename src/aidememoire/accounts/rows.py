"""The plain data of a comparison: rows of claims, and who makes each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aidememoire.accounts.account import Account, Teller
from aidememoire.accounts.data import Certainty, Data
from aidememoire.accounts.links import Link
from aidememoire.record import (
    CallDate,
    Evidence,
    GivenDay,
    Initiator,
    Outcome,
    Participant,
    Reference,
    Statement,
    Topic,
)

Field = Literal[
    "day", "channel", "initiator", "participant", "topic", "statement", "outcome", "reference"
]
Verdict = Literal["all", "some", "only", "conflict", "unsure"]
"""All accounts say it; several but not all; one alone; they contradict each other; it is not
certain that they speak of the same."""


class Claim(Data):
    """What one account says."""

    account: str
    """The key of the account."""
    path: str
    """Where it stands in the account's record."""
    words: str
    """What it says, in short."""
    item: CallDate | Initiator | Participant | Topic | Statement | Outcome | Reference | None
    """The whole item with its evidence; None for the channel, which has none."""

    @property
    def evidence(self) -> tuple[Evidence | GivenDay, ...]:
        """What it stands on: sentences, or a day that was given with the article."""
        return self.item.evidence if self.item else ()


class Row(Data):
    """One value or item of the call, with every claim about it."""

    field: Field
    verdict: Verdict
    said_by: tuple[str, ...]
    """The accounts that say something of it."""
    silent: tuple[str, ...]
    """The accounts that say nothing of it."""
    claims: tuple[Claim, ...]
    why: tuple[str, ...]
    """What speaks for the claims being about the same."""
    note: str
    """What differs between them; empty when nothing does."""


class Comparison(Data):
    """The accounts of one call laid side by side: all their claims, each exactly once."""

    call: str
    """The id of the call: the key of its first account."""
    accounts: tuple[Teller, ...]
    certainty: Certainty
    """How certain it is that they tell of the same call."""
    links: tuple[Link, ...]
    rows: tuple[Row, ...]

    def rows_of(self, *verdicts: Verdict) -> tuple[Row, ...]:
        """The rows with one of these verdicts."""
        return tuple(one for one in self.rows if one.verdict in verdicts)


@dataclass(frozen=True)
class Differing:
    """What sets the claims of a row apart.

    Attributes:
        conflict: Whether they can't all be right.
        unsure: Whether they may be about different things.
        note: What differs, in words.
        why: What speaks for their being about the same.
    """

    conflict: bool = False
    unsure: bool = False
    note: str = ""
    why: tuple[str, ...] = ()


def row_of(
    name: Field, claims: Sequence[Claim], accounts: Sequence[Account], differing: Differing
) -> Row:
    """The row of some claims, one or more; a contradiction goes before a doubt."""
    said = tuple(dict.fromkeys(one.account for one in claims))
    verdict: Verdict = "all" if len(said) == len(accounts) else "some"
    if differing.conflict:
        verdict = "conflict"
    elif differing.unsure:
        verdict = "unsure"
    elif len(said) == 1:
        verdict = "only"
    return Row(
        field=name,
        verdict=verdict,
        said_by=said,
        silent=tuple(one.key for one in accounts if one.key not in said),
        claims=tuple(claims),
        why=differing.why,
        note=differing.note,
    )
