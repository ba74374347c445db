"""The work behind `aidememoire calls`, `compare` and `timeline`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from aidememoire.accounts.account import Account, accounts_of
from aidememoire.accounts.comparing import compare as lay_side_by_side
from aidememoire.accounts.data import Data
from aidememoire.accounts.grouping import CallEntry, CallGroup, Listing, group
from aidememoire.accounts.links import link
from aidememoire.accounts.overtime import Timeline
from aidememoire.accounts.overtime import timeline as over_time
from aidememoire.accounts.rows import Comparison
from aidememoire.cli import documents, kept, summarising
from aidememoire.cli.documents import Document, Format
from aidememoire.cli.talk import Talk
from aidememoire.errors import RecordError, SettingsError
from aidememoire.part import place
from aidememoire.record import Extraction
from aidememoire.settings import Settings
from aidememoire.sources import TABLES, form_of
from aidememoire.stored import SUFFIXES, NoRecord
from aidememoire.views.calls import listing_markdown, listing_table
from aidememoire.views.comparison import comparisons_markdown, comparisons_table
from aidememoire.views.overtime import timeline_markdown, timeline_table
from aidememoire.views.table import Failures

_TWO = 2


class Comparisons(Data):
    """What comparing a set of accounts gives."""

    comparisons: tuple[Comparison, ...]
    alone: tuple[CallEntry, ...]
    """Calls of which there is one account only."""


@dataclass(frozen=True)
class Target:
    """Where a document goes, and in which format if that was said."""

    form: Format | None
    output: Path | None

    def writer(self, inputs: Sequence[str]) -> Callable[[Document], None]:
        """What writes it; a wrong wish is told now, not when the work is done.

        Raises:
            SettingsError: The output's name doesn't say the format, or it is what is to be read.
        """
        output = place(self.output, inputs)
        form = documents.chosen(self.form, output)
        return lambda document: documents.write(document, form, output)


def calls(paths: Sequence[str], target: Target) -> None:
    """List the calls of stored records."""
    write = target.writer(paths)
    talk = Talk()
    records, faults = _some(paths, talk)
    listing = Listing(calls=tuple(one.entry for one in group(_accounts(records, talk))))
    write(Document(listing, lambda: listing_table(listing), lambda: listing_markdown(listing)))
    _end(faults)


def timeline(
    paths: Sequence[str],
    target: Target,
    parties: Sequence[str],
    draw: Callable[[Timeline], None] | None,
) -> None:
    """Show the calls of stored records over time, and draw charts if wanted."""
    write = target.writer(paths)
    talk = Talk()
    records, faults = _some(paths, talk)
    shown = over_time(group(_accounts(records, talk)), parties)
    write(Document(shown, lambda: timeline_table(shown), lambda: timeline_markdown(shown)))
    if draw:
        draw(shown)
    _end(faults)


def compare(paths: Sequence[str], target: Target, settings: Settings, *, quiet: bool) -> None:
    """Compare the accounts of each call that articles or records tell of.

    Raises:
        RecordError: There is nothing to compare.
        SettingsError: A folder holds articles and records.
    """
    write = target.writer(paths)
    talk = Talk(quiet)
    records, faults = _read(paths, talk, settings)
    accounts = _accounts(records, talk)
    groups = group(accounts)
    # In the order in which they were read, not in which they were printed.
    order = {one.key: place for place, one in enumerate(accounts)}
    several = [_in_order(one, order) for one in groups if len(one.accounts) > 1]
    alone = [one.entry for one in groups if len(one.accounts) == 1]
    if not several:
        several, alone = [_forced(accounts, talk)], []
    found = Comparisons(
        comparisons=tuple(lay_side_by_side(one) for one in several), alone=tuple(alone)
    )
    for one in alone:
        talk.say(f"Only {one.tellers[0].key} tells of {_named(one)}.")
    shown = found.comparisons
    write(Document(found, lambda: comparisons_table(shown), lambda: comparisons_markdown(shown)))
    _end(faults)


def _named(one: CallEntry) -> str:
    day = one.day.isoformat() if one.day else "no day"
    return f"the call of {' and '.join(each.name for each in one.people)} ({day})"


def _in_order(one: CallGroup, order: dict[str, int]) -> CallGroup:
    accounts = sorted(one.accounts, key=lambda account: order[account.key])
    return CallGroup(tuple(accounts), one.links, one.perhaps)


def _forced(accounts: Sequence[Account], talk: Talk) -> CallGroup:
    """Two accounts are compared because the user says so, even if nothing else does.

    Raises:
        RecordError: There are more than two, or fewer.
    """
    main = [one for one in accounts if one.index == 0]
    if len(main) != _TWO:
        several = len(main) > _TWO
        raise RecordError(
            "no two of these articles tell of the same call, as far as can be seen"
            if several
            else "there are fewer than two accounts to compare",
            "Name just two to compare them all the same." if several else "Name another account.",
        )
    found = link(*main)
    if found is None:
        talk.say("Nothing says that these two tell of the same call.")
    return CallGroup(tuple(main), (found,) if found else ())


def _load(paths: Sequence[str], talk: Talk) -> tuple[list[Extraction], int]:
    """The records that can be read, and how many could not; those are told."""
    faults: list[NoRecord] = []
    return list(kept.told(paths, talk, faults)), len(faults)


def _some(paths: Sequence[str], talk: Talk) -> tuple[list[Extraction], int]:
    """The records that can be read, and how many could not.

    Raises:
        Exit: None could: nothing but faults is no reason to replace an earlier result.
    """
    records, faults = _load(paths, talk)
    if not records:
        _end(faults)
    return records, faults


class _Records:
    """Takes the records that `summarise` makes, in place of a file."""

    def __init__(self) -> None:
        self.records: list[Extraction] = []

    def add(self, record: Extraction) -> None:
        self.records.append(record)

    def close(self, _failures: Failures, *, finished: bool) -> str:  # noqa: ARG002 - a sink's
        return ""


def _read(paths: Sequence[str], talk: Talk, settings: Settings) -> tuple[list[Extraction], int]:
    """The records of what is named: stored ones loaded first, then articles summarised."""
    stored = [path for path in paths if kept.is_store(path) or _holds_records(Path(path))]
    articles = [path for path in paths if path not in stored]
    records, faults = _load(stored, talk)
    if articles:
        sink = _Records()
        tally = summarising.summarise(summarising.Job(articles, sink, talk), settings)
        records += sink.records
        faults += len(tally.failures)
    return records, faults


def _holds_records(path: Path) -> bool:
    """Whether it is read as records; a folder of both would lose one of them unseen.

    Raises:
        SettingsError: It is such a folder.
    """
    if not path.is_dir():
        return path.suffix in SUFFIXES
    try:
        files = list(path.iterdir())
    except OSError:
        return True  # reading it tells
    records = any(one.suffix in SUFFIXES for one in files)
    forms = {form_of(one.name) for one in files if one.name[0] != "."} - {None, *TABLES}
    if records and forms:
        raise SettingsError(
            f"{path} holds articles and JSON files, which may be records",
            "Name the files that are meant, or give each kind a folder of its own.",
        )
    return records


def _accounts(records: Sequence[Extraction], talk: Talk) -> list[Account]:
    accounts, twice = accounts_of(records)
    for name in twice:
        talk.say(f"{name} is an article that is there already: left out.")
    return accounts


def _end(faults: int) -> None:
    if faults:
        raise typer.Exit(1)
