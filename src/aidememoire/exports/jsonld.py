"""Records as JSON-LD: calls in the words of schema.org, evidence as W3C Web Annotations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from aidememoire.record import Call, Evidence, Extraction, GivenDay

_Node = dict[str, Any]

CONTEXT: list[Any] = ["http://www.w3.org/ns/anno.jsonld", {"aide": "urn:aidememoire:1:"}]
"""The annotations' own context, which knows schema.org as `schema:`; `aide:` is what it lacks."""

HEAD, BETWEEN, TAIL = "[\n", ",\n", "\n]\n"
"""What stands around the documents of many articles: a list of them is a document too."""


def document(record: Extraction) -> str:
    """One article as a line of JSON-LD: a graph of the article, its calls and annotations.

    Each annotation links an item, its body, to a span of the article's text, its target. The
    span is selected by its words and by its offsets in code points.
    """
    own = record.article
    name = f"urn:aidememoire:article:{quote(own.id, safe='')}"
    publisher = {"type": "schema:Organization", "schema:name": own.outlet} if own.outlet else None
    article = {
        "id": name,
        "type": "schema:Article",
        "schema:identifier": own.id,
        "schema:headline": own.title,
        "schema:publisher": publisher,
        "schema:datePublished": own.published.isoformat() if own.published else None,
        "schema:inLanguage": own.language,
        "schema:url": own.url,
        "schema:sha256": own.sha256,
        "aide:given": list(own.given),
    }
    graph = [_known(article)]
    for number, call in enumerate(record.calls, 1):
        graph += _of_call(name, f"{name}#call/{number}", call)
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False)


def _of_call(article: str, name: str, call: Call) -> Iterator[_Node]:
    """The call, then the annotations of its items."""
    node: _Node = {
        "id": name,
        "type": ["schema:Event", "aide:Call"],
        "schema:subjectOf": {"id": article},
        "schema:startDate": call.date.value.isoformat() if call.date else None,
        "schema:abstract": call.summary,
        "aide:channel": call.channel,
        "aide:source": list(call.sources),
    }
    spans: list[tuple[str, tuple[Evidence | GivenDay, ...]]] = []
    for key, items in _items(name, call).items():
        node[key] = [_known(item) for item, _ in items]
        spans += [(item["id"], evidence) for item, evidence in items]
    yield _known(node)
    for item, evidence in spans:
        for number, span in enumerate(evidence, 1):
            if isinstance(span, Evidence):
                yield _annotation(article, item, number, span)


def _items(name: str, call: Call) -> dict[str, list[tuple[_Node, Any]]]:
    """What the call holds, by the property that says so: each item's node and its evidence."""
    found: dict[str, list[tuple[_Node, Any]]] = {"aide:day": [], "aide:initiator": []}
    if call.date:
        given = [span.given for span in call.date.evidence if isinstance(span, GivenDay)]
        day = {"schema:startDate": call.date.value.isoformat(), "aide:basis": call.date.basis}
        node = {"id": f"{name}/date", "type": "aide:Day", **day, "aide:given": given}
        found["aide:day"].append((node, call.date.evidence))
    if call.initiated_by:
        wish = call.initiated_by
        node = {"id": f"{name}/initiated_by", "type": "aide:Wish", "aide:party": wish.party}
        found["aide:initiator"].append((node, wish.evidence))
    topics = {one.title: f"{name}/topics/{at}" for at, one in enumerate(call.topics, 1)}

    def nodes(part: str, kind: str, items: Any, fields: Any) -> list[tuple[_Node, Any]]:
        return [
            ({"id": f"{name}/{part}/{at}", "type": kind, **fields(one)}, one.evidence)
            for at, one in enumerate(items, 1)
        ]

    found["schema:attendee"] = nodes(
        "participants",
        "schema:Person",
        call.participants,
        lambda one: {
            "schema:name": one.name,
            "schema:jobTitle": one.office,
            "aide:party": one.party,
        },
    )
    found["schema:about"] = nodes(
        "topics",
        "aide:Topic",
        call.topics,
        lambda one: {"schema:name": one.title, "aide:area": one.area},
    )
    found["aide:statement"] = nodes(
        "statements",
        "aide:Statement",
        call.statements,
        lambda one: {
            "aide:by": list(one.by),
            "aide:act": one.act,
            "schema:text": one.text,
            "schema:about": {"id": topics[one.topic]} if one.topic else None,
        },
    )
    found["aide:outcome"] = nodes(
        "outcomes",
        "aide:Outcome",
        call.outcomes,
        lambda one: {"aide:by": list(one.by), "aide:kind": one.kind, "schema:text": one.text},
    )
    found["schema:citation"] = nodes(
        "references",
        "schema:CreativeWork",
        call.references,
        lambda one: {"schema:name": one.name, "schema:temporal": one.date},
    )
    return found


def _annotation(article: str, item: str, number: int, span: Evidence) -> _Node:
    return {
        "id": f"{item}/evidence/{number}",
        "type": "Annotation",
        "motivation": "linking",
        "body": item,
        "target": {
            "source": article,
            "selector": [
                {"type": "TextQuoteSelector", "exact": span.quote},
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            ],
        },
    }


def _known(node: _Node) -> _Node:
    """Without what is null or empty: JSON-LD has no other word for it."""
    return {key: value for key, value in node.items() if value not in (None, [], {})}
