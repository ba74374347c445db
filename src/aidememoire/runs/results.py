"""What a run store holds when all is done: the records of its articles, and what has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aidememoire.article import Article, Given
from aidememoire.errors import AidememoireError
from aidememoire.reading import from_text
from aidememoire.record import ArticleInfo, Extraction, load_record
from aidememoire.runs.store import Store
from aidememoire.runs.values import day_of, decoded
from aidememoire.stored import NoRecord

_PAGE = 200
_RECORDS = """
SELECT article.rowid, article.id, title, outlet, article.published, url, body, record
FROM article JOIN text ON text.id = article.text
JOIN result ON result.text = text.id AND result.version = ?
WHERE state = 'done' AND article.rowid > ? ORDER BY article.rowid LIMIT ?
"""

_ARTICLES = """
SELECT article.rowid, article.id, origin, title, outlet, article.published, url, body
FROM article JOIN text ON text.id = article.text
WHERE article.rowid > ? ORDER BY article.rowid LIMIT ?
"""


def records(store: Store, version: int | None = None) -> Iterator[Extraction | NoRecord]:
    """The records of all articles that have one, in the order in which they came in.

    Each carries its own article's id, title, outlet and address, where the input gave them, though
    articles of one text share its result; and is validated as any stored record is, its spans
    against the text.

    Args:
        store: The store.
        version: Of which version; the one that was used last unless given.

    Yields:
        Records, and what is none though it should be. Memory holds a page of them at a time.
    """
    number = store.newest_version() if version is None else version
    for name, title, outlet, published, url, body, record in _rows(store, _RECORDS, number):
        given = Given(title, outlet, day_of(published), url)
        try:
            yield _own(load_record(record, decoded(body)), name, given)
        except AidememoireError as error:
            yield NoRecord(f"{store.path}, article {name}", error)


def articles(store: Store) -> Iterator[Article]:
    """The articles of a store, in the order in which they came in, as they were read."""
    for name, origin, title, outlet, published, url, body in _rows(store, _ARTICLES):
        given = Given(title, outlet, day_of(published), url)
        yield from_text(decoded(body), id=name, origin=origin, given=given)


def _rows(store: Store, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
    """What a query finds, a page at a time; its rows come without the number they begin with."""
    after = 0
    while True:
        with store.reading() as base:
            rows = base.execute(query, (*values, after, _PAGE)).fetchall()
        for _, *row in rows:
            yield tuple(row)
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]


def _own(record: Extraction, name: str, given: Given) -> Extraction:
    """The record of a text as that of one of its articles."""
    info = record.article
    values = {
        **info.model_dump(),
        "id": name,
        "title": given.title or info.title,
        "outlet": given.outlet or info.outlet,
        "url": given.url,
        "given": given.told(),
    }
    return record.model_copy(update={"article": ArticleInfo.model_validate(values)})
