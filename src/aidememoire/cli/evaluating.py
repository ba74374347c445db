"""The work behind `aidememoire eval` and `aidememoire gold`. Needs the extra `evals`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console

from aidememoire.article import Article
from aidememoire.cli.opening import opened, prefetch
from aidememoire.cli.talk import Talk
from aidememoire.errors import RunInvalid
from aidememoire.evaluation.compare import compare
from aidememoire.evaluation.folder import Labelled, check_folder, load_folder
from aidememoire.evaluation.gate import Fault, faults
from aidememoire.evaluation.gold import Finding
from aidememoire.evaluation.junit import run_to_junit
from aidememoire.evaluation.markdown import comparison_to_markdown, run_to_markdown
from aidememoire.evaluation.measure import Answer, evaluate
from aidememoire.evaluation.records import load_records, stored
from aidememoire.evaluation.run import About, Run, load_run
from aidememoire.evaluation.terminal import show_comparison, show_run
from aidememoire.extraction import extract, prompt_fingerprint
from aidememoire.opening import profile_of
from aidememoire.part import write_whole
from aidememoire.reading import from_file
from aidememoire.record import Extraction
from aidememoire.settings import Settings
from aidememoire.untrusted import safe
from aidememoire.versions import versions
from aidememoire.views.lines import to_json

_RUN = "run.json"
_WIDTH = 140  # in a pipe or a log, so that no cell is cut


@dataclass(frozen=True)
class Job:
    """What is measured."""

    gold: Path
    articles: Path
    records: Path | None
    """Records to score instead of asking."""
    out: Path | None
    """The folder that gets what comes of it."""
    repeats: int
    talk: Talk


def make_run(job: Job, settings: Settings) -> Run:
    """Ask for records, or take stored ones, and score them.

    A record that was asked for is in the folder `records` of the output as soon as it is made: of
    repeats the last.

    Raises:
        AidememoireError: Gold or the stored records are not in order, or no model can be opened.
    """
    labelled = load_folder(job.gold, job.articles, from_file)
    if job.records:
        records = load_records(job.records, labelled)
        about = About(model=f"records in {job.records}", versions=versions("aidememoire"))
        task = evaluate(labelled, stored(records), about, repeats=job.repeats)
        return asyncio.run(task)
    prefetch(settings, job.talk)
    return asyncio.run(_ask(job, labelled, settings))


async def _ask(job: Job, labelled: tuple[Labelled, ...], settings: Settings) -> Run:
    profile = profile_of(settings)
    async with opened(settings, job.talk) as model:
        about = About(
            model=model.name,
            fingerprints={"model": model.fingerprint, "prompts": prompt_fingerprint(profile.plan)},
            versions=versions("aidememoire", "openai", "instructor", "xllamacpp"),
        )
        total = len(labelled) * job.repeats
        with job.talk.steps(f"Asking {model.name}", total) as step:

            async def task(article: Article) -> Answer:
                if job.out:  # one of an earlier run: this one may make none
                    _record(job.out, article.id).unlink(missing_ok=True)
                try:
                    done = await extract(article, model, profile.plan)
                finally:
                    step()
                if job.out:
                    write_record(job.out, article.id, done.record)
                tokens = done.usage.prompt_tokens + done.usage.completion_tokens
                return Answer(done.record, done.seconds, tokens)

            return await evaluate(
                labelled, task, about, repeats=job.repeats, concurrency=profile.concurrency
            )


def _record(folder: Path, name: str) -> Path:
    return folder / "records" / f"{name}.json"


def show(run: Run, accepted: Run | None, found: Sequence[Fault]) -> None:
    """Print a run, how it compares, and why it may not pass."""
    console = _console()
    console.print(show_run(run, explain=True))
    if accepted:
        console.print(show_comparison(compare(accepted, run)))
    _say(found)


def _say(found: Sequence[Fault]) -> None:
    for fault in found:
        typer.secho(f"✗ {safe(str(fault))}", fg="red", err=True)


def write_reports(folder: Path, run: Run, found: Sequence[Fault]) -> None:
    """Write the account of a run and its reports into a folder, with why it may not pass.

    Raises:
        OutputError: They can't be written.
    """
    reports = {
        _RUN: run.model_dump_json(indent=1) + "\n",
        "report.md": run_to_markdown(run, found),
        "junit.xml": run_to_junit(run, found),
    }
    for name, text in reports.items():
        write_whole(folder / name, text)


def write_record(folder: Path, name: str, record: Extraction) -> None:
    """Write an article's record into the folder of its run.

    Raises:
        OutputError: It can't be written.
    """
    write_whole(_record(folder, name), to_json(record) + "\n")


def show_difference(first: Path, second: Path, *, markdown: bool) -> None:
    """Print two runs compared."""
    comparison = compare(load(first), load(second))
    if markdown:
        typer.echo(comparison_to_markdown(comparison), nl=False)
    else:
        _console().print(show_comparison(comparison))


def show_acceptance(run: Path, accepted: Path) -> None:
    """Print what would change if a run were accepted, or the run where nothing can be compared."""
    new = load(run)
    console = _console()
    try:
        shown = show_comparison(compare(load(accepted), new)) if accepted.exists() else None
    except RunInvalid as error:
        typer.secho(f"{accepted}: {safe(error.message)}", fg="yellow", err=True)
        shown = None
    console.print(shown or show_run(new))
    _say(faults(new))


def accept(run: Path, accepted: Path) -> None:
    """Make a run the accepted one."""
    write_whole(accepted, load(run).model_dump_json(indent=1) + "\n")


def check(gold: Path, articles: Path) -> list[Finding]:
    """Everything that is wrong with a folder of gold records, and its orders."""
    findings = check_folder(gold, articles)
    if not findings:
        load_folder(gold, articles)  # reads the file of orders too
    return findings


def load(path: Path) -> Run:
    """Read the account of a run: a file, or the folder that `--out` named.

    Raises:
        RunInvalid: It can't be read, or is none.
    """
    return load_run(path / _RUN if path.is_dir() else path)


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH)
