"""The single values of several accounts compared: day, channel, initiator, who took part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aidememoire.accounts.account import Account
from aidememoire.accounts.people import best
from aidememoire.accounts.rows import Claim, Differing, Row, row_of
from aidememoire.record import CallDate, Participant

_TOLD_LATER = 2


def fields(accounts: Sequence[Account]) -> Iterator[Row]:
    """A row for each value that an account gives, then one for each who took part."""
    if days := _days(accounts):
        yield row_of("day", days, accounts, _other_days(days))
    if channels := _channels(accounts):
        several = len({one.words for one in channels}) > 1
        yield row_of("channel", channels, accounts, Differing(several))
    if wishes := _initiators(accounts):
        several = len({one.words for one in wishes}) > 1
        yield row_of("initiator", wishes, accounts, Differing(several))
    yield from _participants(accounts)


def _days(accounts: Sequence[Account]) -> list[Claim]:
    return [
        Claim(
            account=one.key,
            path=f"calls[{one.index}].date",
            words=one.call.date.value.isoformat(),
            item=one.call.date,
        )
        for one in accounts
        if one.call.date
    ]


def _other_days(claims: Sequence[Claim]) -> Differing:
    """Whether days contradict each other, or one is only the day of an account."""
    days = {one.account: one.item for one in claims if isinstance(one.item, CallDate)}
    stated = {one.value for one in days.values() if one.basis == "stated"}
    inferred = {key: one.value for key, one in days.items() if one.value not in stated}
    if len(stated) > 1 or (not stated and len(set(inferred.values())) > 1):
        return Differing(conflict=bool(stated), unsure=True, note="the days differ")
    if not stated:
        return Differing(note="the day of the account, in each")
    call = min(stated)
    if not inferred:
        return Differing()
    if all(0 < (day - call).days <= _TOLD_LATER for day in inferred.values()):
        note = f"{', '.join(inferred)}: the day of the account, not of the call"
        return Differing(unsure=True, note=note)
    return Differing(conflict=True, note="the days differ")


def _channels(accounts: Sequence[Account]) -> list[Claim]:
    return [
        Claim(
            account=one.key,
            path=f"calls[{one.index}].channel",
            words=one.call.channel,
            item=None,
        )
        for one in accounts
        if one.call.channel != "unspecified"
    ]


def _initiators(accounts: Sequence[Account]) -> list[Claim]:
    return [
        Claim(
            account=one.key,
            path=f"calls[{one.index}].initiated_by",
            words=one.call.initiated_by.party,
            item=one.call.initiated_by,
        )
        for one in accounts
        if one.call.initiated_by
    ]


@dataclass(eq=False)
class _Person:
    claims: list[Claim]
    people: list[Participant]
    doubtful: bool = False


def _participants(accounts: Sequence[Account]) -> Iterator[Row]:
    found: list[_Person] = []
    for account in accounts:
        free = list(found)
        for number, one in enumerate(account.call.participants):
            claim = Claim(
                account=account.key,
                path=f"calls[{account.index}].participants[{number}]",
                words=f"{one.name}, {one.office}" if one.office else one.name,
                item=one,
            )
            fits = [(pair, each) for each in free if (pair := best(one, each.people))]
            # The surest of them: a certainty that comes later in the alphabet is no surer.
            fits.sort(key=lambda pair: ("sure", "likely", "unsure").index(pair[0][0]))
            if not fits:
                found.append(_Person([claim], [one]))
                continue
            level, each = fits[0][0][0], fits[0][1]
            free.remove(each)
            each.claims.append(claim)
            each.people.append(one)
            each.doubtful = each.doubtful or level == "unsure"
    for each in found:
        yield _person(each, found, accounts)


def _person(one: _Person, found: Sequence[_Person], accounts: Sequence[Account]) -> Row:
    """The row of a person; accounts that name others in their place for a party conflict."""
    party = one.people[0].party
    said = {claim.account for claim in one.claims}
    instead = [
        claim
        for other in found
        if other is not one and other.people[0].party == party
        for claim in other.claims
        if claim.account not in said and not {each.account for each in other.claims} & said
    ]
    note = "; ".join(f"{claim.account} names {claim.words}" for claim in instead)
    return row_of("participant", one.claims, accounts, Differing(bool(instead), one.doubtful, note))
