"""A Markdown digest of many calls: what is new, what was agreed, what was only one side's word.

Words of articles and models are escaped: they become neither markup nor links nor HTML.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from aidememoire.accounts.account import Teller, accounts_of
from aidememoire.accounts.comparing import compare
from aidememoire.accounts.grouping import CallGroup, group
from aidememoire.accounts.overtime import Commitment, Timeline, timeline
from aidememoire.accounts.rows import Claim, Comparison, Row
from aidememoire.record import Extraction
from aidememoire.untrusted import in_markdown
from aidememoire.views.brief import brief
from aidememoire.views.comparison import claim_words
from aidememoire.views.footnotes import Footnotes
from aidememoire.views.phrases import heading, long_day, parties, person, settled, whose_word

_ITEMS = ("statement", "topic")
"""What is told apart by side; whose word an outcome is stands beside it."""


def brief_or_digest(records: Sequence[Extraction]) -> str:
    """The brief of one article, or the digest of several; it ends with a line break."""
    return brief(records[0]) if len(records) == 1 else digest(records)


def digest(records: Sequence[Extraction]) -> str:
    """The digest of a set of articles, a part for each call, the latest first."""
    accounts, twice = accounts_of(records)
    groups = group(accounts)
    over_time = timeline(groups)
    notes = Footnotes()
    lines = [f"# {_title(groups)}", ""]
    for one in sorted(groups, key=_latest_first):
        lines += _call(one, over_time, notes)
    silent = [record.article.id for record in records if not record.calls]
    if silent:
        lines += [f"**No call is reported by:** {', '.join(map(in_markdown, silent))}", ""]
    if twice:
        left = ", ".join(map(in_markdown, twice))
        lines += [f"**Left out, with the same text as another article:** {left}", ""]
    return "\n".join([*lines, *notes.lines()]) + "\n"


def _latest_first(one: CallGroup) -> int:
    """Calls without a day come last."""
    return -one.entry.day.toordinal() if one.entry.day else 0


def _title(groups: Sequence[CallGroup]) -> str:
    count = f"{len(groups)} call{'' if len(groups) == 1 else 's'}"
    days = sorted(one.entry.day for one in groups if one.entry.day)
    if not days:
        return count
    first, last = long_day(days[0]), long_day(days[-1])
    return f"{count}, {first}" if first == last else f"{count}, {first} to {last}"


def _call(one: CallGroup, over_time: Timeline, notes: Footnotes) -> Iterator[str]:
    first = one.accounts[0].call
    compared = compare(one) if len(one.accounts) > 1 else None
    yield f"## {heading(first, one.entry.day)}"
    yield ""
    who = "; ".join(person(each) for each in first.participants)
    tellers = compared.accounts if compared else one.entry.tellers
    yield f"{who}. {'No day is given. ' if one.entry.day is None else ''}{_told_by(tellers)}"
    yield ""
    if not compared:
        yield in_markdown(first.summary)
        yield ""
    yield f"Topics: {'; '.join(map(in_markdown, one.entry.topics)) or 'none is told'}."
    yield ""
    yield from _part("New", _new(one, over_time, notes))
    own = [each for each in over_time.commitments if each.call == one.id]
    if compared:
        yield from _side_by_side(_Compared(compared, notes), own)
    else:
        yield from _part("Settled", _settled(one, own, notes))
    for other in one.perhaps:
        reasons = in_markdown("; ".join(other.link.reasons))
        yield f"*Perhaps the same call as {in_markdown(other.call)}: {reasons}.*"
        yield ""


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"**{title}**"
        yield ""
        yield from found
        yield ""


def _told_by(tellers: Sequence[Teller]) -> str:
    """Who tells of the call, and whether that is one side alone."""
    several = len(tellers) > 1
    told = "; ".join(
        f"**{each.key}** {_teller(each)}" if several else _teller(each) for each in tellers
    )
    sides = {side for each in tellers for side in each.sides}
    if len(sides) == 1 and all(each.sides for each in tellers):
        return f"Told by {told}. All of it is {parties(sides)}'s word alone."
    return f"Told by {told}."


def _teller(one: Teller) -> str:
    name = in_markdown(one.outlet or f"article {one.article}")
    word = whose_word(one)
    return f"{name}, after {word}" if word else name


def _new(one: CallGroup, over_time: Timeline, notes: Footnotes) -> Iterator[str]:
    """Matters that the same parties had not raised before, as far as these articles go."""
    same = [
        each
        for each in over_time.calls
        if each.day and one.entry.day and set(each.parties) == set(one.entry.parties)
    ]
    if not one.entry.day or not any(each.day and each.day < one.entry.day for each in same):
        return
    for thread in over_time.threads:
        first = thread.raised[0]
        if first.call == one.id:
            marks = notes(first.evidence, _article(one, first.accounts[0]))
            yield f"- {in_markdown(first.title)} ({thread.area}){marks}"


def _article(one: CallGroup, key: str) -> str:
    return next(account.article.id for account in one.accounts if account.key == key)


def _settled(one: CallGroup, own: Sequence[Commitment], notes: Footnotes) -> Iterator[str]:
    """What was agreed, pledged or considered, and where it comes up again."""
    outcomes = {outcome.text: outcome for outcome in one.accounts[0].call.outcomes}
    for each in sorted(own, key=lambda commitment: commitment.kind == "considered"):
        marks = notes(each.evidence, _article(one, each.accounts[0]))
        yield f"- {settled(outcomes[each.text])}{marks}{_again(each)}"


def _again(each: Commitment) -> str:
    sure = [later.day for later in each.later if later.sure]
    return f" Taken up again on {_days(sure)}." if sure else ""


def _days(days: Sequence[dt.date]) -> str:
    *others, last = map(long_day, days)
    return f"{', '.join(others)} and {last}" if others else last


class _Compared:
    """The accounts of a call side by side, and the footnotes for what they say."""

    def __init__(self, comparison: Comparison, notes: Footnotes) -> None:
        self.comparison = comparison
        self.tellers = {one.key: one for one in comparison.accounts}
        self._notes = notes

    def first(self, row: Row) -> str:
        """The first claim of a row, with the sentences of all."""
        marks = [self._marks(one) for one in row.claims]
        return f"{claim_words(row.claims[0])}{''.join(marks)}"

    def each(self, row: Row) -> str:
        """Every claim of a row, with who makes it, and what differs."""
        claims = [f"{one.account}: {claim_words(one)}{self._marks(one)}" for one in row.claims]
        note = f" ({in_markdown(row.note)})" if row.note else ""
        return f"{row.field.capitalize()}{note}: {'; '.join(claims)}"

    def side(self, row: Row) -> frozenset[str]:
        """The one side that tells what the account of another does not; else nothing."""
        said = [frozenset(self.tellers[key].sides) for key in row.said_by]
        silent = [frozenset(self.tellers[key].sides) for key in row.silent]
        side = frozenset[str]().union(*said)
        alone = len(side) == 1 and all(said) and any(one and one != side for one in silent)
        return side if alone else frozenset()

    def _marks(self, claim: Claim) -> str:
        return self._notes(claim.evidence, self.tellers[claim.account].article)


def _side_by_side(compared: _Compared, own: Sequence[Commitment]) -> Iterator[str]:
    """What was settled by whose account, where the accounts conflict, and what one side tells."""
    again = {each.text: _again(each) for each in own}
    rows = [row for row in compared.comparison.rows if row.verdict != "conflict"]
    outcomes = [row for row in rows if row.field == "outcome"]
    yield from _part(
        "Settled",
        [
            f"- {compared.first(row)} {_whose(row)}{again.get(row.claims[0].words, '')}"
            for row in outcomes
        ],
    )
    conflicts = compared.comparison.rows_of("conflict")
    yield from _part("They conflict", [f"- {compared.each(row)}" for row in conflicts])
    said = [row for row in rows if row.field == "statement" and row.verdict == "all"]
    yield from _part("All say", [f"- {compared.first(row)}" for row in said])
    told = [row for row in rows if row.field in _ITEMS]
    alone = [
        f"- {parties(side)}'s account: {compared.first(row)}"
        for row in told
        if (side := compared.side(row))
    ]
    yield from _part("Only one side's word", alone)


def _whose(row: Row) -> str:
    if row.verdict == "all":
        return "(all accounts)"
    perhaps = "perhaps " if row.verdict == "unsure" else "only "
    return f"({perhaps}{', '.join(row.said_by)})"
