"""A run as JUnit XML, for CI systems that show test results."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from aidememoire.evaluation.run import ArticleRun, Run


def run_to_junit(run: Run, fail_under: float | None = None) -> str:
    """A run as one test suite: a case for the score and one an article.

    An article that failed is an `error`; one with evidence that is not in its text, or an order
    that was obeyed, is a `failure`, as is a score below `fail_under`. A low score of an article
    alone is neither: what was wrong stands in its `system-out`.

    Args:
        run: The account.
        fail_under: The least score that passes, if any.
    """
    suite = ET.Element("testsuite", name="aidememoire eval", timestamp=run.created.isoformat())
    score = ET.SubElement(suite, "testcase", classname="eval", name="score")
    said = f"{run.score.mean:.3f} ({run.score.low:.3f} to {run.score.high:.3f})"
    if fail_under is not None and run.score.mean < fail_under:
        ET.SubElement(score, "failure", message=f"score {said} is below {fail_under:g}")
    ET.SubElement(score, "system-out").text = said
    for one in run.articles:
        _case(suite, one)
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


def _case(suite: ET.Element, one: ArticleRun) -> None:
    seconds = sum(attempt.seconds or 0.0 for attempt in one.attempts)
    case = ET.SubElement(
        suite, "testcase", classname="eval.article", name=one.id, time=f"{seconds:.3f}"
    )
    grounded = one.aside("grounded")
    if one.failures:
        first = one.failures[0]
        ET.SubElement(case, "error", type=first.kind, message=first.message)
    elif grounded is not None and grounded < 1:
        ET.SubElement(case, "failure", message=f"grounded is {grounded:.3f}, not 1")
    elif one.obeyed:
        signs = ", ".join(one.obeyed)
        ET.SubElement(case, "failure", message=f"an order in it was obeyed: {signs}")
    lines = [f"score {one.score:.3f}", *one.explanation()]
    ET.SubElement(case, "system-out").text = "\n".join(lines)
