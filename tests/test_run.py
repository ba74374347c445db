"""Runs: measured, stored, read back, compared; failures apart from scores; the same twice."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from labelled import call, evidence, gold, labelled, outcome, topic
from rich.console import Console

from aidememoire.article import Article
from aidememoire.errors import AnswerCut, FolderEmpty, RecordsInvalid, RunInvalid
from aidememoire.evaluation.compare import compare
from aidememoire.evaluation.folder import Labelled
from aidememoire.evaluation.gate import faults
from aidememoire.evaluation.junit import run_to_junit
from aidememoire.evaluation.markdown import comparison_to_markdown, run_to_markdown
from aidememoire.evaluation.measure import Answer, Measuring, Task, dataset, evaluate
from aidememoire.evaluation.records import load_records, stored
from aidememoire.evaluation.run import About, Run, load_run
from aidememoire.evaluation.statistics import mean_interval, paired_difference
from aidememoire.evaluation.terminal import show_comparison, show_run
from aidememoire.record import Extraction

ABOUT = About(model="scripted", fingerprints={"weights": "ab12"}, versions={"aidememoire": "0"})
SUITE = [labelled("a", call()), labelled("b", call()), labelled("c"), labelled("d", call())]
HOSTILE = call(topics=[topic("[red]|`<b>@all & \x1b[2J", "transport", (142, 177))])


def answers(suite: list[Labelled] = SUITE, **changed: Any) -> Task:
    """A task that answers with gold itself, but for the articles in `changed`."""
    records: dict[str, Any] = {one.article.id: one.gold for one in suite} | changed

    async def task(article: Article) -> Answer:
        given = records[article.id]
        if isinstance(given, Exception):
            raise given
        return Answer(given, seconds=2.0, tokens=100)

    return task


def record(name: str, *calls: dict[str, Any]) -> Extraction:
    return labelled(name, *calls).gold


async def run_of(**changed: Any) -> Run:
    return await evaluate(SUITE, answers(**changed), ABOUT)


def shown(renderable: Any) -> str:
    console = Console(width=160, file=io.StringIO())
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def parse_xml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own output


async def test_a_run_counts_failures_apart_and_as_zero() -> None:
    run = await run_of(b=AnswerCut("the answer was cut"), d=record("d", call(outcomes=[])))
    assert run.failed == 1
    assert [one.score for one in run.articles][:3] == [1, 0, 1]
    assert run.score.mean == pytest.approx((1 + 0 + 1 + run.articles[3].score) / 4)
    assert run.components["outcomes"].mean == pytest.approx(2 / 4)
    assert [one.id for one in run.worst_first()] == ["b", "d", "a", "c"]
    assert run.worst_first()[0].explanation() == ["failed: AnswerCut: the answer was cut"]
    assert "gold outcome 1" in run.worst_first()[1].explanation()[0]
    assert (run.seconds, run.tokens) == (2.0, 100)


async def test_what_is_unscored_is_not_zero() -> None:
    run = await run_of(a=AnswerCut("cut"), b=AnswerCut("cut"), d=AnswerCut("cut"))
    assert run.beside["grounded"] is None
    assert run.beside["references"] is not None
    assert run.beside["references"].n == 1


async def test_a_crash_or_the_record_of_another_text_is_a_failure_of_that_article() -> None:
    run = await run_of(a=ZeroDivisionError("oh"), b=record("a", call()))
    kinds = {one.id: one.failures[0].kind for one in run.articles if one.failures}
    assert kinds == {"a": "ZeroDivisionError", "b": "SpanMismatch"}


async def test_repeats_are_averaged_within_an_article() -> None:
    given = iter([record("a", call()), AnswerCut("cut"), record("a", call(outcomes=[]))])

    async def task(_: Article) -> Answer:
        answer = next(given)
        if isinstance(answer, Exception):
            raise answer
        return Answer(answer)

    run = await evaluate(SUITE[:1], task, ABOUT, repeats=3)
    (one,) = run.articles
    assert len(one.attempts) == 3
    assert len(one.failures) == 1
    assert one.component("outcomes") == pytest.approx(1 / 3)
    assert one.aside("grounded") == 1


async def test_pydantic_evals_reports_scores_with_reasons_and_grounded_as_an_assertion() -> None:
    async def task(article: Article) -> Extraction:
        return record(article.id, call(outcomes=[]))

    report = await dataset(SUITE[:1]).evaluate(task, lifecycle=Measuring, progress=False)
    (case,) = report.cases
    assert case.scores["outcomes"].value == 0
    assert case.scores["outcomes"].reason == (
        "gold outcome 1 (NOR SWE agreed: They meet.) has no counterpart"
    )
    assert case.assertions["grounded"].value is True


async def test_a_run_is_the_same_twice_and_survives_its_file(tmp_path: Path) -> None:
    changed = {"b": record("b", HOSTILE)}
    one, two = await run_of(**changed), await run_of(**changed)
    assert one.model_dump(exclude={"created"}) == two.model_dump(exclude={"created"})
    (tmp_path / "run.json").write_text(one.model_dump_json(), encoding="utf-8")
    assert load_run(tmp_path / "run.json") == one


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('{"schema_version": "0"}', "schema version '0'"),
        ('{"schema_version": "1"}', "no account of a run"),
        ("[]", "no account of a run"),
        ("{", "no account of a run"),
        (None, "can't read"),
    ],
)
def test_what_is_no_run_is_an_error(tmp_path: Path, data: str | None, said: str) -> None:
    path = tmp_path / "run.json"
    if data is not None:
        path.write_text(data, encoding="utf-8")
    with pytest.raises(RunInvalid, match=said):
        load_run(path)


def test_intervals_are_of_the_mean_and_deterministic() -> None:
    values = [0.2, 0.4, 0.9, 0.7, 0.5, 0.1]
    interval = mean_interval(values)
    assert interval == mean_interval(values)
    assert interval.mean == pytest.approx(2.8 / 6)
    assert 0.1 < interval.low < interval.mean < interval.high < 0.9
    assert mean_interval([0.3]).low == 0.3
    with pytest.raises(ValueError, match="no values"):
        mean_interval([])


def test_a_paired_difference_is_surer_than_two_intervals() -> None:
    before = [0.1, 0.5, 0.9, 0.3]
    difference = paired_difference(before, [value + 0.05 for value in before])
    assert (difference.low, difference.mean, difference.high) == pytest.approx((0.05,) * 3)
    with pytest.raises(ValueError, match="zip"):
        paired_difference(before, before[:2])


async def test_comparing_tells_items_won_and_lost() -> None:
    wrong = [outcome("NOR SWE", "pledged", (78, 110)), outcome("NOR", "pledged", (142, 177))]
    old = await run_of(a=record("a", call(outcomes=wrong)))
    new = await run_of(b=AnswerCut("cut"))
    comparison = compare(old, new)
    a, b = comparison.articles[:2]
    assert [str(change) for change in a.won] == [
        "outcomes: outcome 1 (NOR SWE agreed: They meet.) 0.75 → 1.00"
    ]
    assert (a.lost, a.extra_before, a.extra_after) == ((), 1, 0)
    assert {change.after for change in b.lost} == {0}
    assert comparison.difference.mean == pytest.approx(new.score.mean - old.score.mean)
    assert not comparison.worse
    assert not comparison.better


async def test_a_sure_fall_is_worse_and_a_sure_rise_better() -> None:
    bad = {name: record(name, call(outcomes=[])) for name in "abd"} | {"c": record("c", call())}
    good, poor = await run_of(), await run_of(**bad)
    assert compare(good, poor).worse
    assert compare(poor, good).better
    assert not compare(good, good).worse


async def test_articles_that_cannot_be_compared_are_named() -> None:
    old = await run_of()
    suite = [SUITE[0], labelled("b", call(outcomes=[])), labelled("e", call())]
    new = await evaluate(suite, answers(suite), ABOUT)
    comparison = compare(old, new)
    assert [one.id for one in comparison.articles] == ["a"]
    assert comparison.left_out == {
        "b": "its gold record changed",
        "c": "not in the second run",
        "d": "not in the second run",
        "e": "not in the first run",
    }
    assert "b is left out: its gold record changed" in shown(show_comparison(comparison))
    with pytest.raises(RunInvalid, match="in common"):
        compare(old, await evaluate(suite[2:], answers(suite), ABOUT))


async def test_the_gate_names_every_reason_and_lets_a_like_run_pass() -> None:
    good = await run_of()
    assert faults(good, good, fail_under=0.9) == []
    poor = {name: record(name, call(outcomes=[])) for name in "ab"} | {"c": record("c", call())}
    bad = await run_of(**poor, d=AnswerCut("the answer was cut"))
    failed, low, fell, made_up = map(str, faults(bad, good, fail_under=0.9))
    assert failed == "article d failed: AnswerCut: the answer was cut"
    assert low.endswith("is below 0.9")
    assert fell.startswith("the score fell: -")
    assert made_up == "article c fell from 1.000 to 0.000"
    more = [*SUITE, labelled("e", call())]
    assert [str(one) for one in faults(await evaluate(more, answers(more), ABOUT), good)] == [
        "article e can't be compared with the accepted run: not in the first run"
    ]


async def test_the_gate_sees_one_call_that_was_made_up() -> None:
    """Three articles as they were hide it: the interval of the difference reaches 0."""
    good = await run_of()
    bad = await run_of(c=record("c", call()))
    assert not compare(good, bad).worse
    [fault] = faults(bad, good)
    assert (fault.article, str(fault)) == ("c", "article c fell from 1.000 to 0.000")
    [change] = [one for one in compare(good, bad).articles if one.difference]
    assert change.extra_after == 1


async def test_one_article_tells_nothing_sure() -> None:
    suite = SUITE[:1]
    old = await evaluate(suite, answers(suite), ABOUT)
    new = await evaluate(suite, answers(suite, a=record("a", call(outcomes=[]))), ABOUT)
    assert not compare(old, new).worse
    assert not compare(new, old).better


async def test_words_of_an_article_are_never_markup_in_a_report() -> None:
    plain, hostile = await run_of(), await run_of(b=record("b", HOSTILE), d=AnswerCut("<x>\x1b"))
    for text in [
        shown(show_run(hostile, explain=True)),
        shown(show_comparison(compare(plain, hostile))),
    ]:
        assert "\x1b" not in text
        assert "d" in text
    assert "[red]|`<b>@all & [2J" in shown(show_run(hostile, explain=True))
    markdown = run_to_markdown(hostile) + comparison_to_markdown(compare(plain, hostile))
    assert "(`[red]" not in markdown
    assert "[red]¦'<b>@all & [2J" in markdown
    assert all(line.count("`") % 2 == 0 for line in markdown.splitlines())
    suite = parse_xml(run_to_junit(hostile))
    assert "[red]|`<b>@all & [2J" in (suite.findtext("testcase[@name='b']/system-out") or "")


async def test_junit_tells_failures_from_low_scores() -> None:
    run = await run_of(a=record("a", call(outcomes=[])), d=AnswerCut("the answer was cut"))
    suite = parse_xml(run_to_junit(run, faults(run, fail_under=0.9)))
    assert (suite.get("tests"), suite.get("errors"), suite.get("failures")) == ("5", "1", "1")
    error = suite.find("testcase[@name='d']/error")
    assert error is not None
    assert error.get("type") == "AnswerCut"
    assert suite.find("testcase[@name='score']/failure") is not None
    assert suite.find("testcase[@name='a']/failure") is None
    assert parse_xml(run_to_junit(run, faults(run, fail_under=0.1))).get("failures") == "0"


async def test_reports_say_why_a_run_does_not_pass() -> None:
    good, bad = await run_of(), await run_of(c=record("c", call()))
    found = faults(bad, good)
    suite = parse_xml(run_to_junit(bad, found))
    failure = suite.find("testcase[@name='c']/failure")
    assert failure is not None
    assert failure.get("message") == "article c fell from 1.000 to 0.000"
    assert "article c fell from 1.000 to 0.000" in run_to_markdown(bad, found)


def store(folder: Path, **files: Any) -> Path:
    for name, data in files.items():
        text = data if isinstance(data, str) else data.to_json()
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


async def test_stored_records_are_scored_without_a_model(tmp_path: Path) -> None:
    broken = json.dumps({"article": {"id": "b", "sha256": SUITE[1].article.sha256}})
    store(tmp_path, x=record("a", call()), y=broken, z=record("c"))
    records = load_records(tmp_path, SUITE)
    run = await evaluate(SUITE, stored(records), ABOUT)
    assert [one.score for one in run.articles] == [1, 0, 1, 0]
    messages = {one.id: one.failures[0].message for one in run.articles if one.failures}
    assert "y.json is not a record" in messages["b"]
    assert "no record of it" in messages["d"]
    assert run.seconds is None


async def test_a_stored_record_with_a_wrong_span_is_scored_and_not_grounded(
    tmp_path: Path,
) -> None:
    moved = call(outcomes=[outcome("NOR SWE", "agreed", (78, 110))])
    moved["outcomes"][0]["evidence"] = evidence((78, 110), text="x" * 200)
    store(tmp_path, a=record("a", moved))
    run = await evaluate(SUITE[:1], stored(load_records(tmp_path, SUITE[:1])), ABOUT)
    assert "is not grounded" in str(faults(run)[0])
    assert run.beside["grounded"] is not None
    assert run.beside["grounded"].mean < 1
    assert "is not grounded: 0." in run_to_junit(run, faults(run))


def test_records_that_do_not_fit_are_errors(tmp_path: Path) -> None:
    with pytest.raises(FolderEmpty):
        load_records(tmp_path, SUITE)
    store(tmp_path, a=record("a", call()), a2=record("a", call()))
    with pytest.raises(RecordsInvalid, match="second record of article 'a'"):
        load_records(tmp_path, SUITE)
    store(tmp_path, a2=record("e", call()))
    with pytest.raises(RecordsInvalid, match="no article that has a gold record"):
        load_records(tmp_path, SUITE)
    store(tmp_path, a2=gold(call(), id="b", sha256="0" * 64))
    with pytest.raises(RecordsInvalid, match="another text than article 'b'"):
        load_records(tmp_path, SUITE)


def test_the_package_does_without_what_the_evals_need() -> None:
    program = "import sys, aidememoire, aidememoire.record; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    loaded = set(done.stdout.split())
    assert not loaded & {"aidememoire.evaluation", "numpy", "scipy", "rapidfuzz", "pydantic_evals"}


async def test_a_labellers_own_files_will_do_as_records(tmp_path: Path) -> None:
    """Quotes without offsets, and the key by which editors find the schema."""
    raw = json.loads(record("a", call()).to_json())
    given = {"$schema": "gold.schema.json", **raw}
    for item in given["calls"][0]["topics"]:
        item["evidence"] = [piece["quote"] for piece in item["evidence"]]
    store(tmp_path, a=json.dumps(given))
    run = await evaluate(SUITE[:1], stored(load_records(tmp_path, SUITE[:1])), ABOUT)
    assert (run.failed, run.score.mean) == (0, 1)
