"""A comparison of accounts for people: on a terminal and in Markdown, each claim with its sentence.

Words of articles and models are never markup in either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from aidememoire.accounts.account import Teller
from aidememoire.accounts.rows import Claim, Comparison, Row
from aidememoire.record import (
    CallDate,
    GivenDay,
    Initiator,
    Outcome,
    Participant,
    Reference,
    Statement,
    Topic,
)
from aidememoire.untrusted import in_markdown, safe
from aidememoire.views.footnotes import Footnotes
from aidememoire.views.parties import party_name
from aidememoire.views.phrases import long_day, parties, person, said, settled

_CERTAIN = {
    "sure": "They surely tell of the same call",
    "likely": "They likely tell of the same call",
    "unsure": "It is not certain that they tell of the same call",
}


def sections(comparison: Comparison) -> Iterator[tuple[str, Sequence[Row]]]:
    """The rows in the order in which they are read: first where the accounts differ."""
    yield "They conflict", comparison.rows_of("conflict")
    for teller in comparison.accounts:
        alone = [one for one in comparison.rows_of("only") if one.said_by == (teller.key,)]
        yield f"Only {teller.key}", alone
    yield "Some, not all", comparison.rows_of("some")
    yield "Perhaps the same", comparison.rows_of("unsure")
    yield "All say", comparison.rows_of("all")


def comparisons_markdown(comparisons: Sequence[Comparison]) -> str:
    """Comparisons in one file, each with footnotes of its own."""
    texts = [
        comparison_markdown(one, f"{number}." if number > 1 else "")
        for number, one in enumerate(comparisons, 1)
    ]
    return "\n---\n\n".join(texts)


def comparisons_table(comparisons: Sequence[Comparison]) -> RenderableType:
    """Comparisons for a terminal, one after the other."""
    return Group(*map(comparison_table, comparisons))


def comparison_markdown(comparison: Comparison, notes: str = "") -> str:
    """The comparison as Markdown, ending with a line break.

    Args:
        comparison: What the accounts say.
        notes: What footnotes' names begin with, so that several can stand in one file.
    """
    footnotes = Footnotes(notes)
    articles = {one.key: one.article for one in comparison.accounts}
    lines = [f"# {in_markdown(_title(comparison))}", ""]
    lines += [f"- **{one.key}**: {in_markdown(_teller(one))}" for one in comparison.accounts]
    lines += ["", f"{in_markdown(_certain(comparison))}", ""]
    for title, rows in sections(comparison):
        if not rows:
            continue
        lines += [f"## {title}", ""]
        for row in rows:
            note = f" ({in_markdown(row.note)})" if row.note else ""
            lines.append(f"- {row.field.capitalize()}{note}")
            for one in row.claims:
                marks = footnotes(one.evidence, articles[one.account])
                lines.append(f"  - {one.account}: {claim_words(one)}{marks}")
        lines.append("")
    return "\n".join([*lines, *footnotes.lines()]) + "\n"


def comparison_table(comparison: Comparison) -> RenderableType:
    """The comparison for a terminal: a column for each account, the sentences under the words."""
    head = Text(safe(_title(comparison)), style="bold")
    for one in comparison.accounts:
        head.append(f"\n{one.key}: ", style="bold cyan")
        head.append(safe(_teller(one)), style="not bold")
    head.append(f"\n{safe(_certain(comparison))}", style="not bold italic")
    parts: list[RenderableType] = [head]
    for title, rows in sections(comparison):
        if rows:
            parts += [Text(f"\n{title}", style="bold"), _table(rows, comparison.accounts)]
    return Group(*parts)


def claim_words(claim: Claim) -> str:
    """What a claim says, fit for Markdown."""
    words = _IN_MARKDOWN.get(type(claim.item))
    return words(claim.item) if words else in_markdown(claim.words)


def _topic(one: Topic) -> str:
    return f"{in_markdown(one.title)} ({one.area})"


def _wish(one: Initiator) -> str:
    return f"at the wish of {parties([one.party])}"


def _day(one: CallDate) -> str:
    sure = "" if one.basis == "stated" else " (inferred from the account's date)"
    return f"{long_day(one.value)}{sure}"


def _reference(one: Reference) -> str:
    return f"{in_markdown(one.name)}{f', {one.date}' if one.date else ''}"


_IN_MARKDOWN: dict[type, Callable[[Any], str]] = {
    Statement: said,
    Outcome: settled,
    Topic: _topic,
    Participant: person,
    Initiator: _wish,
    CallDate: _day,
    Reference: _reference,
}


def _table(rows: Sequence[Row], accounts: Sequence[Teller]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), leading=1, expand=True)
    table.add_column("", width=11, overflow="fold")
    for one in accounts:
        table.add_column(one.key, ratio=1, overflow="fold")
    for row in rows:
        what = Text(row.field, style="bold")
        if row.note:
            what.append(f"\n{safe(row.note)}", style="not bold yellow")
        table.add_row(what, *(_cell(row, one.key) for one in accounts))
    return table


def _cell(row: Row, account: str) -> Text:
    cell = Text()
    for one in row.claims:
        if one.account != account:
            continue
        if cell.plain:
            cell.append("\n")
        cell.append(_plain(one))
        for span in one.evidence:
            told = (
                "given with the article" if isinstance(span, GivenDay) else f"“{safe(span.quote)}”"
            )
            cell.append(f"\n{told}", style="dim italic")
    return cell if cell.plain else Text("–", style="dim")


def _plain(claim: Claim) -> str:
    """What a claim says, for a terminal."""
    words = safe(claim.words)
    match claim.item:
        case Statement() as one:
            return f"{' '.join(one.by)} {one.act}: {words}"
        case Outcome() as one:
            return f"{' '.join(one.by)} {one.kind}: {words}"
        case Topic() as one:
            return f"{words} ({one.area})"
        case Participant() as one:
            return f"{one.party} {words}"
        case CallDate() as one:
            return words if one.basis == "stated" else f"~{words}"
        case _:
            return words


def _title(comparison: Comparison) -> str:
    names = [
        claim.item.party
        for row in comparison.rows
        for claim in row.claims
        if isinstance(claim.item, Participant)
    ]
    who = " – ".join(party_name(one) for one in dict.fromkeys(names))
    return f"{who}: {len(comparison.accounts)} accounts of a call"


def _teller(one: Teller) -> str:
    parts = [one.outlet, one.published.isoformat() if one.published else None]
    shown = " · ".join(part for part in [*parts, f"article {one.article}"] if part)
    after = f", after {'; '.join(one.sources)}" if one.sources else ""
    sides = f" ({parties(one.sides)}'s side)" if one.sides else ""
    return f"{shown}{after}{sides}"


def _certain(comparison: Comparison) -> str:
    reasons = "; ".join(dict.fromkeys(why for one in comparison.links for why in one.reasons))
    said_ = _CERTAIN[comparison.certainty]
    return f"{said_}: {reasons}." if reasons else f"{said_}: nothing ties them together."
