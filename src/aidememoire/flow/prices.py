"""What tokens cost: the table in `data/prices.toml`, and a user's own over it."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aidememoire.errors import SettingsError

_MILLION = 1_000_000
_Price = Annotated[float, Field(ge=0)]


class Price(BaseModel):
    """What one model's tokens cost, in US dollars a million."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    input: _Price
    """Tokens of the prompt."""
    output: _Price
    """Tokens of the answer."""
    cached: _Price | None = None
    """Tokens of the prompt that the endpoint had read before; as all others unless given."""
    source: str = ""
    """Where the price is published."""
    as_of: dt.date | None = None
    """The day on which it was published there."""

    def of(self, prompt: int, cached: int, completion: int) -> float:
        """What a request costs, in US dollars; `cached` are those of the prompt's tokens."""
        again = self.input if self.cached is None else self.cached
        fresh = (prompt - cached) * self.input + cached * again
        return (fresh + completion * self.output) / _MILLION


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")
    prices: dict[str, Price]


def price_of(model: str, own: Path | None = None) -> Price | None:
    """The price of a model.

    Args:
        model: Its name, as --model has it.
        own: A file with a user's prices, which go before those of the table.

    Returns:
        The price, None when it is not known.

    Raises:
        SettingsError: The file can't be read, or holds something else.
    """
    table = {**_published(), **(_load(own) if own is not None else {})}
    return table.get(model)


@cache
def _published() -> dict[str, Price]:
    text = (files("aidememoire") / "data" / "prices.toml").read_text("utf-8")
    return _Table.model_validate(tomllib.loads(text)).prices


def _load(path: Path) -> dict[str, Price]:
    try:
        return _Table.model_validate(tomllib.loads(path.read_text("utf-8"))).prices
    except OSError as error:
        why = str(error.strerror)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        why = "it is not TOML"
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
        why = f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
    raise SettingsError(
        f"the prices in {path} can't be used: {why}",
        'Write [prices."MODEL"] with input and output in US dollars a million tokens.',
    )
