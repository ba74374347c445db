"""The file of a run store: its tables, and how it is opened, checked and written to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aidememoire.errors import OutputError, StoreError

STORE_VERSION = 1
"""The version of the tables below, in the file's `user_version`."""

_APPLICATION = 0x61696465  # "aide": tells the file from other people's databases
_BUSY_SECONDS = 60.0

# Times are seconds since 1970 by the wall clock, for people to read: nothing is decided by them.
# Plain SQL of SQLite 3.24: neither STRICT tables nor RETURNING, which long-lived systems lack.
_TABLES = """
CREATE TABLE text (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  published TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (sha256, published)
);
CREATE TABLE article (
  id TEXT PRIMARY KEY,
  text INTEGER NOT NULL REFERENCES text,
  origin TEXT NOT NULL,
  title TEXT,
  outlet TEXT,
  published TEXT,
  url TEXT,
  UNIQUE (origin, text)
);
CREATE INDEX article_text ON article (text);
CREATE TABLE unread (
  origin TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  cause TEXT NOT NULL,
  message TEXT NOT NULL,
  remedy TEXT NOT NULL,
  seen REAL NOT NULL
);
CREATE TABLE version (
  id INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  prompt TEXT NOT NULL,
  schema TEXT NOT NULL,
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  used REAL NOT NULL,
  UNIQUE (model, prompt, schema)
);
CREATE TABLE worker (
  id INTEGER PRIMARY KEY,
  version INTEGER REFERENCES version,
  place TEXT NOT NULL,
  pid INTEGER NOT NULL,
  process TEXT NOT NULL,
  began REAL NOT NULL,
  seen REAL NOT NULL,
  beats INTEGER NOT NULL DEFAULT 0,
  live INTEGER NOT NULL DEFAULT 1,
  requests INTEGER NOT NULL DEFAULT 0,
  tokens INTEGER NOT NULL DEFAULT 0,
  cost REAL,
  reserved_tokens INTEGER NOT NULL DEFAULT 0,
  reserved_cost REAL NOT NULL DEFAULT 0
);
CREATE TABLE result (
  id INTEGER PRIMARY KEY,
  text INTEGER NOT NULL REFERENCES text,
  version INTEGER NOT NULL REFERENCES version,
  state TEXT NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'taken', 'done', 'failed')),
  worker INTEGER REFERENCES worker,
  record TEXT,
  cause TEXT,
  message TEXT,
  remedy TEXT,
  CHECK ((state = 'done') = (record IS NOT NULL)),
  CHECK ((state = 'failed') = (cause IS NOT NULL)),
  CHECK ((state = 'taken') = (worker IS NOT NULL)),
  UNIQUE (version, text)
);
CREATE INDEX result_state ON result (version, state, text);
CREATE INDEX result_worker ON result (worker) WHERE worker IS NOT NULL;
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  text INTEGER NOT NULL REFERENCES text,
  version INTEGER NOT NULL REFERENCES version,
  worker INTEGER NOT NULL REFERENCES worker,
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'failed', 'stopped', 'late')),
  cause TEXT,
  ended REAL NOT NULL,
  seconds REAL NOT NULL,
  requests INTEGER NOT NULL,
  retries INTEGER NOT NULL,
  re_asks INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  cost REAL
);
CREATE INDEX attempt_ended ON attempt (version, ended);
"""

_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open a run store.

    Args:
        path: The file.
        create: Whether to make it when there is none.

    Returns:
        A connection without transactions of its own accord, whose commits are on the disk when
        they return.

    Raises:
        StoreError: There is none, it is no run store, or one of another version.
        OutputError: It can't be made.
    """
    if not create and not path.is_file():
        raise StoreError(f"no run store: {path}", "Check the path; `aidememoire run` makes one.")
    with told(path):
        base = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    try:
        with told(path):
            _prepare(base, path, create=create)
    except BaseException:
        base.close()
        raise
    return base


def _prepare(base: sqlite3.Connection, path: Path, *, create: bool) -> None:
    if create and not _number(base, "application_id"):
        with writing(base):
            # Looked at again: another process may have made it meanwhile.
            empty = not base.execute("SELECT 1 FROM sqlite_master").fetchone()
            if empty:
                for statement in _TABLES.split(";"):
                    base.execute(statement)
                base.execute(f"PRAGMA user_version = {STORE_VERSION}")
                base.execute(f"PRAGMA application_id = {_APPLICATION}")
    if _number(base, "application_id") != _APPLICATION:
        raise StoreError(f"{path} is no run store", "Name a file that `aidememoire run` made.")
    version = _number(base, "user_version")
    if version != STORE_VERSION:
        raise StoreError(
            f"{path} is a run store of version {version}; this aidememoire reads {STORE_VERSION}",
            "Use the aidememoire that made it, or begin a new store.",
        )
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = FULL")
    base.execute("PRAGMA foreign_keys = ON")


def _number(base: sqlite3.Connection, pragma: str) -> int:
    with closing(base.execute(f"PRAGMA {pragma}")) as rows:
        return int(rows.fetchone()[0])


@contextmanager
def writing(base: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside, or nothing of it; no other process writes meanwhile."""
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
        base.execute("COMMIT")
    except BaseException:
        # A full disk has rolled it back already.
        if base.in_transaction:
            base.execute("ROLLBACK")
        raise


@contextmanager
def told(path: Path) -> Iterator[None]:
    """SQLite's errors inside, in the words of `errors`.

    Raises:
        OutputError: No room, or the disk fails.
        StoreError: It can't be opened or read.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _FULL:
            raise OutputError(
                f"can't write {path}: {error}",
                "What is done is kept. Make room, and run it again: it goes on where it stopped.",
            ) from error
        if code == sqlite3.SQLITE_BUSY:
            raise StoreError(
                f"{path} is held by another program: {error}", "End it, and run again."
            ) from error
        if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN}:
            raise StoreError(
                f"{path} can't be used as a run store: {error}", "Check the path and the file."
            ) from error
        raise
