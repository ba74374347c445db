"""Reviews in a folder: the decisions in `reviews/`, the gold records that come of them in `gold/`.

Beside those, in `articles/`, stand the texts that they are about: a row of a table, a web page or a
run store holds no file that `gold check` could read. What the model said stays where it is; nothing
is written to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from filelock import AcquireReturnProxy, FileLock
from pydantic import ValidationError

from aidememoire.errors import OutputError, RecordsInvalid, ReviewStale, ReviewUnreadable
from aidememoire.record import describe
from aidememoire.review.decisions import Review, changed, fingerprint, new_review, undecided
from aidememoire.review.gold import Fault, gold_of
from aidememoire.texts import Matched
from aidememoire.views.lines import to_json


@dataclass(frozen=True)
class State:
    """How far the review of one record is."""

    matched: Matched
    review: Review
    undecided: tuple[str, ...]
    """The places that still want a decision."""
    faults: tuple[Fault, ...]
    """What keeps the decisions from being a gold record."""


class Reviews:
    """The reviews of records, kept in a folder. Several processes may share it.

    Args:
        matched: The records and their articles; the articles' ids are unique.
        folder: Where decisions and gold records are kept; made if it is not there.
        write: Writes a whole file, or none of it, and the folders that it needs.

    Raises:
        RecordsInvalid: Two records are of one article, or an id can't be a file's name.
        OutputError: The folder can't be made, or not be written to.
    """

    def __init__(
        self, matched: Sequence[Matched], folder: Path, write: Callable[[Path, str], None]
    ) -> None:
        self._matched = {one.article.id: one for one in matched}
        if len(self._matched) < len(matched):
            ids = [one.article.id for one in matched]
            twice = next(one for one in ids if ids.count(one) > 1)
            message = f"there are several records of the article {twice!r}"
            raise RecordsInvalid(message, "Review one record an article.")
        for name in self._matched:
            if name != Path(name).name or "\\" in name:
                # Reading gives no such ids; a store from elsewhere might have one.
                raise RecordsInvalid(f"the article's id {name!r} can't be a file's name")
        self._folder = folder
        self._write = write
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Who can't save is to know before deciding anything.
            with TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise _unwritable(folder, error) from error

    @property
    def names(self) -> tuple[str, ...]:
        """The articles' ids, in order."""
        return tuple(self._matched)

    def state(self, name: str) -> State:
        """How far the review of an article's record is.

        Raises:
            KeyError: There is no such article.
            ReviewUnreadable: The file with its decisions is none, or is of another record.
        """
        return _state(self._matched[name], self._load(name))

    def save(self, name: str, version: int, changes: Mapping[str, Any]) -> State:
        """Keep some more decisions; the gold record too, when all is decided.

        Args:
            name: The article's id.
            version: The version of the review that the changes were made on.
            changes: As `decisions.changed` takes them.

        Raises:
            KeyError: There is no such article.
            ReviewStale: The review has another version by now.
            ReviewInvalid: A decision breaks the codebook. Nothing is kept.
            ReviewUnreadable: The file with its decisions is none, or is of another record.
            OutputError: It can't be written.
        """
        one = self._matched[name]
        with self._locked():
            before = self._load(name)
            if before.version != version:
                raise ReviewStale("the review was saved elsewhere in the meantime", "Look at both.")
            after = changed(before.decisions, changes, one.record, one.article)
            review = before.model_copy(update={"version": version + 1, "decisions": after})
            gold, _ = gold_of(one.record, after, one.article)
            if gold and not any(undecided(one.record, after)):
                self._write(self._folder / "articles" / f"{name}.txt", one.article.text)
                self._write(self.gold_file(name), to_json(gold) + "\n")
                review = review.model_copy(update={"gold_version": review.version})
            self._write(self._file(name), review.model_dump_json(indent=2) + "\n")
        return _state(one, review)

    def gold_file(self, name: str) -> Path:
        """Where the gold record of an article is, once there is one."""
        return self._folder / "gold" / f"{name}.json"

    def _locked(self) -> AcquireReturnProxy:
        """The folder, for this process alone until it is left."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return FileLock(self._folder / ".lock").acquire()
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def _file(self, name: str) -> Path:
        return self._folder / "reviews" / f"{name}.json"

    def _load(self, name: str) -> Review:
        record = self._matched[name].record
        file = self._file(name)
        try:
            review = Review.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return new_review(record)
        except OSError as error:
            raise ReviewUnreadable(f"{file} can't be read: {error.strerror}") from error
        except ValidationError as error:
            raise ReviewUnreadable(f"{file} is no review: {describe(error)}") from error
        if review.record_sha256 != fingerprint(record):
            raise ReviewUnreadable(
                f"{file} is the review of another record of this article",
                "Keep the reviews of other records in another folder.",
            )
        return review


def _unwritable(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"can't write to the folder {folder}: {error.strerror}",
        "Make it writable, or start the review with another folder for -o.",
    )


def _state(one: Matched, review: Review) -> State:
    _, faults = gold_of(one.record, review.decisions, one.article)
    left = tuple(undecided(one.record, review.decisions))
    return State(one, review, left, tuple(faults))
