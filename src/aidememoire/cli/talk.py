"""Talk: what a command says on standard error beside the data on standard output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from aidememoire.cli.pace import pace
from aidememoire.errors import AidememoireError
from aidememoire.untrusted import safe

if TYPE_CHECKING:
    from aidememoire.runs.status import Status


class Talk:
    """Speaks to the user.

    Args:
        quiet: Whether to say nothing but what went wrong.
        bars: Whether bars may move on the terminal; data that scrolls by on it would tear them.
    """

    def __init__(self, quiet: bool = False, *, bars: bool = True) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._quiet = quiet
        self._bars = bars and not quiet and self._console.is_terminal

    def say(self, text: str) -> None:
        """Say something that nobody must know."""
        if not self._quiet:
            self._console.print(Text(safe(text)), soft_wrap=True)

    def fail(self, name: str, error: AidememoireError) -> None:
        """Say that something went wrong with `name`, and what to do."""
        self._wrong(f"{safe(name)}: {safe(error.message)}", error.remedy)

    def error(self, error: AidememoireError) -> None:
        """Say that nothing goes on, and what to do."""
        self._wrong(safe(error.message), error.remedy)

    def _wrong(self, text: str, remedy: str) -> None:
        self._console.print(Text.assemble(("✗ ", "bold red"), text), soft_wrap=True)
        if remedy:
            self._console.print(Text(f"  {safe(remedy)}", style="dim"), soft_wrap=True)

    @contextmanager
    def steps(self, what: str, total: int | None, done: int = 0) -> Iterator[Callable[[], None]]:
        """Show a bar while the context lasts.

        Args:
            what: What is being done.
            total: How many steps there are; None when nobody knows.
            done: How many of them are behind already.

        Yields:
            What to call after each step.
        """
        columns = (_words(), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with self._progress(*columns) as progress:
            task = progress.add_task(safe(what), total=total, completed=done)
            yield lambda: progress.advance(task)

    @contextmanager
    def run(self, what: str) -> Iterator[Callable[[Status], None] | None]:
        """Show how a run stands while the context lasts.

        Yields:
            What to tell how it stands; None when nobody sees it.
        """
        columns = (_words(), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[more]}"))
        with self._progress(*columns) as progress:
            task = progress.add_task(safe(what), total=None, more="")

            def told(stands: Status) -> None:
                done = stands.done + stands.failed
                more = " · ".join(pace(stands))
                progress.update(task, total=stands.texts, completed=done, more=more)

            yield told if self._bars else None

    @contextmanager
    def opening(self, model: str) -> Iterator[Callable[[int, int, str], None]]:
        """Show that a model is being opened, and how far its weights are fetched if need be.

        Yields:
            What to tell the bytes that are there, the bytes of the whole, and their source.
        """
        waiting = (SpinnerColumn(), _words(), TimeElapsedColumn())
        fetching = (
            _words(), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(),
        )  # fmt: skip
        with self._progress(*waiting) as progress:
            task = progress.add_task(safe(f"Opening {model}"), total=None)
            sources: list[str] = []

            def told(done: int, total: int, source: str) -> None:
                what = safe(f"Fetching {model} from {source}")
                if source not in sources:
                    sources.append(source)
                    if not self._bars:
                        self.say(f"{what} ({total / 1e6:,.0f} MB)")
                    progress.columns = fetching
                    # What is there already tells nothing about the speed.
                    progress.reset(task, completed=done, total=total)
                progress.update(task, completed=done, description=what)

            yield told

    def _progress(self, *columns: ProgressColumn) -> Progress:
        # Not the redirection that rich does: data belongs on standard output, and nowhere else.
        return Progress(
            *columns,
            console=self._console,
            transient=True,
            disable=not self._bars,
            redirect_stdout=False,
            redirect_stderr=False,
        )


def _words() -> TextColumn:
    return TextColumn("{task.description}", markup=False)
