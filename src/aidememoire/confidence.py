"""How sure an item is: from the probability of the words that a model wrote of it to a credit.

The probability of the right sentences, verb and sides in one go is far below the share of such
items that are right. What it stands for was measured on labelled articles, for each list of a
record: the mean credit (codebook, section 3) of items, as a logistic function of the logarithm.
`training/calibrate.py` fits it, and `aidememoire eval` shows how well it holds.
"""

from __future__ import annotations

import math
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

Listed = Literal["participants", "topics", "statements", "outcomes"]
"""The lists of a call whose items have a confidence."""
LISTED: tuple[Listed, ...] = get_args(Listed)
CURVES_FILE = Path(__file__).with_name("data") / "confidence.toml"
"""The curves that come with the package."""
_PLACES = 3


class Curve(NamedTuple):
    """1 / (1 + exp(-(intercept + slope · logprob)))."""

    intercept: float
    slope: float


@lru_cache(maxsize=1)
def curves() -> dict[Listed, Curve]:
    """The curve of each list."""
    found = tomllib.loads(CURVES_FILE.read_text(encoding="utf-8"))
    return {name: Curve(**found[name]) for name in LISTED}


def confidence(listed: Listed, logprob: float | None) -> float | None:
    """How sure an item is.

    Args:
        listed: The list that it stands in.
        logprob: The natural logarithm of the probability of what was written of it.

    Returns:
        The credit to expect of it, from 0 to 1; None where nothing is known.
    """
    if logprob is None:
        return None
    curve = curves()[listed]
    return round(1 / (1 + math.exp(-(curve.intercept + curve.slope * logprob))), _PLACES)
