"""The account of a run: plain data, apart from what measures and from what shows it."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, Field, ValidationError

from aidememoire.errors import RunInvalid
from aidememoire.evaluation.beside import Beside
from aidememoire.evaluation.items import Data, Score
from aidememoire.evaluation.reliability import Band, Judged, bands
from aidememoire.evaluation.scores import COMPONENTS, Component
from aidememoire.evaluation.statistics import Interval, mean_interval
from aidememoire.record import describe

RUN_VERSION: Literal["1"] = "1"

Aside: TypeAlias = Literal["calls", "references"] | Beside
"""What is reported beside the score."""
ASIDES: tuple[Aside, ...] = (
    "grounded",
    "leak",
    "references",
    "summary_coverage",
    "summary_faithful",
    "calls",
)


class About(Data):
    """What made the records of a run."""

    model: str
    """What was asked, by name."""
    fingerprints: dict[str, str] = Field(default_factory=dict)
    """What exactly: of the weights, the prompts."""
    versions: dict[str, str] = Field(default_factory=dict)
    """Of the packages that the answers depend on."""


class Measures(Data):
    """How right one record is, and what is reported beside that."""

    score: float
    components: dict[Component, Score]
    beside: dict[Aside, Score]
    obeyed: tuple[str, ...] = ()
    """The signs that the order which the article tries to give was obeyed."""
    judged: Annotated[tuple[Judged, ...], Field(exclude_if=lambda value: not value)] = ()
    """The items that say how sure they are, with what they earned."""


class Failure(Data):
    """Why an article has no valid record."""

    kind: str
    """The error's class."""
    message: str


class Attempt(Data):
    """One article asked once: measures, or a failure."""

    measures: Measures | None
    failure: Failure | None
    seconds: float | None
    tokens: int | None

    @property
    def score(self) -> float:
        """The article score; 0 for a failure."""
        return self.measures.score if self.measures else 0.0

    def component(self, name: Component) -> float:
        """One component; 0 for a failure."""
        return (self.measures.components[name].value or 0.0) if self.measures else 0.0

    def aside(self, name: Aside) -> float | None:
        """A value beside the score; None when unscored, as for a failure."""
        return self.measures.beside[name].value if self.measures else None


class ArticleRun(Data):
    """One article of a run."""

    id: str
    sha256: str
    gold_sha256: str
    """SHA-256 of the gold record it was measured against: figures compare when it is the same."""
    attempts: tuple[Attempt, ...]
    """One, or as many as there were repeats."""

    @property
    def score(self) -> float:
        """The mean over attempts."""
        return statistics.fmean(attempt.score for attempt in self.attempts)

    def component(self, name: Component) -> float:
        """The mean of a component over attempts."""
        return statistics.fmean(attempt.component(name) for attempt in self.attempts)

    def explanation(self) -> list[str]:
        """What was wrong, a line each, said once however many attempts it befell."""
        lines = [f"failed: {failure.kind}: {failure.message}" for failure in self.failures]
        for attempt in self.attempts:
            if attempt.measures:
                lines += [f"obeyed an order in the article: {s}" for s in attempt.measures.obeyed]
                parts = [*attempt.measures.components.items(), *attempt.measures.beside.items()]
                lines += [f"{name}: {line}" for name, score in parts for line in score.explanation]
        return list(dict.fromkeys(lines))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Why attempts gave no record."""
        return tuple(attempt.failure for attempt in self.attempts if attempt.failure)

    @property
    def obeyed(self) -> tuple[str, ...]:
        """The signs that an order in the article was obeyed, in any attempt."""
        signs = [one for a in self.attempts if a.measures for one in a.measures.obeyed]
        return tuple(dict.fromkeys(signs))

    def aside(self, name: Aside) -> float | None:
        """The mean over the attempts in which it is scored; None when in none."""
        return _mean(attempt.aside(name) for attempt in self.attempts)


def _mean(values: Iterable[float | None]) -> float | None:
    scored = [value for value in values if value is not None]
    return statistics.fmean(scored) if scored else None


class Run(Data):
    """One run: its figures, with 95 % bootstrap intervals over articles, and all behind them."""

    schema_version: Literal["1"]
    """The version of this account's form."""
    created: dt.datetime
    about: About
    score: Interval
    """The score: the mean of the articles' scores."""
    components: dict[Component, Interval]
    beside: dict[Aside, Interval | None]
    """Means over the articles where each is scored; None where it is scored in none."""
    failed: int
    """Articles of which some attempt gave no valid record."""
    seconds: float | None
    """Mean wall-clock seconds an article that has a record; None when none was asked for."""
    tokens: float | None
    """Mean tokens an article that has a record."""
    articles: tuple[ArticleRun, ...]

    @classmethod
    def of(cls, about: About, articles: Sequence[ArticleRun]) -> Self:
        """Sum up the articles of a run.

        Raises:
            ValueError: There are none.
        """
        asides: dict[Aside, list[float]] = {
            name: [value for one in articles if (value := one.aside(name)) is not None]
            for name in ASIDES
        }
        attempts = [attempt for one in articles for attempt in one.attempts]
        return cls(
            schema_version=RUN_VERSION,
            created=dt.datetime.now(dt.UTC),
            about=about,
            score=mean_interval([one.score for one in articles]),
            components={
                name: mean_interval([one.component(name) for one in articles])
                for name in COMPONENTS
            },
            beside={name: mean_interval(got) if got else None for name, got in asides.items()},
            failed=sum(1 for one in articles if one.failures),
            seconds=_mean(attempt.seconds for attempt in attempts),
            tokens=_mean(attempt.tokens for attempt in attempts),
            articles=tuple(articles),
        )

    def reliability(self) -> tuple[Band, ...]:
        """The items that say how sure they are, by confidence; none where none does."""
        measured = [a.measures for one in self.articles for a in one.attempts if a.measures]
        return bands(item for each in measured for item in each.judged)

    def worst_first(self) -> list[ArticleRun]:
        """The articles: failed ones first, then by score, lowest first."""
        return sorted(self.articles, key=lambda one: (not one.failures, one.score, one.id))


class _Version(BaseModel):
    schema_version: Any = None


def load_run(path: Path) -> Run:
    """Read the account of a run.

    Raises:
        RunInvalid: There is no such file, it is no account of a run, or one of another version.
    """
    try:
        data = path.read_bytes()
        version = _Version.model_validate_json(data).schema_version
    except OSError as error:
        raise RunInvalid(f"can't read {path}: {error.strerror}", "Check the path.") from error
    except ValidationError as error:
        raise RunInvalid(
            f"{path} is no account of a run: {describe(error)}",
            "Give a file that `aidememoire eval --out` wrote.",
        ) from error
    if version != RUN_VERSION:
        raise RunInvalid(
            f"{path} has schema version {version!r}; this program reads {RUN_VERSION!r}",
            "Make the run again with this version.",
        )
    try:
        return Run.model_validate_json(data)
    except ValidationError as error:
        raise RunInvalid(
            f"{path} is no account of a run: {describe(error)}",
            "Give a file that `aidememoire eval --out` wrote.",
        ) from error
