"""The baselines: quotes found in articles, what becomes of a plain answer, rules, the table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from aidememoire.embedded.server import Endpoint, ServerConfig
from aidememoire.errors import AnswerCut, AnswerInvalid, ModelUnknown, TransportError
from aidememoire.evaluation.folder import Labelled, load_folder
from aidememoire.evaluation.run import load_run
from aidememoire.opening import is_tuned, profile_of
from aidememoire.reading import from_text
from aidememoire.settings import Settings
from aidememoire.testing import Request, ScriptedServer, Status, Text, answer
from baselines import quotes, run
from baselines.__main__ import main
from baselines.answer import ArticleRecord
from baselines.plain import PROMPT, plain, to_record
from baselines.rules import rules
from baselines.run import SYSTEMS, measure
from baselines.serving import Served, serving, untuned
from baselines.table import Side, to_markdown

TEXT = """Leaders talk about the ferry

The Fjord Post, 2 March 2021

Norwegian Prime Minister Ada Berg and Swedish King Ivo Lund spoke by phone on Monday, at the
initiative of the Swedish side.

Berg thanked Lund for the relief sent after the floods. “The ferry must call at Narvik,” she
stressed.

The ministers agreed to meet in May. The ferry was built in 1999 and sank once.
"""
ARTICLE = from_text(TEXT, "t1")
SPOKE, THANKED, FERRY, AGREED = (
    next(ARTICLE.quote(one) for one in ARTICLE.sentences if words in ARTICLE.quote(one))
    for words in ("spoke by phone", "thanked", "Narvik", "agreed")
)


def found(**changes: Any) -> dict[str, Any]:
    call = {
        "date": {"value": "2021-03-01", "basis": "stated", "evidence": [SPOKE]},
        "channel": "phone",
        "initiated_by": {"party": "the Swedish side", "evidence": [SPOKE]},
        "sources": ["N/A"],
        "participants": [
            {"name": "Ada Berg", "office": "unknown", "party": "Norway", "evidence": [SPOKE]},
            {"name": "Ivo Lund", "office": "King", "party": "Kingdom of Sweden",
             "evidence": [SPOKE]},
        ],
        "topics": [{"title": "Ferry", "area": "transport", "evidence": ["ferry must call"]}],
        "statements": [
            {"by": ["Berg"], "act": "thank", "text": "She thanks.", "topic": "Relief",
             "evidence": [THANKED]},
            {"by": ["both sides"], "act": "stress", "text": "The ferry.", "topic": "Ferry",
             "evidence": [FERRY]},
        ],
        "outcomes": [{"by": ["Sweden", "Norway"], "kind": "agreed", "text": "Meet.",
                      "evidence": [AGREED]}],
        "references": [],
        "summary": "They spoke.",
        **changes,
    }  # fmt: skip
    return {"title": "T", "outlet": "The Fjord Post", "published": "2021-03-02", "calls": [call]}


def record(**changes: Any) -> Any:
    made = to_record(ARTICLE, ArticleRecord.model_validate(found(**changes)))
    made.check(TEXT)
    return made


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        (THANKED, THANKED),
        ("thanked Lund for the relief", THANKED),
        ('"The ferry must call at Narvik," she stressed.', FERRY),
        ("Berg thanked Mr Lund for relief that was sent after the floods", THANKED),
    ],
)
def test_a_quote_becomes_the_whole_sentence_that_it_stands_in(quote: str, sentence: str) -> None:
    assert [span.quote for span in quotes.evidence([quote], ARTICLE)] == [sentence]


def test_a_quote_over_two_sentences_is_both_and_each_once() -> None:
    two = quotes.evidence([f"{THANKED} {FERRY}", THANKED], ARTICLE)
    assert [span.quote for span in two] == [THANKED, FERRY]


@pytest.mark.parametrize(
    "quote", ["", "  ", "Oslo", "The two sides opened a new consulate in Bergen last year."]
)
def test_a_quote_that_is_not_in_the_article_drops(quote: str) -> None:
    assert quotes.evidence([quote], ARTICLE) == ()


def test_a_body_sentence_goes_before_a_headline_with_the_same_words() -> None:
    article = from_text("Talks on the ferry\n\nThey held talks on the ferry yesterday.", "t2")
    (span,) = quotes.evidence(["alks on the ferry"], article)
    assert span.quote == "They held talks on the ferry yesterday."


@given(st.text(max_size=80))
def test_whatever_is_quoted_evidence_stands_in_the_article(quote: str) -> None:
    for span in quotes.evidence([quote], ARTICLE):
        assert TEXT[span.start : span.end] == span.quote


def test_names_of_parties_and_people_become_codes() -> None:
    (call,) = record().calls
    assert [one.party for one in call.participants] == ["NOR", "SWE"]
    assert call.initiated_by.party == "SWE"
    assert [one.by for one in call.statements] == [("NOR",), ("NOR", "SWE")]
    assert call.outcomes[0].by == ("NOR", "SWE")


def test_words_for_nothing_become_null_and_unknown_topics_too() -> None:
    (call,) = record().calls
    assert call.sources == ()
    assert call.participants[0].office is None
    assert [one.topic for one in call.statements] == [None, "Ferry"]


def test_items_whose_quotes_are_not_in_the_article_drop() -> None:
    bad = ["They signed a treaty on fisheries in Reykjavik."]
    lost = {"title": "Fish", "area": "economy", "evidence": bad}
    date = {"value": "2021-03-01", "basis": "stated", "evidence": bad}
    (call,) = record(topics=[lost], date=date).calls
    assert (call.topics, call.date) == ((), None)


def test_a_call_that_nobody_is_left_of_drops() -> None:
    nobody = {"name": "Eva Holm", "office": None, "party": "Denmark", "evidence": ["Eva Holm"]}
    assert record(participants=[nobody]).calls == ()


def endpoint(server: ScriptedServer) -> Endpoint:
    return Endpoint(server.base_url, "key", "scripted", "scripted")


async def test_one_request_an_article_held_to_the_schema() -> None:
    async with ScriptedServer([answer(found())]) as server, plain(endpoint(server)) as task:
        got = await task(ARTICLE)
    (request,) = server.requests
    assert request.json["temperature"] == 0
    assert request.json["response_format"]["type"] == "json_schema"
    assert TEXT in request.json["messages"][-1]["content"]
    assert len(got.record.calls) == 1
    assert got.tokens == 15


async def test_a_wrong_answer_is_asked_for_once_more_and_both_are_counted() -> None:
    wrong = answer({"calls": "none"})
    async with ScriptedServer([wrong, answer(found())]) as server, plain(endpoint(server)) as task:
        got = await task(ARTICLE)
    assert (len(server.requests), got.tokens) == (2, 30)


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        ([answer({"calls": 1}), answer({"calls": 1})], AnswerInvalid),
        ([Text('{"title": "', finish_reason="length")], AnswerCut),
        ([Status(400)], TransportError),
    ],
)
async def test_an_answer_that_cannot_be_used_is_a_failure(
    replies: list[Any], error: type[Exception]
) -> None:
    async with ScriptedServer(replies) as server, plain(endpoint(server)) as task:
        with pytest.raises(error) as caught:
            await task(ARTICLE)
    assert "Narvik" not in str(caught.value)


async def test_rules_make_a_record_without_a_model() -> None:
    got = await rules(ARTICLE)
    got.record.check(TEXT)
    (call,) = got.record.calls
    assert [(one.name, one.party) for one in call.participants] == [
        ("Ada Berg", "NOR"),
        ("Ivo Lund", "SWE"),
    ]
    assert str(call.date.value) == "2021-03-01"
    assert (call.channel, call.initiated_by.party) == ("phone", "SWE")
    assert [(one.by, one.act) for one in call.statements] == [
        (("NOR",), "thank"),
        (("NOR",), "stress"),
    ]
    assert [(one.by, one.kind) for one in call.outcomes] == [(("NOR", "SWE"), "agreed")]
    assert not any("1999" in span.quote for _, span in got.record.evidence())


@pytest.mark.parametrize(
    "text",
    [
        "Norwegian Prime Minister Ada Berg met Swedish Foreign Minister Ivo Lund in Oslo.",
        "Norwegian Prime Minister Ada Berg will speak by phone with Swedish King Ivo Lund.",
        "Norwegian Prime Minister Ada Berg denied that she spoke by phone with King Ivo Lund.",
        "The telephone was invented long ago.",
    ],
)
async def test_rules_see_no_call_where_none_took_place(text: str) -> None:
    assert (await rules(from_text(text, "t3"))).record.calls == ()


@given(st.text(min_size=1, max_size=300).filter(lambda text: bool(text.strip())))
async def test_rules_read_anything(text: str) -> None:
    article = from_text(f"Ada Berg of Norway spoke by phone with King Ivo Lund. {text}", "t4")
    (await rules(article)).record.check(article.text)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Two labelled articles; what the plain answer says of the text is gold."""
    for folder in ("gold", "articles"):
        (tmp_path / folder).mkdir()
    for name, more in (("a", ""), ("b", "Weather: snow.\n")):
        article = from_text(TEXT + more, name)
        (tmp_path / "articles" / f"{name}.txt").write_text(article.text, encoding="utf-8")
        gold = to_record(article, ArticleRecord.model_validate(found()))
        (tmp_path / "gold" / f"{name}.json").write_text(gold.to_json(), encoding="utf-8")
    return tmp_path


def labelled(suite: Path) -> tuple[Labelled, ...]:
    read = lambda path: from_text(path.read_text(encoding="utf-8"), path.stem)  # noqa: E731
    return load_folder(suite / "gold", suite / "articles", read)


def asked(request: Request) -> Text:
    """The plain request is answered well but for one article, ours without a call."""
    if request.json["messages"][0]["content"] != PROMPT:
        return answer({"outlet": None, "calls": []})
    if "snow" in request.json["messages"][1]["content"]:
        return Text("{", finish_reason="length")
    return answer(found())


async def test_all_are_measured_on_the_same_articles_and_compared_in_pairs(suite: Path) -> None:
    told: list[str] = []
    async with ScriptedServer(asked) as server:
        chosen = Settings(model="any", base_url=server.base_url, attempts=1)
        measured = await measure(labelled(suite), chosen, SYSTEMS, told.append)
    side = Side.of({name: one.run for name, one in measured.items()})
    ours, easy, ruled = side.rows
    assert (ours.system, ours.score.mean, ours.failed) == ("ours", 0, 0)
    assert (easy.system, easy.score.mean, easy.failed) == ("plain", 0.5, 1)
    assert ruled.system == "rules"
    assert ruled.score.mean > 0.5
    assert ours.about.fingerprints["prompts"] != easy.about.fingerprints["prompts"]
    assert [one.than for one in side.differences] == ["plain", "rules"]
    assert side.differences[0].score.mean == -0.5
    assert [line for line in told if "untuned is left out" in line]
    assert len(told) == 7
    assert any("b" in line and "failed" in line for line in told)
    shown = to_markdown(side)
    assert "| plain | 0.500 |" in shown
    assert "| ours − plain | -0.500 |" in shown


async def test_the_adapter_is_on_the_model_for_ours_alone(
    suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_of: list[str] = []
    async with ScriptedServer(asked) as server:

        @asynccontextmanager
        async def served(chosen: Settings, _slots: int = 1) -> AsyncIterator[Served]:
            asked_of.append(chosen.adapter)
            elsewhere = Settings(model="any", base_url=server.base_url, attempts=1)
            async with serving(elsewhere) as found:
                yield found

        monkeypatch.setattr(run, "serving", served)
        measured = await measure(labelled(suite), Settings(), SYSTEMS, lambda _: None)
    assert [*measured] == ["ours", "untuned", "plain", "rules"]
    assert asked_of == ["auto", "none", "none"]


async def test_an_embedded_model_is_served_with_its_adapter_unless_that_is_taken_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Settings] = []

    async def config(chosen: Settings) -> ServerConfig:
        told.append(chosen)
        raise ModelUnknown("so far")

    monkeypatch.setattr("baselines.serving.server_config", config)
    for chosen in (Settings(), untuned(Settings())):
        with pytest.raises(ModelUnknown, match="so far"):
            async with serving(chosen, 4):
                pass
    tuned, bare = told
    assert (is_tuned(tuned), profile_of(tuned).plan) == (True, "lines")
    assert (is_tuned(bare), profile_of(bare).plan) == (False, "several")
    assert tuned.concurrency == bare.concurrency == 4


def test_the_command_prints_a_table_and_writes_reports(
    suite: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = suite / "out"
    folders = ["--gold", str(suite / "gold"), "--articles", str(suite / "articles")]
    assert main([*folders, "--out", str(out), "--systems", "rules"]) == 0
    shown = capsys.readouterr()
    assert "rules" in shown.out
    assert "statements" in shown.out
    assert "rules 2 of 2: b" in shown.err
    side = Side.model_validate_json((out / "baselines.json").read_bytes())
    assert side.rows[0].score == load_run(out / "rules" / "run.json").score
    assert sorted(path.name for path in (out / "rules" / "records").iterdir()) == [
        "a.json",
        "b.json",
    ]
    assert (out / "baselines.md").read_text(encoding="utf-8").startswith("## Ours")


def test_a_folder_that_is_not_there_is_a_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--articles", str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err


async def test_a_model_without_an_address_is_a_clear_error(suite: Path) -> None:
    with pytest.raises(ModelUnknown, match="openai/any"):
        await measure(
            labelled(suite),
            Settings(model="openai/any", api_key=SecretStr("k")),
            ["plain"],
            lambda _: None,
        )
