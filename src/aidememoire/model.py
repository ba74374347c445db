"""What the rest of the package knows of a language model: questions, replies and their cost.

The one module that reaches a real model is `door`. Everything else is written against
the `Model` protocol, and tests pass a `ScriptedModel`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """One question to a model: a conversation so far and the shape of the answer.

    Attributes:
        name: What is asked, for logs and accounts ("header", "label").
        messages: The conversation, ending with a user's message.
        answer: The Pydantic model that the answer must satisfy; its JSON Schema constrains
            the output where the endpoint can do that.
        max_tokens: The most output tokens; a longer answer is `AnswerCut`.
        weighed: Whether it is worth knowing how likely each token of the answer was.
    """

    name: str
    messages: tuple[Message, ...]
    answer: type[T]
    max_tokens: int
    weighed: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """What questions cost. Adding two gives the cost of both."""

    requests: int = 0
    """HTTP requests sent, retries and re-asks included."""
    retries: int = 0
    """Requests sent again because the transport failed."""
    re_asks: int = 0
    """Requests sent again because the answer broke its schema."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Those of the prompt tokens that the endpoint says it had read before."""
    completion_tokens: int = 0
    seconds: float = 0.0
    """Wall-clock seconds spent waiting for replies."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.retries + other.retries,
            self.re_asks + other.re_asks,
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.completion_tokens + other.completion_tokens,
            self.seconds + other.seconds,
        )


class Token(NamedTuple):
    """A token of an answer: its bytes, and how likely the model held it to be."""

    text: bytes
    logprob: float
    """The natural logarithm of its probability, before the answer's form ruled anything out."""


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """A validated answer and what it cost.

    Attributes:
        value: The answer.
        usage: What it cost.
        tokens: The answer as it was written, where the question is `weighed` and the endpoint
            tells; else nothing.
    """

    value: T
    usage: Usage
    tokens: tuple[Token, ...] = ()


class Model(Protocol):
    """Anything that answers questions.

    `ask` raises `ModelError` (see `errors`) and nothing else of its own accord. `name` and
    `fingerprint` go into run accounts: what it is called, and what exactly answered (a weights
    hash, a model name at an address).
    """

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def fingerprint(self) -> str:
        """What exactly answers."""
        ...

    async def prepare(self, prefix: tuple[Message, ...]) -> None:
        """Make ready for questions that begin with these messages; it may do nothing.

        Asked before each article, so that an answer depends on no article before it.
        """
        ...

    async def ask(self, question: Question[T]) -> Reply[T]:
        """Ask one question and return its validated answer."""
        ...


@dataclass
class ScriptedModel:
    """A model that answers from a script, for tests of code that asks.

    Args:
        script: Called with each question; what it returns (a mapping, or anything that the
            question's answer model validates) is the answer, and what it raises is raised.
    """

    script: Callable[[Question[Any]], object]
    name: str = "scripted"
    fingerprint: str = "scripted"
    asked: list[Question[Any]] = field(default_factory=list)
    """Every question so far, in order."""

    async def prepare(self, prefix: tuple[Message, ...]) -> None:
        """Nothing has to be made ready."""

    async def ask(self, question: Question[T]) -> Reply[T]:
        """Validate the script's answer to `question` and return it."""
        self.asked.append(question)
        value = question.answer.model_validate(self.script(question))
        return Reply(value, Usage(requests=1))
