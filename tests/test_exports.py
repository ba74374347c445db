"""Exports: what other programs find in them, without a cast."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sqlite3
import tomllib
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st
from labelled import call, evidence, participant, raw, statement

from aidememoire.errors import OutputError, SettingsError
from aidememoire.exports import csvs
from aidememoire.exports.events import EVENTS
from aidememoire.exports.export import Format, export
from aidememoire.exports.tables import TABLES
from aidememoire.record import ACTS, ORGANISATIONS, PARTIES, Extraction

FORMULA = '=HYPERLINK("http://evil.example","Read")'


def record(*calls: dict[str, Any], **article: Any) -> Extraction:
    data = raw(*calls, **article)
    del data["article"]["outlet_aliases"]
    return Extraction.model_validate(data)


GIVEN = {
    "value": "2021-03-02",
    "basis": "inferred",
    "evidence": [{"given": "published", "value": "2021-03-02"}],
}
RECORDS = [
    record(
        call(
            sources=["Press service; of the PM", "MFA"],
            initiated_by={"party": "SWE", "evidence": evidence((0, 47))},
            references=[
                {"name": "Accord", "date": "2020-11", "evidence": evidence((111, 141))},
                {"name": "Pact", "date": None, "evidence": evidence((111, 141))},
            ],
        ),
        call(date=None),
        title=FORMULA,
        id="a-1",
    ),
    record(call(date=GIVEN), id="a-2", given=["published"], url="https://example.org/2"),
    record(id="a-3", outlet=None, published=None),
]


def exported(form: Format, path: Path, records: list[Extraction] | None = None) -> Path:
    assert not export(records or RECORDS, form, path).twice
    return path


def duck(source: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The types and rows that DuckDB finds in a file by itself."""
    found = duckdb.sql(f"SELECT * FROM '{source}'")  # noqa: S608 - our own path
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    return types, [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


DUCK_TYPES = {
    "text": "VARCHAR",
    "integer": "INTEGER",
    "number": "DOUBLE",
    "date": "DATE",
    "list": "VARCHAR[]",
}
POLARS_TYPES = {
    "text": pl.String,
    "integer": pl.Int32,
    "number": pl.Float64,
    "date": pl.Date,
    "list": pl.List(pl.String),
}


def test_parquet_has_its_types_in_duckdb_and_polars(tmp_path: Path) -> None:
    folder = exported("parquet", tmp_path / "out")
    for table in TABLES:
        path = folder / f"{table.name}.parquet"
        wanted = {column.name: DUCK_TYPES[column.kind] for column in table.columns}
        assert duck(str(path))[0] == wanted
        frame = pl.read_parquet(path)
        assert dict(frame.schema) == {c.name: POLARS_TYPES[c.kind] for c in table.columns}
        assert frame.select(pl.struct(table.key).is_duplicated().any()).item() in {False, None}
    rows = duck(str(folder / "calls.parquet"))[1]
    assert [row["call_id"] for row in rows] == ["a-1/1", "a-1/2", "a-2/1"]
    assert rows[0]["call_date"] == dt.date(2021, 3, 1)
    assert rows[0]["parties"] == ["NOR", "SWE"]
    assert rows[0]["sources"] == ["Press service; of the PM", "MFA"]
    assert rows[1]["call_date"] is None
    cited = duck(str(folder / "cited.parquet"))[1]
    assert [(row["cited_date"], row["date_precision"]) for row in cited[:2]] == [
        (dt.date(2020, 11, 1), "month"),
        (None, None),
    ]


def test_every_parquet_table_is_there_when_nothing_is_in_it(tmp_path: Path) -> None:
    folder = exported("parquet", tmp_path / "out", [RECORDS[2]])
    assert pl.read_parquet(folder / "calls.parquet").height == 0
    assert pl.read_parquet(folder / "articles.parquet")["calls"].to_list() == [0]


def test_csv_shows_its_types_to_duckdb_and_polars(tmp_path: Path) -> None:
    folder = exported("csv", tmp_path / "out")
    types, rows = duck(str(folder / "calls.csv"))
    assert types["call_date"] == "DATE"
    assert types["call_no"] == "BIGINT"
    assert types["parties"] in {"VARCHAR", "JSON"}
    assert rows[0]["parties"] == '["NOR", "SWE"]'
    frame = pl.read_csv(folder / "calls.csv", try_parse_dates=True)
    assert frame.schema["call_date"] == pl.Date
    assert frame.schema["call_no"] == pl.Int64
    opened = frame.select(pl.col("sources").str.json_decode(pl.List(pl.String)))
    assert opened["sources"].to_list()[0] == ["Press service; of the PM", "MFA"]
    joined = duckdb.sql(
        f"SELECT a.outlet, count(*) AS n FROM '{folder}/calls.csv' c "  # noqa: S608 - our own
        f"JOIN '{folder}/articles.csv' a USING (article_id) GROUP BY 1"
    )
    assert joined.fetchall() == [("The Fjord Post", 3)]


def test_ids_of_digits_stay_texts_in_duckdb(tmp_path: Path) -> None:
    folder = exported("csv", tmp_path / "out", [record(call(), id="001")])
    types, rows = duck(str(folder / "articles.csv"))
    assert types["article_id"] == "VARCHAR"
    assert rows[0]["article_id"] == "001"


def test_the_package_describes_every_column(tmp_path: Path) -> None:
    folder = exported("csv", tmp_path / "out")
    package = json.loads((folder / "datapackage.json").read_text())
    for resource in package["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
    assert len(package["resources"]) == len(TABLES)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    folder = exported("csv", tmp_path / "out")
    with (folder / "articles.csv").open(encoding="utf-8", newline="") as file:
        (first, *_) = list(csv.DictReader(file))
    assert first["title"] == "'" + FORMULA
    assert first["published"] == "2021-03-02"


@given(st.text())
def test_a_defused_text_is_harmless_and_can_be_had_again(text: str) -> None:
    safe = csvs.defused(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    stripped = safe.lstrip("'")
    changed = safe[:1] == "'" and stripped[:1] in {*"=+-@\t\r\n"} and stripped
    assert (safe[1:] if changed else safe) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_cells_of_csv_come_back(texts: list[str]) -> None:
    (row,) = (
        csv.reader([csvs.line(tuple(texts))], strict=True)
        if "\n" not in "".join(texts) and "\r" not in "".join(texts)
        else ([csvs.defused(text) for text in texts],)
    )
    assert row == [csvs.defused(text) for text in texts]


def test_sqlite_answers_in_plain_sql(tmp_path: Path) -> None:
    path = exported("sqlite", tmp_path / "calls.db")
    with sqlite3.connect(path) as database:
        overview = database.execute(
            "SELECT call_id, parties, participants, topics, statements FROM call_overview "
            "WHERE call_date >= '2021-03-01' ORDER BY call_id"
        ).fetchall()
        assert overview[0] == ("a-1/1", "NOR SWE", "Ada Berg; Ivo Lund", "Ferry link", 2)
        said = database.execute("SELECT party, act FROM said WHERE call_id = 'a-1/1'").fetchall()
        assert said == [("NOR", "stress"), ("SWE", "praise")]
        settled = database.execute("SELECT party FROM settled WHERE call_id = 'a-2/1'").fetchall()
        assert settled == [("NOR",), ("SWE",)]
        frame = pl.read_database("SELECT call_no, summary FROM calls", database)
        assert dict(frame.schema) == {"call_no": pl.Int64, "summary": pl.String}
    database.close()


@pytest.mark.parametrize("form", ["csv", "parquet", "sqlite", "jsonld"])
def test_evidence_is_verbatim_or_says_that_it_was_given(form: Format, tmp_path: Path) -> None:
    path = exported(form, tmp_path / "out.x")
    wanted = {(span.start, span.end, span.quote) for one in RECORDS for _, span in one.evidence()}
    if form == "jsonld":
        nodes = [node for article in json.loads(path.read_text()) for node in article["@graph"]]
        selectors = [
            {selector["type"]: selector for selector in node["target"]["selector"]}
            for node in nodes
            if node["type"] == "Annotation"
        ]
        found = {
            (
                one["TextPositionSelector"]["start"],
                one["TextPositionSelector"]["end"],
                one["TextQuoteSelector"]["exact"],
            )
            for one in selectors
        }
    elif form == "sqlite":
        with sqlite3.connect(path) as database:
            query = "SELECT start_offset, end_offset, quote, given FROM evidence"
            rows = database.execute(query).fetchall()
        database.close()
        assert [row for row in rows if row[3]] == [(None, None, None, "published")]
        found = {row[:3] for row in rows if not row[3]}
    else:
        rows_ = duck(f"{path}/evidence.{form}")[1]
        assert [row["given"] for row in rows_ if row["quote"] is None] == ["published"]
        found = {(r["start_offset"], r["end_offset"], r["quote"]) for r in rows_ if r["quote"]}
    assert found == wanted


def test_json_lines_come_back_as_they_were(tmp_path: Path) -> None:
    path = exported("jsonl", tmp_path / "out.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [Extraction.model_validate_json(line) for line in lines] == RECORDS
    assert duck(str(path))[0]["calls"].endswith("[]")
    assert pl.read_ndjson(path).height == 3


def test_json_ld_annotates_each_item(tmp_path: Path) -> None:
    path = exported("jsonld", tmp_path / "out.jsonld")
    first, second, third = json.loads(path.read_text())
    assert first["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    article, node, *rest = first["@graph"]
    assert article["schema:headline"] == FORMULA
    assert node["type"] == ["schema:Event", "aide:Call"]
    assert node["schema:startDate"] == "2021-03-01"
    (topic,) = node["schema:about"]
    assert node["aide:statement"][0]["id"].endswith("#call/1/statements/1")
    ours = [each for each in rest if each.get("body") == topic["id"]]
    assert len(ours) == 2
    assert ours[0]["target"]["source"] == article["id"]
    assert second["@graph"][1]["aide:day"][0]["aide:given"] == ["published"]
    assert len(third["@graph"]) == 1
    ids = [each["id"] for graph in (first, second) for each in graph["@graph"]]
    assert len(set(ids)) == len(ids)
    columns = duckdb.sql(f"SELECT * FROM read_json('{path}')").columns  # noqa: S608 - our own
    assert columns == ["@context", "@graph"]


def test_events_have_the_codes_and_columns_that_gdelt_has(tmp_path: Path) -> None:
    path = exported("events", tmp_path / "events.parquet")
    types, rows = duck(str(path))
    assert types == {column.name: DUCK_TYPES[column.kind] for column in EVENTS.columns}
    root, *said = [row for row in rows if row["call_id"] == "a-1/1"]
    assert (root["EventCode"], root["EventRootCode"], root["IsRootEvent"]) == ("041", "04", 1)
    assert (root["Actor1Code"], root["Actor2Code"]) == ("SWEGOV", "NORGOV"), "whose wish it was"
    assert (root["SQLDATE"], root["MonthYear"], root["Year"]) == (20210301, 202103, 2021)
    assert (root["plover_event"], root["plover_mode"]) == ("CONSULT", "phone")
    coded = [(r["party1"], r["party2"], r["act"], r["EventCode"], r["area"]) for r in said]
    assert coded == [
        ("NOR", "SWE", "stress", "010", None),
        ("SWE", "NOR", "praise", "051", None),
        ("NOR", "SWE", "agreed", "030", None),
        ("SWE", "NOR", "agreed", "030", None),
    ]
    assert rows[-1]["SOURCEURL"] == "https://example.org/2"
    assert len({row["event_id"] for row in rows}) == len(rows)
    undated = [row for row in rows if row["call_id"] == "a-1/2"]
    assert {row["SQLDATE"] for row in undated} == {None}


def test_actors_are_cameos_where_they_differ_from_iso(tmp_path: Path) -> None:
    people = [
        participant("Ana Pop", "ROU"),
        participant("Jo Sec", "NATO"),
        participant("X", "OTHER"),
    ]
    said = [statement("OTHER", "urge", (48, 77))]
    one = record(call(participants=people, statements=said, outcomes=[]))
    rows = duck(str(exported("events", tmp_path / "e.parquet", [one])))[1]
    assert [(r["party1"], r["party2"]) for r in rows if r["item"] == "call"] == [
        ("ROU", "NATO"), ("ROU", "OTHER"), ("NATO", "OTHER"),
    ]  # fmt: skip
    first = rows[0]
    assert (first["Actor1CountryCode"], first["Actor1Code"]) == ("ROM", "ROMGOV")
    assert (first["Actor2KnownGroupCode"], first["Actor2Type1Code"]) == ("NAT", "IGO")
    assert rows[-1]["Actor1Code"] is None


def test_events_as_csv_keep_leading_zeros_in_duckdb(tmp_path: Path) -> None:
    rows = duck(str(exported("events", tmp_path / "events.csv")))[1]
    assert {row["EventCode"] for row in rows} == {"041", "010", "051", "030"}


def test_every_act_and_outcome_has_a_code_with_its_reason() -> None:
    source = resources.files("aidememoire") / "data" / "events.toml"
    codes = tomllib.loads(source.read_text(encoding="utf-8"))
    assert set(codes["acts"]) == set(ACTS)
    assert set(codes["outcomes"]) == {"agreed", "pledged", "considered"}
    assert set(codes["groups"]) == set(ORGANISATIONS)
    assert set(codes["countries"]) <= PARTIES
    for one in (codes["call"], *codes["acts"].values(), *codes["outcomes"].values()):
        assert one["why"]
        assert one["cameo"].isdigit()
        assert one["quad"] in {1, 2, 3, 4}


def test_an_article_that_comes_twice_counts_once(tmp_path: Path) -> None:
    done = export([*RECORDS, RECORDS[0]], "csv", tmp_path / "out")
    assert (done.records, done.twice) == (3, ["a-1"])
    assert len(duck(str(tmp_path / "out" / "articles.csv"))[1]) == 3


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    def broken() -> Any:
        yield RECORDS[0]
        raise OSError(28, "No space left on device")

    for form in ("jsonl", "csv", "parquet", "sqlite", "jsonld"):
        out = tmp_path / form
        path = out / "calls.csv" if form == "csv" else out
        if form in {"csv", "parquet"}:
            out.mkdir()
        if form != "parquet":
            path.write_text("old")
        with pytest.raises(OutputError, match="No space left"):
            export(broken(), form, out)  # type: ignore[arg-type]
        if form != "parquet":
            assert path.read_text() == "old"
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("failing", ["PRAGMA", "INSERT", "COMMIT"])
def test_a_database_that_finds_no_room_leaves_what_was_there(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    class Full(sqlite3.Connection):
        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            if sql.startswith(failing):
                raise sqlite3.OperationalError("database or disk is full")
            return super().execute(sql, *given)

        def close(self) -> None:
            made.append("closed")
            super().close()

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Full))
    out = tmp_path / "calls.db"
    out.write_text("old")
    with pytest.raises(OutputError, match=r"calls\.db: .*disk is full"):
        export(RECORDS, "sqlite", out)
    assert made == ["closed"]
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("calls.db", "old")]


def test_the_command_exports_what_summarise_wrote(tmp_path: Path) -> None:
    source = exported("jsonl", tmp_path / "in.jsonl")
    source.write_text(source.read_text(encoding="utf-8") + "no record\n", encoding="utf-8")
    done = run("export", source, "--format", "csv", "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "line 4" in done.stderr
    assert "3 records are in" in done.stderr
    assert done.stdout == ""
    done = run("export", source, "-f", "events")
    assert done.stdout.startswith("event_id,SQLDATE,")
    assert len(done.stdout.splitlines()) > 10
    piped = run("export", "-", "-f", "events", "-o", "-", stdin=source.read_text(encoding="utf-8"))
    assert piped.stdout == done.stdout
    assert run("export", source, "-f", "sqlite").exit_code == 2
    assert run("export", tmp_path / "none", "-f", "jsonl").exit_code == 1


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "sqlite", "jsonld", "events"])
def test_a_mistyped_input_does_not_replace_an_earlier_export(form: Format, tmp_path: Path) -> None:
    out = exported(form, tmp_path / "out")
    files = [out] if out.is_file() else sorted(out.iterdir())
    before = [file.read_bytes() for file in files]
    done = run("export", tmp_path / "typo.jsonl", "-f", form, "-o", out)
    assert done.exit_code == 1
    assert done.stderr.count("✗") == 1
    assert "records are in" not in done.stderr
    assert [file.read_bytes() for file in files] == before
    assert not list(tmp_path.rglob("*.part"))


def test_parquet_without_its_package_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("aidememoire.exports.export.import_module", missing)
    with pytest.raises(SettingsError) as caught:
        export(RECORDS, "parquet", tmp_path / "out")
    assert "aidememoire[parquet]" in caught.value.remedy
