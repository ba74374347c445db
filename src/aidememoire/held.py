"""Whether what is told is a call that was held: not one to come, nor one with somebody else."""

from __future__ import annotations

from collections.abc import Iterable

from aidememoire.wordlists import any_of


def ahead(sentences: Iterable[str]) -> bool:
    """Whether all these sentences speak of a call to come; not when there are none.

    Of 199 labelled calls no one's sentences do.
    """
    found = [bool(any_of("held", "ahead").search(text)) for text in sentences]
    return bool(found) and all(found)


def posed(text: str) -> bool:
    """Whether a sentence tells of somebody who posed as somebody else."""
    return any_of("held", "posed").search(text) is not None
