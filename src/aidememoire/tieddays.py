"""What a word for a day is tied to, by the words that stand nearest to it: a call or its account.

"Lund telephoned Ocampo on Sunday, the palace announced on Monday": "announced" stands beside
Monday; the one nearest to Sunday is of the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal

from aidememoire.wordlists import any_of

Tie = Literal["talk", "account", "none"]
"""What a day is of: the call, the account of it; "none" where no word says."""

_NEAR = 300
"""How far from a day the words that say what it is of are looked for."""
_CLAUSE = 60
"""By how many characters the edge of a clause puts words further apart."""
_BESIDE = 4


_words = partial(any_of, "calldays")


def tie(text: str, start: int, end: int) -> tuple[Tie, int]:
    """What the words for a day at `text[start:end]` are tied to, and how far away that stands."""
    talk = min(_gap(text, start, end, "talk"), _gap(text, start, end, "discussed"))
    account = _gap(text, start, end, "reported")
    if min(talk, account) > _NEAR:
        return "none", _NEAR
    return ("talk", talk) if talk <= account else ("account", account)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where words for several days ("last week", "in recent days") say when a call was held."""
    for match in _words("span").finditer(text):
        kind, _ = tie(text, *match.span())
        if kind == "talk" and not _of_matter(text, *match.span()):
            yield match.span()


def _of_matter(text: str, start: int, end: int) -> bool:
    """Whether they are more likely of what was spoken of: "discussed the floods of last week"."""
    before = text[max(0, start - _NEAR) : start]
    talks = [each.end() for each in _words("talk").finditer(before)]
    since = before[talks[-1] :] if talks else before
    if _words("matter").search(since):
        return True
    discussed = [each.end() for each in _words("discussed").finditer(since)]
    if discussed:
        return len(since) - discussed[-1] > _BESIDE
    return not talks and _words("talk").search(text, end, end + _NEAR) is None


def _gap(text: str, start: int, end: int, kind: str) -> int:
    """How far the nearest word of a kind is, the edges of clauses between counted in."""
    left = text[max(0, start - _NEAR) : start]
    right = text[end : end + _NEAR]
    last = max((each.end() for each in _words(kind).finditer(left)), default=None)
    first = _words(kind).search(right)
    between = [left[last:]] if last is not None else []
    between += [right[: first.start()]] if first else []
    return min((_length(each) for each in between), default=_NEAR * _CLAUSE)


def _length(between: str) -> int:
    return len(between) + _CLAUSE * sum(1 for _ in _words("clause").finditer(between))
