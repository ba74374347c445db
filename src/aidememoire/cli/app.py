"""The command line: its commands, and what becomes of errors. No business of its own."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from aidememoire.cli import accounts, doctor, evals, models, talk
from aidememoire.cli.export import export
from aidememoire.cli.report import report
from aidememoire.cli.review import review
from aidememoire.cli.run import run, status
from aidememoire.cli.show import show
from aidememoire.cli.summarise import summarise
from aidememoire.errors import AidememoireError, ModelUnknown, SettingsError

_USAGE = (SettingsError, ModelUnknown)


class _Group(TyperGroup):
    """Turns this package's errors into a message, a remedy and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except AidememoireError as error:
            talk.Talk().error(error)
            raise typer.Exit(2 if isinstance(error, _USAGE) else 1) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    # Local variables in a traceback could hold a key.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"aidememoire {version('aidememoire')}")
        raise typer.Exit


@app.callback()
def _top(
    _: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Read articles and official readouts of diplomatic calls into records you can check.

    Every item of a record stands on a verbatim sentence of its article.
    """


app.command()(summarise)
app.command("summarize", hidden=True, help="The same as summarise.")(summarise)
app.command()(run)
app.command()(status)
app.command()(show)
app.command()(accounts.calls)
app.command()(accounts.compare)
app.command()(accounts.timeline)
app.command()(report)
app.command()(review)
app.command()(export)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    # Not at the top: the codes of countries take a quarter of a second to load.
    from aidememoire.record import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


app.add_typer(models.app, name="models")
app.add_typer(evals.app, name="eval")
app.add_typer(evals.gold, name="gold")
app.command()(doctor.doctor)


def main() -> None:
    """Run the command line; standard output is UTF-8 unless it is a terminal."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal of few characters shows "?" for the others rather than fail.
            terminal = stream.isatty()
            stream.reconfigure(encoding=None if terminal else "utf-8", errors="replace")
    app()
