"""Tables as an SQLite database, with views for plain SQL."""

from __future__ import annotations

import datetime as dt
import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from aidememoire.exports.tables import TABLES, Row, Table, Value

_TYPES = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "DATE", "list": "TEXT"}

VIEWS = """
CREATE VIEW call_parties AS
  SELECT calls.call_id, each.key + 1 AS party_no, each.value AS party
  FROM calls, json_each(calls.parties) AS each;
CREATE VIEW call_sources AS
  SELECT calls.call_id, each.key + 1 AS source_no, each.value AS source
  FROM calls, json_each(calls.sources) AS each;
CREATE VIEW statement_parties AS
  SELECT statements.call_id, statements.item_no, each.value AS party
  FROM statements, json_each(statements.by_parties) AS each;
CREATE VIEW outcome_parties AS
  SELECT outcomes.call_id, outcomes.item_no, each.value AS party
  FROM outcomes, json_each(outcomes.by_parties) AS each;
CREATE VIEW call_overview AS
  SELECT calls.call_id, calls.call_date, calls.date_basis, calls.channel, calls.initiated_by,
    (SELECT group_concat(party, ' ') FROM
      (SELECT party FROM call_parties AS p WHERE p.call_id = calls.call_id ORDER BY party_no)
    ) AS parties,
    (SELECT group_concat(name, '; ') FROM
      (SELECT name FROM participants AS p WHERE p.call_id = calls.call_id ORDER BY item_no)
    ) AS participants,
    (SELECT group_concat(title, '; ') FROM
      (SELECT title FROM topics AS t WHERE t.call_id = calls.call_id ORDER BY item_no)
    ) AS topics,
    (SELECT count(*) FROM statements AS s WHERE s.call_id = calls.call_id) AS statements,
    (SELECT count(*) FROM outcomes AS o WHERE o.call_id = calls.call_id) AS outcomes,
    calls.summary, articles.title, articles.outlet, articles.published, articles.url
  FROM calls JOIN articles USING (article_id);
CREATE VIEW said AS
  SELECT calls.call_date, p.party, s.act, s.text, s.topic, t.area, s.call_id, s.item_no,
    articles.outlet, articles.published
  FROM statements AS s
    JOIN statement_parties AS p USING (call_id, item_no)
    JOIN calls USING (call_id)
    JOIN articles USING (article_id)
    LEFT JOIN topics AS t ON t.call_id = s.call_id AND t.item_no = s.topic_no;
CREATE VIEW settled AS
  SELECT calls.call_date, p.party, o.kind, o.text, o.call_id, o.item_no,
    articles.outlet, articles.published
  FROM outcomes AS o
    JOIN outcome_parties AS p USING (call_id, item_no)
    JOIN calls USING (call_id)
    JOIN articles USING (article_id);
"""
"""Lists opened up, a line a call, and what each party said and is bound to."""


class Database:
    """Writes tables into a new database; left as a context manager, it is closed whatever happened.

    Args:
        path: The file to make; an empty one may be there.

    Raises:
        OSError: It can't be made.
    """

    def __init__(self, path: Path) -> None:
        self._insert = {
            table.name: f"INSERT INTO {table.name} VALUES ({', '.join('?' for _ in table.columns)})"  # noqa: S608 - our own names
            for table in TABLES
        }
        with _told():
            self._database = sqlite3.connect(path, isolation_level=None)
            try:
                self._begin()
            except sqlite3.Error:
                self._database.close()
                raise

    def _begin(self) -> None:
        # It is made under another name and moved when it is whole: no journal is needed.
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("BEGIN")
        for table in TABLES:
            self._database.execute(_create(table))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, table: str, row: Row) -> None:
        """Take one row.

        Raises:
            OSError: There is no room for it.
        """
        with _told():
            self._database.execute(self._insert[table], [_stored(value) for value in row])

    def close(self) -> None:
        """Make the indexes and views, and end it.

        Raises:
            OSError: There is no room for them.
        """
        with _told():
            self._database.execute("CREATE INDEX calls_by_article ON calls (article_id)")
            self._database.execute("CREATE INDEX calls_by_date ON calls (call_date)")
            self._database.execute("CREATE INDEX participants_by_party ON participants (party)")
            self._database.execute("COMMIT")
            self._database.executescript(VIEWS)
            self._database.close()


@contextmanager
def _told() -> Iterator[None]:
    """Tells what goes wrong with the database as files do."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(errno.EIO, str(error)) from error


def _create(table: Table) -> str:
    columns = ", ".join(f"{column.name} {_TYPES[column.kind]}" for column in table.columns)
    return f"CREATE TABLE {table.name} ({columns}, UNIQUE ({', '.join(table.key)}))"


def _stored(value: Value) -> str | int | float | None:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return value
