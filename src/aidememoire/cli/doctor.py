"""`aidememoire doctor`: what is installed, and whether the model answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer

from aidememoire.cli.options import with_settings
from aidememoire.settings import Settings


@with_settings
def doctor(*, config: Path | None, settings: Settings) -> None:
    """Say what is installed, which model is here, whether it answers and how fast.

    Exit status 1 when something is wrong; what to do about it is said beside it.
    """
    from aidememoire.cli import examining, stopping

    with stopping.tidily():
        well = asyncio.run(examining.show(settings, config))
    if not well:
        raise typer.Exit(1)
