"""Records wherever they are kept: files, folders, standard input, and run stores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from aidememoire.article import Article
from aidememoire.cli.talk import Talk
from aidememoire.decoding import SQLITE
from aidememoire.errors import AidememoireError
from aidememoire.record import Extraction
from aidememoire.runs import results
from aidememoire.runs.store import Store
from aidememoire.stored import NoRecord, load_all
from aidememoire.sure import surer


def is_store(path: str) -> bool:
    """Whether a path is that of an SQLite file, as run stores are."""
    try:
        with Path(path).open("rb") as file:
            return file.read(len(SQLITE)) == SQLITE
    except (OSError, ValueError):
        return False


def records(paths: Sequence[str]) -> Iterator[Extraction | NoRecord]:
    """Read records, in the order of the paths.

    Args:
        paths: As for `stored.load_all`; also run stores, of which the newest results are taken.

    Yields:
        Each record, or what is none and why: one fault stops nothing.
    """
    for path in paths:
        if not is_store(path):
            yield from load_all([path])
            continue
        try:
            with Store(Path(path)) as store:
                yield from results.records(store)
        except AidememoireError as error:
            yield NoRecord(path, error)


def told(
    paths: Sequence[str], talk: Talk, faults: list[NoRecord], least: float | None = None
) -> Iterator[Extraction]:
    """Read records, and say of what is none why.

    Args:
        paths: As for `records`.
        talk: Told what is no record, as it is met.
        faults: Gets what is no record.
        least: Leave out items that are less sure than this; calls of which nothing is left are
            told of.
    """
    gone = 0
    for one in records(paths):
        if isinstance(one, NoRecord):
            faults.append(one)
            talk.fail(one.origin, one.error)
        elif least is None:
            yield one
        else:
            left = surer(one, least)
            gone += len(one.calls) - len(left.calls)
            yield left
    if gone:
        talk.say(f"Calls of which nothing is as sure as {least:g}, left out: {gone}")


def articles(paths: Sequence[str]) -> Iterator[Article]:
    """The articles that the run stores among these paths hold.

    What is none is passed over: `records` tells of it.
    """
    for path in filter(is_store, paths):
        with suppress(AidememoireError), Store(Path(path)) as store:
            yield from results.articles(store)
