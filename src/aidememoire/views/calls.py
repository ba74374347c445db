"""Calls with all who tell of them, for people. Words of articles and models are never markup."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from aidememoire.accounts.account import Teller
from aidememoire.accounts.grouping import CallEntry, Listing
from aidememoire.untrusted import in_markdown, safe
from aidememoire.views.phrases import long_day, parties


def listing_table(listing: Listing) -> RenderableType:
    """A table with a row a call: its day, who spoke, who tells of it, and why they are one call."""
    table = Table(box=box.SIMPLE_HEAD, leading=1, padding=(0, 1, 0, 0), expand=True)
    table.add_column("Call", width=11, overflow="fold")
    table.add_column("Who", ratio=3, overflow="fold")
    table.add_column("Accounts", ratio=4, overflow="fold")
    table.add_column("One call?", ratio=4, overflow="fold")
    for one in listing.calls:
        people = [
            Text.assemble((each.party, "bold cyan"), f" {safe(each.name)}") for each in one.people
        ]
        table.add_row(
            _days(one),
            Text("\n").join(people),
            Text("\n").join(Text(safe(teller_words(each))) for each in one.tellers),
            Text("\n").join(Text(safe(line)) for line in _certain(one)),
        )
    return table


def listing_markdown(listing: Listing) -> str:
    """The calls as a Markdown list, ending with a line break."""
    lines = [f"# {len(listing.calls)} call{'' if len(listing.calls) == 1 else 's'}", ""]
    for one in listing.calls:
        when = " or ".join(long_day(day) for day in dict.fromkeys(each.day for each in one.days))
        people = "; ".join(
            f"{in_markdown(each.name)} ({parties([each.party])})" for each in one.people
        )
        lines.append(f"- **{when or 'No day'}**: {people}")
        lines += [f"  - {in_markdown(teller_words(each))}" for each in one.tellers]
        lines += [f"  - *{in_markdown(line)}*" for line in _certain(one)]
    return "\n".join(lines) + "\n"


def teller_words(one: Teller) -> str:
    """An account in a line: which article, and whose word it relays."""
    name = f"{one.key} · {one.outlet}" if one.outlet else one.key
    after = f", after {'; '.join(one.sources)}" if one.sources else ""
    return f"{name}{after}{f' [{chr(32).join(one.sides)}]' if one.sides else ''}"


def _days(one: CallEntry) -> Text:
    if not one.days:
        return Text("no day", style="italic")
    days = [f"{'' if each.stated else '~'}{each.day.isoformat()}" for each in one.days]
    return Text("\n").join(Text(day, style="bold") for day in days)


def _certain(one: CallEntry) -> Iterator[str]:
    if one.certainty:
        reasons = dict.fromkeys(why for link in one.links for why in link.reasons)
        yield f"{one.certainty}: {'; '.join(reasons)}"
    for other in one.perhaps:
        yield f"perhaps the same as {other.call}: {'; '.join(other.link.reasons)}"
