"""Records beside their articles, for commands: both read, what can't be used told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from aidememoire.cli import kept
from aidememoire.cli.talk import Talk
from aidememoire.reading import read
from aidememoire.stored import NoRecord
from aidememoire.texts import Matched, match


def matched(
    records: Sequence[str], articles: Sequence[str], talk: Talk
) -> tuple[list[Matched], list[NoRecord]]:
    """Read records and their articles.

    Args:
        records: Paths of records; "-" is standard input.
        articles: Paths of articles; those that run stores hold need none.
        talk: Told what can't be used, as it is met.

    Returns:
        The records with their articles, in order, and what can't be used.
    """
    found, faults = [], []
    for one in match(kept.records(records), chain(read(articles), kept.articles(records))):
        if isinstance(one, NoRecord):
            faults.append(one)
            talk.fail(one.origin, one.error)
        else:
            found.append(one)
    return found, faults
