"""From the rows of a journal to figures: medians, ranges, scores with their intervals."""

from __future__ import annotations

import datetime as dt
import hashlib
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Self

from aidememoire.evaluation.compare import compare
from aidememoire.evaluation.folder import Labelled
from aidememoire.evaluation.items import Data
from aidememoire.evaluation.measure import measure
from aidememoire.evaluation.run import About, ArticleRun, Attempt, Run
from aidememoire.evaluation.statistics import Interval
from bench.journal import PARTS, Journal, Made, Part, Row
from bench.systems import SYSTEMS

OURS, PLAIN = "ours", "plain"
TIME_LIMIT = "TimeLimit"


class Span(Data):
    """Where values lie."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Self | None:
        """That of some values; None of none."""
        found = list(values)
        if not found:
            return None
        return cls(median=statistics.median(found), least=min(found), most=max(found))


class Figures(Data):
    """One system over the articles of one part."""

    system: str
    part: Part
    articles: int
    failed: dict[str, int]
    """How many articles have no record, by why; they are in `pace`, and count 0 in the score."""
    pace: float
    """Seconds an article: all the time that all took, by their number."""
    times: float | None
    """How many times the pace of plain requests one at a time this is; None without them."""
    at_least: bool
    """Whether a plain request ran into the time limit, so that it is more than `times`."""
    seconds: Span | None
    """Of an article that has a record, from its first question to the record."""
    read: Span | None
    """Tokens that the model had to read for such an article, not those it had read before."""
    cached: Span | None
    """Tokens that it had read before."""
    written: Span | None
    peak: int
    """The most memory, in bytes."""
    load: float
    """The machine's median load average."""
    score: Interval | None
    """None without gold records."""
    leak: Interval | None
    """Share of evidence outside gold's; None without gold or evidence."""
    difference: Interval | None
    """Of the score of `ours` less this one's, article by article; None without either."""
    points: tuple[float, ...]
    """Seconds of each article that has a record, for the chart."""


class Report(Data):
    """All figures of a run."""

    schema_version: Literal["1"] = "1"
    created: dt.datetime
    made: Made
    opening: dict[int, float]
    """Seconds until the server was open, by its slots; the median of several starts."""
    left_out: dict[str, str]
    """What was wanted and could not be had, and why."""
    figures: tuple[Figures, ...]


def report(
    journal: Journal,
    wanted: Mapping[Part, Sequence[str]],
    labelled: Sequence[Labelled],
    left_out: Mapping[str, str],
) -> Report:
    """Sum up what a journal holds.

    Args:
        journal: The rows, and how they were made.
        wanted: The SHA-256 of the articles, by part; rows of others are left alone.
        labelled: Those with gold records.
        left_out: What could not be had.
    """
    opening: dict[int, list[float]] = {}
    for one in journal.opened:
        opening.setdefault(one.slots, []).append(one.seconds)
    found: list[Figures] = []
    for part in PARTS:
        shas = set(wanted.get(part, ()))
        rows = {name: kept for name in SYSTEMS if (kept := _of(journal.rows, name, part, shas))}
        runs = {n: _run(n, own, labelled) for n, own in rows.items()} if part == "gold" else {}
        found += [_figures(name, rows, runs) for name in rows]
    return Report(
        created=dt.datetime.now(dt.UTC),
        made=journal.made,
        opening={slots: statistics.median(took) for slots, took in opening.items()},
        left_out=dict(left_out),
        figures=tuple(found),
    )


def _of(rows: Iterable[Row], name: str, part: Part, shas: set[str]) -> list[Row]:
    return [r for r in rows if r.system == name and r.part == part and r.sha256 in shas]


def _figures(name: str, rows: Mapping[str, Sequence[Row]], runs: Mapping[str, Run]) -> Figures:
    own = rows[name]
    good = [row for row in own if row.record is not None]
    run, ours = runs.get(name), runs.get(OURS)
    plain = rows.get(PLAIN, ())
    same = {row.sha256 for row in plain} == {row.sha256 for row in own}
    return Figures(
        system=name,
        part=own[0].part,
        articles=len(own),
        failed=dict(Counter(row.failure.kind for row in own if row.failure)),
        pace=_pace(own),
        times=_pace(plain) / _pace(own) if same and _pace(own) else None,
        at_least=any(row.failure and row.failure.kind == TIME_LIMIT for row in plain),
        seconds=Span.of(row.seconds for row in good),
        read=Span.of(row.tokens.read for row in good),
        cached=Span.of(row.tokens.cached for row in good),
        written=Span.of(row.tokens.written for row in good),
        peak=max(row.peak for row in own),
        load=statistics.median(row.load for row in own),
        score=run.score if run else None,
        leak=run.beside["leak"] if run else None,
        difference=_difference(run, ours) if run and ours and name != OURS else None,
        points=tuple(row.seconds for row in good),
    )


def _pace(rows: Sequence[Row]) -> float:
    return sum(row.wall for row in rows) / len(rows)


def _difference(run: Run, ours: Run) -> Interval | None:
    same = {one.id for one in run.articles} == {one.id for one in ours.articles}
    return compare(run, ours).difference if same else None


def _run(name: str, rows: Sequence[Row], labelled: Sequence[Labelled]) -> Run:
    """The account of a run, as `aidememoire eval` makes it of the same records."""
    by_sha = {row.sha256: row for row in rows}
    return Run.of(
        About(model=name),
        [
            _article(one, by_sha[one.article.sha256])
            for one in labelled
            if one.article.sha256 in by_sha
        ],
    )


def _article(one: Labelled, row: Row) -> ArticleRun:
    measures = measure(one.gold, row.record, one.article.text) if row.record else None
    attempt = Attempt(
        measures=measures,
        failure=row.failure,
        seconds=row.seconds if measures else None,
        tokens=row.tokens.read + row.tokens.cached + row.tokens.written if measures else None,
    )
    return ArticleRun(
        id=one.article.id,
        sha256=one.article.sha256,
        gold_sha256=hashlib.sha256(one.gold.to_json().encode()).hexdigest(),
        attempts=(attempt,),
    )
