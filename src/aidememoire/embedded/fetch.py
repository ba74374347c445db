"""Weights on this machine: fetched once, verified, and looked up at each use.

Everything lies in one folder: `FILE` (complete, moved there in one step), `FILE.partial` (a prefix
of it), `FILE.lock`, and `FILE.verified`, a stamp that says which state of the file was hashed, so
that a gigabyte need not be hashed at each use.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from aidememoire.embedded.catalogue import CatalogueModel
from aidememoire.embedded.partial import Partial, WrongBytes
from aidememoire.embedded.sources import HuggingFace, Mirror, Source, SourceFailed
from aidememoire.errors import (
    DiskFull,
    SettingsError,
    WeightsCorrupt,
    WeightsError,
    WeightsMissing,
    WeightsUnreachable,
)

Progress = Callable[[int, int, str], None]
"""Called with the bytes that are there, the bytes of the whole, and where more come from: a host's
name, or `OTHER_PROCESS`."""

OTHER_PROCESS = "another process"
"""What `Progress` is told while another process fetches the same weights."""

_TIMEOUT = httpx2.Timeout(30.0, connect=5.0)
_LOOK_AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that are there and verified.

    Attributes:
        name: The name of the model: that of the catalogue, or the file's.
        path: The file.
        sha256: Its hash.
    """

    name: str
    path: Path
    sha256: str


def default_folder() -> Path:
    """Where weights are kept: `models` in the platform's cache folder for this package."""
    return user_cache_path("aidememoire", appauthor=False) / "models"


def locate(model: CatalogueModel | Path, folder: Path) -> Weights:
    """Find weights for use. The file is hashed unless it is as it was when last hashed.

    Args:
        model: The catalogue's entry, or the user's own GGUF file, which has any hash.
        folder: Where weights are kept.

    Raises:
        WeightsMissing: They are not there.
        WeightsCorrupt: The file is there with a wrong hash, or is no GGUF file.
        WeightsError: It can't be read.
    """
    return _found(model, folder, _digest)


def _found(
    model: CatalogueModel | Path, folder: Path, digest_of: Callable[[Path, Path], str]
) -> Weights:
    stamp = _stamp(model, folder)
    if isinstance(model, Path):
        return _own(model, stamp, digest_of)
    path = folder / model.file
    try:
        digest = digest_of(path, stamp)
    except FileNotFoundError:
        raise WeightsMissing(
            f"the weights of {model.name} are not in {folder}",
            f"Run `aidememoire models fetch {model.name}`.",
        ) from None
    except OSError as error:
        raise WeightsError(f"{path} can't be read: {error.strerror or error}") from error
    if digest != model.sha256:
        raise WeightsCorrupt(
            f"{path} is not the file that {model.name} stands for: its SHA-256 is "
            f"{digest[:12]}…, not {model.sha256[:12]}…",
            f"Run `aidememoire models fetch {model.name}` to repair it.",
        )
    return Weights(model.name, path, digest)


def verify(model: CatalogueModel | Path, folder: Path) -> Weights:
    """Find weights and hash them, whatever was known of them. Raises what `locate` raises."""
    return _found(model, folder, _hashed)


def fetch(model: CatalogueModel, folder: Path, progress: Progress | None = None) -> Weights:
    """Make sure that weights are there, from the first source that delivers if they are not.

    What was fetched and verified before is kept, from whichever source, and of a damaged file the
    parts before the damage. While another process fetches the same weights, this one waits.
    It blocks, for minutes at worst; an interrupt loses nothing.

    Args:
        model: Which weights.
        folder: Where they are kept; made if it isn't there.
        progress: Told how far it is.

    Raises:
        WeightsUnreachable: No source could deliver.
        WeightsCorrupt: A source delivered other bytes, and none the right ones.
        DiskFull: There is no room.
        WeightsError: The folder can't be written to.
        SettingsError: An address set in the environment is none.
    """
    with suppress(WeightsMissing, WeightsCorrupt):
        return locate(model, folder)
    told = progress or (lambda _done, _total, _source: None)
    with _storage(model, folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(model, folder, told):
            with suppress(WeightsMissing, WeightsCorrupt):
                return locate(model, folder)
            return _fetch(model, folder, told)


def _fetch(model: CatalogueModel, folder: Path, told: Progress) -> Weights:
    path, unfinished = folder / model.file, _beside(folder / model.file, "partial")
    if path.exists():
        path.replace(unfinished)
    with Partial(unfinished, model) as partial:
        _check_room(model, folder, partial.size)
        if not partial.complete:
            _download(model, folder, partial, told)
    with unfinished.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != model.sha256:
        unfinished.unlink()
        raise WeightsCorrupt(
            f"what was fetched as {model.name} has the SHA-256 {digest[:12]}…, not "
            f"{model.sha256[:12]}…; it was thrown away",
            "Try again; if it stays so, please report it.",
        )
    _write_stamp(unfinished, _stamp(model, folder), digest)
    unfinished.replace(path)
    return Weights(model.name, path, digest)


def _download(model: CatalogueModel, folder: Path, partial: Partial, told: Progress) -> None:
    sources: tuple[Source, ...] = (HuggingFace(model), Mirror(model, folder))
    failures: list[str] = []
    wrong = False
    with _client() as client:
        for source in sources:
            told(partial.size, model.size, source.name)
            try:
                source.deliver(client, partial, lambda name: told(partial.size, model.size, name))
            except (SourceFailed, WrongBytes) as error:
                failures.append(f"{source.name}: {error}")
                wrong = wrong or isinstance(error, WrongBytes)
            else:
                return
    reasons = "; ".join(failures)
    by_hand = (
        f"Or get {model.file} from https://huggingface.co/{model.repo} and put it into {folder}."
    )
    if wrong:
        raise WeightsCorrupt(
            f"the weights of {model.name} were not what they should be ({reasons})",
            f"Try again later. {by_hand}",
        )
    raise WeightsUnreachable(
        f"the weights of {model.name} could not be fetched ({reasons})",
        "Check the network, or set HF_ENDPOINT, AIDEMEMOIRE_INDEX_URL or HTTPS_PROXY to what can "
        f"be reached from here; what was fetched so far is kept. {by_hand}",
    )


def _client() -> httpx2.Client:
    try:
        return httpx2.Client(timeout=_TIMEOUT, follow_redirects=True)
    except OSError as error:
        raise SettingsError(
            f"the certificates to trust can't be read: {error.strerror or error}",
            "Correct SSL_CERT_FILE or SSL_CERT_DIR, or unset them.",
        ) from error


def _check_room(model: CatalogueModel, folder: Path, there: int) -> None:
    # The mirror needs room for one wheel, which is hardly larger than its part.
    needed = model.size - there
    needed += max(part.size for part in model.parts) if needed else 0
    if shutil.disk_usage(folder).free < needed:
        raise _disk_full(model, folder, needed)


def _disk_full(model: CatalogueModel, folder: Path, needed: int) -> DiskFull:
    free = shutil.disk_usage(folder).free
    return DiskFull(
        f"{folder} has {free / 1e6:,.0f} MB free; the weights of {model.name} need "
        f"{needed / 1e6:,.0f} MB more",
        "Make room there and try again; what was fetched so far is kept.",
    )


@contextmanager
def _storage(model: CatalogueModel, folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            unfinished = _beside(folder / model.file, "partial")
            there = unfinished.stat().st_size if unfinished.exists() else 0
            raise _disk_full(model, folder, model.size - there) from error
        raise WeightsError(
            f"the weights of {model.name} can't be kept in {folder}: {error.strerror or error}",
            "Make the folder writable.",
        ) from error


@contextmanager
def _alone(model: CatalogueModel, folder: Path, told: Progress) -> Iterator[None]:
    path = folder / model.file
    lock = FileLock(_beside(path, "lock"))
    unfinished = _beside(path, "partial")
    while True:
        try:
            lock.acquire(timeout=_LOOK_AGAIN, poll_interval=_LOOK_AGAIN)
            break
        except Timeout:
            with suppress(FileNotFoundError):
                told(unfinished.stat().st_size, model.size, OTHER_PROCESS)
    try:
        yield
    finally:
        lock.release()


def _own(path: Path, stamp: Path, digest_of: Callable[[Path, Path], str]) -> Weights:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
        if magic != b"GGUF":
            raise WeightsCorrupt(f"{path} is no GGUF file", "Give another file.")
        return Weights(path.stem, path, digest_of(path, stamp))
    except OSError as error:
        raise WeightsError(f"{path} can't be read: {error.strerror or error}") from error


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f"{path.name}.{suffix}")


def _stamp(model: CatalogueModel | Path, folder: Path) -> Path:
    if isinstance(model, CatalogueModel):
        return _beside(folder / model.file, "verified")
    # Nothing is written beside a user's own file.
    place = hashlib.sha256(str(model.resolve()).encode()).hexdigest()[:16]
    return folder / f"{place}.verified"


def _digest(path: Path, stamp: Path) -> str:
    """A file's hash, as the stamp has it if the file is as it was then."""
    state = _state(path)
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(stamp.read_text("utf-8"))
        if known["state"] == state:
            return str(known["sha256"])
    return _hashed(path, stamp)


def _hashed(path: Path, stamp: Path) -> str:
    """A file's hash, whatever the stamp says; it says so then."""
    state = _state(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _write_stamp(path, stamp, digest, state)
    return digest


def _state(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def _write_stamp(path: Path, stamp: Path, digest: str, state: list[int] | None = None) -> None:
    # A read-only cache works too, at the price of a hash each time.
    with suppress(OSError):
        stamp.parent.mkdir(parents=True, exist_ok=True)
        fresh = _beside(stamp, str(os.getpid()))
        fresh.write_text(json.dumps({"state": state or _state(path), "sha256": digest}), "utf-8")
        fresh.replace(stamp)
