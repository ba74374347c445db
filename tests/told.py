"""Records of several accounts, from a short form: every item stands on a sentence of its own."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from aidememoire.reading import from_text
from aidememoire.record import Extraction
from aidememoire.texts import Matched

CASES = tomllib.loads((Path(__file__).parent / "cases/accounts.toml").read_text(encoding="utf-8"))[
    "case"
]


class _Text:
    """A text that grows by a sentence for each item."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def evidence(self, sentence: str) -> list[dict[str, Any]]:
        start = len(self.text)
        self.text += f"{sentence} "
        return [{"quote": sentence, "start": start, "end": start + len(sentence)}]


def records(accounts: Iterable[Mapping[str, Any]]) -> list[Extraction]:
    """The records of accounts in short; `x#2` is the second call of the article `x`."""
    return [record for record, _ in _made(accounts)]


def matched(accounts: Iterable[Mapping[str, Any]]) -> list[Matched]:
    """The same records beside their articles."""
    return [Matched(from_text(text, record.article.id), record) for record, text in _made(accounts)]


def _made(accounts: Iterable[Mapping[str, Any]]) -> list[tuple[Extraction, str]]:
    articles: dict[str, list[Mapping[str, Any]]] = {}
    for one in accounts:
        articles.setdefault(one["id"].partition("#")[0], []).append(one)
    return [_record(name, calls) for name, calls in articles.items()]


def _record(name: str, calls: list[Mapping[str, Any]]) -> tuple[Extraction, str]:
    text = _Text(f"Article {name}. ")
    made = [_call(one, text) for one in calls]
    first = calls[0]
    record = Extraction.model_validate(
        {
            "schema_version": "1",
            "article": {
                "id": name,
                "title": None,
                "outlet": first.get("outlet"),
                "published": first.get("published"),
                "language": first.get("language", "en"),
                "sha256": hashlib.sha256(text.text.encode()).hexdigest(),
            },
            "calls": made,
        }
    )
    record.check(text.text)
    return record, text.text


def _call(one: Mapping[str, Any], text: _Text) -> dict[str, Any]:
    day, _, basis = one.get("day", "").partition(" ")
    topics = [line.split(" ", 1) for line in one.get("topics", ())]
    wish = one.get("wish")
    return {
        "date": {"value": day, "basis": basis, "evidence": text.evidence(f"It was on {day}.")}
        if day
        else None,
        "channel": one.get("channel", "phone"),
        "initiated_by": {"party": wish, "evidence": text.evidence(f"At the wish of {wish}.")}
        if wish
        else None,
        "sources": one.get("sources", ()),
        "participants": [_person(line, text) for line in one["people"]],
        "topics": [
            {"area": area, "title": title, "evidence": text.evidence(f"They spoke of {title}.")}
            for area, title in topics
        ],
        "statements": [_statement(line, topics, text) for line in one.get("statements", ())],
        "outcomes": [_outcome(line, text) for line in one.get("outcomes", ())],
        "references": [
            {"name": line, "date": None, "evidence": text.evidence(f"They cited {line}.")}
            for line in one.get("references", ())
        ],
        "summary": one.get("summary", "They spoke."),
    }


def _person(line: str, text: _Text) -> dict[str, Any]:
    party, _, rest = line.partition(" ")
    name, _, office = rest.rpartition(", ")
    return {
        "name": name,
        "office": office,
        "party": party,
        "evidence": text.evidence(f"{office} {name} spoke."),
    }


def _done(line: str) -> tuple[list[str], str, str]:
    """Parties, deed and text of a line such as "NOR SWE agreed Meet."."""
    words = line.split()
    count = next(i for i, word in enumerate(words) if not word.isupper())
    return words[:count], words[count], " ".join(words[count + 1 :])


def _statement(line: str, topics: list[list[str]], text: _Text) -> dict[str, Any]:
    line, _, topic = line.partition(" > ")
    by, act, said = _done(line)
    title = topics[int(topic)][1] if topic else None
    return {"by": by, "act": act, "text": said, "topic": title, "evidence": text.evidence(said)}


def _outcome(line: str, text: _Text) -> dict[str, Any]:
    by, kind, said = _done(line)
    return {"by": by, "kind": kind, "text": said, "evidence": text.evidence(said)}
