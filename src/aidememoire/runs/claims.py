"""Results that were found: whose they are, and whether they are wanted still."""

from __future__ import annotations

import hashlib
import json

from aidememoire.runs.store import Store


def mark_of(store: Store, worker: int) -> str:
    """What tells the results of a worker's version in this very store from all others."""
    with store.reading() as base:
        # No two stores were begun by one process at one moment, and their first row stays.
        row = base.execute(
            "SELECT first.process, first.began, model, prompt, schema"
            " FROM (SELECT process, began FROM worker ORDER BY id LIMIT 1) AS first, worker"
            " JOIN version ON version.id = worker.version WHERE worker.id = ?",
            (worker,),
        ).fetchone()
    return hashlib.sha256(json.dumps(row).encode()).hexdigest()[:16]


def claim(store: Store, worker: int, sha256: str, published: str) -> int | None:
    """Make a piece of work a worker's own, so that a result that was found can be kept.

    Args:
        store: The store.
        worker: Who.
        sha256: The text's hash.
        published: The day that its input gave, in ISO form, or "".

    Returns:
        Its text's number; 0 when it has its result; None when it is not for this worker to judge:
        another is at it, or this store doesn't have it.
    """
    with store.noting() as base:
        row = base.execute(
            "SELECT result.id, text.id, state, worker FROM text"
            " JOIN result ON result.text = text.id"
            " WHERE (sha256, text.published) = (?, ?)"
            " AND version = (SELECT version FROM worker WHERE id = ?)",
            (sha256, published, worker),
        ).fetchone()
        if row is None:
            return None
        if row[2] in {"done", "failed"}:
            return 0
        if row[3] not in {None, worker}:
            return None
        base.execute("UPDATE result SET state = 'taken', worker = ? WHERE id = ?", (worker, row[0]))
    return int(row[1])


def name_of(store: Store, text: int) -> str:
    """The id of the first article that has a text."""
    with store.reading() as base:
        row = base.execute(
            "SELECT id FROM article WHERE text = ? ORDER BY rowid", (text,)
        ).fetchone()
    return str(row[0])
