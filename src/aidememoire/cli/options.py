"""The options that commands share: which model is asked and how, and where records go."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from aidememoire.settings import Settings, load

Format = Annotated[
    Literal["table", "md", "json", "jsonl"] | None,
    typer.Option(
        "--format",
        "-f",
        help="How records are written. Unless set: a table on a terminal, jsonl in a pipe, "
        "by its suffix into a file, json into a folder.",
    ),
]
RECORDS = typer.Argument(
    help="Records: .json and .jsonl files, folders, run stores, - for standard input."
)
Records = Annotated[list[str], RECORDS]
Articles = Annotated[
    list[str] | None,
    typer.Option(
        "--articles",
        "-a",
        help="Their articles: a file or a folder; repeatable. A run store holds its own.",
    ),
]
MinConfidence = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        help="Leave out topics, statements and outcomes that are less sure than this.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="A file, or a folder (for md and json) that gets a file for each article; - is "
        "standard output.",
    ),
]

# A flag for each setting but keys, which would show in the list of processes.
_FLAGS: dict[str, Any] = {
    "model": str,
    "base_url": str,
    "plan": Literal["auto", "one", "several", "lines"],
    "adapter": str,
    "mode": Literal["auto", "json_schema", "tools", "json"],
    "concurrency": int,
    "requests_per_minute": int,
    "tokens_per_minute": int,
    "max_cost": float,
    "max_tokens": int,
    "prices": Path,
    "patience": float,
    "timeout": float,
    "deadline": float,
    "attempts": int,
    "re_asks": int,
    "context_tokens": int,
    "seed": int,
    "threads": int,
    "offline": bool,
}
_PANEL = "Model"


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the settings.

    Args:
        command: Takes the settings that they amount to as its argument `settings`, and the path
            of the configuration file as `config` if it has such an argument.

    Returns:
        The command as typer is to see it: an option a setting instead of that argument. Spelled
        out in every command they would be most of its text, and would drift apart.
    """

    @functools.wraps(command)
    def run(*, config: Path | None, **given: Any) -> None:
        flags = {name: given.pop(name) for name in _FLAGS}
        if "config" in own:
            given["config"] = config
        command(**given, settings=load(config, **flags))

    own = inspect.signature(command, eval_str=True).parameters
    parameters = [
        one.replace(kind=one.KEYWORD_ONLY)
        for name, one in own.items()
        if name not in {"settings", "config"}
    ]
    parameters += [_option(name, kind) for name, kind in _FLAGS.items()]
    help_ = "The configuration file, instead of the one in the platform's folder."
    config = typer.Option(help=help_, rich_help_panel=_PANEL)
    parameters.append(_parameter("config", Annotated[Path | None, config]))
    setattr(run, "__signature__", inspect.Signature(parameters))  # noqa: B010 - unknown to mypy
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def _option(name: str, kind: Any) -> inspect.Parameter:
    field = Settings.model_fields[name]
    said = f"{field.description}"
    if field.default not in {None, False, "auto"}:
        said += f" {field.default} unless set."
    option = typer.Option(help=said, rich_help_panel=_PANEL)
    return _parameter(name, Annotated[kind | None, option])


def _parameter(name: str, annotation: Any) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
    )
