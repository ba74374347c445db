"""The forms in which articles come: what is read of each, and what is said of what is damaged."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import gzip
import io
import json
import logging
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from commands import opened, run
from hypothesis import given
from hypothesis import strategies as st
from labelled import TEXT
from pdfs import pdf

from aidememoire.article import Article, Given
from aidememoire.errors import (
    ArticleError,
    ArticleNotText,
    ArticleTooLarge,
    ArticleUnreadable,
    RowInvalid,
)
from aidememoire.inputs import kinds, rows, unpack
from aidememoire.inputs.given import day
from aidememoire.inputs.how import Fields, Reading
from aidememoire.inputs.running import running_text
from aidememoire.reading import MAX_BYTES, Unread, count, read

__all__ = ["opened"]

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="{charset}">
<title>Berg and Lund speak by phone | The Fjord Post</title>
<meta property="og:title" content="Berg and Lund speak by phone">
<meta property="og:site_name" content="The Fjord Post">
<meta property="article:published_time" content="2021-03-02T08:00:00Z"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Berg and Lund speak by phone</h1>
<p>Prime Minister Ada Berg of Norway and Foreign Minister Ivo Lund spoke of cafés on Monday.</p>
<p>Berg stressed the importance of the ferry link and thanked Lund for his support last year.</p>
<p>They agreed to meet in May and to continue the dialogue at all levels of government.</p>
</article><footer>We use cookies! Subscribe to our newsletter.</footer></body></html>"""
FIELDS = Fields("body", "id", "head", "day", "source", "link")


def one(path: Path, how: Reading | None = None) -> Article:
    (item,) = read([path], how=how)
    assert isinstance(item, Article), item
    return item


def failure(item: Article | Unread) -> ArticleError:
    assert isinstance(item, Unread), item
    return item.error


def table(path: Path, text: str, fields: Fields = FIELDS) -> list[Article | Unread]:
    path.write_bytes(text.encode())
    return list(read([path], how=Reading(fields)))


def texts(items: list[Article | Unread]) -> list[str]:
    return [item.text for item in items if isinstance(item, Article)]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_a_page_gives_its_main_text_and_what_it_says_of_itself(
    charset: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "berg.html"
    path.write_bytes(PAGE.format(charset=charset).encode(charset))
    with caplog.at_level(logging.WARNING):
        article = one(path)
    assert article.text.startswith("Berg and Lund speak by phone\n")
    assert "spoke of cafés on Monday." in article.text
    assert "cookies" not in article.text
    assert "World" not in article.text
    day = dt.date(2021, 3, 2)
    assert article.given == Given("Berg and Lund speak by phone", "The Fjord Post", day)
    assert not caplog.records


def test_a_headline_beside_the_main_text_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "berg.html"
    path.write_text(PAGE.format(charset="utf-8").replace("h1>", "i>"), encoding="utf-8")
    assert one(path).text.startswith("Berg and Lund speak by phone\n")


def test_a_utf8_page_that_declares_another_encoding_is_read_as_utf8(tmp_path: Path) -> None:
    path = tmp_path / "berg.html"
    path.write_text(PAGE.format(charset="windows-1251"), encoding="utf-8")
    assert "cafés" in one(path).text


def test_a_page_without_article_or_with_endless_tags_is_refused(tmp_path: Path) -> None:
    (tmp_path / "1.html").write_text("<html><body></body></html>")
    (tmp_path / "2.html").write_text("<html><body>" + "<p>text</p>" * 40_000)
    for item in read([tmp_path]):
        assert isinstance(failure(item), ArticleUnreadable)


def test_entities_of_a_page_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    subset = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY a "aaaa">]>'
    page = PAGE.format(charset="utf-8").replace("<!DOCTYPE html>", subset)
    path = tmp_path / "berg.html"
    path.write_text(page.replace("on Monday", "&x; &a;"), encoding="utf-8")
    assert "secret" not in one(path).text
    assert "aaaa" not in one(path).text


def test_a_pdf_gives_running_text(tmp_path: Path) -> None:
    head = "Ministry of Foreign Affairs of Freedonia - Press release 12/2021"
    path = tmp_path / "readout.pdf"
    path.write_bytes(
        pdf(
            [head, "On 13 January 2021 the Minister of Foreign Affairs, Ada Berg, held a tele-",
             "phone conversation with Ivo Lund (Sweden), at his request. They discussed the",
             "ferry link and their long-term plans.", "The talk was long and will be con-", "1/3"],
            [head, "tinued. Long-", "term plans matter.", "2/3"],
            [head, "Contact: the press office", "3/3"],
        )
    )  # fmt: skip
    assert one(path).text.split("\n\n") == [
        head,
        (
            "On 13 January 2021 the Minister of Foreign Affairs, Ada Berg, held a telephone "
            "conversation with Ivo Lund (Sweden), at his request. They discussed the ferry link "
            "and their long-term plans."
        ),
        "The talk was long and will be continued. Long-term plans matter.",
        "Contact: the press office",
    ]


def test_list_items_of_a_pdf_stay_apart() -> None:
    page = "The two ministers spoke of these matters, among others of their talk:\n- grain\n- visas"
    assert running_text([page]).split("\n\n")[1:] == ["- grain", "- visas"]


@pytest.mark.parametrize("line", ["-" * 30_000 + "x", "x" * 100_000])
def test_an_endless_line_of_a_pdf_takes_no_endless_time(line: str) -> None:
    began = time.process_time()
    assert running_text([f"{line}\n{line}"]).split()[0] == line
    assert time.process_time() - began < 2


@given(st.lists(st.text()))
def test_no_letter_of_a_page_of_a_pdf_is_lost(pages: list[str]) -> None:
    shown = running_text(pages)
    if len(pages) < 2:
        assert [c for c in shown if c.isalpha()] == [c for p in pages for c in p if c.isalpha()]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n%text", "can't be read as a PDF"),
        (pdf([]), "no text layer"),
        (pdf(["text"])[:300], "can't be read as a PDF"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    (item,) = read([path])
    assert said in str(failure(item))
    assert failure(item).remedy


def test_rows_of_json_are_articles_with_what_their_fields_say(tmp_path: Path) -> None:
    row = {"body": "They spoke.", "id": 7, "head": " A \n b ", "day": "2021-01-13T23:00:00-05:00"}
    more = {"source": "AP", "link": "https://example.org/a"}
    (article,) = table(tmp_path / "dump.jsonl", json.dumps(row | more) + "\n")
    assert isinstance(article, Article)
    assert (article.id, article.origin) == ("7", f"{tmp_path / 'dump.jsonl'}, line 1")
    assert article.given == Given("A b", "AP", dt.date(2021, 1, 13), "https://example.org/a")


def test_a_bad_row_of_json_fails_alone(tmp_path: Path) -> None:
    lines = [
        '{"body": "One."}', "", "no json", "[1]", '{"other": 1}', '{"body": 1}',
        '{"body": "x", "day": "01/02/2021"}', '{"body": "\\ud800"}', "[" * 100_000,
        '{"body": " "}', '{"body": "x", "head": {}}', '{"body": "Last."}',
    ]  # fmt: skip
    items = table(tmp_path / "dump.jsonl", "\n".join(lines))
    assert texts(items) == ["One.", "Last."]
    assert len(items) == len(lines) - 1, "an empty line is none"
    said = [str(item.error) for item in items if isinstance(item, Unread)]
    assert [f"line {n}" in one for n, one in zip([3, 4, 5, 6, 7, 8, 9, 10, 11], said, strict=True)]
    assert "'01/02/2021' is no day that can be told" in said[4]
    ids = [item.id for item in items]
    assert len(set(ids)) == len(ids)


def test_fields_within_fields_are_reached(tmp_path: Path) -> None:
    line = '{"_source": {"text": "They spoke."}, "a.b": "X"}'
    (article,) = table(tmp_path / "a.jsonl", line, Fields("_source.text", "a.b"))
    assert isinstance(article, Article)
    assert (article.id, article.text) == ("X", "They spoke.")


def test_a_table_without_the_field_fails_once(tmp_path: Path) -> None:
    (item,) = table(tmp_path / "a.jsonl", '{"content": "x"}\n' * 5000)
    assert "the first 20 rows have no field 'body'" in str(failure(item))
    assert "--text-field" in failure(item).remedy
    (item,) = table(tmp_path / "a.csv", "content,id\nx,1\n")
    assert "no column 'body'; it has 'content', 'id'" in str(failure(item))


def test_csv_with_line_breaks_and_quotes_in_its_fields(tmp_path: Path) -> None:
    out = io.StringIO()
    text = 'Line one,\nline "two";\r\nand three.'
    csv.writer(out, delimiter=";").writerows([["id", "body", "day"], ["a", text, "13.01.2021"]])
    (article,) = table(tmp_path / "a.csv", out.getvalue(), Fields("body", "id", date="day"))
    assert isinstance(article, Article)
    assert (article.id, article.text) == ("a", text)
    assert article.given.published == dt.date(2021, 1, 13)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1))
def test_csv_comes_back_as_it_was_written(values: list[str]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["body", "n"], *([value, "1"] for value in values)])
    stream = io.BufferedReader(io.BytesIO(out.getvalue().encode()))
    found = rows.rows(stream, "csv", Fields("body"), "a.csv", "a")
    assert [getattr(piece, "text", piece) for piece in found] == values


def test_a_bad_row_of_csv_fails_alone_and_an_unclosed_quote_ends_the_file(tmp_path: Path) -> None:
    text = 'body,id\nOne,1\na,b,c\nshort\n"x"y,3\nTwo,4\n"never closed,5\nThree,6\n'
    items = table(tmp_path / "a.csv", text, Fields("body"))
    assert texts(items) == ["One", "Two"]
    said = [str(item.error) for item in items if isinstance(item, Unread)]
    assert "row 2 (line 3) has 3 fields; the header has 2" in said[0]
    assert "row 3 (line 4) has 1 fields" in said[1]
    assert "row 4 (line 5)" in said[2]
    assert "unexpected end" in said[3]


def test_long_rows_are_skipped_and_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MAX_ROW", 1000)
    long = json.dumps({"body": "x" * 5000})
    items = table(tmp_path / "a.jsonl", f'{{"body": "One."}}\n{long}\n{{"body": "Two."}}\n')
    assert texts(items) == ["One.", "Two."]
    assert isinstance(failure(items[1]), ArticleTooLarge)


@pytest.mark.parametrize(
    "long",
    ["x" * 5000, '"' + "x, y\n" * 2000 + '"', '"' + "x" * 5000 + '\n""a"", b\n"', "x" * 1000],
    ids=["one line", "many lines", "both", "just too long"],
)
def test_long_rows_of_csv_are_skipped_and_the_rest_is_read(
    long: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MAX_ROW", 1000)
    text = f"n,body\n1,One\n2,{long}\n3,Two\n"
    items = table(tmp_path / "a.csv", text, Fields("body"))
    assert texts(items) == ["One", "Two"]
    assert isinstance(failure(items[1]), ArticleTooLarge)
    assert "row 2 (line 3)" in str(failure(items[1])) or "\n" in long


@pytest.mark.parametrize(
    ("row", "read_on"),
    [
        ('1,"He said "no" first\n2021, then spoke"', False),
        ('1,"first\nHe said "no"\n2021, then spoke"', False),
        ('1,"never closed ' + "x" * 900 + "\n" + "2,unquoted\n" * 100 + '3,"quoted"', False),
        ('1,"He" said', True),
    ],
)
def test_no_row_of_csv_is_made_of_the_middle_of_a_field(
    row: str, read_on: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MAX_ROW", 1000)
    items = table(tmp_path / "a.csv", f"n,body\n0,One\n{row}\n9,Last\n", Fields("body"))
    assert texts(items) == (["One", "Last"] if read_on else ["One"])
    assert len(items) == len(texts(items)) + 1
    assert ("reading ended there" in str(failure(items[1]))) is not read_on


def test_rows_are_read_as_they_are_asked_for() -> None:
    asked = 0

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            nonlocal asked
            asked += 1
            line = b'{"body": "They spoke."}\n'
            buffer[: len(line)] = line
            return len(line)

    items = read(["-"], io.BufferedReader(Endless()), Reading(Fields("body")))
    assert [next(items).id for _ in range(100)][-1] == "stdin-100"
    assert asked < 10_000


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_tables_of_any_encoding(encoding: str, tmp_path: Path) -> None:
    text = "Президенты двух стран обсудили по телефону вопросы торговли и безопасности."
    path = tmp_path / "a.csv"
    path.write_bytes(f"id,body\r\n1,{text}\r\n".encode(encoding))
    assert one(path, Reading(Fields("body"))).text == text


def test_a_row_in_another_encoding_than_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    line = '{"body": "Les présidents se sont entretenus à propos de l’énergie."}\n'
    filler = b'{"body": "Plain."}\n' * 5000
    path.write_bytes(filler + line.encode("cp1252") + line.encode())
    items = texts(list(read([path], how=Reading(Fields("body")))))
    assert items[-1] == items[-2]
    assert "à propos" in items[-1]


@pytest.mark.parametrize("suffix", ["", ".txt", ".jsonl"])
def test_gzip_of_each_form_is_unpacked(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}.gz"
    path.write_bytes(gzip.compress(b'{"text": "They spoke."}\n'))
    article = one(path)
    assert article.id == ("a-1" if suffix != ".txt" else "a")
    assert "They spoke." in article.text


def test_damaged_and_monstrous_gzip_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "_FREE", 3_000_000)
    packed = gzip.compress(json.dumps({"text": "They spoke. " * 500}).encode() * 3)
    bomb = gzip.compress(b'{"text": "x"}\n' + b" " * 50_000_000)
    (tmp_path / "1.jsonl.gz").write_bytes(packed[:-20])
    (tmp_path / "2.txt.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "3.jsonl.gz").write_bytes(bomb)
    (tmp_path / "4.txt.gz").write_bytes(bomb)
    items = list(read([tmp_path], how=Reading(Fields("text"))))
    errors = {item.id[0]: type(item.error) for item in items if isinstance(item, Unread)}
    assert errors == {
        "1": ArticleUnreadable,
        "2": ArticleUnreadable,
        "3": ArticleTooLarge,
        "4": ArticleTooLarge,
    }


def test_packed_standard_input_is_told_by_its_content() -> None:
    page = gzip.compress(PAGE.format(charset="utf-8").encode())
    (article,) = read(["-"], io.BytesIO(page))
    assert isinstance(article, Article)
    assert article.given.outlet == "The Fjord Post"
    (article,) = read(["-"], io.BytesIO(pdf(["They spoke of grain."])))
    assert isinstance(article, Article)
    assert article.text == "They spoke of grain."


def test_rows_are_told_though_the_first_is_longer_than_what_has_come_of_it(tmp_path: Path) -> None:
    row = json.dumps({"text": "They spoke. " * 10_000})
    path = tmp_path / "dump"
    path.write_text(f"{row}\n{row}\n")
    assert [item.id for item in read([path])] == ["dump-1", "dump-2"]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("value", [[{"text": "x"}], {"text": "x"}])
def test_json_that_is_no_rows_is_refused_and_not_read_as_prose(
    value: Any, indent: int | None, tmp_path: Path
) -> None:
    path = tmp_path / "articles.json"
    path.write_text(json.dumps(value, indent=indent))
    (item,) = read([path])
    if indent is None and isinstance(value, dict):
        assert isinstance(item, Article)
        assert item.text == "x"
    else:
        assert "jq -c" in failure(item).remedy


def test_a_title_that_is_too_long_costs_no_article(tmp_path: Path) -> None:
    link = "https://example.org/" + "a" * 1000
    row = {"body": "They spoke.", "head": "A " * 300, "link": link, "source": "AP"}
    article, other = table(
        tmp_path / "a.jsonl", json.dumps(row) + "\n" + json.dumps(row | {"link": link * 3})
    )
    assert isinstance(article, Article)
    assert article.given == Given(outlet="AP", url=link)
    assert isinstance(other, Article)
    assert other.given.url is None


def test_folders_give_documents_and_tables_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("They spoke.")
    (tmp_path / "b.htm").write_text(PAGE.format(charset="utf-8"), encoding="utf-8")
    (tmp_path / "c.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n')
    assert [item.id for item in read([tmp_path])] == ["a", "b"]
    wanted = Reading(Fields("text"))
    assert [item.id for item in read([tmp_path], how=wanted)][2:] == ["c-1", "c-2"]
    assert count([tmp_path]) == 2
    assert count([tmp_path], wanted) is None


def test_the_form_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "dump"
    path.write_text("text\nThey spoke.\n")
    assert one(path, Reading(form="csv")).text == "They spoke."
    path.write_bytes(b"\x00\x01")
    (item,) = read([path], how=Reading(form="csv"))
    assert isinstance(failure(item), ArticleNotText)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("2021-01-13", dt.date(2021, 1, 13)),
        ("2021-01-13T23:59:59Z", dt.date(2021, 1, 13)),
        ("20210113", dt.date(2021, 1, 13)),
        (20210113, dt.date(2021, 1, 13)),
        ("2021/01/13 10:00", dt.date(2021, 1, 13)),
        ("Wed, 13 Jan 2021 10:00:00 GMT", dt.date(2021, 1, 13)),
        ("January 13, 2021", dt.date(2021, 1, 13)),
        ("13.01.2021", dt.date(2021, 1, 13)),
        (1610538000, dt.date(2021, 1, 13)),
        ("1610538000000", dt.date(2021, 1, 13)),
        ("", None),
        (" n/a ", None),
    ],
)
def test_days_are_read_as_they_are_written(said: str | int, value: dt.date | None) -> None:
    assert day(said) == value


@pytest.mark.parametrize("said", ["01/02/2021", "yesterday", "2021", "2021-13-01", "2021-02-30"])
def test_what_is_no_single_day_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="is no day that can be told"):
        day(said)


@given(st.text() | st.integers())
def test_any_value_is_a_day_or_refused(said: str | int) -> None:
    with contextlib.suppress(ValueError):
        assert day(said) is None or isinstance(day(said), dt.date)


def _tables(kind: rows.TableKind) -> Callable[[bytes], Iterator[object]]:
    def read_(data: bytes) -> Iterator[object]:
        stream = io.BufferedReader(io.BytesIO(data))
        return rows.rows(stream, kind, Fields("a"), "x", "x")

    return read_


@pytest.mark.parametrize("kind", ["jsonl", "csv", "tsv"])
@given(st.binary())
def test_any_bytes_are_rows_or_failures(kind: rows.TableKind, data: bytes) -> None:
    for head in (b"", b"a,b\n", b'{"a": "x"}\n'):
        for found in _tables(kind)(head + data):
            assert found.origin.startswith("x")  # type: ignore[attr-defined]


@given(st.binary(max_size=300))
def test_any_bytes_unpack_or_fail(data: bytes) -> None:
    for packed in (data, gzip.compress(data), gzip.compress(data)[:-4] + data, zlib.compress(data)):
        try:
            unpack.unpacked(io.BytesIO(packed), "x").read()
        except ArticleError:
            continue


def test_limits_are_kept_for_each_form(tmp_path: Path) -> None:
    for name, form in (("a.txt", "text"), ("a.html", "html"), ("a.pdf", "pdf")):
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(kinds.LIMITS[form] + 1)  # type: ignore[index]
        (item,) = read([path])
        assert isinstance(failure(item), ArticleTooLarge)
    row = json.dumps({"text": "a" * (MAX_BYTES + 1)})
    (tmp_path / "a.jsonl").write_text(f'{row}\n{{"text": "They spoke."}}\n')
    items = list(read([tmp_path / "a.jsonl"]))
    assert isinstance(failure(items[0]), ArticleTooLarge)
    assert isinstance(items[1], Article)


def test_a_row_error_names_the_file_and_the_remedy(tmp_path: Path) -> None:
    (item,) = table(tmp_path / "a.jsonl", '{"body": "x", "day": "soon"}')
    assert isinstance(failure(item), RowInvalid)
    assert f"{tmp_path / 'a.jsonl'}, line 1: field 'day'" in str(failure(item))


def test_summarise_takes_rows_and_says_which_failed(opened: list[str], tmp_path: Path) -> None:
    lines = [{"body": TEXT, "id": "x"}, {"body": TEXT, "day": "soon"}, {"body": TEXT}]
    path = tmp_path / "dump.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    fields = ["--text-field", "body", "--id-field", "id", "--date-field", "day"]
    done = run("summarise", path, *fields, "--format", "jsonl")
    assert done.exit_code == 1
    ids = [json.loads(line)["article"]["id"] for line in done.stdout.splitlines()]
    assert ids == ["x", "dump-3"]
    assert "line 2: field 'day'" in " ".join(done.stderr.split())
    assert opened


def test_summarise_fetches_nothing_unasked(opened: list[str]) -> None:
    done = run("summarise", "https://example.org/a")
    assert done.exit_code == 1
    assert "--allow-url" in done.stderr
    assert not opened


# Parquet


def parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_rows_of_parquet_are_articles_with_what_their_columns_say(tmp_path: Path) -> None:
    day = dt.date(2021, 1, 13)
    rows = [
        {"n": 7, "body": "They spoke.", "day": day, "by": {"name": "AP"}, "other": b"\xff"},
        {"n": 8, "body": None, "day": None, "by": {"name": None}, "other": None},
    ]
    path = parquet(tmp_path / "dump.parquet", rows)
    how = Reading(Fields("body", "n", date="day", outlet="by.name"))
    article, none = read([path], how=how)
    assert isinstance(article, Article)
    assert (article.id, article.text) == ("7", "They spoke.")
    assert article.given == Given(outlet="AP", published=day)
    assert article.origin == f"{path}, row 1"
    assert "row 2 has no field 'body'" in str(failure(none))
    unnamed, _ = read([path.rename(tmp_path / "dump")], how=Reading(Fields("by.name", "n")))
    assert isinstance(unnamed, Article)


def test_parquet_without_the_texts_column_is_one_fault(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", [{"content": "x"}] * 500)
    (item,) = read([path])
    assert "no field 'text'" in str(failure(item))
    assert "--text-field" in failure(item).remedy


def test_parquet_that_cannot_be_read_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 and no more")
    (broken,) = read([path])
    assert "as Parquet" in str(failure(broken))
    (piped,) = read(["-"], stdin=io.BytesIO(b"PAR1 ..."))
    assert "pipe" in str(failure(piped))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "aidememoire.inputs.columns", raising=False)
    (lacking,) = read([path])
    assert "aidememoire[parquet]" in failure(lacking).remedy


def test_a_row_of_parquet_that_cannot_be_read_fails_alone(tmp_path: Path) -> None:
    body = pa.Array.from_buffers(
        pa.string(), 3, pa.array([b"One.", b"\xff\xfe", b"Three."]).buffers()
    )
    day = pa.array([1610538000_000_000_001] * 3, pa.timestamp("ns"))
    pq.write_table(pa.table({"body": body, "day": day}), tmp_path / "a.parquet")
    (tmp_path / "b.txt").write_text("They spoke.")
    items = list(read([tmp_path], how=Reading(Fields("body", date="day"))))
    assert texts(items) == ["One.", "Three.", "They spoke."]
    assert "row 2 can't be read" in str(failure(items[1]))
    assert isinstance(items[0], Article)
    assert items[0].given.published == dt.date(2021, 1, 13)
