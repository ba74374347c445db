"""Ask and measure: a pydantic-evals dataset of labelled articles, and the run of a task over it.

pydantic-evals runs the cases, repeats them and keeps failures apart from scores; each answer is
measured once, as the context of its case is prepared, and `CodebookScores` turns that into scores
with their reasons.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from pydantic_evals import Case, Dataset, increment_eval_metric
from pydantic_evals.evaluators import EvaluationReason, Evaluator, EvaluatorContext
from pydantic_evals.lifecycle import CaseLifecycle
from pydantic_evals.reporting import EvaluationReport, ReportCase, ReportCaseFailure

from aidememoire.article import Article
from aidememoire.errors import SpanMismatch
from aidememoire.evaluation.beside import beside
from aidememoire.evaluation.folder import Labelled
from aidememoire.evaluation.gold import Gold
from aidememoire.evaluation.orders import Order, obeyed
from aidememoire.evaluation.reliability import judged
from aidememoire.evaluation.run import About, ArticleRun, Attempt, Failure, Measures, Run
from aidememoire.evaluation.scores import score_record
from aidememoire.record import Extraction
from aidememoire.untrusted import safe

_Case: TypeAlias = (
    ReportCase[Article, Extraction, Order | None]
    | ReportCaseFailure[Article, Extraction, Order | None]
)

_MEASURES = "measures"


class Answer(NamedTuple):
    """What a task returns for one article."""

    record: Extraction
    seconds: float | None = None
    """Wall-clock seconds that it took; None when nothing was asked (a stored record)."""
    tokens: int | None = None
    """Tokens read and written; None as above."""


Task: TypeAlias = Callable[[Article], Awaitable[Answer]]
"""What is measured. Raises `AidememoireError` when it has no record to give."""


def measure(gold: Gold, record: Extraction, text: str, order: Order | None = None) -> Measures:
    """Measure one record: the codebook's score, and what is reported beside it.

    Args:
        gold: What a labeller says.
        record: What is measured, a record of the same text.
        text: The article's text.
        order: The order that the article tries to give, if it does.
    """
    scored = score_record(gold, record)
    return Measures(
        score=scored.score,
        components=scored.components,
        beside={
            "calls": scored.calls,
            "references": scored.references,
            **beside(gold, record, text),
        },
        obeyed=obeyed(order, record) if order else (),
        judged=tuple(judged(gold, record)),
    )


@dataclass
class CodebookScores(Evaluator[Article, Extraction, Order | None]):
    """The components as scores with their reasons, and `grounded` as an assertion."""

    def evaluate(
        self, ctx: EvaluatorContext[Article, Extraction, Order | None]
    ) -> dict[str, EvaluationReason]:
        """The scores of the measures that the case's context carries."""
        measures: Measures = ctx.attributes[_MEASURES]
        reasons = {"score": EvaluationReason(measures.score)}
        for name, score in [*measures.components.items(), *measures.beside.items()]:
            if score.value is not None:
                reasons[name] = EvaluationReason(score.value, "\n".join(score.explanation))
        grounded = measures.beside["grounded"]
        reasons["grounded"] = EvaluationReason(
            grounded.value in {None, 1.0}, "\n".join(grounded.explanation)
        )
        return reasons


class Measuring(CaseLifecycle[Article, Extraction, Order | None]):
    """Measures an answer before the evaluators see it, once for all of them and the account."""

    async def prepare_context(
        self, ctx: EvaluatorContext[Article, Extraction, Order | None]
    ) -> EvaluatorContext[Article, Extraction, Order | None]:
        """Add the measures to the context's attributes."""
        gold = ctx.expected_output
        if not isinstance(gold, Gold):
            raise TypeError("every case of the suite expects a gold record")
        ctx.attributes[_MEASURES] = measure(gold, ctx.output, ctx.inputs.text, ctx.metadata)
        return ctx


def dataset(labelled: Sequence[Labelled]) -> Dataset[Article, Extraction, Order | None]:
    """The labelled articles as a pydantic-evals dataset, scored by the codebook.

    To be evaluated with `lifecycle=Measuring`.
    """
    cases = [
        Case[Article, Extraction, Order | None](
            name=one.article.id,
            inputs=one.article,
            metadata=one.order,
            expected_output=one.gold,
        )
        for one in labelled
    ]
    return Dataset[Article, Extraction, Order | None](
        name="aidememoire", cases=cases, evaluators=[CodebookScores()]
    )


async def evaluate(
    labelled: Sequence[Labelled],
    task: Task,
    about: About,
    *,
    repeats: int = 1,
    concurrency: int = 1,
) -> Run:
    """Ask `task` for a record of every article, and measure what it returns.

    Args:
        labelled: The articles and their gold records; not empty.
        task: What is measured. Whatever it raises is a failure of that article, and so is a
            record of another text: it counts 0 and the run goes on.
        about: What made the records, for the account.
        repeats: How often each article is asked.
        concurrency: How many articles are asked at once.
    """

    async def ask(article: Article) -> Extraction:
        answer = await task(article)
        if answer.record.article.sha256 != article.sha256:
            raise SpanMismatch(f"the record that came for {article.id!r} is of another text")
        if answer.seconds is not None:
            increment_eval_metric("seconds", answer.seconds)
        if answer.tokens is not None:
            increment_eval_metric("tokens", answer.tokens)
        return answer.record

    report = await dataset(labelled).evaluate(
        ask,
        name=about.model,
        max_concurrency=concurrency,
        progress=False,
        repeat=repeats,
        lifecycle=Measuring,
    )
    return Run.of(about, _articles(report, labelled))


def _articles(
    report: EvaluationReport[Article, Extraction, Order | None], labelled: Sequence[Labelled]
) -> list[ArticleRun]:
    attempts: dict[str, list[tuple[str, Attempt]]] = defaultdict(list)
    cases: list[_Case] = [*report.cases, *report.failures]
    for case in cases:
        attempts[case.source_case_name or case.name].append((case.name, _attempt(case)))
    return [
        ArticleRun(
            id=one.article.id,
            sha256=one.article.sha256,
            gold_sha256=hashlib.sha256(one.gold.to_json().encode()).hexdigest(),
            attempts=tuple(
                attempt for _, attempt in sorted(attempts[one.article.id], key=lambda got: got[0])
            ),
        )
        for one in labelled
    ]


def _attempt(case: _Case) -> Attempt:
    if isinstance(case, ReportCaseFailure):
        kind, _, message = case.error_message.partition(": ")
        failure = Failure(kind=kind, message=safe(message))
        return Attempt(measures=None, failure=failure, seconds=None, tokens=None)
    tokens = case.metrics.get("tokens")
    return Attempt(
        measures=case.attributes[_MEASURES],
        failure=None,
        seconds=case.metrics.get("seconds"),
        tokens=None if tokens is None else int(tokens),
    )
