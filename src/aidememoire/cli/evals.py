"""`aidememoire eval` and `aidememoire gold`: how right the records are, and whether gold is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from aidememoire.cli.options import with_settings
from aidememoire.errors import EvaluationError
from aidememoire.settings import Settings

app = typer.Typer()
gold = typer.Typer(no_args_is_help=True, help="Check hand-labelled records.")

_Gold = Annotated[Path, typer.Option("--gold", help="The folder of gold records.")]
_Articles = Annotated[Path, typer.Option("--articles", help="The folder of their articles.")]
_GOLD = Path("evals/gold")
_ARTICLES = Path("evals/articles")


@app.callback(invoke_without_command=True)
@with_settings
def eval_(  # noqa: PLR0913 - typer reads a command's options off its signature
    context: typer.Context,
    *,
    gold: _Gold = _GOLD,
    articles: _Articles = _ARTICLES,
    records: Annotated[
        Path | None,
        typer.Option(help="Score the records in this folder instead of asking a model."),
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, help="How often each article is asked.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write run.json, report.md, junit.xml here, and each record as soon as it is made."
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(help="A run to compare with: fail when the score fell beyond the interval."),
    ] = None,
    fail_under: Annotated[
        float | None, typer.Option(min=0, max=1, help="Fail when the score is lower.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")
    ] = False,
    settings: Settings,
) -> None:
    """Ask the model for records of the labelled articles and score them by the codebook.

    Exit status: 0 when the run passes; 1 when an article failed, evidence is not in its article,
    an order in an article was obeyed, or the score of the run, or against the baseline of an
    article, is too low; 2 for wrong usage.
    """
    if context.invoked_subcommand:
        return
    with _extra():
        from aidememoire.cli import evaluating
        from aidememoire.evaluation.gate import faults
    from aidememoire.cli import stopping
    from aidememoire.cli.talk import Talk

    job = evaluating.Job(gold, articles, records, out, repeats, Talk(quiet))
    accepted = evaluating.load(baseline) if baseline else None  # before minutes of asking
    with stopping.tidily():
        run = evaluating.make_run(job, settings)
    found = faults(run, accepted, fail_under)
    if out:
        evaluating.write_reports(out, run, found)
    evaluating.show(run, accepted, found)
    if found:
        raise typer.Exit(1)


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(help="A run.json, or the folder it is in.")],
    second: Annotated[Path, typer.Argument(help="Another.")],
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown for a pull request.")
    ] = False,
) -> None:
    """Compare two runs article by article: the difference, and the items won and lost."""
    with _extra():
        from aidememoire.cli import evaluating
    evaluating.show_difference(first, second, markdown=markdown)


@app.command()
def accept(
    run: Annotated[Path, typer.Argument(help="A run.json, or the folder it is in.")],
    accepted: Annotated[Path, typer.Option(help="The accepted run that it is to replace.")] = Path(
        "evals/accepted.json"
    ),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Show what a run changes, and make it the accepted one."""
    with _extra():
        from aidememoire.cli import evaluating
    evaluating.show_acceptance(run, accepted)
    if not yes and not typer.confirm(f"Accept it as {accepted}?", err=True):
        raise typer.Exit(1)
    evaluating.accept(run, accepted)


@gold.command()
def check(gold: _Gold = _GOLD, articles: _Articles = _ARTICLES) -> None:
    """Check the form of gold records, and that their quotes stand in the articles.

    Silent when all is well. Whether a quote is the right one, a reader has to see.
    """
    with _extra():
        from aidememoire.cli import evaluating
    findings = evaluating.check(gold, articles)
    for finding in findings:
        typer.echo(finding)
    if findings:
        raise typer.Exit(1)


@contextmanager
def _extra() -> Iterator[None]:
    """For the import of what the extra `evals` installs: most users do without it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "aidememoire":
            raise
        raise EvaluationError(
            f"the eval suite needs the package {error.name}, which is not installed",
            "Run `pip install 'aidememoire[evals]'`.",
        ) from None
