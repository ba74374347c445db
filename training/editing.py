"""Labelled articles with other words in them: evidence moves along."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from aidememoire.evaluation.folder import Labelled
from aidememoire.evaluation.gold import Gold
from aidememoire.reading import from_text


class Edit(NamedTuple):
    """`text[start:end]` becomes `words`."""

    start: int
    end: int
    words: str


def applied(text: str, edits: Sequence[Edit]) -> str:
    """A text with edits, which are in order and don't overlap."""
    made, before = "", 0
    for edit in edits:
        made += text[before : edit.start] + edit.words
        before = edit.end
    return made + text[before:]


def edited(each: Labelled, edits: Sequence[Edit], said: Callable[[str], str]) -> Labelled:
    """A labelled article with edits in its text.

    Args:
        each: An article, as it was read, and its labels.
        edits: Of its text, in order, none across the end of an evidence.
        said: What becomes of what labels say in words of their own.
    """
    made = from_text(applied(each.article.text, edits), each.article.id)

    def moved(offset: int, *, end: bool) -> int:
        # What is put in where a span ends comes after it.
        before = [e for e in edits if e.end < offset or (e.end == offset and e.start < e.end)]
        at = [] if end else [e for e in edits if e.start == e.end == offset]
        return offset + sum(len(one.words) - (one.end - one.start) for one in (*before, *at))

    data: dict[str, Any] = _told(each.gold.model_dump(mode="json"), said)
    data["article"]["sha256"] = made.sha256
    for span in _spans(data):
        span["start"] = moved(span["start"], end=False)
        span["end"] = moved(span["end"], end=True)
        span["quote"] = made.text[span["start"] : span["end"]]
    return Labelled(made, Gold.model_validate(data))


def _told(data: Any, said: Callable[[str], str]) -> Any:
    """A record as data, with other words in each of its texts; codes are none of these."""
    if isinstance(data, dict):
        return {name: _told(value, said) for name, value in data.items()}
    if isinstance(data, list):
        return [_told(value, said) for value in data]
    return said(data) if isinstance(data, str) else data


def _spans(data: Any) -> Iterator[dict[str, Any]]:
    """Every span of evidence in a record as data."""
    if isinstance(data, dict):
        if {"start", "end", "quote"} <= data.keys():
            yield data
        data = list(data.values())
    if isinstance(data, list):
        for item in data:
            yield from _spans(item)
