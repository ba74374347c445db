"""Gold records for tests: small calls over a text whose characters are told apart by offset."""

from __future__ import annotations

from typing import Any

from aidememoire.article import Article
from aidememoire.evaluation.folder import Labelled
from aidememoire.evaluation.gold import Gold

TEXT = (
    "On Monday Ada Berg and Ivo Lund spoke by phone. "  # 0–47
    "Berg stressed the ferry link. "  # 48–77
    "They agreed to meet in May 2021. "  # 78–110
    "Lund praised the Fjord Accord. "  # 111–141
    "Background: the ferry sank in 1999."  # 142–177
)
ARTICLE = Article("t1", TEXT)


def article_in(language: str, text: str) -> Article:
    """An article too short for its language to be told."""
    article = Article("a", text)
    article.__dict__["language"] = language  # where a cached property keeps its value
    return article


def evidence(*spans: tuple[int, int], text: str = TEXT) -> list[dict[str, Any]]:
    return [{"quote": text[start:end], "start": start, "end": end} for start, end in spans]


def participant(name: str, party: str) -> dict[str, Any]:
    return {"name": name, "office": None, "party": party, "evidence": evidence((0, 47))}


def topic(title: str, area: str, *spans: tuple[int, int]) -> dict[str, Any]:
    return {"title": title, "area": area, "evidence": evidence(*spans)}


def statement(by: str, act: str, *spans: tuple[int, int]) -> dict[str, Any]:
    says = {"by": by.split(), "act": act, "text": "They say it.", "topic": None}
    return {**says, "evidence": evidence(*spans)}


def outcome(by: str, kind: str, *spans: tuple[int, int]) -> dict[str, Any]:
    return {"by": by.split(), "kind": kind, "text": "They meet.", "evidence": evidence(*spans)}


def reference(name: str) -> dict[str, Any]:
    return {"name": name, "date": None, "evidence": evidence((111, 141))}


def call(**changes: Any) -> dict[str, Any]:
    return {
        "date": {"value": "2021-03-01", "basis": "stated", "evidence": evidence((0, 47))},
        "channel": "phone",
        "initiated_by": None,
        "sources": [],
        "participants": [participant("Ada Berg", "NOR"), participant("Ivo Lund", "SWE")],
        "topics": [topic("Ferry link", "transport", (48, 77), (111, 141))],
        "statements": [
            statement("NOR", "stress", (48, 77)),
            statement("SWE", "praise", (111, 141)),
        ],
        "outcomes": [outcome("NOR SWE", "agreed", (78, 110))],
        "references": [reference("Fjord Accord")],
        "summary": "Ada Berg stressed the ferry link. They agreed to meet in May 2021.",
        **changes,
    }


def raw(*calls: dict[str, Any], **article: Any) -> dict[str, Any]:
    return {
        "schema_version": "1",
        "article": {
            "id": "t1",
            "title": None,
            "outlet": "The Fjord Post",
            "outlet_aliases": ["Fjord-Post"],
            "published": "2021-03-02",
            "language": "en",
            "sha256": ARTICLE.sha256,
            **article,
        },
        "calls": list(calls),
    }


def gold(*calls: dict[str, Any], **article: Any) -> Gold:
    return Gold.model_validate(raw(*calls, **article))


def labelled(name: str, *calls: dict[str, Any], language: str = "en") -> Labelled:
    """An article of its own text, so that several can stand in one suite."""
    text = TEXT + f" Number {name}."
    article = Article(name, text)
    record = gold(*calls, id=name, sha256=article.sha256, language=language)
    return Labelled(article, record)
