"""The run store: articles, what became of each, and who is at work on what, in one SQLite file.

A text with a day of publication is one piece of work, however many articles have it; its result is
kept for each version: what answers, the words it is asked with, the schema. All here blocks, and
threads take turns.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

from aidememoire.article import Article
from aidememoire.errors import AidememoireError, OutputError
from aidememoire.runs import schema
from aidememoire.runs.values import day_of, decoded, encoded
from aidememoire.runs.work import Added, Attempt, Taken, Version
from aidememoire.sources import STANDARD_INPUT, Unread

_ROOM = 32_000_000
"""Bytes that must be free before more is asked for: answers that can't be kept cost in vain."""


class Store:
    """A run store that is open; close it when done, or use it as a context manager.

    Args:
        path: The file.
        create: Whether to make it when there is none.

    Raises:
        StoreError: It can't be used.
        OutputError: It can't be made. Every method that writes raises it when the disk is full.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self._base = schema.connect(path, create=create)
        # One connection for all threads: two at once would mix their transactions up.
        self._turn = threading.RLock()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; when it is over, what was written in it is on the disk."""
        with self._turn, schema.told(self.path), schema.writing(self._base):
            yield self._base

    @contextmanager
    def noting(self) -> Iterator[sqlite3.Connection]:
        """A transaction for what may be lost with the power, but not with the process."""
        with self._turn, schema.told(self.path):
            self._base.execute("PRAGMA synchronous = NORMAL")
            try:
                with schema.writing(self._base):
                    yield self._base
            finally:
                self._base.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Where to ask, for one look that no writer disturbs."""
        with self._turn, schema.told(self.path):
            self._base.execute("BEGIN")
            try:
                yield self._base
            finally:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")

    # Articles

    def add(self, items: Iterable[Article | Unread]) -> Added:
        """Take in articles, and what could not be read. Those that are here already stay as is."""
        added = Added()
        now = time.time()
        with self.writing() as base:
            for item in items:
                if isinstance(item, Unread):
                    cause = type(item.error).__name__
                    base.execute(
                        "INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?, ?, ?)",
                        encoded(
                            item.origin, item.id, cause, item.error.message, item.error.remedy, now
                        ),
                    )
                    added += Added(unread=1)
                else:
                    added += Added(1, int(_insert(base, item)))
        return added

    def read_again(self, paths: Iterable[str | Path]) -> None:
        """Forget what could not be read of these paths: they are about to be read again."""
        names = {"standard input" if str(path) == STANDARD_INPUT else str(path) for path in paths}
        with self.writing() as base:
            origins = [row[0] for row in base.execute("SELECT origin FROM unread")]
            base.executemany(
                "DELETE FROM unread WHERE origin = ?",
                [(one,) for one in origins if not names.isdisjoint(_within(decoded(one)))],
            )

    def known(self, origin: str) -> bool:
        """Whether an article of this origin is here."""
        with self.reading() as base:
            return _any(base, "SELECT 1 FROM article WHERE origin = ?", origin)

    # Versions

    def open_version(self, version: Version, worker: int) -> int:
        """The number of a version, for a worker; every text waits for its result unless it has one.

        Its settings are those of the first; under `later`, by the worker's number, is what others
        had otherwise.
        """
        key = (version.model, version.prompt, version.schema)
        with self.writing() as base:
            base.execute(
                "INSERT INTO version (model, prompt, schema, name, settings, used)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (model, prompt, schema)"
                " DO UPDATE SET used = excluded.used",
                (*key, version.name, _json(version.settings), time.time()),
            )
            number, told = base.execute(
                "SELECT id, settings FROM version WHERE (model, prompt, schema) = (?, ?, ?)", key
            ).fetchone()
            first = json.loads(told)
            other = {k: v for k, v in version.settings.items() if k not in first or first[k] != v}
            if other:
                later = {**first.get("later", {}), str(worker): other}
                base.execute(
                    "UPDATE version SET settings = ? WHERE id = ?",
                    (_json({**first, "later": later}), number),
                )
            base.execute(
                "INSERT OR IGNORE INTO result (text, version) SELECT id, ? FROM text", (number,)
            )
        return int(number)

    def newest_version(self) -> int | None:
        """The version that was used last; None before any was."""
        with self.reading() as base:
            row = base.execute("SELECT id FROM version ORDER BY used DESC, id DESC").fetchone()
        return None if row is None else int(row[0])

    # Work

    def take(self, worker: int, number: int) -> list[Taken]:
        """Give a worker up to so many pieces of work that wait; nobody else gets them.

        Raises:
            OutputError: The disk is almost full.
        """
        free = shutil.disk_usage(self.path.resolve().parent).free
        if free < _ROOM:
            raise OutputError(
                f"{self.path}: the disk is almost full ({free / 1e6:.0f} MB left)",
                "What is done is kept. Make room, and run it again: it goes on where it stopped.",
            )
        with self.noting() as base:
            rows = base.execute(
                "SELECT result.id, text.id, body, text.published,"
                " (SELECT article.id FROM article WHERE article.text = text.id"
                "  ORDER BY article.rowid LIMIT 1),"
                " (SELECT origin FROM article WHERE article.text = text.id"
                "  ORDER BY article.rowid LIMIT 1)"
                " FROM result JOIN text ON text.id = result.text"
                " WHERE version = (SELECT version FROM worker WHERE id = ?) AND state = 'waiting'"
                " ORDER BY result.text LIMIT ?",
                (worker, number),
            ).fetchall()
            base.executemany(
                "UPDATE result SET state = 'taken', worker = ? WHERE id = ?",
                [(worker, row[0]) for row in rows],
            )
        return [
            Taken(text, name, origin, decoded(body), day_of(published))
            for _, text, body, published, name, origin in rows
        ]

    def finish(
        self, worker: int, text: int, outcome: str | AidememoireError, attempt: Attempt
    ) -> bool:
        """Keep what a worker made of a piece of work.

        Args:
            worker: Who.
            text: Of what.
            outcome: The record as JSON, or why there is none.
            attempt: What it took.

        Returns:
            Whether it was still the worker's. If not, somebody else has taken it over meanwhile,
            and only the attempt is kept.
        """
        record = outcome if isinstance(outcome, str) else None
        failure = _failure(outcome)
        state = "failed" if record is None else "done"
        with self.writing() as base:
            mine = base.execute(
                "UPDATE result SET state = ?, worker = NULL, record = ?, cause = ?, message = ?,"
                " remedy = ? WHERE text = ? AND worker = ?",
                (state, record, *encoded(*failure), text, worker),
            ).rowcount
            _attempt(base, (worker, text), (state if mine else "late", failure[0]), attempt)
        return bool(mine)

    def give_back(
        self, worker: int, text: int, outcome: str | AidememoireError, attempt: Attempt
    ) -> bool:
        """Let a piece of work wait again: the run stopped, or it was not the article's fault.

        Returns:
            False: that is no result.
        """
        cause, _, _ = _failure(outcome)
        with self.writing() as base:
            base.execute(
                "UPDATE result SET state = 'waiting', worker = NULL WHERE text = ? AND worker = ?",
                (text, worker),
            )
            _attempt(base, (worker, text), ("stopped", cause), attempt)
        return False

    def retry_failed(self, version: int) -> int:
        """Let what failed wait again; how much that is."""
        with self.writing() as base:
            return base.execute(
                "UPDATE result SET state = 'waiting', cause = NULL, message = NULL, remedy = NULL"
                " WHERE version = ? AND state = 'failed'",
                (version,),
            ).rowcount


def _json(settings: dict[str, object]) -> str:
    return json.dumps(settings, ensure_ascii=False)


def _insert(base: sqlite3.Connection, article: Article) -> bool:
    """Add an article; whether it is new."""
    given = article.given
    day = given.published.isoformat() if given.published else None
    (body,) = encoded(article.text)
    key = (article.sha256, day or "")
    known = "SELECT id FROM text WHERE (sha256, published) = (?, ?)"
    row = base.execute(known, key).fetchone()
    if row is None:
        base.execute("INSERT INTO text (sha256, published, body) VALUES (?, ?, ?)", (*key, body))
        row = base.execute(known, key).fetchone()
        # For whoever is at work now; a version that comes later looks for itself.
        base.execute(
            "INSERT INTO result (text, version) SELECT ?, version FROM worker"
            " WHERE live AND version IS NOT NULL GROUP BY version",
            row,
        )
    details = (given.title, given.outlet, day, given.url)
    changed = base.execute(
        "UPDATE article SET title = ?, outlet = ?, published = ?, url = ?"
        " WHERE origin = ? AND text = ?",
        encoded(*details, article.origin, row[0]),
    ).rowcount
    if not changed:
        base.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?)",
            encoded(_free(base, article.id), row[0], article.origin, *details),
        )
    base.execute("DELETE FROM unread WHERE origin = ?", encoded(article.origin))
    return not changed


def _within(origin: str) -> Iterator[str]:
    """What an origin may be a part of: itself, the file of a row, the folders of a file."""
    yield origin
    yield origin.rpartition(", ")[0]
    yield from map(str, Path(origin).parents)


def _free(base: sqlite3.Connection, wanted: str) -> str:
    """The wanted id, with a number at its end when another article has it."""
    name, number = wanted, 1
    while _any(base, "SELECT 1 FROM article WHERE id = ?", name):
        number += 1
        name = f"{wanted}-{number}"
    return name


def _any(base: sqlite3.Connection, query: str, *values: object) -> bool:
    with closing(base.execute(query, values)) as rows:
        return rows.fetchone() is not None


def _attempt(
    base: sqlite3.Connection, of: tuple[int, int], how: tuple[str, str | None], attempt: Attempt
) -> None:
    worker, text = of
    usage = attempt.usage
    base.execute(
        "INSERT INTO attempt (worker, version, text, outcome, cause, ended, seconds, requests,"
        " retries, re_asks, prompt_tokens, cached_tokens, completion_tokens, cost)"
        " SELECT id, version, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM worker WHERE id = ?",
        (
            text,
            *how,
            time.time(),
            attempt.seconds,
            usage.requests,
            usage.retries,
            usage.re_asks,
            usage.prompt_tokens,
            usage.cached_tokens,
            usage.completion_tokens,
            attempt.cost,
            worker,
        ),
    )


def _failure(outcome: str | AidememoireError) -> tuple[str | None, str | None, str | None]:
    if isinstance(outcome, str):
        return None, None, None
    return type(outcome).__name__, outcome.message, outcome.remedy
