"""The work behind `aidememoire models`: the weights in the cache, looked up and fetched."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aidememoire.cli.talk import Talk
from aidememoire.embedded.catalogue import DEFAULT, CatalogueModel, catalogue, find
from aidememoire.embedded.fetch import Weights, default_folder, fetch, locate, verify
from aidememoire.errors import WeightsError, WeightsMissing


def show_all() -> None:
    """Print the catalogue."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("Name", "Size", "Licence", "Weights"):
        table.add_column(head, overflow="fold")
    for name, model in catalogue().items():
        size = f"{model.size / 1e6:,.0f} MB"
        default = "\nthe default" if name == DEFAULT else ""
        table.add_row(Text(f"embedded/{name}{default}"), size, model.licence, _state(model))
    Console().print(table)


def fetched(name: str, talk: Talk) -> Weights:
    """Weights, fetched unless they are there."""
    model = _find(name)
    if isinstance(model, Path):
        return locate(model, default_folder())
    with talk.opening(model.name) as told:
        return fetch(model, default_folder(), told)


def located(name: str) -> Weights:
    """Weights that are there and verified."""
    return locate(_find(name), default_folder())


def verified(name: str) -> Weights:
    """Weights that are there, hashed anew."""
    return verify(_find(name), default_folder())


def _find(name: str) -> CatalogueModel | Path:
    """What a name means, with or without the `embedded/` that --model wants."""
    return find("" if name == "embedded" else name.removeprefix("embedded/"))


def _state(model: CatalogueModel) -> str:
    try:
        locate(model, default_folder())
    except WeightsMissing:
        return "not fetched"
    except WeightsError:
        return "damaged"
    return "here, verified"
