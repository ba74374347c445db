"""The door: how a question reaches a model and comes back as a validated answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, Self, TypeVar, cast

import instructor
from instructor.core.exceptions import IncompleteOutputException, InstructorError
from pydantic import BaseModel, GetCoreSchemaHandler, RootModel, ValidationError, create_model
from pydantic_core import CoreSchema

from aidememoire.door.asking import Asking, Endpoint, Explain, Habits, Limits
from aidememoire.door.faults import cut
from aidememoire.door.target import Target
from aidememoire.errors import (
    AidememoireError,
    AnswerCut,
    AnswerInvalid,
    ModelError,
    Unconstrained,
)
from aidememoire.flow.gate import Gate
from aidememoire.model import Message, Model, Question, Reply
from aidememoire.record import describe

T = TypeVar("T", bound=BaseModel)

Hold = Callable[[tuple[Message, ...]], Awaitable[object]]
"""Has an endpoint keep what questions begin with."""

# The alternatives are of no use; llama.cpp tells nothing when it is asked for none.
_WEIGHED = {"logprobs": True, "top_logprobs": 1}


class Door:
    """Asks one model; the only way from this package to any. Implements `Model`.

    Any number of questions may be asked at once. Close it when done, or use it as an
    asynchronous context manager.

    Args:
        target: The model and its endpoint (see `compatible` and `hosted`).
        limits: How long and how often a question is asked.
        explain: Called when the transport fails, before asking again; an error that it returns
            is raised at once instead. It says that an embedded server has died, for example.
        hold: Makes an endpoint ready for questions that begin alike, where it can.
        gate: Flow control; every request passes at once unless given.
    """

    def __init__(
        self,
        target: Target,
        limits: Limits | None = None,
        explain: Explain | None = None,
        hold: Hold | None = None,
        gate: Gate | None = None,
    ) -> None:
        self._target = target
        self._limits = limits or Limits()
        self._endpoint = Endpoint(target, self._limits, gate, Habits(), explain)
        self._hold = hold
        self._holding = asyncio.Lock()
        self._held: tuple[Message, ...] | None = None
        self._under_way = 0

    @property
    def name(self) -> str:
        """What the model is called."""
        return self._target.name

    @property
    def fingerprint(self) -> str:
        """What exactly answers."""
        return self._target.fingerprint

    async def prepare(self, prefix: tuple[Message, ...]) -> None:
        """Have the endpoint read what the questions to come begin with, if it can hold it.

        While other questions are under way nothing is done: it would take their place. Of several
        articles that begin at once, the first has it done for all.
        """
        if self._hold is None:
            return
        waited = self._holding.locked()
        async with self._holding:
            if not self._under_way and not (waited and prefix == self._held):
                await self._hold(prefix)
                self._held = prefix

    async def ask(self, question: Question[T]) -> Reply[T]:
        """Ask one question and return its validated answer.

        Args:
            question: Its messages are sent as they are; its schema constrains the output.

        Returns:
            The answer, an instance of exactly `question.answer`, and what it cost: every
            request, those that failed too.

        Raises:
            TransportError: No answer within the attempts and the deadline.
            RequestRefused: The endpoint refused the request.
            AnswerInvalid: The answer broke its schema, and so did every re-ask.
            AnswerCut: The token limit cut the answer.
            AnswerRefused: The model declined to answer.
            ModelError: What `explain` returned. Every error's `usage` says what was spent.
            AidememoireError: What the gate's ledger raised: a store that is locked, a full disk.
        """
        timer = asyncio.timeout(self._limits.deadline)
        asking = Asking(self._endpoint, timer)
        self._under_way += 1
        try:
            async with timer:
                value = await self._answer(question, asking)
                return Reply(value, asking.usage, asking.tokens)
        except TimeoutError:
            problem: AidememoireError = asking.given_up()
        except InstructorError as error:
            problem = self._unusable(question, error)
        finally:
            self._under_way -= 1
        if isinstance(problem, ModelError):
            problem.usage = asking.usage
        raise problem

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._target.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _answer(self, question: Question[T], asking: Asking) -> T:
        bare = self._target.any_root and self._target.mode is instructor.Mode.JSON_SCHEMA
        create = cast(
            Any,
            instructor.patch(
                create=asking.create, mode=self._target.mode, provider=self._target.provider
            ),
        )
        envelope = await create(
            response_model=_envelope(question.answer, bare),
            messages=[
                {"role": message.role, "content": message.content} for message in question.messages
            ],
            max_retries=self._limits.re_asks,
            # "3" for 3 is not worth another request.
            strict=False,
            max_tokens=question.max_tokens,
            **(_WEIGHED if question.weighed and self._target.logprobs else {}),
            **self._target.fields,
        )
        inside = envelope.root if isinstance(envelope, RootModel) else envelope.answer
        return cast(T, inside)

    def _unusable(self, question: Question[Any], error: InstructorError) -> AidememoireError:
        cause = error.__cause__
        if isinstance(cause, AidememoireError):
            return cause
        if isinstance(error, IncompleteOutputException):
            return cut(self.name)
        what = describe(cause) if isinstance(cause, ValidationError) else type(cause).__name__
        return AnswerInvalid(
            f"{self.name}: the answer to {question.name!r} is still wrong after "
            f"{self._limits.re_asks} re-asks: {what}",
            "Try a larger --model, another --mode, or more --re-asks.",
        )


@dataclass(frozen=True)
class _Shape:
    """Has a field of any type validated as an answer model.

    Four times a request instructor looks through all that a model's fields are annotated with,
    for validators that it does not run: a third of the time that our own code took an article.
    """

    answer: type[BaseModel]

    def __get_pydantic_core_schema__(self, _: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(self.answer)


@lru_cache(maxsize=256)
def _envelope(answer: type[BaseModel], bare: bool) -> type[BaseModel]:
    """What instructor is given for an answer model.

    instructor subclasses a model that lacks its base class, anew at each call, and returns an
    instance of the subclass. With the answer inside a model that has it, the answer is of the
    very class that was asked for.
    """
    base = cast(type[BaseModel], instructor.ResponseSchema)
    named: dict[str, Any] = {"__doc__": answer.__doc__}
    shape = Annotated[Any, _Shape(answer)]
    if issubclass(answer, RootModel) and not bare:
        # Tools, JSON objects and OpenAI's own schemas must be objects at their root.
        inside = create_model(answer.__name__, __base__=base, answer=shape, **named)
        return _told_once(inside, inside.model_json_schema())
    root = cast(Any, RootModel)[shape]
    envelope = create_model(answer.__name__, __base__=(root, base), **named)
    return _told_once(envelope, answer.model_json_schema())


def _told_once(model: Any, schema: dict[str, Any]) -> type[BaseModel]:
    """The model with a schema made beforehand: instructor asks for it at each request."""
    model.model_json_schema = lambda *_, **__: schema
    return cast(type[BaseModel], model)


class _CanaryAnswer(RootModel[Literal["quokka", "zither"]]):
    """One of two words that nothing in the canary's question suggests."""


_CANARY = Question(
    name="canary",
    messages=(Message("user", "Which fruit is long, curved and yellow? Answer with its name."),),
    answer=_CanaryAnswer,
    max_tokens=16,
)


async def canary(model: Model) -> None:
    """Prove with one short question that the endpoint holds answers to their JSON Schema.

    Some servers accept a schema and ignore it. The question's natural answer is one that its
    schema forbids, so an answer that fits can only come from the constraint.

    Args:
        model: What to ask.

    Raises:
        Unconstrained: The answer did not fit at once.
        ModelError: The model could not be asked.
    """
    try:
        fits = (await model.ask(_CANARY)).usage.re_asks == 0
    except (AnswerInvalid, AnswerCut):
        fits = False
    if not fits:
        raise Unconstrained(
            f"{model.name} ignores the JSON Schema that it is given",
            "Update the server, or choose another --mode or --model.",
        )
