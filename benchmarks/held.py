"""What a run store holds, and what of it is gone: for what interrupts runs and looks on."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from aidememoire.runs.results import records
from aidememoire.runs.store import Store
from aidememoire.stored import NoRecord


def held(path: Path) -> dict[str, str]:
    """A digest of each record in a store, by its article; of no store none.

    Raises:
        SystemExit: A record does not hold against its text.
    """
    if not path.exists():
        return {}
    found = {}
    with Store(path) as store:
        for one in records(store):
            if isinstance(one, NoRecord):
                raise SystemExit(f"{one.origin}: {one.error}")
            found[one.article.id] = sha256(one.to_json().encode()).hexdigest()
    return found


def lost(was: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The articles whose record is gone, or another."""
    return [name for name, digest in was.items() if now.get(name) != digest]
