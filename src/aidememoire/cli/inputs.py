"""The options of commands that read articles: what the fields of rows mean, what may be fetched."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from aidememoire.inputs.how import Fields, Reading
from aidememoire.sources import Form

_PANEL = "Inputs"
_FIELDS = {
    "text_field": "The field of a JSONL, CSV or Parquet row that holds the article's text. `text` "
    "unless set; when it is set, the tables of folders are read too. `a.b` is b within a.",
    "id_field": "The field that names the article; file name and row number unless set.",
    "title_field": "The field with the article's headline.",
    "date_field": "The field with the day of publication, best as YYYY-MM-DD; it counts as "
    "printed in the article.",
    "outlet_field": "The field with the name of who published the article.",
    "url_field": "The field with the article's address, which is recorded and not fetched.",
}
_FORMAT = (
    "What every input holds; by suffix, then by content unless set. `links` are addresses, one a "
    "line."
)
_OPTIONS: dict[str, tuple[Any, Any, str]] = {
    **{name: (str | None, None, said) for name, said in _FIELDS.items()},
    "input_format": (Form | None, None, _FORMAT),
    "allow_url": (bool, False, "Fetch the addresses (https://…) among the inputs."),
    "allow_private": (
        bool,
        False,
        "Fetch from private, loopback and link-local addresses too.",
    ),
}


def with_reading(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how inputs are read.

    Args:
        command: Takes a `Reading` as its argument `how`.

    Returns:
        The command as typer is to see it: options instead of that argument.
    """

    @functools.wraps(command)
    def run(**given: Any) -> None:
        chosen = {name: given.pop(name) for name in _OPTIONS}
        fields = Fields(**{name.removesuffix("_field"): chosen[name] for name in _FIELDS})
        form, url, private = (chosen[n] for n in ("input_format", "allow_url", "allow_private"))
        command(**given, how=Reading(fields, form, url, private))

    own = inspect.signature(command, eval_str=True).parameters
    parameters = [one.replace(kind=one.KEYWORD_ONLY) for name, one in own.items() if name != "how"]
    for name, (kind, default, said) in _OPTIONS.items():
        # No --no-allow-url: what is not allowed unless asked for needs no way to forbid it.
        flags = [f"--{name.replace('_', '-')}"] if kind is bool else []
        option = typer.Option(*flags, help=said, rich_help_panel=_PANEL)
        parameters.append(
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=default,
                annotation=Annotated[kind, option],
            )
        )
    setattr(run, "__signature__", inspect.Signature(parameters))  # noqa: B010 - unknown to mypy
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run
