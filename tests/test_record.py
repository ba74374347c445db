"""The record: what loads, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from labelled import TEXT, call, raw

from aidememoire.errors import RecordError, SpanMismatch
from aidememoire.record import json_schema, load_record


def data(*calls: dict[str, Any], **article: Any) -> dict[str, Any]:
    record = raw(*calls, **article)
    del record["article"]["outlet_aliases"]
    return record


def test_a_record_loads_against_its_text_and_comes_out_the_same() -> None:
    given = data(call())
    record = load_record(json.dumps(given), TEXT)
    assert json.loads(record.to_json()) == given
    places = [place for place, _ in record.evidence()]
    assert "calls[0].topics[0].evidence[1]" in places
    assert len(places) == len(set(places))


@pytest.mark.parametrize("name", ["none", "unknown", "n-a", "-", "001"])
def test_an_article_may_be_called_anything(name: str) -> None:
    assert load_record(json.dumps(data(id=name)), TEXT).article.id == name


def test_a_record_of_another_text_is_refused() -> None:
    with pytest.raises(SpanMismatch, match="belongs to another text"):
        load_record(json.dumps(data(call())), f"{TEXT} ")


def test_a_quote_that_is_not_at_its_place_is_refused() -> None:
    moved = call()
    moved["topics"][0]["evidence"][0] |= {"start": 49, "end": 78}
    with pytest.raises(SpanMismatch, match=r"calls\[0\]\.topics\[0\]\.evidence\[0\].*49:78"):
        load_record(json.dumps(data(moved)), TEXT)


def changed(path: str, value: Any) -> dict[str, Any]:
    record: Any = data(call())
    *parents, last = (int(part) if part.isdigit() else part for part in path.split("."))
    inner = record
    for part in parents:
        inner = inner[part]
    inner[last] = value
    return dict(record)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema_version", "2"),
        ("article.id", ""),
        ("article.outlet", "N/A"),
        ("calls.0.participants.0.office", "unknown"),
        ("calls.0.participants.0.party", "XYZ"),
        ("calls.0.participants", []),
        ("calls.0.topics.0.area", "weather"),
        ("calls.0.topics.0.evidence", []),
        ("calls.0.topics.0.evidence.0.quote", "Too short."),
        ("calls.0.statements.0.act", "shout"),
        ("calls.0.statements.0.by", []),
        ("calls.0.statements.0.topic", "No such topic"),
        ("calls.0.references.0.date", "1 May"),
        ("calls.0.mood", "warm"),
    ],
)
def test_a_record_that_breaks_the_codebook_is_refused_by_the_field(path: str, value: Any) -> None:
    with pytest.raises(RecordError, match=r"^not a record: ") as caught:
        load_record(json.dumps(changed(path, value)), TEXT)
    assert path.split(".", maxsplit=1)[0] in caught.value.message


def test_the_schema_says_what_each_field_holds() -> None:
    schema = json_schema()
    for name, shape in schema["$defs"].items():
        assert shape["description"], name
    assert schema["$defs"]["ArticleInfo"]["properties"]["id"]["minLength"] == 1
