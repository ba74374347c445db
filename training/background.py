"""Labelled articles with background of others in them: paragraphs on which no record stands.

Most labelled articles are official readouts, in which nearly every sentence counts; articles of
the press are not like that.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import groupby

from aidememoire.evaluation.folder import Labelled
from aidememoire.sentences import Sentence
from training.editing import Edit, edited

_LEAST, _MOST = 12, 90
"""How many words a paragraph has that can stand in another article."""


def paragraphs(labelled: Sequence[Labelled]) -> list[str]:
    """The paragraphs of English articles on which nothing of their records stands."""
    found = []
    for each in labelled:
        if each.article.language == "en":
            found += [text for text in _idle(each) if _LEAST <= len(text.split()) <= _MOST]
    return found


def with_background(each: Labelled, pool: Sequence[str], chosen: random.Random) -> Labelled:
    """The article with up to three of the paragraphs put between its own or after them.

    Args:
        each: An article, as it was read, and its labels.
        pool: Paragraphs.
        chosen: Chooses which of them, and where they go.
    """
    article = each.article
    body = [sentence for sentence in article.sentences if not sentence.heading]
    ends = [
        now.end
        for now, after in zip(body, [*body[1:], None], strict=True)
        if after is None or after.paragraph != now.paragraph
    ]
    others = [text for text in pool if text not in article.text]
    count = min(chosen.randint(1, 3), len(others))
    places = sorted(chosen.choices(ends, k=count))
    added = [
        Edit(place, place, f"\n\n{more}")
        for place, more in zip(places, chosen.sample(others, count), strict=True)
    ]
    return edited(each, added, said=str)


def idle_share(each: Labelled) -> float:
    """The share of an article's sentences on which nothing of its record stands."""
    body = [sentence for sentence in each.article.sentences if not sentence.heading]
    return sum(not _cited(each, sentence) for sentence in body) / max(1, len(body))


def _idle(each: Labelled) -> Iterator[str]:
    article = each.article
    for _, group in groupby(article.sentences, key=lambda sentence: sentence.paragraph):
        sentences = list(group)
        if not any(sentence.heading or _cited(each, sentence) for sentence in sentences):
            yield article.text[sentences[0].start : sentences[-1].end]


def _cited(each: Labelled, sentence: Sentence) -> bool:
    spans = [span for _, span in each.gold.evidence()]
    return any(span.start < sentence.end and sentence.start < span.end for span in spans)
