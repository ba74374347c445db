"""Codebook section 3, the measures under it: spans as character sets, Dice, F1, best pairing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from aidememoire.record import Evidence

T = TypeVar("T")

# Small enough never to outweigh a difference of similarities between spans of an article (the
# smallest is one over a product of lengths), large enough to stand above rounding.
_TIE_BREAK = 1e-9


def characters(spans: Iterable[Evidence]) -> frozenset[int]:
    """The offsets of every character in `spans`, overlaps once."""
    return frozenset(offset for span in spans for offset in range(span.start, span.end))


def dice(one: frozenset[int], other: frozenset[int]) -> float:
    """2·|A∩B| / (|A|+|B|), which is the F1 of one set against the other; 1 if both are empty."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 1.0


def f1(credit: float, predicted: int, gold: int) -> float:
    """Harmonic mean of credit / predicted and credit / gold; 1 when both lists are empty."""
    total = predicted + gold
    return 2 * credit / total if total else 1.0


def pair(
    gold: Sequence[T],
    predicted: Sequence[T],
    similarity: Callable[[T, T], float],
    worth: Callable[[T, T], float],
    threshold: float = 0.0,
) -> list[tuple[int, int]]:
    """Pair two lists one to one so that the sum of similarities is largest.

    The sum is maximised over all pairs first; pairs below `threshold` are dropped afterwards, as
    the codebook words it. Several pairings can have the same largest sum (two statements on one
    sentence by one party): of these, the one whose remaining pairs are worth most is taken, so
    that a score depends neither on the order of items nor on the solver.

    Args:
        gold: The gold items.
        predicted: The predicted items.
        similarity: Of a gold and a predicted item, from 0 to 1.
        worth: What such a pair earns, from 0 to 1; decides between equal sums only.
        threshold: The least similarity at which a pair counts.

    Returns:
        Pairs of indexes (gold, predicted), in the order of gold.
    """
    if not gold or not predicted:
        return []
    similarities = np.array([[similarity(g, p) for p in predicted] for g in gold])
    counts = similarities >= threshold
    worths = np.array([[worth(g, p) for p in predicted] for g in gold])
    rows, columns = linear_sum_assignment(
        similarities + _TIE_BREAK * np.where(counts, worths, 0.0), maximize=True
    )
    return [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if counts[row, column]
    ]
