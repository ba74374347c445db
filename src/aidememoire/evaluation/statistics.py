"""Means over articles and how sure they are: 95 % bootstrap intervals, the same at every run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import bootstrap

from aidememoire.evaluation.items import Data

_RESAMPLES = 9_999
_SEED = 20_200_610
_LEVEL = 0.95


class Interval(Data):
    """A mean over articles and its 95 % bootstrap interval (percentile method)."""

    mean: float
    low: float
    high: float
    n: int
    """How many articles it is over."""


def mean_interval(values: Sequence[float]) -> Interval:
    """The mean of `values` and its interval over resampled articles.

    The generator is seeded: the same values in the same order give the same interval. One value
    alone has an interval without width, which says nothing of how sure it is.

    Raises:
        ValueError: `values` is empty: there is no mean of nothing.
    """
    if not values:
        raise ValueError("no values to take the mean of")
    mean = float(np.mean(values))
    if len(values) == 1:
        return Interval(mean=mean, low=mean, high=mean, n=1)
    result = bootstrap(
        (np.asarray(values, dtype=float),),
        np.mean,
        n_resamples=_RESAMPLES,
        confidence_level=_LEVEL,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    )
    low, high = (float(bound) for bound in result.confidence_interval)
    return Interval(mean=mean, low=low, high=high, n=len(values))


def paired_difference(before: Sequence[float], after: Sequence[float]) -> Interval:
    """The mean of `after - before`, article by article, and its interval (paired bootstrap).

    Args:
        before: One value an article.
        after: The values of the same articles in the same order.

    Raises:
        ValueError: The lists are empty or not of one length.
    """
    return mean_interval([b - a for a, b in zip(before, after, strict=True)])
