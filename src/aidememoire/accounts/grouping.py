"""Which accounts tell of the same call: groups of accounts, each with what joins it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from aidememoire.accounts.account import Account, Teller
from aidememoire.accounts.data import Certainty, Data
from aidememoire.accounts.links import Link, link, surer
from aidememoire.accounts.people import best
from aidememoire.record import Participant, Party


class Perhaps(Data):
    """Another call of the listing that may be the same, and why it was not joined."""

    call: str
    """Its id."""
    link: Link


class PersonEntry(Data):
    """Someone who took part, as the first account that names them does."""

    name: str
    office: str | None
    party: Party


class DayClaim(Data):
    """A day, and the accounts that give it."""

    day: dt.date
    stated: bool
    """Whether one of them ties it to the call."""
    accounts: tuple[str, ...]


class CallEntry(Data):
    """A call with all who tell of it: plain data for listings and timelines."""

    id: str
    """The key of its first account."""
    day: dt.date | None
    """The day that most say, one tied to the call before one that is not."""
    days: tuple[DayClaim, ...]
    """Every day that an account gives."""
    parties: tuple[Party, ...]
    people: tuple[PersonEntry, ...]
    tellers: tuple[Teller, ...]
    certainty: Certainty | None
    """That of the weakest link between the accounts; None when there is only one account."""
    links: tuple[Link, ...]
    perhaps: tuple[Perhaps, ...]
    topics: tuple[str, ...]
    """Titles of every account, the same one once."""


class Listing(Data):
    """Every call of a set of records, with all who tell of it."""

    calls: tuple[CallEntry, ...]


@dataclass(frozen=True, eq=False)
class CallGroup:
    """The accounts of one call.

    Attributes:
        accounts: One or more, the earliest printed first.
        links: What joins them, the surest first.
        perhaps: Calls of the same set that may be this one.
    """

    accounts: tuple[Account, ...]
    links: tuple[Link, ...]
    perhaps: tuple[Perhaps, ...] = ()

    @property
    def id(self) -> str:
        """The key of the first account."""
        return self.accounts[0].key

    @cached_property
    def certainty(self) -> Certainty | None:
        """How certain it is that all tell of one call: the weakest link that is needed."""
        return self.links[-1].certainty if self.links else None

    @cached_property
    def entry(self) -> CallEntry:
        """The call as plain data."""
        days = _days(self.accounts)
        parties = dict.fromkeys(
            one.party for account in self.accounts for one in account.call.participants
        )
        titles = [one.title for account in self.accounts for one in account.call.topics]
        return CallEntry(
            id=self.id,
            day=days[0].day if days else None,
            days=days,
            parties=tuple(parties),
            people=_people(self.accounts),
            tellers=tuple(account.teller for account in self.accounts),
            certainty=self.certainty,
            links=self.links,
            perhaps=self.perhaps,
            topics=tuple({title.casefold(): title for title in reversed(titles)}.values())[::-1],
        )


def group(accounts: Sequence[Account]) -> list[CallGroup]:
    """Put the accounts of one call together.

    Links that are sure or likely join; those that are unsure are kept beside. An account that fits
    two calls which are not one joins the one it fits better; when it fits both alike, neither.

    Args:
        accounts: With keys of their own; their order does not matter.

    Returns:
        The calls by day, those without a day last.
    """
    links = _unambiguous(_links(accounts))
    sets = {account.key: [account] for account in accounts}
    used: dict[int, list[Link]] = defaultdict(list)
    joining = [one for one in links.values() if one.certainty != "unsure"]
    for one in sorted(joining, key=lambda each: (surer("likely", each.certainty), _key(each))):
        ours, theirs = (sets[key] for key in one.accounts)
        if ours is theirs or not _may_join(ours, theirs, links):
            continue
        used[id(ours)] += [*used.pop(id(theirs), []), one]
        ours += theirs
        for account in theirs:
            sets[account.key] = ours
    unique = {id(each): each for each in sets.values()}
    groups = [_made(each, used[number]) for number, each in unique.items()]
    return sorted(_with_perhaps(groups, links), key=_when)


def _key(one: Link) -> tuple[str, str]:
    ours, theirs = sorted(one.accounts)
    return ours, theirs


def _links(accounts: Sequence[Account]) -> dict[frozenset[str], Link]:
    """Every link between two accounts, looked for where a party is shared."""
    by_party: dict[str, list[Account]] = defaultdict(list)
    ordered = sorted(accounts, key=lambda account: account.key)
    for account in ordered:
        for party in account.parties:
            by_party[party].append(account)
    links: dict[frozenset[str], Link] = {}
    for party in sorted(by_party):
        for one, other in combinations(by_party[party], 2):
            # Once, though they may share several: to note every pair would fill the memory.
            if party == min(one.parties & other.parties) and (found := link(one, other)):
                links[frozenset((one.key, other.key))] = found
    return links


def _unambiguous(links: dict[frozenset[str], Link]) -> dict[frozenset[str], Link]:
    """The links, those of an account to two calls that are apart taken back to the surer."""
    of: dict[str, list[Link]] = defaultdict(list)
    for one in links.values():
        for key in one.accounts:
            of[key].append(one)
    doubted: set[frozenset[str]] = set()
    for key, own in of.items():
        for one, other in combinations([each for each in own if each.certainty != "unsure"], 2):
            ends = [next(end for end in each.accounts if end != key) for each in (one, other)]
            if frozenset(ends) in links:
                continue
            if not surer(one.certainty, other.certainty):
                doubted.add(frozenset(one.accounts))
            if not surer(other.certainty, one.certainty):
                doubted.add(frozenset(other.accounts))
    said = "it fits another call as well"
    return {
        pair: one.model_copy(update={"certainty": "unsure", "reasons": (*one.reasons, said)})
        if pair in doubted
        else one
        for pair, one in links.items()
    }


def _may_join(
    ours: Iterable[Account], theirs: Sequence[Account], links: dict[frozenset[str], Link]
) -> bool:
    """Whether no account of the one speaks against one of the other."""
    return all(frozenset((one.key, other.key)) in links for one in ours for other in theirs)


def _made(accounts: Iterable[Account], links: Sequence[Link]) -> CallGroup:
    ordered = sorted(accounts, key=lambda one: (one.article.published or dt.date.max, one.key))
    surest = sorted(links, key=lambda one: (surer("likely", one.certainty), _key(one)))
    return CallGroup(tuple(ordered), tuple(surest))


def _with_perhaps(
    groups: Sequence[CallGroup], links: dict[frozenset[str], Link]
) -> list[CallGroup]:
    home = {account.key: each for each in groups for account in each.accounts}
    perhaps: dict[str, list[Perhaps]] = defaultdict(list)
    for one in sorted(links.values(), key=_key):
        ours, theirs = (home[key] for key in one.accounts)
        if ours is not theirs:
            perhaps[ours.id].append(Perhaps(call=theirs.id, link=one))
            perhaps[theirs.id].append(Perhaps(call=ours.id, link=one))
    return [CallGroup(each.accounts, each.links, tuple(perhaps[each.id])) for each in groups]


def _when(one: CallGroup) -> tuple[dt.date, str]:
    return one.entry.day or dt.date.max, one.id


def _days(accounts: Sequence[Account]) -> tuple[DayClaim, ...]:
    stated = {
        one.call.date.value for one in accounts if one.call.date and one.call.date.basis == "stated"
    }
    count = Counter(one.call.date.value for one in accounts if one.call.date)
    return tuple(
        DayClaim(
            day=day,
            stated=day in stated,
            accounts=tuple(
                one.key for one in accounts if one.call.date and one.call.date.value == day
            ),
        )
        for day in sorted(count, key=lambda day: (day not in stated, -count[day], day))
    )


def _people(accounts: Sequence[Account]) -> tuple[PersonEntry, ...]:
    found: list[Participant] = []
    for account in accounts:
        for one in account.call.participants:
            same = best(one, found)
            if same is None or same[0] == "unsure":
                found.append(one)
    return tuple(PersonEntry(name=one.name, office=one.office, party=one.party) for one in found)
