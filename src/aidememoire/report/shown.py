"""What a page shows of an article and its record, as plain data: pieces of text and who cites them.

A piece is the most of a sentence that the same evidence covers: the whole sentence nearly always,
parts of it where evidence ends inside. Offsets count code points, which browsers don't: the text
is cut here, so that a page only has to put pieces in a row.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from aidememoire.article import Article
from aidememoire.record import Evidence, Extraction, GivenDay
from aidememoire.sentences import Sentence


class Cut:
    """An article's text, cut wherever a sentence or a piece of evidence begins or ends.

    Args:
        article: The article.
        record: A record of it.
    """

    def __init__(self, article: Article, record: Extraction) -> None:
        self._article = article
        marks = sorted({at for _, span in record.evidence() for at in (span.start, span.end)})
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._sentences: list[int] = []
        for sentence in article.sentences:
            inside = marks[bisect_right(marks, sentence.start) : bisect_left(marks, sentence.end)]
            for start, end in pairwise([sentence.start, *inside, sentence.end]):
                self._starts.append(start)
                self._ends.append(end)
                self._sentences.append(sentence.number)

    def paragraphs(self) -> list[list[dict[str, Any]]]:
        """The text as a page lays it out: paragraphs, their sentences, the pieces of those.

        A sentence is `{"n": number, "pieces": [text, …]}`; its pieces are numbered through the
        article, from 0. One that is a line of furniture has `"heading": true`; what parts it from
        the sentence before, if that is not one space, is its `"gap"`.
        """
        found: list[list[dict[str, Any]]] = []
        before: Sentence | None = None
        for sentence in self._article.sentences:
            shown: dict[str, Any] = {"n": sentence.number, "pieces": self._texts(sentence)}
            if sentence.heading:
                shown["heading"] = True
            if before is None or before.paragraph != sentence.paragraph:
                found.append([])
            elif (gap := self._article.text[before.end : sentence.start]) != " ":
                shown["gap"] = gap
            found[-1].append(shown)
            before = sentence
        return found

    def _texts(self, sentence: Sentence) -> list[str]:
        first = bisect_left(self._starts, sentence.start)
        last = bisect_left(self._starts, sentence.end)
        return [
            self._article.text[start:end]
            for start, end in zip(self._starts[first:last], self._ends[first:last], strict=True)
        ]

    def pieces(self, evidence: tuple[Evidence | GivenDay, ...]) -> list[int]:
        """The numbers of the pieces that the evidence covers, in order."""
        covered: set[int] = set()
        for span in evidence:
            if isinstance(span, GivenDay):
                continue
            first, end = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
            covered.update(range(first, end))
        return sorted(covered)

    def sentences(self, evidence: tuple[Evidence | GivenDay, ...]) -> list[int]:
        """The numbers of the sentences that the evidence touches, in order."""
        return sorted({self._sentences[piece] for piece in self.pieces(evidence)})


def shown(article: Article, record: Extraction) -> dict[str, Any]:
    """An article and its record, for a page.

    Returns:
        What the record says of the article, `paragraphs`, and the record's `calls`, in which each
        item has `pieces` and `sentences`, the numbers of what it stands on, for its evidence, and
        `given` if a day that came with the article is part of it.
    """
    cut = Cut(article, record)
    return {
        "article": record.article.model_dump(mode="json"),
        "paragraphs": cut.paragraphs(),
        "calls": [item(call, cut) for call in record.calls],
    }


def item(value: Any, cut: Cut) -> Any:
    """A part of a record as JSON data, with the numbers of pieces and sentences for evidence."""
    if isinstance(value, tuple):
        return [item(one, cut) for one in value]
    if not isinstance(value, BaseModel):
        return value.isoformat() if isinstance(value, dt.date) else value
    fields = {
        name: item(getattr(value, name), cut)
        for name in type(value).model_fields
        if name != "evidence"
    }
    evidence = getattr(value, "evidence", None)
    if evidence is not None:
        fields |= {"pieces": cut.pieces(evidence), "sentences": cut.sentences(evidence)}
        if any(isinstance(one, GivenDay) for one in evidence):
            fields["given"] = True
    return fields


def row(record: Extraction) -> dict[str, Any]:
    """What the list of articles shows and filters by, of one article."""
    article = record.article
    return {
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
        "calls": [
            {
                "date": call.date.value.isoformat() if call.date else None,
                "channel": call.channel,
                "parties": list(dict.fromkeys(one.party for one in call.participants)),
                "people": [one.name for one in call.participants],
                "topics": [one.title for one in call.topics],
                "areas": sorted({one.area for one in call.topics}),
            }
            for call in record.calls
        ],
    }
