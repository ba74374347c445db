"""Accounts of one call laid side by side: what all say, what only one says, where they conflict.

A comparison is the merged record as well: every claim of every account is in it exactly once, with
who makes it and the sentences it stands on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from string import ascii_uppercase

from aidememoire.accounts.account import Account
from aidememoire.accounts.aligning import Aligned, align
from aidememoire.accounts.fields import fields
from aidememoire.accounts.grouping import CallGroup
from aidememoire.accounts.items import Item, Kind, items_of, match
from aidememoire.accounts.links import link
from aidememoire.accounts.rows import Claim, Comparison, Differing, Field, Row, Verdict, row_of
from aidememoire.accounts.words import likeness
from aidememoire.record import Outcome

_DISCUSSED = 0.6
"""Likeness from which a matter that was discussed is the very thing that was agreed."""


def compare(group: CallGroup) -> Comparison:
    """Lay the accounts of a call side by side.

    Args:
        group: Two accounts or more; in their order they are called A, B and so on.

    Raises:
        ValueError: There is but one account.
    """
    if len(group.accounts) < 2:  # noqa: PLR2004 - a comparison needs two
        raise ValueError("there is one account only, and nothing to compare it with")
    accounts = [replace(one, key=_letter(place)) for place, one in enumerate(group.accounts)]
    links = [found for pair in combinations(accounts, 2) if (found := link(*pair))]

    def items(kind: Kind) -> dict[str, list[Item]]:
        return {one.key: items_of(one, kind) for one in accounts}

    statements = align(items("statement"))
    outcomes = align(items("outcome"))
    topics = align(items("topic"))
    moved = _said_not_agreed(outcomes, statements)
    rows = [
        *fields(accounts),
        *(_row("topic", one, accounts) for one in topics),
        *(_row("statement", one, accounts) for one in statements),
        *(_outcome(one, moved.get(id(one), []), topics, accounts) for one in outcomes),
        *(_row("reference", one, accounts) for one in align(items("reference"))),
    ]
    return Comparison(
        call=group.id,
        accounts=tuple(one.teller for one in accounts),
        certainty=group.certainty or "unsure",
        links=tuple(links),
        rows=tuple(rows),
    )


def _letter(place: int) -> str:
    """A, B, …, Z, A2, B2, …: what an account is called beside the others."""
    again, letter = divmod(place, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(again + 1) if again else "")


def _said_not_agreed(
    outcomes: Sequence[Aligned], statements: list[Aligned]
) -> dict[int, list[Item]]:
    """What one account calls an outcome and another only a word, by the row of the outcome.

    Such a statement is taken out of the statements when nobody else makes it as one.
    """
    moved: dict[int, list[Item]] = {}
    for row in outcomes:
        for other in list(statements):
            alone = len(other.accounts) == 1 and not other.accounts & row.accounts
            pairs = [match(_as_word(one), said) for one in row.items for said in other.items]
            if alone and any(pair and pair.sure for pair in pairs):
                moved.setdefault(id(row), []).extend(other.items)
                statements.remove(other)
    return moved


def _as_word(item: Item) -> Item:
    """The outcome as it would be compared with a statement."""
    return replace(item, kind="statement")


def _row(field: Field, aligned: Aligned, accounts: Sequence[Account]) -> Row:
    claims = tuple(_claim(one) for one in aligned.items)
    conflict, notes = _differences(aligned)
    doubtful = bool(aligned.doubtful)
    return row_of(
        field, claims, accounts, Differing(conflict, doubtful, "; ".join(notes), tuple(aligned.why))
    )


def _outcome(
    aligned: Aligned, moved: Sequence[Item], topics: Sequence[Aligned], accounts: Sequence[Account]
) -> Row:
    """The row of an outcome, with those who tell of the same as said or discussed only."""
    made = _row("outcome", aligned, accounts)
    if not moved:
        return _discussed(made, aligned, topics)
    tellers = ", ".join(dict.fromkeys(one.account for one in moved))
    said = (
        f"{_settled(aligned)} according to {', '.join(made.said_by)}, "
        f"only said according to {tellers}"
    )
    note = "; ".join(filter(None, (made.note, said)))
    claims = (*made.claims, *(_claim(one) for one in moved))
    return row_of("outcome", claims, accounts, Differing(conflict=True, note=note, why=made.why))


def _discussed(made: Row, aligned: Aligned, topics: Sequence[Aligned]) -> Row:
    """The row, noting who has the very matter as discussed and says nothing of an agreement."""
    for topic in topics:
        told = [
            item
            for item in topic.items
            if item.account in made.silent
            and any(_is_matter(item, outcome) for outcome in aligned.items)
        ]
        if told:
            note = (
                f"{_settled(aligned)} according to {', '.join(made.said_by)}, discussed according "
                f"to {', '.join(dict.fromkeys(item.account for item in told))}: {told[0].words}"
            )
            verdict: Verdict = "conflict" if made.verdict != "unsure" else "unsure"
            return made.model_copy(update={"verdict": verdict, "note": note})
    return made


def _is_matter(topic: Item, outcome: Item) -> bool:
    """Whether a topic's title is what the outcome settles, nearly word for word."""
    like = likeness(topic.bag, outcome.bag)
    return like.score >= _DISCUSSED and not like.figures_differ


def _settled(aligned: Aligned) -> str:
    kinds = dict.fromkeys(one.value.kind for one in aligned.items if isinstance(one.value, Outcome))
    return "/".join(kinds)


def _claim(item: Item) -> Claim:
    return Claim(account=item.account, path=item.path, words=item.words, item=item.value)


def _differences(aligned: Aligned) -> tuple[bool, list[str]]:
    """Whether the items of a row conflict, and what differs, in words."""
    sure = [one for one in aligned.items if one not in aligned.doubtful]
    if len({one.account for one in sure}) < 2:  # noqa: PLR2004 - it takes two to differ
        return False, []
    notes, conflict = [], False
    first = sure[0]
    for one in sure[1:]:
        if one.account == first.account:
            continue
        if first.by.isdisjoint(one.by) and one.by:
            conflict = True
            notes.append(f"{_by(first)} according to {first.account}, {_by(one)} to {one.account}")
        elif first.by != one.by:
            notes.append(f"by {_by(first)} in {first.account}, by {_by(one)} in {one.account}")
        if first.deed != one.deed:
            conflict = conflict or first.kind == "outcome"
            notes.append(f"{first.deed} in {first.account}, {one.deed} in {one.account}")
        ours, theirs = first.bag.numbers, one.bag.numbers
        if ours and theirs and not ours & theirs:
            conflict = True
            notes.append(
                f"{', '.join(sorted(ours))} in {first.account}, "
                f"{', '.join(sorted(theirs))} in {one.account}"
            )
    return conflict, notes


def _by(item: Item) -> str:
    return " ".join(sorted(item.by))
