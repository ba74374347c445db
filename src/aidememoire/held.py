"""Whether what is told is a call that was held: not one to come, nor one with somebody else."""

from __future__ import annotations

from collections.abc import Iterable

from aidememoire.wordlists import any_of


def ahead(sentences: Iterable[str]) -> bool:
    """Whether all these sentences speak of a call to come, and none of one that was held.

    Of no sentences they don't.
    """
    found = [_ahead(text) for text in sentences]
    return bool(found) and all(found)


def _ahead(text: str) -> bool:
    coming = any_of("held", "ahead").search(text) is not None
    # "spoke by phone and will talk again": one call was held.
    return coming and any_of("held", "reported").search(text) is None


def posed(text: str) -> bool:
    """Whether a sentence tells of somebody who posed as somebody else."""
    return any_of("held", "posed").search(text) is not None
