"""What a page shows of calls: who tells of the same one, their accounts side by side, over time.

Items stand in the articles' own data. Here they are named by their article's number and their
place in its record, so that each stands in the page once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from aidememoire.accounts.account import Account, accounts_of
from aidememoire.accounts.comparing import compare
from aidememoire.accounts.grouping import CallEntry, CallGroup, group
from aidememoire.accounts.overtime import Commitment, Thread, timeline
from aidememoire.accounts.rows import Claim, Row
from aidememoire.record import Extraction


class Together:
    """The calls that a set of records tells of.

    Args:
        records: The records, in the order in which the page has their articles.
    """

    def __init__(self, records: Sequence[Extraction]) -> None:
        # Of two articles with one text the first is the account.
        articles = {one.article.sha256: number for number, one in reversed([*enumerate(records)])}
        accounts, _ = accounts_of(records)
        self._at = {one.key: (articles[one.article.sha256], one.index) for one in accounts}
        self._calls = group(accounts)
        self._numbers = {one.id: number for number, one in enumerate(self._calls)}

    def beside(self) -> dict[tuple[int, int], int]:
        """The calls with several accounts, by each account's article and its place there."""
        return {
            self._at[account.key]: number
            for number, one in self._several()
            for account in one.accounts
        }

    def over_time(self) -> dict[str, Any] | None:
        """The calls in the order of time, and what came of them; None of fewer than two accounts.

        Returns:
            `calls`, whose numbers the others name; `pairs`, `threads`, `commitments`.
        """
        if len(self._at) < 2:  # noqa: PLR2004 - one account is no course of time
            return None
        found = timeline(self._calls)
        return {
            "calls": [self._entry(one) for one in found.calls],
            "pairs": [{"parties": one.parties, "count": len(one.calls)} for one in found.pairs],
            "threads": [self._thread(one) for one in found.threads],
            "commitments": [self._commitment(one) for one in found.commitments],
        }

    def comparisons(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The number of each call that several accounts tell of, and its accounts side by side."""
        for number, one in self._several():
            compared = compare(one)
            # In a comparison they are called A and B; here they are found by their place in it.
            places = {teller.key: place for place, teller in enumerate(compared.accounts)}
            yield (
                number,
                {
                    "accounts": [self._teller(account) for account in one.accounts],
                    "keys": list(places),
                    "day": _iso(one.entry.day),
                    "certainty": compared.certainty,
                    "reasons": _reasons(one),
                    "rows": [_row(row, places) for row in compared.rows],
                },
            )

    def _several(self) -> Iterator[tuple[int, CallGroup]]:
        return ((n, one) for n, one in enumerate(self._calls) if len(one.accounts) > 1)

    def _entry(self, one: CallEntry) -> dict[str, Any]:
        return {
            "day": _iso(one.day),
            "parties": one.parties,
            "people": [each.name for each in one.people],
            "topics": one.topics,
            "accounts": [self._at[each.key] for each in one.tellers],
            "perhaps": [
                {"call": self._numbers[each.call], "reasons": each.link.reasons}
                for each in one.perhaps
            ],
        }

    def _thread(self, one: Thread) -> dict[str, Any]:
        raised = [
            {"call": self._numbers[each.call], "at": self._place(each.accounts[0], each.path)}
            for each in one.raised
        ]
        return {"parties": one.parties, "title": one.title, "area": one.area, "raised": raised}

    def _commitment(self, one: Commitment) -> dict[str, Any]:
        return {
            "call": self._numbers[one.call],
            "by": one.by,
            "kind": one.kind,
            "text": one.text,
            "at": self._place(one.accounts[0], one.path),
            "later": [
                {
                    "call": self._numbers[each.call],
                    "words": each.words,
                    "sure": each.sure,
                    "at": self._place(each.account, each.path),
                }
                for each in one.later
            ],
        }

    def _place(self, account: str, path: str) -> tuple[int, str]:
        """An item, by the number of its article and its place in the record."""
        return self._at[account][0], path

    def _teller(self, account: Account) -> dict[str, Any]:
        return {
            "article": self._at[account.key][0],
            "sources": account.call.sources,
            "sides": account.teller.sides,
        }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _reasons(one: CallGroup) -> list[str]:
    return list(dict.fromkeys(why for link in one.links for why in link.reasons))


def _row(row: Row, places: dict[str, int]) -> dict[str, Any]:
    return {
        "field": row.field,
        "verdict": row.verdict,
        "note": row.note,
        "claims": [_claim(one, places) for one in row.claims],
    }


def _claim(one: Claim, places: dict[str, int]) -> dict[str, Any]:
    return {"account": places[one.account], "path": one.path}
