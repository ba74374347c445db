"""How a run stands: what is done, what waits, what failed and why, how fast it goes."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from aidememoire.errors import StoreError
from aidememoire.runs.store import Store
from aidememoire.runs.workers import BEAT_SECONDS

_RECENT_SECONDS = 600.0
_SILENT_BEATS = 3

_STATES = "SELECT state, count(*) FROM result WHERE version = ? GROUP BY state"
_INPUTS = "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM unread)"
_CAUSES = """
SELECT cause, count(*) AS number, min(message) FROM (
  SELECT cause, message FROM result WHERE version = ? AND state = 'failed'
  UNION ALL SELECT cause, message FROM unread
) GROUP BY cause ORDER BY number DESC, cause
"""
_SPENT = """
SELECT coalesce(sum(requests), 0), coalesce(sum(tokens), 0), sum(cost) FROM worker WHERE version = ?
"""
_WORKERS = "SELECT count(*), min(began) FROM worker WHERE version = ? AND live AND seen > ?"
_RECENT = """
SELECT count(*) FROM attempt WHERE version = ? AND ended > ? AND outcome IN ('done', 'failed')
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """Articles that failed alike.

    Attributes:
        name: The name of the error.
        articles: How many texts.
        example: What was said of one of them.
    """

    name: str
    articles: int
    example: str


@dataclass(frozen=True, slots=True)
class Status:
    """How one version of a run stands.

    Attributes:
        model: What answers.
        fingerprint: What exactly.
        settings: How it was asked at first; what later workers had otherwise is under `later`.
        articles: The articles taken in.
        texts: How many different texts they have; all that follows counts texts.
        done: With a record.
        failed: Without one, after all attempts.
        taken: Being asked about.
        waiting: Not yet asked about.
        unread: Inputs that did not become articles.
        causes: Why failed, the most frequent first; those of inputs too.
        workers: How many processes are at work.
        requests: Requests to the model, those that failed too.
        tokens: Tokens of both kinds.
        cost: US dollars; None when the price is not known.
        per_minute: Texts done or failed a minute of late; None when nobody is at work.
        seconds_left: Until all are, at that rate.
    """

    model: str
    fingerprint: str
    settings: dict[str, Any]
    articles: int
    texts: int
    done: int
    failed: int
    taken: int
    waiting: int
    unread: int
    causes: tuple[Cause, ...]
    workers: int
    requests: int
    tokens: int
    cost: float | None
    per_minute: float | None
    seconds_left: float | None


def status(store: Store, version: int | None = None) -> Status:
    """How a version of a run stands; the one that was used last unless given.

    Raises:
        StoreError: There is no such version.
    """
    number = store.newest_version() if version is None else version
    with store.reading() as base:
        row = base.execute(
            "SELECT name, model, settings FROM version WHERE id = ?", (number,)
        ).fetchone()
        if row is None:
            raise StoreError(f"{store.path} holds no results yet", "Run `aidememoire run` with it.")
        states = dict(base.execute(_STATES, (number,)).fetchall())
        articles, unread = base.execute(_INPUTS).fetchone()
        causes = base.execute(_CAUSES, (number,)).fetchall()
        requests, tokens, cost = base.execute(_SPENT, (number,)).fetchone()
        workers, rate = _rate(base, number or 0)
    done, failed, taken, waiting = (
        states.get(state, 0) for state in ("done", "failed", "taken", "waiting")
    )
    return Status(
        model=row[0],
        fingerprint=row[1],
        settings=json.loads(row[2]),
        articles=articles,
        texts=sum(states.values()),
        done=done,
        failed=failed,
        taken=taken,
        waiting=waiting,
        unread=unread,
        causes=tuple(Cause(*cause) for cause in causes),
        workers=workers,
        requests=requests,
        tokens=tokens,
        cost=cost,
        per_minute=None if rate is None else rate * 60,
        seconds_left=(waiting + taken) / rate if rate else None,
    )


def _rate(base: sqlite3.Connection, version: int) -> tuple[int, float | None]:
    """How many processes are at work, and how many texts a second they did of late."""
    now = time.time()
    silent = now - _SILENT_BEATS * BEAT_SECONDS
    workers, began = base.execute(_WORKERS, (version, silent)).fetchone()
    if not workers:
        return 0, None
    since = max(now - _RECENT_SECONDS, began)
    recent = base.execute(_RECENT, (version, since)).fetchone()[0]
    # A clock that was put back tells no rate.
    return workers, recent / (now - since) if now > since else None
