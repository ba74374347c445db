"""The day of a call: which of the article's words for days are tied to it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from aidememoire import days
from aidememoire.article import Article, Sentence
from aidememoire.record import Basis, CallDate, Evidence, GivenDay

_REPORTED = re.compile(
    r"report|inform|announc|according|statement|press service|said", re.IGNORECASE
)
_SPOKE = re.compile(r"sp[oe]ke?|talk|call|phone|conversation|place|held|telephon", re.IGNORECASE)
_FRESH = dt.timedelta(days=10)
"""Calls are reported within days: an older day is that of something else."""


def call_date(
    article: Article,
    told: Sequence[Sentence],
    published: days.DayFound | days.DayGiven | None,
    *,
    main: bool,
) -> CallDate | None:
    """The day of a call by the codebook's rule.

    Args:
        article: The article.
        told: The sentences that report the call, the most telling first.
        published: The article's own date.
        main: Whether it is the main call, whose account the article's date is. Another call does
            not inherit a day.

    Returns:
        The day that these sentences tie to the call; else, for the main call, the article's own,
        as `inferred`; else None.
    """
    own = published.value if published else None
    for sentence in told:
        line = article.quote(sentence)
        for words in days.day_words(line, article.language):
            value = days.resolve(words.words, own, article.language)
            if value is None or (own and not own - _FRESH <= value <= own):
                continue
            return CallDate(
                value=value,
                basis=_basis(line[: words.start]),
                evidence=(span_of(article, sentence),),
            )
    if published is None or not main:
        return None
    return CallDate(
        value=published.value,
        basis="inferred",
        evidence=(_evidence(article, published),),
    )


def _basis(before: str) -> Basis:
    """`inferred` when the nearest word in the clause is one of reporting, not of the call."""
    clause = before.rpartition(",")[2]
    reported = [match.start() for match in _REPORTED.finditer(clause)]
    spoke = [match.start() for match in _SPOKE.finditer(clause)]
    return "inferred" if reported and reported[-1] > max(spoke, default=-1) else "stated"


def _evidence(article: Article, own: days.DayFound | days.DayGiven) -> Evidence | GivenDay:
    """The sentence that holds the article's own date, or that the input gave it."""
    if isinstance(own, days.DayGiven):
        return GivenDay(given="published", value=own.value)
    holding = (each for each in article.sentences if each.start <= own.start < each.end)
    return span_of(article, next(holding, article.sentences[0]))


def span_of(article: Article, sentence: Sentence) -> Evidence:
    """A sentence as evidence."""
    return Evidence(quote=article.quote(sentence), start=sentence.start, end=sentence.end)
