"""Fits what a log-probability says of an item's credit, to a run of `aidememoire eval`.

    python -m training.calibrate RUN [--write]

RUN is a run.json of labelled articles that the model was not trained on, made with the curves that
are in the package now: log-probabilities are won back from confidences by these. Printed: the curve
of each list, and the expected calibration error as it is, and as it is on articles that the curve
was not fitted to (by turns a fifth of them). `--write` keeps the curves in the package's
`data/confidence.toml`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from aidememoire.confidence import CURVES_FILE, LISTED, Curve, Listed, curves
from aidememoire.evaluation.reliability import Judged, bands, calibration_error
from aidememoire.evaluation.run import load_run

_FOLDS = 5
_FEWEST = 30
"""Items of a list from which a curve can be told."""
_RIDGE = 0.5
"""Holds the slope of a list of few items near 0."""
_LEAST = 0.0005
"""Half of the last place that a confidence has."""


def logprobs(items: Sequence[Judged], known: Curve) -> np.ndarray:
    """The log-probabilities behind confidences that a curve made."""
    sure = np.clip([item.confidence for item in items], _LEAST, 1 - _LEAST)
    return np.asarray((logit(sure) - known.intercept) / known.slope)


def fitted(weights: np.ndarray, credits_: np.ndarray) -> Curve:
    """The logistic curve under which these credits are likeliest (fractional regression)."""

    def loss(curve: np.ndarray) -> float:
        sure = np.clip(expit(curve[0] + curve[1] * weights), 1e-9, 1 - 1e-9)
        told = credits_ * np.log(sure) + (1 - credits_) * np.log(1 - sure)
        return float(-told.sum() + _RIDGE * curve[1] ** 2)

    found = minimize(loss, np.array([0.0, 0.1]), bounds=[(-10, 10), (0.01, 10)])
    return Curve(round(float(found.x[0]), 3), round(float(found.x[1]), 3))


def held_out(articles: Sequence[Sequence[Judged]], known: Curve) -> list[Judged]:
    """The items with the confidence that curves give which were fitted to other articles."""
    told = []
    for fold in range(_FOLDS):
        mine = [item for each in articles[fold::_FOLDS] for item in each]
        others = [
            item for place, each in enumerate(articles) if place % _FOLDS != fold for item in each
        ]
        if not mine or not others:
            continue
        curve = fitted(logprobs(others, known), np.array([item.credit for item in others]))
        sure = expit(curve.intercept + curve.slope * logprobs(mine, known))
        told += [
            item.model_copy(update={"confidence": float(value)})
            for item, value in zip(mine, sure, strict=True)
        ]
    return told


def main() -> None:
    """Fit, print, and keep when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--write", action="store_true", help="keep the curves in the package")
    options = parser.parse_args()
    run = load_run(options.run)
    found: dict[Listed, Curve] = {}
    before: list[Judged] = []
    after: list[Judged] = []
    for listed in LISTED:
        articles = [
            [i for a in one.attempts if a.measures for i in a.measures.judged if i.listed == listed]
            for one in run.articles
        ]
        known = curves()[listed]
        items = [item for each in articles for item in each]
        if len(items) < _FEWEST:
            raise SystemExit(
                f"{options.run}: {len(items)} {listed} say how sure they are; {_FEWEST} are needed "
                "to fit a curve. Run `aidememoire eval` with a tuned model on more articles."
            )
        found[listed] = fitted(logprobs(items, known), np.array([item.credit for item in items]))
        told = held_out(articles, known)
        print(
            f"{listed}: {found[listed]}, {len(items)} items, error {_error(items)} → {_error(told)}"
        )
        before += items
        after += told
    print(f"all: {len(before)} items, error {_error(before)} → {_error(after)}")
    if options.write:
        CURVES_FILE.write_text(_toml(found), encoding="utf-8")


def _error(items: Sequence[Judged]) -> str:
    return f"{calibration_error(bands(items)) or 0.0:.3f}"


def _toml(found: dict[Listed, Curve]) -> str:
    text = "# What `confidence` makes of log-probabilities: 1/(1 + exp(-intercept - slope * it)).\n"
    text += "# Fitted by `python -m training.calibrate`.\n"
    for listed, curve in found.items():
        text += f"\n[{listed}]\nintercept = {curve.intercept}\nslope = {curve.slope}\n"
    return text


if __name__ == "__main__":
    main()
