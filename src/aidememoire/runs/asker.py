"""Asks about one piece of work, and judges what came of it: a result, or nobody's fault."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass

from aidememoire.article import Given
from aidememoire.errors import (
    AccessRefused,
    AidememoireError,
    BudgetSpent,
    EndpointDown,
    OutputError,
    RequestRefused,
    ServerError,
    StoreError,
    TransportError,
)
from aidememoire.extraction import Extracted, Failed, Plan, extract, own_fault
from aidememoire.flow.gate import Gate
from aidememoire.model import Model, Usage
from aidememoire.reading import from_text
from aidememoire.runs.work import Attempt, Taken

STOPS = (AccessRefused, BudgetSpent, EndpointDown, OutputError, ServerError, StoreError)
"""What stops a run: the next article would fare no better, and this one is not at fault."""
_SECOND_CHANCES = 2
_REFUSALS = 10


@dataclass(frozen=True)
class Asked:
    """Who is asked, and how.

    Attributes:
        model: Who.
        plan: In one question an article or in several.
        concurrency: How many articles at once.
        gate: What its requests pass, which knows whether the server is down.
    """

    model: Model
    plan: Plan
    concurrency: int
    gate: Gate | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of asking about a piece of work.

    Attributes:
        row: The record, or why there is none.
        attempt: What it took.
        final: Whether that is its result; if not, it is to be asked about again.
    """

    row: Extracted | Failed
    attempt: Attempt
    final: bool


class Asker:
    """Asks, for as long as there is a point in it.

    Args:
        asked: Who is asked.
    """

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._chances: Counter[int] = Counter()
        self._refusals = 0
        self.stop: AidememoireError | None = None
        """Why there is no point in asking any more; None while there is."""

    async def ask(self, taken: Taken) -> Outcome:
        """Ask about a piece of work; whatever goes wrong is in what comes back."""
        started = time.monotonic()
        row: Extracted | Failed
        try:
            row = await self._extract(taken)
        except AidememoireError as error:
            spent = error.usage or Usage()
            row = Failed(taken.id, taken.origin, error, spent, time.monotonic() - started)
            if isinstance(error, STOPS):
                self.stop = self.stop or error
        self._count_refusals(row)
        attempt = Attempt(row.usage, row.seconds, self._cost(row.usage))
        final = not (isinstance(row, Failed) and self._not_its_fault(taken.text, row.error))
        return Outcome(row, attempt, final)

    def _count_refusals(self, row: Extracted | Failed) -> None:
        refused = isinstance(row, Failed) and isinstance(row.error, RequestRefused)
        self._refusals = self._refusals + 1 if refused else 0
        if isinstance(row, Failed) and self._refusals >= _REFUSALS:
            # So many in a row are not about the articles.
            self.stop = self.stop or row.error

    async def _extract(self, taken: Taken) -> Extracted | Failed:
        try:
            given = Given(published=taken.published)
            article = from_text(taken.body, taken.id, taken.origin, given)
            return await extract(article, self._asked.model, self._asked.plan)
        except AidememoireError:
            raise
        except Exception as error:
            raise own_fault(taken.id, error) from error

    def _not_its_fault(self, text: int, error: AidememoireError) -> bool:
        if isinstance(error, STOPS):
            return True
        gate = self._asked.gate
        if gate is None or not gate.shut or not isinstance(error, TransportError):
            return False
        # Unless the server is down whenever this very article is asked about.
        self._chances[text] += 1
        return self._chances[text] <= _SECOND_CHANCES

    def _cost(self, usage: Usage) -> float | None:
        price = self._asked.gate.price if self._asked.gate is not None else None
        if price is None:
            return None
        return price.of(usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens)
