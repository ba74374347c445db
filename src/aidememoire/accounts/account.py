"""An account: what one article says of one call, and whose word it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from aidememoire.accounts.data import Data
from aidememoire.accounts.people import plain
from aidememoire.parties import code
from aidememoire.record import ArticleInfo, Call, Extraction, Participant, Party

_MEDIA = re.compile(r"\b(?:media|news|agency|newspaper|daily|television|tv|radio)\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:office|ministry|department|president|presidency|government|kremlin|white house|"
    r"chancellery|press service|embassy|mission|directorate|secretariat|commission|"
    r"downing street|élysée|elysee)\b",
    re.IGNORECASE,
)


class Teller(Data):
    """Who tells of a call, and where."""

    key: str
    """The account's name among those that are looked at together."""
    article: str
    """The id of the article."""
    call: int
    """Which call of the article's record it is, from 0."""
    title: str | None
    outlet: str | None
    published: dt.date | None
    language: str
    sources: tuple[str, ...]
    """The offices and agencies whose account the article relays."""
    sides: tuple[Party, ...]
    """Those of the call's parties whose own offices these are; empty when that can't be told."""


@dataclass(frozen=True, eq=False)
class Account:
    """What one article says of one call.

    Attributes:
        key: Its name among the accounts that are looked at together, unique among them.
        article: The article that says it.
        index: Which call of the article's record it is, from 0.
        call: What it says.
    """

    key: str
    article: ArticleInfo
    index: int
    call: Call

    made: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    """What `items` has made of it, to be made once."""

    @cached_property
    def parties(self) -> frozenset[str]:
        """The parties that took part."""
        return frozenset(one.party for one in self.call.participants)

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of the participants' names, in small Latin letters."""
        return frozenset(word for one in self.call.participants for word in plain(one.name))

    @cached_property
    def teller(self) -> Teller:
        """Who tells it."""
        return Teller(
            key=self.key,
            article=self.article.id,
            call=self.index,
            title=self.article.title,
            outlet=self.article.outlet,
            published=self.article.published,
            language=self.article.language,
            sources=self.call.sources,
            sides=_sides(self.article, self.call),
        )

    def of(self, party: str) -> list[Participant]:
        """Those who took part for a party."""
        return [one for one in self.call.participants if one.party == party]


def accounts_of(records: Iterable[Extraction]) -> tuple[list[Account], list[str]]:
    """Every call of every record, each with a key: the article's id, `#2` for its second call.

    Returns:
        The accounts, and the ids of records left out because their text has a record already: one
        article's word twice is no second account. Two articles of one id get keys of their own.
    """
    accounts, twice = [], []
    seen: set[str] = set()
    keys: set[str] = set()
    for record in records:
        article = record.article
        if article.sha256 in seen:
            twice.append(article.id)
            continue
        seen.add(article.sha256)
        name = article.id if article.id not in keys else f"{article.id}~{article.sha256[:6]}"
        keys.add(name)
        for index, call in enumerate(record.calls):
            key = f"{name}#{index + 1}" if index else name
            accounts.append(Account(key, article, index, call))
    return accounts, twice


def _sides(article: ArticleInfo, call: Call) -> tuple[str, ...]:
    """Whose offices give the account: an office's name names its state, or one who took part."""
    sources: Sequence[str] = [one for one in call.sources if not _MEDIA.search(one)]
    outlet = article.outlet
    if not call.sources and outlet and _OFFICE.search(outlet) and not _MEDIA.search(outlet):
        sources = [outlet]
    found = []
    for source in sources:
        party = code(source, article.language) or _by_name(source, call)
        if any(one.party == party for one in call.participants):
            found.append(party)
    return tuple(dict.fromkeys(one for one in found if one))


def _by_name(source: str, call: Call) -> str | None:
    """The party of the one participant whom a source is named for: "Lund's office"."""
    words = set(plain(source))
    parties = {
        one.party
        for one in call.participants
        if any(
            word.removesuffix("s") in plain(one.name) or word in plain(one.name) for word in words
        )
    }
    return parties.pop() if len(parties) == 1 else None
