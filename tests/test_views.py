"""Records as people read them: what is shown, and that no article can write markup into it."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled import call, outcome, raw, statement, topic
from markdown_it import MarkdownIt
from rich.cells import cell_len
from rich.console import Console

from aidememoire.errors import AnswerCut
from aidememoire.record import Extraction
from aidememoire.untrusted import in_markdown, safe
from aidememoire.views.brief import brief
from aidememoire.views.lines import to_json, to_line
from aidememoire.views.parties import party_name
from aidememoire.views.table import calls_table, table_text

HOSTILE = (
    "[red]x[/red] \x1b]0;t\x07\x1b[2J \u202egnp.exe\u2066 \x9b31m <script>alert(1)</script> "
    "![i](http://e.vil/p) [l](javascript:x) https://e.vil www.e.vil a@e.vil `c` **b** | _i_ "
    "\n# h\n- i\n> q\r\n1. n\n\u2028&amp; <!-- --> $x$ ~s~"
)
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def record(*calls: dict[str, Any], **article: Any) -> Extraction:
    data = raw(*calls, **article)
    del data["article"]["outlet_aliases"]
    return Extraction.model_validate(data)


def hostile() -> Extraction:
    said = call(
        sources=[HOSTILE],
        topics=[{**topic("x", "transport", (48, 77)), "title": HOSTILE}],
        statements=[{**statement("NOR", "stress", (48, 77)), "text": HOSTILE, "topic": HOSTILE}],
        outcomes=[{**outcome("NOR", "pledged", (78, 110)), "text": HOSTILE}],
        summary=HOSTILE,
    )
    said["participants"][0] |= {"name": HOSTILE, "office": HOSTILE}
    quote = {"quote": HOSTILE, "start": 0, "end": len(HOSTILE)}
    said["participants"][1] |= {"evidence": [quote]}
    said["references"][0] |= {"name": HOSTILE}
    return record(said, id=f"a{HOSTILE}", title=HOSTILE, outlet=HOSTILE)


def steers(text: str) -> bool:
    return any(not (one.isprintable() or one in "\n\u200c\u200d\u2060") for one in text)


@given(st.text() | st.text(alphabet="ab1 .:/@-#*_[]()<>!`&;|\\\n\t\x1b\u202e=+~"))
def test_safe_text_is_one_line_that_steers_nothing(text: str) -> None:
    shown = safe(text)
    assert "\n" not in shown
    assert not steers(shown)
    assert safe(shown) == shown


@pytest.mark.parametrize("text", ["Ağrı – “Сочи” 北京 العربية", "می\u200cخواهم", "[red]"])
def test_words_of_any_script_are_kept(text: str) -> None:
    assert safe(text) == text


@given(st.text() | st.text(alphabet="abw1 .:/@-#*_[]()<>!`&;|\\\n\t\x1b\u202e=+~^"))
def test_words_in_markdown_are_words_wherever_they_stand(text: str) -> None:
    words = in_markdown(text)
    assert "www." not in words, "GitHub makes a link of it"
    for before in ("", "- ", "# ", "> ", "x "):
        shown = MARKDOWN.render(f"{before}{words}").replace("\u2060", "")
        inside = re.sub(r"</?(p|ul|li|h1|blockquote)>", "", shown)
        assert "<" not in inside
        assert html.unescape(inside).split() == (before.strip("-#> ") + " " + safe(text)).split()


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("https://e.vil", "s://"),
        ("www.e.vil", "www."),
        ("(WWW.1tv.ru)", "WWW."),
        ("a@e.vil", "a@"),
        ("(http://x)", "p://"),
    ],
)
def test_an_address_is_nothing_to_click(text: str, never: str) -> None:
    assert never not in in_markdown(text)


def test_an_ordinary_sentence_reads_as_it_is() -> None:
    sentence = "On Jan. 13, the U.S. and Türkiye (both sides) agreed 3.5 % – “at once”!"
    assert in_markdown(sentence).replace("\\", "") == sentence
    assert in_markdown(sentence).count("\\") == 1  # U.S.


def test_a_table_has_a_row_a_call() -> None:
    guess = {**call()["date"], "basis": "inferred"}
    rows = table_text(
        [
            record(call(initiated_by={"party": "NOR", "evidence": call()["date"]["evidence"]})),
            record(call(date=guess, channel="unspecified", outcomes=[]), call(date=None)),
            record(id="quiet"),
        ]
    )
    for shown in (" 2021-03-01", "by NOR", "~2021-03-01", "call ", "no day", "· Ferry link"):
        assert shown in rows
    assert "reports no call" in rows
    assert "They meet. (agreed)" in rows


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_table_fits_its_terminal_whatever_is_in_it(width: int) -> None:
    text = table_text([hostile(), record(call())], [("b\x1b[1m", AnswerCut(HOSTILE))], width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert not steers(text)
    assert "[red]" in text


def test_a_table_in_colours_lets_no_other_sequence_through() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=100)
    with console.capture() as capture:
        console.print(calls_table([hostile()], [("b", AnswerCut(HOSTILE))]))
    assert not steers(re.sub(r"\x1b\[[\d;]*m", "", capture.get()))


def test_a_brief_tells_what_was_said_and_where_it_stands() -> None:
    text = brief(record(call(initiated_by=None)))
    assert text.startswith("# Norway – Sweden: phone call, 1 March 2021\n\nThe Fjord Post")
    assert "- **Who:** Ada Berg (Norway)[^1]; Ivo Lund (Sweden)[^1]\n" in text
    assert "- **When:** 1 March 2021[^1]\n" in text
    assert "- **At whose wish:** not said\n" in text
    assert "- **Agreed** (Norway and Sweden): They meet.[^2]\n" in text
    assert "- Norway *stresses*: They say it.[^3]\n" in text
    assert "**Topics:** *Ferry link* (transport)[^3][^4]\n" in text
    assert "- Fjord Accord[^4]\n" in text
    assert "[^2]: They agreed to meet in May 2021. (characters 78–110)\n" in text
    defined = set(re.findall(r"^\[\^(.+?)\]:", text, re.MULTILINE))
    assert set(re.findall(r"\[\^(.+?)\](?!:)", text)) == defined


def test_a_brief_says_whose_word_it_is() -> None:
    text = brief(record(call(sources=["Norwegian government"])))
    assert "- **According to:** Norwegian government (Norway's side)\n" in text
    assert "- Norway *stresses*: They say it.[" in text
    assert "- Sweden *praises*: They say it. — as Norway tells it[" in text


def test_a_brief_tells_matters_in_the_order_of_the_topics() -> None:
    topics = [topic("Meeting", "relations", (78, 110)), topic("Ferry", "transport", (48, 77))]
    said = [
        {**statement("NOR", "stress", (48, 77)), "topic": "Ferry", "text": "First."},
        {**statement("SWE", "thank", (78, 110)), "topic": "Meeting", "text": "Second."},
    ]
    text = brief(record(call(topics=topics, statements=said)))
    assert text.index("Sweden *thanks*: Second.") < text.index("Norway *stresses*: First.")
    both = brief(record(call(topics=[], statements=[statement("NOR SWE", "concern", (48, 77))])))
    assert "- Norway and Sweden *are concerned*: They say it." in both


def test_a_brief_of_no_call_says_so() -> None:
    text = brief(record())
    assert "reports no call" in text


def test_notes_of_briefs_in_one_file_keep_apart() -> None:
    both = brief(record(call())) + brief(record(call()), "2.")
    names = re.findall(r"^\[\^(.+?)\]:", both, re.MULTILINE)
    assert len(names) == len(set(names)) == 8


def test_an_article_writes_no_markup_into_a_brief() -> None:
    text = brief(hostile())
    assert not steers(text)
    for never in ("p://", "s://", "www.", "a@e"):
        assert never not in text
    shown = MARKDOWN.render(text)
    assert set(re.findall(r"<(\w+)", shown)) <= {"h1", "h2", "p", "ul", "li", "strong", "em"}


def test_lines_hold_the_record_and_nothing_that_steers() -> None:
    for text in (to_line(hostile()), to_json(hostile()) + "\n"):
        assert not steers(text)
        assert Extraction.model_validate_json(text) == hostile()
    assert len(to_line(hostile()).splitlines()) == 1
    assert "Ağrı" in to_line(record(call(), outlet="Ağrı"))
    assert json.loads(to_line(record(call(), title="x\U000e0041")))["article"]["title"]


def test_parties_have_names() -> None:
    names = [party_name(code) for code in ("TUR", "UN", "XKX", "WORLD_BANK", "OTHER")]
    assert names == ["Türkiye", "UN", "Kosovo", "World Bank", "another party"]
