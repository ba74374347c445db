"""Gold files: both of their forms, what `gold check` finds, folders never read in part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from labelled import ARTICLE, TEXT, call, participant, raw, statement, topic

from aidememoire.errors import ArticleMissing, FolderEmpty, GoldInvalid
from aidememoire.evaluation.folder import check_folder, load_folder
from aidememoire.evaluation.gold import Finding, Gold, gold_schema, parse, resolve

ROOT = Path(__file__).parent.parent
PLACE = "calls[0].topics[0].evidence[0]"


def read(data: Any, text: str = TEXT) -> tuple[Gold | None, list[Finding]]:
    parsed, findings = parse(json.dumps(data), "t1.json")
    if parsed is None:
        return None, findings
    return resolve(parsed, text, ARTICLE.sha256, "t1.json")


def with_evidence(*pieces: Any) -> dict[str, Any]:
    return raw(call(topics=[{**topic("Ferry", "transport", (48, 77)), "evidence": list(pieces)}]))


def span(data: dict[str, Any]) -> tuple[int, int]:
    gold, findings = read(data)
    assert not findings
    assert gold
    found = gold.calls[0].topics[0].evidence[0]
    assert TEXT[found.start : found.end] == found.quote
    return found.start, found.end


def only(data: Any) -> Finding:
    gold, findings = read(data)
    assert gold is None
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize(
    ("piece", "start"),
    [
        ("Berg stressed the ferry link.", 48),
        ({"quote": "Berg stressed the ferry link."}, 48),
        ({"quote": "Berg", "occurrence": 2}, 48),
        ({"quote": "Berg", "start": 14}, 14),
        ({"quote": "Berg", "start": 48, "end": 52}, 48),
    ],
)
def test_quotes_get_their_offsets(piece: Any, start: int) -> None:
    assert span(with_evidence(piece))[0] == start


@pytest.mark.parametrize(
    ("piece", "rule", "words"),
    [
        ("Berg stressed the tunnel.", "missing quote", "not in the article"),
        ("Berg", "ambiguous quote", "stands at 14, 48"),
        ({"quote": "Berg", "start": 3}, "missing quote", "not at 3 but at 14, 48"),
        ({"quote": "Berg", "occurrence": 3}, "missing quote", "no occurrence 3"),
        ({"quote": "Lund", "occurrence": "1"}, "missing quote", "no occurrence '1'"),
    ],
)
def test_a_quote_that_cannot_be_placed_is_found(piece: Any, rule: str, words: str) -> None:
    finding = only(with_evidence(piece))
    assert (finding.place, finding.rule) == (PLACE, rule)
    assert words in finding.message


def test_a_long_quote_in_a_text_of_one_letter_is_placed_at_once() -> None:
    text = "A" * 1_000_000
    data = with_evidence({"quote": text[:500_000], "start": 400_000})
    data["calls"][0] |= {"date": None, "statements": [], "outcomes": [], "references": []}
    for one in data["calls"][0]["participants"]:
        one["evidence"] = [{"quote": "A", "start": 0}]
    gold, findings = read(data, text)
    assert not findings
    assert gold
    assert gold.calls[0].topics[0].evidence[0].end == 900_000


def test_several_faults_are_all_found_at_once() -> None:
    data = with_evidence("nowhere")
    data["calls"][0]["channel"] = "fax"
    assert [finding.rule for finding in read(data)[1]] == ["missing quote", "unknown code"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"participants": [participant("Ada Berg", "NORWAY")]}, "calls[0].participants[0].party"),
        ({"topics": [topic("Ferry", "ships", (48, 77))]}, "calls[0].topics[0].area"),
        ({"statements": [statement("ZZZ", "urge", (48, 77))]}, "calls[0].statements[0].by[0]"),
        ({"statements": [statement("NOR", "say", (48, 77))]}, "calls[0].statements[0].act"),
    ],
)
def test_an_unknown_code_is_found(change: dict[str, Any], place: str) -> None:
    finding = only(raw(call(**change)))
    assert (finding.rule, finding.place) == ("unknown code", place)


def test_a_statement_on_an_unknown_topic_is_found() -> None:
    says = {**statement("NOR", "urge", (48, 77)), "topic": "Tunnel"}
    finding = only(raw(call(statements=[says])))
    assert finding.rule == "unknown topic"
    assert "Tunnel" in finding.message


def test_what_is_no_gold_record_is_found() -> None:
    assert parse("{", "x.json")[1][0].rule == "unreadable"
    assert only([]).rule == "unreadable"
    assert only({**raw(), "schema_version": "2"}).rule == "schema version"
    assert only({"schema_version": "1"}).place == "article.id"
    assert only(raw(sha256="0" * 64)).rule == "another article's record"
    assert only({**raw(), "note": "?"}).rule == "field"
    findings = read(with_evidence({"quote": "Berg", "page": 1}, {"start": 0}, "", 7))[1]
    assert {(finding.rule, finding.message[:15]) for finding in findings} == {
        ("field", "must be a quote")
    }
    assert len(findings) == 4


def folders(
    tmp_path: Path, gold: dict[str, Any], articles: dict[str, str | bytes]
) -> tuple[Path, Path]:
    for folder, files in [("gold", gold), ("articles", articles)]:
        (tmp_path / folder).mkdir()
        for name, data in files.items():
            given = data if isinstance(data, bytes | str) else json.dumps(data)
            given = given.encode() if isinstance(given, str) else given
            (tmp_path / folder / name).write_bytes(given)
    return tmp_path / "gold", tmp_path / "articles"


@pytest.mark.parametrize("name", ["t1.txt", "t1_2af.txt", "t1-oslo-call_2021.txt"])
def test_a_gold_file_finds_its_article_by_id(tmp_path: Path, name: str) -> None:
    gold = {"x.json": {"$schema": "./gold.schema.json", **raw(call())}, "gold.schema.json": {}}
    gold_folder, articles = folders(tmp_path, gold, {name: b"\xef\xbb\xbf" + TEXT.encode()})
    assert check_folder(gold_folder, articles) == []
    (one,) = load_folder(gold_folder, articles)
    assert (one.article.id, one.article.text) == ("t1", TEXT)
    assert one.gold.article.outlet_aliases == ("Fjord-Post",)


@pytest.mark.parametrize(
    ("articles", "rule"),
    [
        ({"t2.txt": TEXT}, "article missing"),
        ({"t1_a.txt": TEXT, "t1_b.txt": TEXT}, "article missing"),
        ({"t1.txt": b"\xff\xfe\xff"}, "article missing"),
        ({"t1.txt": TEXT + "."}, "another article's record"),
    ],
)
def test_a_gold_file_without_its_article_is_never_skipped(
    tmp_path: Path, articles: dict[str, Any], rule: str
) -> None:
    gold_folder, article_folder = folders(tmp_path, {"t1.json": raw()}, articles)
    assert [finding.rule for finding in check_folder(gold_folder, article_folder)] == [rule]
    with pytest.raises(GoldInvalid, match=rule) as caught:
        load_folder(gold_folder, article_folder)
    assert "gold check" in caught.value.remedy


def test_two_gold_files_with_one_id_are_found(tmp_path: Path) -> None:
    gold, articles = folders(tmp_path, {"a.json": raw(), "b.json": raw()}, {"t1.txt": TEXT})
    (finding,) = check_folder(gold, articles)
    assert str(finding) == "b.json: article.id: duplicate id: 't1' is the id of a.json too"


def test_an_empty_or_missing_folder_is_an_error(tmp_path: Path) -> None:
    gold, articles = folders(tmp_path, {}, {"t1.txt": TEXT})
    with pytest.raises(FolderEmpty, match="gold"):
        load_folder(gold, articles)
    with pytest.raises(ArticleMissing, match="nowhere"):
        load_folder(gold, tmp_path / "nowhere")


def test_the_schema_beside_the_gold_files_is_the_programs_own() -> None:
    kept = json.loads((ROOT / "evals/gold/gold.schema.json").read_text(encoding="utf-8"))
    assert kept == gold_schema(), "write it again from gold_schema()"
