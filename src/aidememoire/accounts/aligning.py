"""Items of several accounts put in rows: one row for each matter, word or undertaking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aidememoire.accounts.items import Item, Match, match, same_area


@dataclass(eq=False)
class Aligned:
    """The items of one row.

    Attributes:
        items: One or more, in the order of the accounts; an account that splits what another
            says in one has several.
        doubtful: Those that are only perhaps the same as the others.
        why: What speaks for their being the same.
    """

    items: list[Item]
    doubtful: list[Item] = field(default_factory=list)
    why: list[str] = field(default_factory=list)

    @property
    def accounts(self) -> set[str]:
        """Those with an item in it."""
        return {one.account for one in self.items}

    def add(self, item: Item, found: Match) -> None:
        """Put one more item into the row."""
        self.items.append(item)
        if not found.sure:
            self.doubtful.append(item)
        self.why += [one for one in found.why if one not in self.why]


def align(accounts: Mapping[str, Sequence[Item]]) -> list[Aligned]:
    """Put the items of one kind in rows; each item is in exactly one.

    Args:
        accounts: The items of each account, by its key; rows follow their order.
    """
    rows: list[Aligned] = []
    for items in accounts.values():
        left = list(items)
        before = list(rows)
        _join(left, before, _sure, once=True)
        # What one account tells in one item may be two in another.
        _join(left, before, _sure, once=False)
        _join(left, before, _any, once=True)
        for other in accounts.values():
            _join_by_area(left, items, before, other)
        rows += [Aligned([one]) for one in left]
    return rows


def _sure(item: Item, row: Aligned) -> Match | None:
    found = _any(item, row)
    return found if found and found.sure else None


def _any(item: Item, row: Aligned) -> Match | None:
    """The best match of an item in a row, by those that are not doubtful themselves."""
    matches = [
        found
        for one in row.items
        if one.account != item.account and one not in row.doubtful and (found := match(item, one))
    ]
    return max(matches, key=lambda found: found.score, default=None)


def _join(
    left: list[Item],
    rows: Sequence[Aligned],
    fits: Callable[[Item, Aligned], Match | None],
    *,
    once: bool,
) -> None:
    """Take out of `left` what fits a row, the best first, and put it there."""
    pairs = [(found, item, row) for item in left for row in rows if (found := fits(item, row))]
    pairs.sort(key=lambda pair: -pair[0].score)
    for found, item, row in pairs:
        if item in left and not (once and item.account in row.accounts):
            row.add(item, found)
            left.remove(item)


def _join_by_area(
    left: list[Item], ours: Sequence[Item], rows: Sequence[Aligned], theirs: Sequence[Item]
) -> None:
    """Topics that nothing else joins, where each account has but one of an area."""
    for item in [one for one in left if one.kind == "topic"]:
        for row in rows:
            alone = len(row.items) == 1 and row.items[0] in theirs
            if alone and (found := same_area(item, ours, row.items[0], theirs)):
                row.add(item, found)
                left.remove(item)
                break
