"""One question on its way: every request it costs, and which failures are asked again.

instructor asks again when an answer is wrong; tenacity, around each single request, when the
transport failed. Neither sees the other's failures.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from asyncio import sleep
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import openai
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    wait_random_exponential,
)

from aidememoire.door.faults import Fault, Teller, costs_nothing, usage_counts, written_tokens
from aidememoire.door.spans import tell_reply, tell_request
from aidememoire.door.target import Target
from aidememoire.errors import ModelError, TransportError
from aidememoire.flow.gate import Gate, Turn
from aidememoire.model import Token, Usage
from aidememoire.telemetry import span

log = logging.getLogger("aidememoire.door")

Explain = Callable[[], ModelError | None]
"""Says why an endpoint can't be reached, when that is known: its server died, say."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a question is asked. Times are in seconds.

    Attributes:
        timeout: The longest that one request may take.
        deadline: The longest that one question may take, waits and re-asks included.
        attempts: How often one request is sent when the transport fails.
        re_asks: How often the model is asked again when its answer is wrong.
        first_wait: The longest first wait between attempts; it doubles with each.
        longest_wait: What it doubles up to.
    """

    timeout: float = 120.0
    deadline: float = 600.0
    attempts: int = 4
    re_asks: int = 2
    first_wait: float = 1.0
    longest_wait: float = 30.0


class Habits:
    """What an endpoint refused to be told, learnt once and kept to.

    Models differ in the parameters they take: reasoning models at OpenAI's want
    `max_completion_tokens` and no temperature, some servers no seed. They say so in a form that
    can be read, so it is read instead of kept in a list of models.
    """

    _CODES = frozenset({"unsupported_parameter", "unsupported_value"})
    _OPTIONAL = frozenset({"max_tokens", "temperature", "seed"})

    def __init__(self) -> None:
        self._refused: set[str] = set()

    def apply(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields of a request without those that the endpoint refused."""
        kept = {name: value for name, value in fields.items() if name not in self._refused}
        if "max_tokens" in self._refused and "max_tokens" in fields:
            kept["max_completion_tokens"] = fields["max_tokens"]
        return kept

    def learn(self, error: openai.APIStatusError, sent: dict[str, Any]) -> bool:
        """Note a refused parameter; whether the request is worth sending without it."""
        name = error.param
        if error.code not in self._CODES or name not in self._OPTIONAL or name not in sent:
            return False
        self._refused.add(name)
        return True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What all questions to one endpoint share.

    Attributes:
        target: Where they go.
        limits: How long and how often each is asked.
        gate: What every request passes on its way out, if anything.
        habits: What the endpoint refused to be told.
        explain: Consulted when the transport fails, before asking again.
    """

    target: Target
    limits: Limits
    gate: Gate | None
    habits: Habits
    explain: Explain | None


class Asking:
    """The requests of one question, what they cost, and the tokens of the last reply.

    Args:
        endpoint: Where they go.
        timer: The question's deadline, which stands still while a request waits at the gate.
    """

    def __init__(self, endpoint: Endpoint, timer: asyncio.Timeout) -> None:
        limits = endpoint.limits
        target = endpoint.target
        self.usage = Usage()
        self.tokens: tuple[Token, ...] = ()
        self._target = target
        self._limits = limits
        self._gate = endpoint.gate
        self._habits = endpoint.habits
        self._explain = endpoint.explain
        self._timer = timer
        self._teller = Teller(target.name, target.secret, limits.timeout)
        self._deadline = time.monotonic() + limits.deadline
        self._backoff = wait_random_exponential(limits.first_wait, limits.longest_wait)
        self._asked = False
        self._strikes = 0
        self._last: Fault | None = None

    async def create(self, **fields: Any) -> Any:
        """Send one request until it gets through: what instructor calls.

        Args:
            fields: Those of the request.

        Returns:
            The SDK's reply, looked over.

        Raises:
            ModelError: It can't get through, or its reply can't be used.
            AidememoireError: What it may cost can't be put down.
        """
        self.usage += Usage(re_asks=int(self._asked))
        self._asked = True
        self._strikes = 0
        try:
            async for attempt in self._retrying():
                with attempt:
                    again = attempt.retry_state.attempt_number > 1
                    self.usage += Usage(retries=int(again))
                    return await self._attempt(fields)
        except Fault as fault:
            problem = self.given_up(fault)
        # Outside the handler, here and below: an error must not drag the client library's
        # exceptions along (see `faults`).
        raise problem

    def given_up(self, fault: Fault | None = None) -> TransportError:
        """The error for a question that ran out of attempts, or of time when no fault is given."""
        if fault is None:
            message = (
                f"{self._target.name}: no answer by the deadline of {self._limits.deadline:g} s"
            )
            message += f"; before that: {self._last}" if self._last is not None else ""
        elif fault.retry_after is not None:
            message = f"{fault} (asks to wait {fault.retry_after:.0f} s)"
        else:
            message = str(fault)
        return TransportError(
            message, "Check the address and the network; --attempts, --timeout and --deadline."
        )

    async def _attempt(self, fields: dict[str, Any]) -> Any:
        outcome = await self._outcome(fields)
        if isinstance(outcome, Fault):
            self._last = outcome
            # While nobody gets through, the gate's patience counts, not this question's attempts.
            self._strikes += not self._shut
            if self._explain is not None and (reason := self._explain()) is not None:
                raise reason
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def _outcome(self, fields: dict[str, Any]) -> Any:
        """A reply, or what went wrong; returned, so that its frame leaves with the SDK's data."""
        try:
            reply = await self._send(fields)
        except Exception as error:  # noqa: BLE001 - SDKs raise what they like; each is told apart
            return self._teller.tell(error)
        prompt, cached, completion = usage_counts(reply)
        self.usage += Usage(
            prompt_tokens=prompt, cached_tokens=cached, completion_tokens=completion
        )
        self.tokens = written_tokens(reply)
        return (self._teller.look_over(reply) if self._target.openai else None) or reply

    async def _send(self, fields: dict[str, Any]) -> Any:
        while True:
            sent = self._habits.apply(fields)
            async with AsyncExitStack() as stack:
                turn = Turn()
                if self._gate is not None:
                    gate = self._gate.turn(_size(sent), int(fields.get("max_tokens") or 0))
                    with self._waiting():
                        turn = await stack.enter_async_context(gate)
                try:
                    return await self._once(sent, turn)
                except openai.APIStatusError as error:
                    if not self._habits.learn(error, sent):
                        raise

    async def _once(self, sent: dict[str, Any], turn: Turn) -> Any:
        """Send one request, and note for the gate what became of it."""
        started = time.perf_counter()
        model = str(sent.get("model", ""))
        try:
            with span(f"chat {model}", client=True) as told:
                tell_request(told, sent, self._target)
                async with asyncio.timeout(self._limits.timeout):
                    reply = await self._target.create(**sent)
                counts = usage_counts(reply)
                tell_reply(told, reply, counts)
        except Exception as error:
            fault = self._teller.tell(error)
            turn.came = "refusal"
            turn.free = costs_nothing(error)
            if isinstance(fault, Fault):
                turn.came = "throttled" if fault.throttled else "fault"
                turn.retry_after = fault.retry_after
            raise
        else:
            turn.came = "answer"
            turn.tokens = counts if any(counts) else None
            return reply
        finally:
            turn.seconds = time.perf_counter() - started
            self.usage += Usage(requests=1, seconds=turn.seconds)

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        """The deadline stands still: waiting for one's turn is no fault of the endpoint's."""
        until = self._timer.when()
        self._timer.reschedule(None)
        started = time.monotonic()
        try:
            yield
        finally:
            waited = time.monotonic() - started
            self._deadline += waited
            self._timer.reschedule(None if until is None else until + waited)

    def _retrying(self) -> AsyncRetrying:
        return AsyncRetrying(
            retry=retry_if_exception_type(Fault),
            stop=self._stop,
            wait=self._wait,
            before_sleep=self._note,
            sleep=sleep,
            reraise=True,
        )

    def _wait(self, state: RetryCallState) -> float:
        # Added, not the larger of the two: those told to come back at one moment must spread.
        return (_fault(state).retry_after or 0.0) + self._backoff(state)

    def _stop(self, state: RetryCallState) -> bool:
        too_late = time.monotonic() + state.upcoming_sleep >= self._deadline
        return too_late or self._strikes >= self._limits.attempts

    @property
    def _shut(self) -> bool:
        return self._gate is not None and self._gate.shut

    def _note(self, state: RetryCallState) -> None:
        log.debug("%s; asking again in %.1f s", _fault(state), state.upcoming_sleep)


def _size(sent: dict[str, Any]) -> int:
    """The bytes of what a model reads of a request: its messages, and the answer's form."""
    read = [sent.get(name) for name in ("messages", "response_format", "tools")]
    return len(json.dumps(read, default=str))


def _fault(state: RetryCallState) -> Fault:
    fault = state.outcome.exception() if state.outcome is not None else None
    if not isinstance(fault, Fault):  # tenacity asks only after what it retries on
        raise TypeError(f"not a fault: {fault!r}")
    return fault
