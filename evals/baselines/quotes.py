"""From what a model wrote as a quote to the article's own sentences."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from aidememoire.article import Article
from aidememoire.calldays import span_of
from aidememoire.record import Evidence
from aidememoire.sentences import Sentence

FLOOR = 80
"""The least `partial_ratio`, of 100, at which a quote counts as found."""
_SHORTEST = 12
"""A quote of fewer characters is like many places: it must stand in the article as it is."""
_TOUCHES = 10
"""The fewest characters of a sentence that a quote must cover to mean it."""

# One character for one, so that offsets hold.
_PLAIN = str.maketrans("“”„«»‘’ʼ–—\xa0\u202f\n\t", '"""""\'\'\'--    ')


def evidence(quotes: Iterable[str], article: Article) -> tuple[Evidence, ...]:
    """The whole sentences that quotes stand in, in the article's order; what isn't found drops."""
    found = {each.number: each for quote in quotes for each in sentences(quote, article)}
    return tuple(span_of(article, found[number]) for number in sorted(found))


def sentences(quote: str, article: Article) -> tuple[Sentence, ...]:
    """The sentences that one quote stands in: exactly, else by the best alignment above `FLOOR`.

    Of several places the first in a body sentence counts, not a headline that says the same.
    """
    wanted, text = quote.strip().translate(_PLAIN), article.text.translate(_PLAIN)
    places = [covered(article, *place) for place in _exact(wanted, text) or _fuzzy(wanted, text)]
    body = (place for place in places if not all(each.heading for each in place))
    return next(body, places[0] if places else ())


def _exact(wanted: str, text: str) -> list[tuple[int, int]]:
    places = []
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        places.append((at, at + len(wanted)))
        at = text.find(wanted, at + len(wanted))
    return places


def _fuzzy(wanted: str, text: str) -> list[tuple[int, int]]:
    if len(wanted) < _SHORTEST:
        return []
    best = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=FLOOR)
    return [(best.dest_start, best.dest_end)] if best else []


def covered(article: Article, start: int, end: int) -> tuple[Sentence, ...]:
    """The sentences that a span of the article's text stands in, more than by its edge."""
    least = min(_TOUCHES, end - start)
    return tuple(
        each
        for each in article.sentences
        if min(each.end, end) - max(each.start, start) >= min(least, each.end - each.start)
    )
