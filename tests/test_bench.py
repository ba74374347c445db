"""The bench: what langextract finds becomes a record, a run goes on where it was, the figures."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from aidememoire.article import Article
from aidememoire.embedded.server import Endpoint
from aidememoire.errors import AnswerCut, AnswerInvalid, ModelError, RunInvalid
from aidememoire.evaluation.run import Failure
from aidememoire.model import Usage
from aidememoire.reading import from_text
from aidememoire.record import Extraction
from aidememoire.settings import Settings
from aidememoire.testing import Request, ScriptedServer, Text, answer
from baselines.answer import ArticleRecord
from baselines.plain import PROMPT, to_record
from baselines.serving import Served, serving
from bench import measuring
from bench.__main__ import main
from bench.articles import sample
from bench.child import Child
from bench.figures import Report, report
from bench.journal import Journal, Made, Opened, Row, Tokens
from bench.langextracting import BESIDE, Asker, installed, langextracting, settings_of
from bench.mapping import Found, record_of
from bench.measuring import Bench, measure, timed
from bench.systems import Opened as System

TEXT = """Leaders talk about the ferry

The Fjord Post, 2 March 2021

Norwegian Prime Minister Ada Berg and Swedish King Ivo Lund spoke by phone on Monday, at the
initiative of the Swedish side.

Berg thanked Lund for the relief sent after the floods. “The ferry must call at Narvik,” she
stressed.

The ministers agreed to meet in May. The ferry was built in 1999 and sank once.
"""
ARTICLE = from_text(TEXT, "t1")


def sentence(words: str) -> str:
    return next(ARTICLE.quote(one) for one in ARTICLE.sentences if words in ARTICLE.quote(one))


def found(kind: str, text: str, **attributes: Any) -> Found:
    start = TEXT.find(text)
    return Found(kind, text, start, start + len(text), attributes)


BERG = found("participant", "Ada Berg", office="Prime Minister", country="Norway")
LUND = found("participant", "Ivo Lund", office="N/A", country="Kingdom of Sweden")


def record(*more: Found) -> Any:
    made = record_of(ARTICLE, [BERG, LUND, *more])
    made.check(TEXT)
    return made


def test_evidence_is_the_whole_sentence_around_what_langextract_found() -> None:
    thanks = found("statement", "thanked Lund", by=["Norway"], act="thank", topic="relief")
    (call,) = record(thanks).calls
    assert [(one.name, one.office, one.party) for one in call.participants] == [
        ("Ada Berg", "Prime Minister", "NOR"),
        ("Ivo Lund", None, "SWE"),
    ]
    (statement,) = call.statements
    assert (statement.by, statement.act, statement.topic) == (("NOR",), "thank", "Relief")
    assert [span.quote for span in statement.evidence] == [sentence("thanked")]
    assert [(one.title, one.area) for one in call.topics] == [("Relief", "other")]


def test_the_article_and_the_day_are_what_the_attributes_say() -> None:
    made = record(
        found("outlet", "The Fjord Post"),
        found("published", "2 March 2021", date="2021-03-02"),
        found("call_date", "on Monday", date="2021-03-01", basis="stated"),
        found("channel", "by phone", medium="phone"),
        found("initiator", "initiative of the Swedish side", country="Sweden"),
        found("source", "N/A"),
    )
    assert (made.article.outlet, str(made.article.published)) == ("The Fjord Post", "2021-03-02")
    (call,) = made.calls
    assert (str(call.date.value), call.date.basis, call.channel) == (
        "2021-03-01",
        "stated",
        "phone",
    )
    assert call.initiated_by.party == "SWE"
    assert call.sources == ()


def test_matters_of_one_title_are_one_topic_with_the_evidence_of_all() -> None:
    ferry = found("statement", "must call at Narvik", topic="ferry", area="transport")
    named = found("topic", "The ferry was built", topic="Ferry", area="economy")
    (call,) = record(named, ferry).calls
    (topic,) = call.topics
    assert (topic.title, topic.area, len(topic.evidence)) == ("Ferry", "transport", 2)
    assert call.statements[0].by == ("NOR", "SWE")


def test_a_person_named_in_every_piece_is_one_participant() -> None:
    (call,) = record(found("participant", "Berg", country="Norway"), BERG).calls
    assert [one.name for one in call.participants] == ["Ada Berg", "Ivo Lund"]


@pytest.mark.parametrize(
    "wrong",
    [
        Found("participant", "Ada Berg", attributes={"country": "Sweden"}),
        Found("statement", "a ship to Mars", attributes={"act": "stress", "topic": "Mars"}),
        found("call_date", "on Monday", date="Monday"),
        found("participant", " ", country="Norway"),
        found("poem", "The ferry"),
    ],
)
def test_what_cannot_be_placed_or_read_drops(wrong: Found) -> None:
    assert record(wrong) == record()


def test_an_article_in_which_nobody_spoke_has_no_call() -> None:
    assert record_of(ARTICLE, [found("topic", "The ferry", topic="Ferry")]).calls == ()


WORKER = """
import json, sys, time
settings = json.loads(sys.stdin.readline())
print(json.dumps({"ready": "1"}), flush=True)
for line in sys.stdin:
    text = json.loads(line)["text"]
    spent = {"requests": 2, "cut": 0, "prompt": 100, "cached": 60, "written": 7}
    if "stall" in text:
        time.sleep(60)
    if "die" in text:
        sys.exit(3)
    if "raise" in text:
        print(json.dumps({"error": "ValueError", "spent": spent}), flush=True)
    elif "cut" in text:
        print(json.dumps({"found": [], "spent": {**spent, "cut": 2}}), flush=True)
    else:
        at = text.find("Ada Berg")
        one = {"kind": "participant", "text": "Ada Berg", "start": at, "end": at + 8,
               "attributes": {"country": "Norway"}}
        print(json.dumps({"found": [one], "spent": spent}), flush=True)
"""


@pytest.fixture
def asker(tmp_path: Path) -> Callable[[], Asker]:
    """Asks a worker that answers like langextract's."""
    script = tmp_path / "worker.py"
    script.write_text(WORKER, encoding="utf-8")
    return lambda: Asker(Child([sys.executable, str(script)], {}, tmp_path / "log"))


async def test_langextract_is_asked_in_a_process_and_what_it_cost_is_counted(
    asker: Callable[[], Asker],
) -> None:
    asks = asker()
    async with asks.child:
        made, usage = await asks(ARTICLE)
    assert [one.name for one in made.calls[0].participants] == ["Ada Berg"]
    assert (usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens) == (100, 60, 7)


@pytest.mark.parametrize(
    ("text", "error"), [("raise", AnswerInvalid), ("cut", AnswerCut), ("die", ModelError)]
)
async def test_a_failure_of_langextract_is_the_articles_own(
    asker: Callable[[], Asker], text: str, error: type[Exception]
) -> None:
    asks = asker()
    async with asks.child:
        with pytest.raises(error):
            await asks(from_text(text, "t2"))
        assert (await asks(ARTICLE))[0].calls


async def test_who_gives_up_on_langextract_stops_it_and_may_ask_again(
    asker: Callable[[], Asker],
) -> None:
    asks = asker()
    async with asks.child:
        await asks.ready()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await asks(from_text("stall", "t2"))
        assert (await asks(ARTICLE))[0].calls


def test_the_examples_stand_in_their_texts_and_say_only_what_is_known() -> None:
    told = settings_of(Endpoint("http://127.0.0.1:1/v1", "key", "any", "any"), 4)
    assert len(told["examples"]) == 3
    for one in told["examples"]:
        for each in one["extractions"]:
            assert each["text"] in one["text"]
            assert each["class"] in told["prompt"]
            for name, value in each.get("attributes", {}).items():
                assert value in told["values"].get(name, [value])


MADE = Made(
    model="m", model_fingerprint="f", code="c", versions={}, threads=1, slots=4, context=8, limit=9
)


NOTHING = record_of(ARTICLE, [])


def row(system: str, sha256: str, seconds: float, **more: Any) -> Row:
    values: dict[str, Any] = {
        "part": "corpus",
        "id": sha256,
        "wall": seconds,
        "tokens": Tokens(read=int(seconds), cached=0, written=1),
        "peak": 5,
        "load": 1.0,
        "record": NOTHING,
        "failure": None,
    }
    return Row(system=system, sha256=sha256, seconds=seconds, **{**values, **more})


FAILED = {"record": None, "failure": Failure(kind="TimeLimit", message="late")}


def test_figures_are_medians_and_ranges_with_failures_apart(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.jsonl", MADE)
    for line in (
        Opened(slots=1, seconds=2.0),
        *(row("ours", sha, seconds) for sha, seconds in zip("abc", (1, 2, 6), strict=True)),
        *(row("plain", sha, seconds) for sha, seconds in zip("ab", (10, 20), strict=True)),
        row("plain", "c", 60, **FAILED),
        row("ours", "not wanted", 1000),
    ):
        journal.add(line)
    made = report(journal, {"corpus": ["a", "b", "c"]}, [], {})
    ours, plain = made.figures
    assert made.opening == {1: 2.0}
    assert (ours.pace, ours.times, ours.at_least) == (3.0, 10.0, True)
    assert ours.seconds is not None
    assert (ours.seconds.median, ours.seconds.least, ours.seconds.most) == (2, 1, 6)
    assert (plain.pace, plain.times, plain.failed) == (30.0, 1.0, {"TimeLimit": 1})
    assert plain.seconds is not None
    assert plain.seconds.most == 20
    assert plain.score is None


async def test_an_article_that_takes_longer_than_the_limit_has_failed() -> None:
    async def never(_: Article) -> tuple[Extraction, Usage]:
        await asyncio.sleep(60)
        raise AssertionError

    asked = await timed(System(never), ARTICLE, 0.01)
    assert asked.record is None
    assert asked.failure is not None
    assert (asked.failure.kind, asked.seconds < 30) == ("TimeLimit", True)


async def test_whatever_a_system_raises_is_the_articles_failure_and_tells_no_secret() -> None:
    async def broken(_: Article) -> tuple[Extraction, Usage]:
        raise KeyError("key-123")

    asked = await timed(System(broken), ARTICLE, 60)
    assert asked.failure == Failure(kind="KeyError", message="unforeseen")


def test_systems_over_other_articles_have_no_ratio(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.jsonl", MADE)
    journal.add(row("ours", "a", 1))
    journal.add(row("ours", "b", 1))
    journal.add(row("plain", "a", 9))
    ours, _ = report(journal, {"corpus": ["a", "b"]}, [], {}).figures
    assert ours.times is None


def test_a_journal_goes_on_and_forgets_a_line_that_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "out" / "j.jsonl"
    Journal(path, MADE).add(row("ours", "a", 1))
    with path.open("a") as file:
        file.write('{"kind": "row", "sys')
    again = Journal(path, MADE)
    again.add(row("ours", "b", 2))
    assert [one.sha256 for one in Journal(path, MADE).rows] == ["a", "b"]


def test_a_journal_of_another_setting_is_not_mixed_with_this(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    Journal(path, MADE)
    with pytest.raises(RunInvalid, match=r"limit was 9\.0, is 8\.0"):
        Journal(path, MADE.model_copy(update={"limit": 8.0}))
    path.write_text("[]\n")
    with pytest.raises(RunInvalid, match="line 1"):
        Journal(path, MADE)


def test_a_corpus_is_sampled_the_same_for_the_same_seed(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("What this folder holds.")
    rows = [json.dumps({"text": f"Minister {number} spoke by phone."}) for number in range(9)]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows))
    first = sample(tmp_path, 4, 1)
    assert [one.text for one in first] == [one.text for one in sample(tmp_path, 4, 1)]
    assert [one.text for one in first] != [one.text for one in sample(tmp_path, 4, 2)]
    assert len(sample(tmp_path, 20, 1)) == 9


CALL = {
    "date": None,
    "channel": "phone",
    "initiated_by": None,
    "sources": [],
    "participants": [
        {"name": "Ada Berg", "office": None, "party": "Norway", "evidence": [sentence("spoke")]}
    ],
    "topics": [],
    "statements": [],
    "outcomes": [],
    "references": [],
    "summary": "They spoke.",
}
FOUND = {"title": None, "outlet": None, "published": None, "calls": [CALL]}


def plainly(request: Request) -> Any:
    """The plain request is answered well but for one article; ours finds no call in any."""
    if request.json["messages"][0]["content"] != PROMPT:
        return answer({"outlet": None, "calls": []})
    if "snow" in request.json["messages"][1]["content"]:
        return Text("{", finish_reason="length")
    return answer(FOUND)


@pytest.fixture
def suite(tmp_path: Path) -> list[str]:
    """Two labelled articles, of which a plain request fails in one, and a corpus of one."""
    for name in ("gold", "articles", "corpus"):
        (tmp_path / name).mkdir()
    for name, more in (("a", ""), ("b", "Weather: snow.\n")):
        article = from_text(TEXT + more, name)
        (tmp_path / "articles" / f"{name}.txt").write_text(article.text, encoding="utf-8")
        gold = to_record(article, ArticleRecord.model_validate(FOUND))
        (tmp_path / "gold" / f"{name}.json").write_text(gold.to_json(), encoding="utf-8")
    (tmp_path / "corpus" / "c.txt").write_text(f"{TEXT}Weather: rain.\n", encoding="utf-8")
    folders = [(f"--{name}", str(tmp_path / name)) for name in ("gold", "articles", "corpus")]
    options = [*(each for pair in folders for each in pair), "--out", str(tmp_path / "out")]
    return [*options, "--langextract", str(tmp_path / "nowhere")]


async def test_a_run_is_measured_kept_shown_and_drawn_and_goes_on(
    suite: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AIDEMEMOIRE_MODEL", "any")
    out = tmp_path / "out"
    async with ScriptedServer(plainly) as server:
        monkeypatch.setenv("AIDEMEMOIRE_BASE_URL", server.base_url)
        assert await asyncio.to_thread(main, [*suite, "--systems", "plain", "langextract"]) == 0
        first = len(server.requests)
        assert await asyncio.to_thread(main, [*suite, "--systems", "plain", "ours-batch"]) == 0
        asked = [one.json["messages"][0]["content"] for one in server.requests[first:]]
    assert PROMPT not in asked
    shown = capsys.readouterr()
    assert "1 AnswerCut" in shown.out
    assert "langextract is left out" in shown.out
    assert "plain, gold 2 of 2: b, failed: b: the answer is longer" in shown.err
    made = Report.model_validate_json((out / "bench.json").read_bytes())
    by_name = {(one.system, one.part): one for one in made.figures}
    plain, ours = by_name["plain", "gold"], by_name["ours-batch", "gold"]
    assert plain.score is not None
    assert plain.score.mean == 0.5
    assert plain.read is not None
    assert (plain.read.median, plain.articles, plain.failed) == (10, 2, {"AnswerCut": 1})
    assert ours.score is not None
    assert (ours.score.mean, ours.failed, ours.at_least) == (0, {}, False)
    assert ours.peak > 1e6
    assert by_name["plain", "corpus"].score is None
    drawn = (out / "bench.svg").read_text(encoding="utf-8")
    assert "plain (1 failed)" in drawn
    assert "score, 95 % interval" in drawn


async def test_the_adapter_is_on_the_model_for_ours_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, int]] = []
    async with ScriptedServer(plainly) as server:

        @asynccontextmanager
        async def served(chosen: Settings, slots: int) -> AsyncIterator[Served]:
            opened.append((chosen.adapter, slots))
            async with serving(Settings(model="any", base_url=server.base_url)) as found:
                yield found

        monkeypatch.setattr(measuring, "serving", served)
        names = ("plain-batch", "ours", "plain", "untuned", "ours-batch")
        bench = Bench(Settings(), names, {"gold": [ARTICLE]}, slots=4, limit=9)
        journal = Journal(tmp_path / "j.jsonl", MADE)
        await measure(bench, journal, lambda _: None)
    assert opened == [("auto", 1), ("auto", 4), ("none", 1), ("none", 4)]
    done = [row.system for row in journal.rows]
    assert done == ["ours", "ours-batch", "untuned", "plain", "plain-batch"]


async def test_real_langextract_reads_an_article_in_pieces(tmp_path: Path) -> None:
    where = installed(BESIDE, tmp_path / "log")
    if where is None:
        pytest.skip("langextract is installed by make bench")
    country = {"office": None, "country": "Norway"}
    given = {"extractions": [{"participant": "Ada Berg", "participant_attributes": country}]}
    long = from_text("\n".join([TEXT, *["The ferry was built in 1999 and sank once."] * 60]), "t3")
    async with ScriptedServer(lambda _: answer(given)) as server:
        endpoint = Endpoint(server.base_url, "key", "any", "any")
        async with langextracting(endpoint, 2, where) as asks:
            made, usage = await asks(long)
    assert [one.name for one in made.calls[0].participants] == ["Ada Berg"]
    assert usage.requests == len(server.requests) == 2
    form = json.dumps(server.requests[0].json["response_format"])
    assert '"maxItems": 40' in form
    assert '"enum": ["conflict"' in form
