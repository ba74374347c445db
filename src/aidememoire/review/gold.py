"""From a model's record and a person's decisions to a gold record, or to what it still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_jsonable_python

from aidememoire.article import Article
from aidememoire.evaluation.gold import Gold, resolve
from aidememoire.record import SCHEMA_VERSION, Extraction
from aidememoire.review.decisions import HEADER, LISTS, SLOTS, Decision, place_of, places

_UNSAID: dict[str, Any] = {
    "date": None,
    "channel": "unspecified",
    "initiated_by": None,
    "sources": [],
}
"""What a call that the model missed has until somebody says so."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps decisions from being a gold record."""

    place: str
    message: str


def gold_of(
    record: Extraction, decisions: Mapping[str, Decision], article: Article
) -> tuple[Gold | None, list[Fault]]:
    """Make a gold record of decisions on every item.

    Args:
        record: The model's record.
        decisions: By place; what is not decided counts as accepted.
        article: The article.

    Returns:
        The gold record, or None and why there is none.
    """
    right = _right(record, decisions)
    calls: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for at in _calls(record, decisions):
        _rename(at, right, record)
        faults += _lacks(at, right)
        items = {name: [one for _, one in _items(at, name, right)] for name in LISTS}
        # "In the order of the article", says the codebook.
        items["topics"].sort(key=lambda one: one["evidence"][0]["start"])
        calls.append({name: right.get(f"{at}.{name}", _UNSAID.get(name)) for name in SLOTS} | items)
    raw = {
        "schema_version": SCHEMA_VERSION,
        "article": {
            "id": _gold_id(record, article),
            **{name: right[f"article.{name}"] for name in HEADER},
            "language": record.article.language,
            "sha256": record.article.sha256,
            **_beside_the_text(record, right),
        },
        "calls": calls,
    }
    if faults:
        return None, faults
    # What `aidememoire gold check` does.
    gold, findings = resolve(raw, article.text, article.sha256, record.article.id)
    return gold, [Fault(one.place, one.message) for one in findings]


def _right(record: Extraction, decisions: Mapping[str, Decision]) -> dict[str, Any]:
    """What is right at each place that holds something."""
    found: dict[str, Any] = to_jsonable_python(places(record))
    for name, decision in decisions.items():
        field = place_of(name).field
        if decision.verdict == "accepted" or field == "call":
            continue
        if decision.verdict == "rejected" and field in LISTS:
            found.pop(name, None)
        else:
            found[name] = decision.value
    return found


def _calls(record: Extraction, decisions: Mapping[str, Decision]) -> Iterator[str]:
    """The places of the calls that there are: the model's, less the rejected, then the added."""
    own = [f"calls[{number}]" for number in range(len(record.calls))]
    for at in own:
        if at not in decisions or decisions[at].verdict != "rejected":
            yield at
    yield from (
        at for at, one in decisions.items() if at not in own and place_of(at).field == "call"
    )


def _items(at: str, field: str, right: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((name, one) for name, one in right.items() if name.startswith(f"{at}.{field}["))


def _rename(at: str, right: dict[str, Any], record: Extraction) -> None:
    """Let statements follow the topics whose titles were corrected."""
    titles = {one["title"] for _, one in _items(at, "topics", right)}
    old = places(record)
    renamed = {
        old[name].title: one["title"] for name, one in _items(at, "topics", right) if name in old
    }
    for name, said in list(_items(at, "statements", right)):
        if said["topic"] not in titles:
            right[name] = {**said, "topic": renamed.get(said["topic"], said["topic"])}


def _lacks(at: str, right: Mapping[str, Any]) -> Iterator[Fault]:
    """What keeps a call from being one."""
    if not any(_items(at, "participants", right)):
        yield Fault(at, "nobody speaks in this call: add who did, or reject the call")
    if not right.get(f"{at}.summary"):
        yield Fault(f"{at}.summary", "a call needs a summary")
    titles = {None, *(one["title"] for _, one in _items(at, "topics", right))}
    for name, said in _items(at, "statements", right):
        if said["topic"] not in titles:
            yield Fault(name, f"its topic {said['topic']!r} is none of this call's: choose another")


def _beside_the_text(record: Extraction, right: Mapping[str, Any]) -> dict[str, Any]:
    """What the input gave of the article beside its text; what a person changed is none of that."""
    given = [
        name for name in record.article.given if name not in HEADER or _kept(name, right, record)
    ]
    return {"url": record.article.url, "given": given}


def _kept(name: str, right: Mapping[str, Any], record: Extraction) -> bool:
    said: Any = to_jsonable_python(getattr(record.article, name))
    return bool(right[f"article.{name}"] == said)


def _gold_id(record: Extraction, article: Article) -> str:
    """The record's id, if by it `aidememoire gold check` finds the file that has the article's."""
    found_by = {article.id, article.id.split("_")[0].split("-")[0]}
    return record.article.id if record.article.id in found_by else article.id
