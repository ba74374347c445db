"""`aidememoire models`: the embedded models and their weights on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="List, fetch and verify the embedded models.")

_Name = Annotated[
    str,
    typer.Argument(help="A model's name, as `models list` shows it.", show_default="the default"),
]


@app.command("list")
def list_() -> None:
    """List the embedded models: size, licence, and whether the weights are here."""
    from aidememoire.cli import weights

    weights.show_all()


@app.command()
def fetch(name: _Name = "") -> None:
    """Fetch a model's weights, unless they are here; verify them, and print where they are."""
    from aidememoire.cli import stopping, talk, weights

    with stopping.tidily():
        found = weights.fetched(name, talk.Talk())
    typer.echo(found.path)


@app.command()
def verify(name: _Name = "") -> None:
    """Hash a model's weights anew and compare them with the pinned SHA-256."""
    from aidememoire.cli import weights

    found = weights.verified(name)
    typer.echo(f"{found.sha256}  {found.path}")


@app.command()
def path(name: _Name = "") -> None:
    """Print where a model's verified weights are."""
    from aidememoire.cli import weights

    typer.echo(weights.located(name).path)
