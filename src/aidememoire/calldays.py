"""The day of a call: which of the article's words for days are tied to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from aidememoire import days
from aidememoire.article import Article
from aidememoire.asking.draft import CallDraft
from aidememoire.asking.people import short_name
from aidememoire.record import CallDate, Evidence, GivenDay
from aidememoire.sentences import Sentence
from aidememoire.tieddays import spans, tie
from aidememoire.wordlists import places

_APART = 40
"""How many sentences after the report of a call "the same day" may mean its day, at the most."""
_FRESH = dt.timedelta(days=10)
"""Calls are reported within days: an older day is that of something else."""
# How surely a day is that of the call: by a word for the call beside it, by no word at all, by one
# for the account of it, as the day of a dateline. Several days go before a day that no such word
# ties to the call.
_TALK, _DAYS, _BARE, _ACCOUNT, _DATELINE = 4, 3, 2, 1, 0


@dataclass(frozen=True)
class Beside:
    """What keeps the days of the other calls of an article apart from those of one."""

    ours: tuple[str, ...] = ()
    """The short names of those who spoke in this call alone."""
    theirs: tuple[str, ...] = ()
    """The short names of those who spoke in others alone."""
    own: frozenset[int] = frozenset()
    """The numbers of the sentences that were found to tell of this call."""
    told: Mapping[int, dt.date | None] = field(default_factory=dict)
    """The numbers of the sentences that tell of the calls before this one, each with its day."""


def beside(calls: Sequence[CallDraft], place: int, dates: Sequence[CallDate | None]) -> Beside:
    """What keeps the days of a call apart from those of the others.

    Args:
        calls: All calls of an article, the main one first.
        place: Which it is, from 0.
        dates: The days of those before it, None where they are not known.
    """
    names = [{short_name(person.name) for person in call.people} for call in calls]
    others = {name for at, each in enumerate(names) if at != place for name in each}
    return Beside(
        tuple(sorted(names[place] - others)),
        tuple(sorted(others - names[place])),
        frozenset(calls[place].told),
        {
            number: date.value if date else None
            for call, date in zip(calls[:place], dates, strict=True)
            for number in call.told
        },
    )


class _Found(NamedTuple):
    """A day that may be the call's, or several days."""

    rank: int
    place: int
    gap: int
    sentence: Sentence
    value: dt.date | None

    def key(self) -> tuple[int, int, int]:
        """The smaller, the more surely the call's."""
        return -self.rank, self.place, self.gap


def call_date(
    article: Article,
    told: Sequence[Sentence],
    published: days.DayFound | days.DayGiven | None,
    *,
    main: bool,
    others: Beside | None = None,
) -> CallDate | None:
    """The day of a call by the codebook's rule.

    Args:
        article: The article.
        told: The sentences that report the call, the most telling first.
        published: The article's own date.
        main: Whether it is the main call, whose account the article's date is. Another call does
            not inherit a day.
        others: What keeps the days of the article's other calls apart.

    Returns:
        The day that these sentences tie to the call, or that of the account of it; else, for the
        main call, the article's own, as `inferred`; else None, as where there are several days.
    """
    reader = _Reader(
        article, published, main, others or Beside(own=frozenset(each.number for each in told))
    )
    found = [each for at, sentence in enumerate(told) for each in reader.found(at, sentence)]
    if best := min(found, key=_Found.key, default=None):
        if best.value is None:
            return None
        return CallDate(
            value=best.value,
            basis="stated" if best.rank > _ACCOUNT else "inferred",
            evidence=(span_of(article, best.sentence),),
        )
    if published is None or not main:
        return None
    return CallDate(
        value=published.value,
        basis="inferred",
        evidence=(_evidence(article, published),),
    )


@dataclass(frozen=True)
class _Reader:
    """Reads the days of sentences that tell of one call."""

    article: Article
    published: days.DayFound | days.DayGiven | None
    main: bool
    others: Beside

    def found(self, place: int, sentence: Sentence) -> Iterator[_Found]:
        """The days of a sentence that may be the call's."""
        line = self.article.quote(sentence)
        ours, theirs = _named(line, self.others.ours), _named(line, self.others.theirs)
        if theirs and not ours:
            return
        # Another call's sentence, which does not name those of this one: its account may be of
        # both, its day is not.
        lent = sentence.number in self.others.told and not ours
        for words, value in self._values(line, sentence):
            rank, gap = self._rank(line, sentence, words)
            # A sentence that only stands first in the article may be of another matter.
            bare = rank == _BARE and sentence.number not in self.others.own
            if bare or (lent and rank != _ACCOUNT) or (rank == _DATELINE and not self.main):
                continue
            if not _is_theirs(words, ours, theirs):
                yield _Found(rank, place, gap, sentence, value)
        if not lent and next(spans(line), None):
            yield _Found(_DAYS, place, 0, sentence, None)

    def _values(self, line: str, sentence: Sentence) -> Iterator[tuple[days.DayWords, dt.date]]:
        last: dt.date | None = None
        for words in days.day_words(line, self.article.language):
            base = self._own
            if words.anchored:
                base = last or self._told_before(sentence) or (None if words.same else base)
            if value := self._fresh(words, base):
                last = value
                yield words, value

    def _told_before(self, sentence: Sentence) -> dt.date | None:
        """The day of the call told before a sentence, unless another day is named in between."""
        number = max((one for one in self.others.told if one < sentence.number), default=None)
        value = self.others.told[number] if number is not None else None
        if value is None:
            return None
        between = self.article.sentences[number : sentence.number - 1]
        if len(between) > _APART:
            return None
        for each in between:
            for words in days.day_words(self.article.quote(each), self.article.language):
                named = None if words.anchored else self._fresh(words, self._own)
                if named not in (None, value):
                    return None
        return value

    @property
    def _own(self) -> dt.date | None:
        """The article's own day."""
        return self.published.value if self.published else None

    def _fresh(self, words: days.DayWords, base: dt.date | None) -> dt.date | None:
        """The day that words mean, reckoned from another; None if it is no day of a fresh call."""
        value = days.resolve(words.words, base, self.article.language)
        own = self._own
        return value if value and (own is None or own - _FRESH <= value <= own) else None

    def _rank(self, line: str, sentence: Sentence, words: days.DayWords) -> tuple[int, int]:
        if self._is_dateline(line, sentence, words):
            return _DATELINE, 0
        kind, gap = tie(line, words.start, words.end)
        return {"talk": _TALK, "none": _BARE, "account": _ACCOUNT}[kind], gap

    def _is_dateline(self, line: str, sentence: Sentence, words: days.DayWords) -> bool:
        if words.kind != "day":
            return False
        own = self.published
        if isinstance(own, days.DayFound) and own.start <= sentence.start + words.start < own.end:
            return True
        return days.is_dateline(line, words.start, words.end)


def _named(line: str, names: Sequence[str]) -> list[int]:
    """Where a sentence names any of these people."""
    folded = line.casefold()
    return [at for name in names for at in places(name.casefold(), folded)]


def _is_theirs(words: days.DayWords, ours: Sequence[int], theirs: Sequence[int]) -> bool:
    """Whether a day goes with another call: "spoke to A on Monday and to B on Friday"."""
    if not ours or not theirs:
        return False
    before = [(at, at in theirs) for at in (*ours, *theirs) if at < words.start]
    after = [(at, at in theirs) for at in (*ours, *theirs) if at >= words.end]
    if not before or not after:
        # The first or the last of the sentence: it may be of all who are named.
        return False
    (left, is_left), (right, is_right) = max(before), min(after)
    return is_left if words.start - left < right - words.end else is_right


def _evidence(article: Article, own: days.DayFound | days.DayGiven) -> Evidence | GivenDay:
    """The sentence that holds the article's own date, or that the input gave it."""
    if isinstance(own, days.DayGiven):
        return GivenDay(given="published", value=own.value)
    holding = (each for each in article.sentences if each.start <= own.start < each.end)
    return span_of(article, next(holding, article.sentences[0]))


def span_of(article: Article, sentence: Sentence) -> Evidence:
    """A sentence as evidence."""
    return Evidence(quote=article.quote(sentence), start=sentence.start, end=sentence.end)
