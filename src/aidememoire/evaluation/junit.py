"""A run as JUnit XML, for CI systems that show test results."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from aidememoire.evaluation.gate import Fault
from aidememoire.evaluation.run import ArticleRun, Run


def run_to_junit(run: Run, faults: Sequence[Fault] = ()) -> str:
    """A run as one test suite: a case for the score and one an article.

    An article that failed is an `error`; whatever else the gate finds is a `failure` of its
    article, or of the score. A low score of an article alone is neither: what was wrong stands in
    its `system-out`.

    Args:
        run: The account.
        faults: What `gate.faults` found.
    """
    suite = ET.Element("testsuite", name="aidememoire eval", timestamp=run.created.isoformat())
    score = ET.SubElement(suite, "testcase", classname="eval", name="score")
    known = {one.id for one in run.articles}
    _failures(score, [fault for fault in faults if fault.article not in known])
    said = f"{run.score.mean:.3f} ({run.score.low:.3f} to {run.score.high:.3f})"
    ET.SubElement(score, "system-out").text = said
    for one in run.articles:
        _case(suite, one, [fault for fault in faults if fault.article == one.id])
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


def _case(suite: ET.Element, one: ArticleRun, faults: Sequence[Fault]) -> None:
    seconds = sum(attempt.seconds or 0.0 for attempt in one.attempts)
    case = ET.SubElement(
        suite, "testcase", classname="eval.article", name=one.id, time=f"{seconds:.3f}"
    )
    if one.failures:
        first = one.failures[0]
        ET.SubElement(case, "error", type=first.kind, message=first.message)
    else:
        _failures(case, faults)
    lines = [*map(str, faults), f"score {one.score:.3f}", *one.explanation()]
    ET.SubElement(case, "system-out").text = "\n".join(lines)


def _failures(case: ET.Element, faults: Sequence[Fault]) -> None:
    # One element a case: what reads JUnit counts cases, and not all of it takes several.
    if faults:
        ET.SubElement(case, "failure", message="; ".join(map(str, faults)))
