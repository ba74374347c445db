"""A Markdown digest of many calls: what is new, what was agreed, what was only one side's word.

Words of articles and models are escaped: they become neither markup nor links nor HTML.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from aidememoire.accounts.account import Teller, accounts_of
from aidememoire.accounts.comparing import compare
from aidememoire.accounts.grouping import CallGroup, group
from aidememoire.accounts.overtime import Commitment, Timeline, timeline
from aidememoire.accounts.rows import Row
from aidememoire.record import Extraction
from aidememoire.untrusted import in_markdown
from aidememoire.views.brief import brief
from aidememoire.views.comparison import claim_words
from aidememoire.views.footnotes import Footnotes
from aidememoire.views.phrases import heading, long_day, parties, person, settled, whose_word

_ITEMS = ("statement", "outcome", "topic")


def brief_or_digest(records: Sequence[Extraction]) -> str:
    """The brief of one article, or the digest of several; it ends with a line break."""
    return brief(records[0]) if len(records) == 1 else digest(records)


def digest(records: Sequence[Extraction]) -> str:
    """The digest of a set of articles, a part for each call, the latest first."""
    accounts, _ = accounts_of(records)
    groups = group(accounts)
    over_time = timeline(groups)
    notes = Footnotes()
    lines = [f"# {_title(groups)}", ""]
    for one in sorted(groups, key=_latest_first):
        lines += _call(one, over_time, notes)
    silent = [record.article.id for record in records if not record.calls]
    if silent:
        lines += [f"**No call is reported by:** {', '.join(map(in_markdown, silent))}", ""]
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
    yield f"## {heading(first, one.entry.day)}"
    yield ""
    who = "; ".join(person(each) for each in first.participants)
    yield f"{who}. {'No day is given. ' if one.entry.day is None else ''}{_told_by(one)}"
    yield ""
    yield from _part("New", _new(one, over_time))
    yield from _part("Settled", _settled(one, over_time, notes))
    if len(one.accounts) > 1:
        rows = compare(one)
        tellers = {each.key: each for each in rows.accounts}
        yield from _part("They conflict", _conflicts(rows.rows_of("conflict"), tellers, notes))
        alone = [row for row in rows.rows if _one_side(row, tellers)]
        yield from _part("Only one side's word", _alone(alone, tellers, notes))
    for other in one.perhaps:
        reasons = in_markdown("; ".join(other.link.reasons))
        yield f"*Perhaps the same call as {in_markdown(other.call)}: {reasons}.*"
        yield ""


def _part(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"**{title}**"
        yield ""
        yield from found
        yield ""


def _told_by(one: CallGroup) -> str:
    """Who tells of the call, and whether that is one side alone."""
    told = "; ".join(_teller(each) for each in one.entry.tellers)
    sides = {side for each in one.entry.tellers for side in each.sides}
    if len(sides) == 1 and all(each.sides for each in one.entry.tellers):
        return f"Told by {told}. All of it is {parties(sides)}'s word alone."
    return f"Told by {told}."


def _teller(one: Teller) -> str:
    name = in_markdown(one.outlet or f"article {one.article}")
    word = whose_word(one)
    return f"{name}, after {word}" if word else name


def _new(one: CallGroup, over_time: Timeline) -> Iterator[str]:
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
            yield f"- {in_markdown(first.title)} ({thread.area})"


def _settled(one: CallGroup, over_time: Timeline, notes: Footnotes) -> Iterator[str]:
    """What was agreed, pledged or considered, by whose account, and where it comes up again."""
    own = [each for each in over_time.commitments if each.call == one.id]
    outcomes = {
        (account.key, outcome.text): outcome
        for account in one.accounts
        for outcome in account.call.outcomes
    }
    for each in sorted(own, key=lambda commitment: commitment.kind == "considered"):
        outcome = outcomes[each.accounts[0], each.text]
        told = _whose(each, one) if len(one.accounts) > 1 else ""
        marks = notes(each.evidence, _article(one, each.accounts[0]))
        yield f"- {settled(outcome)}{told}{marks}{_again(each)}"


def _whose(each: Commitment, one: CallGroup) -> str:
    silent = [account for account in one.accounts if account.key not in each.accounts]
    if not silent:
        return " (all accounts)"
    tellers = [account.teller for account in one.accounts if account.key in each.accounts]
    return f" (only {'; '.join(_teller(teller) for teller in tellers)})"


def _article(one: CallGroup, key: str) -> str:
    return next(account.article.id for account in one.accounts if account.key == key)


def _again(each: Commitment) -> str:
    sure = [later.day for later in each.later if later.sure]
    return f" Taken up again on {_days(sure)}." if sure else ""


def _days(days: Sequence[dt.date]) -> str:
    *others, last = map(long_day, days)
    return f"{', '.join(others)} and {last}" if others else last


def _conflicts(
    rows: Sequence[Row], tellers: Mapping[str, Teller], notes: Footnotes
) -> Iterator[str]:
    for row in rows:
        claims = [
            f"{_teller(tellers[one.account])}: {claim_words(one)}"
            f"{notes(one.evidence, tellers[one.account].article)}"
            for one in row.claims
        ]
        yield f"- {row.field.capitalize()}: {' — '.join(claims)}"


def _one_side(row: Row, tellers: Mapping[str, Teller]) -> bool:
    """Whether an item is in the account of one side and not in that of another."""
    if row.field not in _ITEMS or row.verdict == "conflict":
        return False
    said = [set(tellers[key].sides) for key in row.said_by]
    silent = [set(tellers[key].sides) for key in row.silent]
    sides = set[str]().union(*said)
    return len(sides) == 1 and all(said) and any(other and other != sides for other in silent)


def _alone(rows: Sequence[Row], tellers: Mapping[str, Teller], notes: Footnotes) -> Iterator[str]:
    for row in rows:
        first = row.claims[0]
        teller = tellers[first.account]
        marks = notes(first.evidence, teller.article)
        yield f"- {parties(teller.sides)}: {claim_words(first)}{marks}"
