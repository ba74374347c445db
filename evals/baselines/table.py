"""Systems side by side: a row each, and the paired differences of ours from the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, Self

from rich import box
from rich.table import Table

from aidememoire.evaluation.compare import compare
from aidememoire.evaluation.items import Data
from aidememoire.evaluation.markdown import code
from aidememoire.evaluation.run import About, Run
from aidememoire.evaluation.scores import COMPONENTS, Component
from aidememoire.evaluation.statistics import Interval

OURS = "ours"

HEADS = (
    "system", "score", "95 % interval", *COMPONENTS, "grounded", "leak", "failed",
    "seconds", "tokens",
)  # fmt: skip


class Row(Data):
    """One system over all articles; intervals are 95 % bootstrap intervals over articles."""

    system: str
    about: About
    score: Interval
    components: dict[Component, Interval]
    grounded: Interval | None
    """Share of evidence that stands in the article; None when there is none."""
    leak: Interval | None
    """Share of evidence outside gold's; None when there is none."""
    failed: int
    """Articles without a valid record; they count 0 in the score."""
    articles: int
    seconds: float | None
    """An article, failed ones aside; None when all failed."""
    tokens: float | None
    """Read and written an article, as seconds."""


class Difference(Data):
    """Ours − another system, article by article; positive where ours is better."""

    than: str
    score: Interval
    components: dict[Component, Interval]
    verdict: str


class Side(Data):
    """Systems measured in one run on the same articles."""

    schema_version: Literal["1"] = "1"
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, runs: Mapping[str, Run]) -> Self:
        """Put runs on the same articles side by side, by the systems' names."""
        return cls(
            rows=tuple(_row(name, run) for name, run in runs.items()),
            differences=tuple(
                _difference(name, run, runs[OURS])
                for name, run in runs.items()
                if name != OURS and OURS in runs
            ),
        )


def _row(name: str, run: Run) -> Row:
    return Row(
        system=name,
        about=run.about,
        score=run.score,
        components=run.components,
        grounded=run.beside["grounded"],
        leak=run.beside["leak"],
        failed=run.failed,
        articles=len(run.articles),
        seconds=run.seconds,
        tokens=run.tokens,
    )


def _difference(name: str, run: Run, ours: Run) -> Difference:
    found = compare(run, ours)
    return Difference(
        than=name,
        score=found.difference,
        components=found.components,
        verdict=found.verdict.rpartition(": ")[2],
    )


def to_markdown(side: Side) -> str:
    """The table, and a line on what made each row."""
    lines = [HEADS, ("---",) * len(HEADS), *_cells(side)]
    said = ["## Ours and the baselines", "", *(f"| {' | '.join(cells)} |" for cells in lines), ""]
    for row in side.rows:
        parts = {**row.about.fingerprints, **row.about.versions}
        made = " · ".join([row.about.model, *(f"{name} {value}" for name, value in parts.items())])
        said.append(f"- {row.system}: {code(made)}")
    return "\n".join([*said, ""])


def to_table(side: Side) -> Table:
    """The table for a terminal."""
    table = Table(*HEADS, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for cells in _cells(side):
        table.add_row(*cells)
    return table


def _cells(side: Side) -> Iterator[tuple[str, ...]]:
    for row in side.rows:
        yield (
            row.system,
            f"{row.score.mean:.3f}",
            f"{row.score.low:.3f} to {row.score.high:.3f}",
            *(f"{row.components[name].mean:.2f}" for name in COMPONENTS),
            _share(row.grounded),
            _share(row.leak),
            f"{row.failed} of {row.articles}",
            "–" if row.seconds is None else f"{row.seconds:.1f}",
            "–" if row.tokens is None else f"{row.tokens:.0f}",
        )
    for found in side.differences:
        yield (
            f"ours − {found.than}",
            f"{found.score.mean:+.3f}",
            f"{found.score.low:+.3f} to {found.score.high:+.3f}",
            *(f"{found.components[name].mean:+.2f}" for name in COMPONENTS),
            found.verdict,
            *[""] * 4,
        )


def _share(interval: Interval | None) -> str:
    return "–" if interval is None else f"{interval.mean:.2f}"
