"""Where questions go: an OpenAI-compatible address, or a provider that instructor knows."""

from __future__ import annotations

import inspect
import ipaddress
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import instructor
import openai
from instructor.core.exceptions import InstructorError, ModeError
from pydantic import SecretStr

from aidememoire.errors import ModelUnknown, SettingsError

ModeName = Literal["json_schema", "tools", "json"]
"""How an endpoint is told the answer's form: a JSON Schema that constrains the output, a tool
whose arguments are the answer, or words in the prompt and "some JSON object"."""

_MODES: dict[ModeName, instructor.Mode] = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "tools": instructor.Mode.TOOLS,
    "json": instructor.Mode.JSON,
}

_CONNECT_SECONDS = 10.0

# instructor logs at level ERROR what it also raises. Without a handler of its own that goes to
# the user's terminal by Python's last resort; whoever sets up logging still gets it.
logging.getLogger("instructor").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Dialect:
    """How requests are written.

    Attributes:
        mode: How the endpoint is told the answer's form; None for its default.
        seed: The seed of sampling, sent where the endpoint takes one.
        any_root: Whether the endpoint takes schemas whose root is no object (a bare enum, a
            list). Where it doesn't, as at OpenAI's, such answers travel inside an object.
        extra_body: More fields for the request's body, such as llama.cpp's `cache_prompt`.
        logprobs: Whether the endpoint tells how likely each token was.
    """

    mode: ModeName | None = None
    seed: int = 0
    any_root: bool = False
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    logprobs: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """One model at one endpoint, ready to be asked.

    Attributes:
        name: What it is called in messages and run accounts.
        fingerprint: What exactly answers.
        create: Sends one request and returns the SDK's reply; does not retry.
        close: Gives the connections back.
        fields: What every request holds besides the messages and the token limit.
        provider: Whose form of requests and replies it is.
        mode: How the answer's form is told.
        any_root: Whether a schema's root may be anything (see `Dialect`).
        logprobs: Whether the endpoint tells how likely each token was.
        secret: The key, so that it can be kept out of messages.
        openai: Whether `create` is of OpenAI's SDK, which most providers are reached by.
    """

    name: str
    fingerprint: str
    create: Callable[..., Awaitable[Any]] = field(repr=False)
    close: Callable[[], Awaitable[None]] = field(repr=False)
    fields: Mapping[str, Any]
    provider: instructor.Provider = instructor.Provider.OPENAI
    mode: instructor.Mode = instructor.Mode.JSON_SCHEMA
    any_root: bool = False
    logprobs: bool = False
    secret: SecretStr | None = None
    openai: bool = True


def compatible(
    base_url: str,
    model: str,
    api_key: SecretStr | None,
    dialect: Dialect | None = None,
    fingerprint: str | None = None,
) -> Target:
    """A model at an OpenAI-compatible address.

    Args:
        base_url: The address, usually ending in `/v1`.
        model: The model's name there.
        api_key: The key; None for a server that wants none.
        dialect: How requests are written.
        fingerprint: What exactly answers; the model's name and address unless given.
    """
    dialect = dialect or Dialect()
    client = openai.AsyncOpenAI(
        base_url=base_url,
        # The SDK insists on one, and servers without keys ignore it.
        api_key=api_key.get_secret_value() if api_key is not None else "none",
        max_retries=0,
        # The door bounds each request as a whole; here only an address that swallows packets.
        timeout=openai.Timeout(None, connect=_CONNECT_SECONDS),
        # A proxy set for the internet must not be asked for this very machine.
        http_client=openai.DefaultAsyncHttpxClient(trust_env=not _is_loopback(base_url)),
    )
    return Target(
        name=model,
        fingerprint=fingerprint or f"{model} at {base_url.rstrip('/')}",
        create=_as_it_is(client.chat.completions.create),
        close=client.close,
        fields=_openai_fields(model, dialect),
        mode=_MODES[dialect.mode or "json_schema"],
        any_root=dialect.any_root,
        logprobs=dialect.logprobs,
        secret=api_key,
    )


def hosted(name: str, api_key: SecretStr | None, dialect: Dialect | None = None) -> Target:
    """A model of a provider, in instructor's form `provider/model`.

    Args:
        name: Such as `openai/gpt-4o-mini` or `anthropic/claude-sonnet-4-5`.
        api_key: The key; None leaves it to the provider's own environment variable.
        dialect: How requests are written; `extra_body` is ignored where the SDK is not OpenAI's.

    Raises:
        ModelUnknown: No such provider, or its package is not installed.
        SettingsError: A key is missing, or the provider doesn't know this mode.
    """
    dialect = dialect or Dialect()
    client = _from_provider(name, api_key, dialect.mode)
    sdk = client.client
    # Retries belong to the door, not to the SDK.
    if hasattr(sdk, "max_retries"):
        sdk.max_retries = 0
    model = name.partition("/")[2]
    openai_sdk = isinstance(sdk, openai.AsyncOpenAI)
    if api_key is None and isinstance(key := getattr(sdk, "api_key", None), str):
        api_key = SecretStr(key)
    # What instructor patched; it is patched again with the door's retries in between.
    create = client.create_fn.__wrapped__
    return Target(
        name=name,
        fingerprint=name,
        create=_as_it_is(create) if openai_sdk else create,
        close=getattr(sdk, "close", _nothing_to_close),
        fields=_openai_fields(model, dialect) if openai_sdk else _known(create, model, dialect),
        provider=client.provider,
        mode=client.mode,
        any_root=dialect.any_root,
        secret=api_key,
        openai=openai_sdk,
    )


def _from_provider(name: str, api_key: SecretStr | None, mode: ModeName | None) -> Any:
    options: dict[str, Any] = {"async_client": True}
    if api_key is not None:
        options["api_key"] = api_key.get_secret_value()
    try:
        try:
            return instructor.from_provider(name, mode=_MODES[mode or "json_schema"], **options)
        except ModeError:
            if mode is not None:
                raise
            return instructor.from_provider(name, **options)
    except ModeError:
        problem: ModelUnknown | SettingsError = SettingsError(
            f"mode {mode!r} is not known to the provider of {name!r}", "Leave --mode away."
        )
    except (InstructorError, ImportError, ValueError, openai.OpenAIError) as error:
        if isinstance(error, openai.OpenAIError) or "is not set" in str(error):
            problem = SettingsError(
                f"model {name!r} needs a key",
                "Set AIDEMEMOIRE_API_KEY, or the provider's own variable (OPENAI_API_KEY, …).",
            )
        else:
            # instructor's own words: "The … package is required …. Install it with `…`."
            what, _, remedy = str(error).partition(". ")
            problem = ModelUnknown(f"model {name!r} can't be opened: {what}", remedy)
    raise problem


def _openai_fields(model: str, dialect: Dialect) -> dict[str, Any]:
    fields: dict[str, Any] = {"model": model, "temperature": 0, "seed": dialect.seed}
    if dialect.extra_body:
        fields["extra_body"] = dict(dialect.extra_body)
    return fields


def _known(create: Callable[..., Any], model: str, dialect: Dialect) -> dict[str, Any]:
    """The fields of a request that another SDK knows: some have no seed, some no temperature."""
    wanted = {"temperature": 0, "seed": dialect.seed}
    known = inspect.signature(create).parameters
    return {"model": model, **{name: wanted[name] for name in wanted if name in known}}


def _as_it_is(create: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """OpenAI's `create`, which sends what is long as it is given.

    It would look through every part of it for what needs another form in JSON. Nothing here does,
    and that took a sixth of the time that our own code took an article.
    """

    async def send(
        *, messages: Any, extra_body: Mapping[str, Any] | None = None, **fields: Any
    ) -> Any:
        body: dict[str, Any] = {**(extra_body or {}), "messages": messages}
        body |= {name: fields.pop(name) for name in ("response_format", "tools") if name in fields}
        return await create(messages=[], extra_body=body, **fields)

    return send


def _is_loopback(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _nothing_to_close() -> None:
    """For an SDK whose client has nothing to close."""
