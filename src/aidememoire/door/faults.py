"""What can go wrong with a request, in the words of `errors`.

Client libraries raise errors that hold the request with its headers, and servers echo what
they were sent, keys included. So nothing of theirs is chained or passed on: what is worth
saying is copied out of them, cleaned and shortened.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from openai.types.chat import ChatCompletion, ChatCompletionMessage
from pydantic import SecretStr

from aidememoire.errors import (
    AccessRefused,
    AidememoireError,
    AnswerCut,
    AnswerRefused,
    ModelError,
    RequestRefused,
    TransportError,
)
from aidememoire.model import Token

_TOO_MANY = 429
_RETRIED_STATUSES = frozenset({408, 409, _TOO_MANY})
_NOBODY_STATUSES = frozenset({401, 402, 403, 404})
_LONGEST_SAYING = 300
_SHORTEST_KEY = 8  # "none", "EMPTY" and the like are no secrets, only words in messages

# Other SDKs than OpenAI's are optional, so their errors are known by the names of their classes:
# those of the generated SDKs (OpenAI, Anthropic, Groq, …) and of HTTPX below them.
_CONNECTION_ERRORS = frozenset({"APIConnectionError", "TransportError"})
_TIMEOUT_ERRORS = frozenset({"APITimeoutError", "TimeoutException"})
_NEVER_SENT = frozenset(
    {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}
)


class Fault(Exception):
    """A failure of the transport: worth asking again.

    Args:
        message: What went wrong.
        retry_after: The seconds that the server asks to wait, if it does.
        throttled: Whether the server said that there are too many requests.
    """

    def __init__(
        self, message: str, retry_after: float | None = None, *, throttled: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.throttled = throttled


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells what went wrong at one endpoint, and never its key.

    Attributes:
        where: What the endpoint is called in messages.
        secret: The key, taken out of everything that a server says.
        timeout: The seconds that a request may take.
    """

    where: str
    secret: SecretStr | None
    timeout: float

    def clean(self, text: object) -> str:
        """A server's words on one printable line, shortened, without the key."""
        said = str(text)
        key = self.secret.get_secret_value() if self.secret is not None else ""
        if len(key) >= _SHORTEST_KEY:
            said = said.replace(key, "[key]")
        said = " ".join("".join(c if c.isprintable() else " " for c in said).split())
        return said if len(said) <= _LONGEST_SAYING else said[:_LONGEST_SAYING] + "…"

    def tell(self, error: Exception) -> Fault | AidememoireError:
        """What an exception of a client library means; one of our own (a full disk's) is itself.

        Returns:
            A `Fault` when asking again may help, otherwise the error to raise.
        """
        if isinstance(error, AidememoireError):
            return error
        status = getattr(error, "status_code", None)
        if isinstance(status, int):
            return self._status(status, error)
        kinds = {kind.__name__ for kind in type(error).__mro__}
        if isinstance(error, TimeoutError) or kinds & _TIMEOUT_ERRORS:
            return Fault(f"{self.where}: no answer within {self.timeout:g} s")
        if isinstance(error, OSError) or kinds & _CONNECTION_ERRORS:
            cause = error.__cause__ or error
            detail = self.clean(cause) or type(cause).__name__
            return Fault(f"{self.where}: the connection failed ({detail})")
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
            return Fault(f"{self.where}: the reply is not JSON")
        return TransportError(
            f"{self.where}: the client library failed with {type(error).__name__}: "
            f"{self.clean(error)}"
        )

    def look_over(self, reply: object) -> Fault | ModelError | None:
        """What is wrong with a reply of OpenAI's client, before anyone reads the answer in it.

        Returns:
            A `Fault` when it is not a chat completion, `AnswerCut` or `AnswerRefused` when it
            says so, None when it holds an answer.
        """
        if not isinstance(reply, ChatCompletion):
            return Fault(f"{self.where}: the reply is not a chat completion")
        # The client does not validate what it receives.
        choices: object = reply.choices
        choice = choices[0] if isinstance(choices, list) and choices else None
        message = getattr(choice, "message", None)
        if not isinstance(message, ChatCompletionMessage):
            said = self.clean(_of_body((reply.model_extra or {}).get("error"), "message"))
            return Fault(f"{self.where}: the reply holds no answer" + (f": {said}" if said else ""))
        finish = getattr(choice, "finish_reason", None)
        if finish == "length":
            return cut(self.where)
        if finish == "content_filter":
            return AnswerRefused(f"{self.where}: a content filter held the answer back")
        if message.refusal:
            return AnswerRefused(f"{self.where}: the model declined: {self.clean(message.refusal)}")
        return None

    def _status(self, status: int, error: Exception) -> Fault | ModelError:
        body = getattr(error, "body", None)
        if isinstance(body, dict):  # OpenAI's client has unwrapped it already, others have not
            body = body.get("error", body)
        said = self.clean(_of_body(body, "message") or getattr(error, "message", "") or error)
        message = f"{self.where}: HTTP {status}: {said}"
        code = str(getattr(error, "code", None) or "")
        if code == "insufficient_quota":
            return AccessRefused(message, "The account behind the key has no credit left.")
        if status in _RETRIED_STATUSES or status >= 500:  # noqa: PLR2004 - the 5xx
            headers = getattr(getattr(error, "response", None), "headers", {})
            wait = retry_after(headers, datetime.now(UTC))
            return Fault(message, wait, throttled=status == _TOO_MANY)
        kind = AccessRefused if status in _NOBODY_STATUSES else RequestRefused
        return kind(message, _remedy(status, f"{code} {_of_body(body, 'type')} {said}".lower()))


def costs_nothing(error: Exception) -> bool:
    """Whether a request that ended so is billed by nobody.

    That is sure where the endpoint answered with an error, or could not be reached. One that timed
    out or broke off was sent, and may have been answered in full.
    """
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status >= 400  # noqa: PLR2004 - client and server errors
    causes = (error, error.__cause__)
    return any(kind.__name__ in _NEVER_SENT for one in causes for kind in type(one).__mro__)


def cut(where: str) -> AnswerCut:
    """The error for an answer that the token limit cut."""
    return AnswerCut(
        f"{where}: the token limit cut the answer",
        "The text may be too long for one question; a model that thinks aloud needs another "
        "--model or its thinking turned off.",
    )


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that a Retry-After header asks to wait, given as seconds or as an HTTP date.

    Args:
        headers: The response's headers, looked up by the name in lower case.
        now: The present moment, with its time zone.

    Returns:
        Seconds, not negative; None when there is no such header or it makes no sense.
    """
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        # "-0000" and the like give a time without a zone; HTTP dates are in UTC.
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _of_body(body: object, name: str) -> str:
    return str(body.get(name) or "") if isinstance(body, dict) else ""


def _remedy(status: int, said: str) -> str:
    if status in {401, 403}:
        return (
            "Check the key: AIDEMEMOIRE_API_KEY (or OPENAI_API_KEY), or api_key in the "
            "configuration file."
        )
    if status == 404:  # noqa: PLR2004 - not found
        return (
            "Check the model's name (--model) and the address (--base-url); the address of an "
            "OpenAI-compatible server usually ends in /v1."
        )
    if "context" in said or "too long" in said or status == 413:  # noqa: PLR2004 - too large
        return "Set --context-tokens to what the model can read, or choose a model that reads more."
    if any(word in said for word in ("response_format", "schema", "grammar", "tool")):
        return "The endpoint may not take this form of request: try another --mode."
    return "Check --model and --base-url."


def usage_counts(completion: Any) -> tuple[int, int, int]:
    """The prompt, cached and completion tokens that a reply reports, 0 for what it doesn't."""
    usage = getattr(completion, "usage", None)
    details = getattr(usage, "prompt_tokens_details", None)
    return (
        _count(usage, "prompt_tokens", "input_tokens"),
        _count(details, "cached_tokens") or _count(usage, "cache_read_input_tokens"),
        _count(usage, "completion_tokens", "output_tokens"),
    )


def written_tokens(completion: Any) -> tuple[Token, ...]:
    """The tokens of a reply, each with its log-probability; nothing where it doesn't tell."""
    try:
        told = completion.choices[0].logprobs.content
        return tuple(Token(bytes(one.bytes), float(one.logprob)) for one in told)
    except (AttributeError, IndexError, TypeError, ValueError):  # the SDK checks no reply's form
        return ()


def _count(holder: object, *names: str) -> int:
    for name in names:
        value = getattr(holder, name, None)
        if isinstance(value, int) and value > 0:
            return value
    return 0
