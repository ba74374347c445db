"""Stored records beside the articles that they were made from, matched by the text's SHA-256."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aidememoire.article import Article
from aidememoire.errors import ArticleMissing, SpanMismatch
from aidememoire.reading import Unread
from aidememoire.record import Extraction
from aidememoire.stored import NoRecord


@dataclass(frozen=True)
class Matched:
    """A record and its article; every span of the record is in the article's text."""

    article: Article
    """The article, under the name of its file."""
    record: Extraction


def match(
    records: Iterable[Extraction | NoRecord], articles: Iterable[Article | Unread]
) -> Iterator[Matched | NoRecord]:
    """Put each record beside its article.

    Args:
        records: What `stored.load_all` yields.
        articles: What `reading.read` yields; those without a record are passed over.

    Yields:
        In the order of the records, each with its article; then what could not be read. A record
        without its article, or with a span that is not in it, is told like what is no record.
    """
    kept = list(records)
    wanted = {one.article.sha256 for one in kept if isinstance(one, Extraction)}
    found: dict[str, dict[str, Article]] = {}
    unread = []
    for one in articles:
        if isinstance(one, Unread):
            unread.append(NoRecord(one.origin, one.error))
        elif one.sha256 in wanted:
            found.setdefault(one.sha256, {}).setdefault(one.id, one)
    for record in kept:
        yield record if isinstance(record, NoRecord) else _beside(record, found)
    yield from unread


def _beside(record: Extraction, found: dict[str, dict[str, Article]]) -> Matched | NoRecord:
    name = f"record of {record.article.id}"
    same = found.get(record.article.sha256)
    if same is None:
        missing = "the text that it was made from is not among the articles"
        remedy = "Name the folder of its article, unchanged, with --articles."
        return NoRecord(name, ArticleMissing(missing, remedy))
    # Several articles may have one text: a reprint, a row that came twice.
    article = same.get(record.article.id) or next(iter(same.values()))
    try:
        record.check(article.text)
    except SpanMismatch as error:
        return NoRecord(name, error)
    return Matched(article, record)
