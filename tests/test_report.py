"""The reading page without a browser: what stands in the file, and what can't."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from commands import record_of, run
from hypothesis import given
from hypothesis import strategies as st
from labelled import TEXT, call, raw
from told import CASES
from told import matched as told

from aidememoire.article import Article
from aidememoire.reading import from_text
from aidememoire.record import Evidence, Extraction
from aidememoire.report.page import page
from aidememoire.report.shown import Cut, shown
from aidememoire.texts import Matched, match
from aidememoire.views.lines import to_json


def matched(text: str = TEXT, **article: Any) -> Matched:
    """A text that goes on with the labelled one, and a record of it."""
    read = from_text(text, "t1")
    data = raw(call(), sha256=read.sha256, **article)
    del data["article"]["outlet_aliases"]
    return Matched(read, Extraction.model_validate(data))


def blocks(html: str) -> dict[str, Any]:
    """The data that stands in a page, by id."""
    found = re.findall(r'<script type="application/json" id="([^"]+)">([^<]*)</script>', html)
    return {name: json.loads(text) for name, text in found}


def stored(folder: Path, *names: str) -> tuple[Path, Path]:
    """A folder of articles and a folder of their records."""
    articles, records = folder / "articles", folder / "records"
    articles.mkdir()
    records.mkdir()
    for name in names:
        article = from_text(f"{TEXT} {name}", name)
        (articles / f"{name}.txt").write_text(article.text, encoding="utf-8")
        text = to_json(record_of(article))
        (records / f"{name}.json").write_text(text, encoding="utf-8")
    return articles, records


def test_a_folder_of_records_becomes_a_page_with_each_article(tmp_path: Path) -> None:
    articles, records = stored(tmp_path, "a", "b")
    out = tmp_path / "report.html"
    done = run("report", records, "--articles", articles, "-o", out, "--title", "May & <June>")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    html = out.read_text(encoding="utf-8")
    assert "<title>May &amp; &lt;June&gt;</title>" in html
    data = blocks(html)
    assert [row["id"] for row in data["list"]["rows"]] == ["a", "b"]
    assert data["list"]["names"] == {"NOR": "Norway", "SWE": "Sweden"}
    assert data["article-1"]["calls"][0]["topics"][0]["sentences"] == [2, 4]


def test_a_record_without_its_article_is_told_and_the_others_are_shown(tmp_path: Path) -> None:
    articles, records = stored(tmp_path, "a", "b", "c")
    (articles / "a.txt").unlink()
    (articles / "b.txt").write_text("Another text.", encoding="utf-8")
    (records / "d.json").write_text("{}", encoding="utf-8")
    out = tmp_path / "report.html"
    done = run("report", records, "-a", articles, "-o", out)
    assert done.exit_code == 1
    assert "record of a: the text that it was made from is not among the articles" in done.stderr
    assert done.stderr.count("✗") == 3
    assert [row["id"] for row in blocks(out.read_text(encoding="utf-8"))["list"]["rows"]] == ["c"]


def test_a_span_that_is_not_in_the_article_is_told(tmp_path: Path) -> None:
    articles, records = stored(tmp_path, "a")
    file = records / "a.json"
    file.write_text(file.read_text(encoding="utf-8").replace("Berg stressed", "Lund stressed"))
    done = run("report", records, "-a", articles, "-o", tmp_path / "report.html")
    assert done.exit_code == 1
    assert "the article has 'Berg stressed" in done.stderr
    assert not (tmp_path / "report.html").exists()


def test_the_page_is_not_written_over_what_is_read(tmp_path: Path) -> None:
    articles, records = stored(tmp_path, "a")
    file = records / "a.json"
    done = run("report", file, "-a", articles, "-o", file)
    assert done.exit_code == 2
    assert file.read_text(encoding="utf-8").startswith("{")


def test_the_page_reaches_for_nothing_and_allows_its_own_script_and_style_alone() -> None:
    html = page([matched()])
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)[0]
    script = re.findall(r'<script type="module">(.*?)</script>', html, re.DOTALL)[0]
    style = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)[0]
    for kind, text in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src &#x27;sha256-{digest}&#x27;" in policy
    assert policy.startswith("default-src &#x27;none&#x27;")
    assert "unsafe" not in policy
    assert not re.search(r"https?://|\b(?:import|export) |innerHTML|eval\(| style=", html)
    assert not re.search(r"<(?:link|img|iframe|object|embed)\b|\ssrc=", html)


HOSTILE = '</script><script>alert(1)</script><!-- "><img src=x onerror=alert(1)> \u202e\u2028\x00'


def test_words_of_articles_and_records_are_never_markup() -> None:
    one = matched(f"{TEXT} {HOSTILE}", title=HOSTILE, outlet=HOSTILE, id=HOSTILE)
    html = page([one, matched()], HOSTILE)
    assert (
        html.count("<script") == html.count("</script>") == 7
    )  # 2 articles, 3 views, charts, ours
    assert "<img" not in html
    assert "<!--" not in html
    data = blocks(html)
    assert data["list"]["rows"][0]["title"] == HOSTILE
    texts = [text for p in data["article-0"]["paragraphs"] for s in p for text in s["pieces"]]
    assert "</script><script>alert(1)</script>" in "".join(texts)


def test_evidence_that_ends_within_a_sentence_cuts_it_there() -> None:
    read = from_text("One ring. 🙂 Two bells rang twice. Three.", "t")
    span = Evidence(quote="bells rang", start=16, end=26)
    page_of = shown(read, _with(read, (span,)))
    pieces = [text for p in page_of["paragraphs"] for s in p for text in s["pieces"]]
    assert pieces == ["One ring.", "🙂 Two ", "bells rang", " twice.", "Three."]
    assert page_of["calls"][0]["participants"][0]["pieces"] == [2]


@given(st.data())
def test_the_pieces_of_an_item_are_the_words_of_its_evidence(data: st.DataObject) -> None:
    text = data.draw(st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip))
    article = from_text(text, "t")
    ends = st.integers(0, len(article.text))
    drawn = data.draw(st.lists(st.tuples(ends, ends), min_size=2, max_size=4))
    spans = [(min(pair), max(pair)) for pair in drawn if pair[0] != pair[1]]
    quotes = tuple(Evidence(quote=article.text[a:b], start=a, end=b) for a, b in spans)
    cut = Cut(article, _with(article, quotes))
    pieces = [t for p in cut.paragraphs() for s in p for t in s["pieces"]]
    assert _letters("".join(pieces)) == _letters(article.text)
    for quote in quotes:
        lit = "".join(pieces[number] for number in cut.pieces((quote,)))
        assert _letters(lit) == _letters(quote.quote)


def _letters(text: str) -> str:
    return "".join(one for one in text if not one.isspace())


def _with(article: Article, quotes: tuple[Evidence, ...]) -> Extraction:
    """A record whose participants stand on the quotes."""
    one = {"name": "A", "office": None, "party": "NOR"}
    people = [{**one, "evidence": [quote.model_dump()]} for quote in quotes]
    calls = [call(date=None, participants=people, topics=[], statements=[], outcomes=[])]
    calls[0]["references"] = []
    data = raw(*(calls if people else []), sha256=article.sha256)
    del data["article"]["outlet_aliases"]
    return Extraction.model_validate(data)


WEB = Path(__file__).parent.parent / "src/aidememoire/report/web"
MODULES = sorted(one for one in WEB.glob("*.js") if one.name != "vega.js")


@pytest.mark.parametrize("file", MODULES, ids=lambda one: one.stem)
def test_the_modules_of_the_page_import_on_lines_that_it_can_leave_out(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        if re.match(r"\s*(import|export)\b", line):
            assert re.match(r"import \{[^}]*\} from \"\./\w+\.js\";$|export [\w*]", line), line


def test_the_modules_of_the_page_share_one_script_and_no_names() -> None:
    top = re.compile(r"^(?:export )?(?:const|let|class|function\*?) (\w+)", re.MULTILINE)
    names = [one for file in MODULES for one in top.findall(file.read_text(encoding="utf-8"))]
    assert sorted(names) == sorted(set(names))


def test_what_draws_charts_is_there_only_where_there_is_a_chart() -> None:
    case = CASES[0]["account"]
    assert "vega-lite" not in page([matched()])
    html = page(told(case))
    data = blocks(html)
    assert len(data["time"]["calls"]) == 1
    assert [one["beside"] for row in data["list"]["rows"] for one in row["calls"]] == [0, 0]
    charts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)[0]
    digest = base64.b64encode(hashlib.sha256(charts.encode()).digest()).decode()
    assert f"&#x27;sha256-{digest}&#x27;" in html
    # Under the licences of those who made it.
    assert "University of Washington" in charts


def test_every_claim_in_the_page_names_an_item_of_its_article() -> None:
    data = blocks(page(told(CASES[0]["account"])))
    beside = data["call-0"]
    assert {row["verdict"] for row in beside["rows"]} >= {"all", "only", "conflict"}
    for row in beside["rows"]:
        for claim in row["claims"]:
            article = data[f"article-{beside['accounts'][claim['account']]['article']}"]
            found = article
            for key in re.findall(r"\w+", claim["path"]):
                found = found[int(key) if key.isdigit() else key]
            assert found


def test_articles_of_one_text_keep_their_own_names() -> None:
    one, twin = from_text(TEXT, "a"), from_text(TEXT, "b")
    records = [record_of(one), record_of(twin)]
    found = list(match(records, [one, twin]))
    assert [each.article.id for each in found if isinstance(each, Matched)] == ["a", "b"]
