"""The door: one question, whatever the endpoint does."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, RootModel, SecretStr

from aidememoire.door import Dialect, Door, Limits, ModeName, canary, compatible, hosted
from aidememoire.door.faults import retry_after
from aidememoire.errors import (
    AnswerCut,
    AnswerInvalid,
    AnswerRefused,
    ModelError,
    ModelUnknown,
    RequestRefused,
    ServerError,
    SettingsError,
    TransportError,
    Unconstrained,
)
from aidememoire.model import Message, Question, ScriptedModel, Usage
from aidememoire.testing import (
    Raw,
    Request,
    Reset,
    Script,
    ScriptedServer,
    Stall,
    Status,
    Text,
    answer,
)

KEY = "sk-very-recognisable-0123456789"
QUICK = Limits(timeout=5, deadline=20, first_wait=0.001, longest_wait=0.002)
NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)


class Greeting(BaseModel):
    """Who greets whom."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    by: str
    times: int


class Act(RootModel[Literal["thank", "urge"]]):
    """An act."""


class Acts(RootModel[list[Act]]):
    """Several acts."""


def question(
    shape: type[Any] = Greeting, text: str = "Who greets?", max_tokens: int = 50
) -> Question[Any]:
    messages = (Message("system", "You read."), Message("user", text))
    return Question("greeting", messages, shape, max_tokens)


@asynccontextmanager
async def opened(
    script: Script,
    limits: Limits = QUICK,
    dialect: Dialect | None = None,
    explain: Callable[[], ModelError | None] | None = None,
) -> AsyncIterator[tuple[Door, ScriptedServer]]:
    async with ScriptedServer(script) as server:
        target = compatible(server.base_url, "parrot", SecretStr(KEY), dialect)
        async with Door(target, limits, explain) as door:
            yield door, server


HELLO = answer({"by": "TUR", "times": 2})


# What is sent


async def test_the_messages_arrive_exactly_as_they_are() -> None:
    """Neither templates nor data URLs nor schema text: a cached prefix depends on every byte."""
    text = "{{ 7 * 7 }} {% raw %} data:image/png;base64,AAAA </s> <|im_start|>  «été»\u00a0\r\n\t"
    async with opened([HELLO]) as (door, server):
        await door.ask(question(text=text))
    assert server.requests[0].json["messages"] == [
        {"role": "system", "content": "You read."},
        {"role": "user", "content": text},
    ]


async def test_a_request_holds_the_schema_and_the_sampling_and_nothing_else() -> None:
    dialect = Dialect(seed=7, any_root=True, extra_body={"cache_prompt": True, "id_slot": 0})
    async with opened([HELLO], dialect=dialect) as (door, server):
        await door.ask(question())
    request = server.requests[0]
    body = request.json
    del body["messages"]
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert body == {
        "model": "parrot",
        "temperature": 0,
        "seed": 7,
        "max_tokens": 50,
        "cache_prompt": True,
        "id_slot": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "Greeting", "schema": Greeting.model_json_schema()},
        },
    }


@pytest.mark.parametrize(("shape", "value"), [(Act, "urge"), (Acts, ["urge", "thank"])])
async def test_a_schema_without_an_object_at_its_root_goes_bare_where_that_works(
    shape: type[RootModel[Any]], value: object
) -> None:
    async with opened([answer(value)], dialect=Dialect(any_root=True)) as (door, server):
        reply = await door.ask(question(shape))
    sent = server.requests[0].json["response_format"]["json_schema"]["schema"]
    assert sent == shape.model_json_schema()
    assert reply.value == shape.model_validate(value)
    assert type(reply.value) is shape


@pytest.mark.parametrize("mode", ["json_schema", "tools", "json"])
@pytest.mark.parametrize(
    ("shape", "value", "wire"),
    [
        (Greeting, {"by": "TUR", "times": 2}, {"by": "TUR", "times": 2}),
        (Act, "urge", {"answer": "urge"}),
        (Acts, ["urge"], {"answer": ["urge"]}),
    ],
)
async def test_every_mode_gives_every_shape_of_answer(
    mode: ModeName, shape: type[BaseModel], value: object, wire: object
) -> None:
    """With objects at the root only, as OpenAI's own endpoint wants."""
    async with opened([answer(wire)], dialect=Dialect(mode=mode)) as (door, server):
        reply = await door.ask(question(shape))
    body = server.requests[0].json
    assert type(reply.value) is shape
    assert reply.value == shape.model_validate(value)
    match mode:
        case "json_schema":
            assert body["response_format"]["json_schema"]["schema"]["type"] == "object"
        case "tools":
            assert body["tools"][0]["function"]["parameters"]["type"] == "object"
            assert "response_format" not in body
        case "json":
            assert body["response_format"] == {"type": "json_object"}
            assert '"properties"' in body["messages"][0]["content"]


async def test_parameters_that_a_model_refuses_are_left_out_from_then_on() -> None:
    def reasoning_model(request: Request) -> Status | Text:
        for name in ("max_tokens", "temperature"):
            if name in request.json:
                error = {"message": "no", "param": name, "code": "unsupported_parameter"}
                return Status(400, error=error)
        return HELLO

    async with opened(reasoning_model) as (door, server):
        first = await door.ask(question())
        second = await door.ask(question())
    assert (first.usage.requests, second.usage.requests) == (3, 1)
    assert server.requests[-1].json["max_completion_tokens"] == 50


# Faults of the transport

FAULTS = {
    "reset": Reset(),
    "503": Status(503),
    "500": Status(500),
    "429": Status(429),
    "408": Status(408),
    "409": Status(409),
    "cut off": Raw(b'{"id": "x", "choi', length=500),
    "half": Raw(b'{"id": "x", "choi'),
    "malformed": Raw(b"no json at all"),
    "html": Raw(b"<html>busy</html>", content_type="text/html"),
    "wrong shape": Raw(b'{"choices": "none"}'),
    "no choices": Raw(b'{"choices": []}'),
    "a list": Raw(b"[1, 2]"),
    "null": Raw(b"null"),
    "no message": Raw(b'{"choices": [{"finish_reason": "stop"}]}'),
    "bad UTF-8": Raw(b'"\xff\xfe"'),
    "empty": Raw(b""),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_fault_that_passes_costs_one_more_request(fault: Any) -> None:
    async with opened([fault, HELLO]) as (door, server):
        reply = await door.ask(question())
    assert reply.value == Greeting(by="TUR", times=2)
    assert len(server.requests) == 2
    assert server.requests[0].body == server.requests[1].body  # no fault is told to the model
    assert (reply.usage.requests, reply.usage.retries, reply.usage.re_asks) == (2, 1, 0)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_fault_that_stays_ends_after_the_attempts(fault: Any) -> None:
    limits = Limits(attempts=3, first_wait=0.001, longest_wait=0.002)
    async with opened([fault] * 9, limits) as (door, server):
        with pytest.raises(TransportError, match="parrot") as caught:
            await door.ask(question())
    assert len(server.requests) == 3
    assert caught.value.usage is not None
    assert (caught.value.usage.requests, caught.value.usage.retries) == (3, 2)
    assert caught.value.remedy


@pytest.mark.parametrize("where", ["headers", "body"])
async def test_a_stall_is_given_up_after_the_timeout(where: Literal["headers", "body"]) -> None:
    limits = Limits(timeout=0.5, attempts=2, first_wait=0.001)
    async with opened([Stall(where), HELLO], limits) as (door, server):
        reply = await door.ask(question())
    assert reply.usage.retries == 1
    assert 0.5 <= reply.usage.seconds < 30
    assert len(server.requests) == 2


async def test_nobody_at_the_address_is_a_transport_error() -> None:
    async with ScriptedServer([]) as server:
        address = server.base_url
    door = Door(compatible(address, "parrot", None), Limits(attempts=2, first_wait=0.001))
    async with door:
        with pytest.raises(TransportError, match="the connection failed"):
            await door.ask(question())


async def test_what_explains_a_fault_is_raised_instead_of_asking_again() -> None:
    died = ServerError("the server died", "Look at its log.")
    async with opened([Reset(), HELLO], explain=lambda: died) as (door, server):
        with pytest.raises(ServerError) as caught:
            await door.ask(question())
    assert caught.value is died
    assert caught.value.usage is not None
    assert caught.value.usage.requests == 1
    assert len(server.requests) == 1


async def test_a_fault_that_nothing_explains_is_asked_again() -> None:
    async with opened([Reset(), HELLO], explain=lambda: None) as (door, _):
        assert (await door.ask(question())).usage.retries == 1


# Waiting


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that were chosen; none is waited."""
    chosen: list[float] = []

    async def sleep(seconds: float) -> None:
        chosen.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr("aidememoire.door.asking.sleep", sleep)
    return chosen


async def test_retry_after_in_seconds_is_waited_for(waits: list[float]) -> None:
    limits = Limits(first_wait=0.5, longest_wait=1)
    async with opened([Status(429, {"Retry-After": "7"}), HELLO], limits) as (door, _):
        await door.ask(question())
    assert len(waits) == 1
    assert 7 <= waits[0] <= 7.5


async def test_retry_after_as_a_date_is_waited_for(waits: list[float]) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    limits = Limits(first_wait=0.5, longest_wait=1)
    async with opened([Status(503, {"Retry-After": moment}), HELLO], limits) as (door, _):
        await door.ask(question())
    assert 37 <= waits[0] <= 40.5


async def test_waits_grow_and_differ(waits: list[float]) -> None:
    limits = Limits(attempts=40, first_wait=1, longest_wait=16)
    async with opened([*[Status(500)] * 39, HELLO], limits) as (door, _):
        await door.ask(question())
    assert len(waits) == 39
    assert len(set(waits)) == 39
    assert waits[0] <= 1
    assert 4 < max(waits) <= 16


async def test_a_wait_beyond_the_deadline_is_not_begun(waits: list[float]) -> None:
    limits = Limits(deadline=30)
    async with opened([Status(429, {"Retry-After": "3600"}), HELLO], limits) as (door, server):
        with pytest.raises(TransportError, match="3600"):
            await door.ask(question())
    assert waits == []
    assert len(server.requests) == 1


async def test_the_deadline_ends_a_request_under_way() -> None:
    limits = Limits(timeout=60, deadline=1, first_wait=0.001)
    started = time.monotonic()
    async with opened([Status(500), Stall()], limits) as (door, _):
        with pytest.raises(TransportError, match=r"deadline of 1 s.*HTTP 500") as caught:
            await door.ask(question())
    assert time.monotonic() - started < 30
    assert caught.value.usage is not None
    assert caught.value.usage.requests == 2


async def test_the_deadline_holds_for_re_asks_too() -> None:
    limits = Limits(timeout=60, deadline=1)
    async with opened([answer({}), Stall()], limits) as (door, _):
        with pytest.raises(TransportError, match="deadline") as caught:
            await door.ask(question())
    assert caught.value.usage is not None
    assert caught.value.usage.re_asks == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("2.5", 2.5),
        ("-3", 0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("Wed, 01 May 2024 12:01:00 GMT", 60),
        ("Wed, 01 May 2024 12:01:00 -0000", 60),
        ("Wed, 01 May 2024 11:00:00 GMT", 0),
    ],
)
def test_retry_after_is_read_or_ignored(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds
    assert retry_after({}, NOW) is None


@settings(max_examples=50)
@given(st.text(max_size=30))
def test_no_retry_after_breaks_anything(value: str) -> None:
    seconds = retry_after({"retry-after": value}, NOW)
    assert seconds is None or seconds >= 0


# Wrong answers


async def test_a_wrong_answer_is_asked_again_with_what_is_wrong() -> None:
    async with opened([answer({"by": "TUR", "times": "often"}), HELLO]) as (door, server):
        reply = await door.ask(question())
    first, second = (request.json["messages"] for request in server.requests)
    assert second[:2] == first
    assert "often" in second[2]["content"]
    assert "times" in second[3]["content"]
    assert reply.usage.re_asks == 1
    assert reply.usage.retries == 0


async def test_a_number_in_quotes_is_not_worth_another_request() -> None:
    async with opened([answer({"by": "TUR", "times": "2"})]) as (door, _):
        assert (await door.ask(question())).value == Greeting(by="TUR", times=2)


async def test_a_fault_during_a_re_ask_is_the_transports_own() -> None:
    script = [Status(503), answer({}), Reset(), Status(502), HELLO]
    async with opened(script) as (door, server):
        reply = await door.ask(question())
    assert (reply.usage.requests, reply.usage.retries, reply.usage.re_asks) == (5, 3, 1)
    assert [len(request.json["messages"]) for request in server.requests] == [2, 2, 4, 4, 4]
    assert "50" not in server.requests[-1].json["messages"][-1]["content"]


@pytest.mark.parametrize("mode", ["json_schema", "tools", "json"])
async def test_an_answer_that_stays_wrong_ends_after_the_re_asks(mode: ModeName) -> None:
    limits = Limits(re_asks=2)
    async with opened([answer({"by": 1})] * 9, limits, Dialect(mode=mode)) as (door, server):
        with pytest.raises(AnswerInvalid, match=r"'greeting'.*2 re-asks.*by") as caught:
            await door.ask(question())
    assert len(server.requests) == 3
    assert caught.value.usage == Usage(
        requests=3,
        re_asks=2,
        prompt_tokens=30,
        completion_tokens=15,
        seconds=caught.value.usage.seconds if caught.value.usage else 0,
    )


async def test_no_re_asks_means_one_request() -> None:
    async with opened([answer({})] * 9, Limits(re_asks=0)) as (door, server):
        with pytest.raises(AnswerInvalid):
            await door.ask(question())
    assert len(server.requests) == 1


async def test_words_instead_of_a_tool_call_are_a_wrong_answer() -> None:
    words = Raw(
        b'{"choices": [{"index": 0, "finish_reason": "stop",'
        b' "message": {"role": "assistant", "content": "Well..."}}]}'
    )
    async with opened([words, HELLO], dialect=Dialect(mode="tools")) as (door, _):
        assert (await door.ask(question())).usage.re_asks == 1


@pytest.mark.parametrize("content", ['{"by": "TUR", "ti', '{"by": "TUR", "times": 2}'])
async def test_a_cut_answer_is_not_asked_again(content: str) -> None:
    async with opened([Text(content, finish_reason="length"), HELLO]) as (door, server):
        with pytest.raises(AnswerCut) as caught:
            await door.ask(question())
    assert len(server.requests) == 1
    assert caught.value.usage is not None
    assert caught.value.usage.completion_tokens == 5


@pytest.mark.parametrize(
    "refusal",
    [Text(None, refusal="I can't help with that."), Text("", finish_reason="content_filter")],
)
async def test_a_refusal_is_not_asked_again(refusal: Text) -> None:
    async with opened([refusal, HELLO]) as (door, server):
        with pytest.raises(AnswerRefused):
            await door.ask(question())
    assert len(server.requests) == 1


# Refused requests


@pytest.mark.parametrize(
    ("status", "error", "remedy"),
    [
        (401, {"message": "bad key"}, "AIDEMEMOIRE_API_KEY"),
        (403, {"message": "not yours"}, "AIDEMEMOIRE_API_KEY"),
        (404, {"message": "no such model"}, "--model"),
        (400, {"message": "too many", "code": "context_length_exceeded"}, "--context-tokens"),
        (400, {"message": "too many", "type": "exceed_context_size_error"}, "--context-tokens"),
        (413, {"message": "too large"}, "--context-tokens"),
        (400, {"message": "response_format json_schema is not supported"}, "--mode"),
        (422, {"message": "odd"}, "--base-url"),
        (429, {"message": "no credit", "code": "insufficient_quota"}, "credit"),
    ],
)
async def test_a_refused_request_is_not_sent_again_and_says_what_to_do(
    status: int, error: dict[str, str], remedy: str
) -> None:
    async with opened([Status(status, error=error), HELLO]) as (door, server):
        with pytest.raises(RequestRefused, match=error["message"]) as caught:
            await door.ask(question())
    assert remedy in caught.value.remedy
    assert len(server.requests) == 1


async def test_a_servers_words_come_on_one_line_and_short() -> None:
    error = {"message": "\x1b[31mred\n\n" + "long " * 1000}
    async with opened([Status(400, error=error)]) as (door, _):
        with pytest.raises(RequestRefused) as caught:
            await door.ask(question())
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


# Cost, concurrency, cancellation


async def test_the_usage_sums_every_attempt() -> None:
    script = [
        answer({}, tokens=(100, 0, 10)),
        Status(500),
        answer({"by": "TUR"}, tokens=(120, 90, 11)),
        answer({"by": "TUR", "times": 2}, tokens=(140, 110, 12)),
    ]
    async with opened(script) as (door, _):
        usage = (await door.ask(question())).usage
    assert usage.seconds > 0
    assert usage == Usage(
        requests=4,
        retries=1,
        re_asks=2,
        prompt_tokens=360,
        cached_tokens=200,
        completion_tokens=33,
        seconds=usage.seconds,
    )


@pytest.mark.parametrize(
    "usage", ["null", '"many"', '{"prompt_tokens": "x", "completion_tokens": -4}', "[]"]
)
async def test_usage_that_makes_no_sense_counts_nothing(usage: str) -> None:
    message = json.dumps({"role": "assistant", "content": '{"by": "TUR", "times": 2}'})
    choice = f'{{"index": 0, "finish_reason": "stop", "message": {message}}}'
    body = f'{{"choices": [{choice}], "usage": {usage}}}'
    async with opened([Raw(body.encode())]) as (door, _):
        reply = await door.ask(question())
    assert reply.usage == Usage(requests=1, seconds=reply.usage.seconds)


async def test_questions_at_once_keep_their_answers_and_costs_apart() -> None:
    failed: set[int] = set()

    def script(request: Request) -> Text | Status:
        number = int(request.json["messages"][1]["content"])
        if number % 3 == 0 and number not in failed:
            failed.add(number)
            return Status(503)
        return answer({"by": "TUR", "times": number}, tokens=(number, 0, 1))

    async with opened(script) as (door, _):
        replies = await asyncio.gather(*(door.ask(question(text=str(n))) for n in range(30)))
    assert [reply.value.times for reply in replies] == list(range(30))
    assert [reply.usage.prompt_tokens for reply in replies] == list(range(30))
    assert [reply.usage.requests for reply in replies] == [
        2 if n % 3 == 0 else 1 for n in range(30)
    ]


async def test_cancelling_a_question_ends_its_request_and_leaves_the_door_open() -> None:
    arrived = asyncio.Event()

    def script(_: Request) -> Stall | Text:
        if arrived.is_set():
            return HELLO
        arrived.set()
        return Stall()

    async with opened(script) as (door, server):
        task = asyncio.create_task(door.ask(question()))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(server.requests) == 1
        assert (await door.ask(question())).usage.requests == 1


async def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with opened([HELLO]) as (door, _):
        assert (await door.ask(question())).usage.retries == 0


# Secrets


def _everything_about(error: BaseException) -> str:
    """All that a careless handler could print of an error, the locals of every frame included."""
    assert error.__traceback__ is not None
    ours = error.__traceback__.tb_next  # without the test's own frame, which holds the key
    told = traceback.TracebackException(type(error), error, ours, capture_locals=True)
    return "".join(told.format()) + repr(error) + repr(vars(error))


LEAKS = {
    "echoed": [Status(401, error={"message": f"key {KEY} is wrong", "key": KEY})],
    "echoed and retried": [Status(500, {"X-Key": KEY}, {"message": KEY})] * 9,
    "in a page": [Raw(f"<html>{KEY}</html>".encode(), "text/html")] * 9,
    "in an error with status 200": [Raw(f'{{"error": {{"message": "{KEY}"}}}}'.encode())] * 9,
    "in a refusal": [Text(None, refusal=f"not with {KEY}")],
    "reset": [Reset()] * 9,
    "stall": [Stall()] * 9,
}


@pytest.mark.parametrize("script", LEAKS.values(), ids=LEAKS)
async def test_no_error_and_no_log_holds_the_key(
    script: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    limits = Limits(timeout=0.1, attempts=2, first_wait=0.001)
    async with opened(script, limits) as (door, server):
        with pytest.raises(ModelError) as caught:
            await door.ask(question())
        assert KEY not in repr(door)
        assert KEY not in repr(door._target)
    error = caught.value
    assert server.requests[0].headers["authorization"].endswith(KEY)
    assert error.__context__ is None
    assert error.__cause__ is None
    ours = [record for record in caplog.records if record.name.startswith("aidememoire")]
    assert all(KEY not in record.getMessage() for record in ours)
    assert KEY not in _everything_about(error)


async def test_a_server_without_a_key_is_sent_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK on its own would take OPENAI_API_KEY from the environment."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    async with (
        ScriptedServer([HELLO]) as server,
        Door(compatible(server.base_url, "parrot", None)) as door,
    ):
        await door.ask(question())
    assert KEY not in repr(server.requests)


# The canary


async def test_the_canary_sings_where_schemas_constrain() -> None:
    def constrained(request: Request) -> Text:
        schema = request.json["response_format"]["json_schema"]["schema"]
        return answer(schema["enum"][0], tokens=(20, 0, 3))

    async with opened(constrained, dialect=Dialect(any_root=True)) as (door, server):
        await canary(door)
    assert len(server.requests) == 1
    assert server.requests[0].json["max_tokens"] <= 16


UNCONSTRAINED: dict[str, Script] = {
    "a word": lambda _: Text("Banana"),
    "other JSON": lambda _: answer("banana"),
    "cut": lambda _: Text("The fruit that is long, curved and yell", finish_reason="length"),
    "fits when told": [Text("Banana"), answer("quokka")],
}


@pytest.mark.parametrize("script", UNCONSTRAINED.values(), ids=UNCONSTRAINED)
async def test_the_canary_falls_silent_where_they_do_not(script: Script) -> None:
    async with opened(script, dialect=Dialect(any_root=True)) as (door, _):
        with pytest.raises(Unconstrained, match="parrot"):
            await canary(door)


async def test_the_canary_takes_any_model() -> None:
    await canary(ScriptedModel(lambda _: "zither"))


# Providers


@pytest.fixture(autouse=True)
def _no_keys_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_BASE_URL", "TOGETHER_API_KEY"):
        monkeypatch.delenv(name, raising=False)


async def test_a_provider_on_openais_client_goes_through_the_door(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with ScriptedServer([Status(503), answer({"answer": "thank"})]) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        async with Door(hosted("openai/gpt-test", SecretStr(KEY)), QUICK) as door:
            reply = await door.ask(question(Act))
    assert reply.value == Act("thank")
    assert reply.usage.retries == 1
    assert len(server.requests) == 2  # the SDK itself did not retry
    assert server.requests[0].json["model"] == "gpt-test"
    assert door.name == "openai/gpt-test"


def test_a_provider_whose_package_is_missing_names_it() -> None:
    with pytest.raises(ModelUnknown, match="anthropic/claude") as caught:
        hosted("anthropic/claude-test", None)
    assert "pip install anthropic" in caught.value.remedy


def test_an_unknown_provider_lists_those_there_are() -> None:
    with pytest.raises(ModelUnknown, match="Unsupported provider: acme") as caught:
        hosted("acme/anvil", None)
    assert "openai" in caught.value.remedy


@pytest.mark.parametrize("name", ["openai/gpt-test", "together/llama-test"])
def test_a_provider_without_a_key_asks_for_it(name: str) -> None:
    with pytest.raises(SettingsError, match="needs a key") as caught:
        hosted(name, None)
    assert "AIDEMEMOIRE_API_KEY" in caught.value.remedy


# What questions begin with


async def test_articles_that_begin_at_once_have_their_prefix_read_once() -> None:
    prefix, other = (Message("system", "You read."),), (Message("system", "You write."),)
    told: list[tuple[Message, ...]] = []

    async def hold(begun: tuple[Message, ...]) -> None:
        told.append(begun)
        await asyncio.sleep(0)
        assert len(told) == len(ended) + 1
        ended.append(begun)

    ended: list[tuple[Message, ...]] = []
    target = compatible("http://127.0.0.1:9/v1", "parrot", SecretStr(KEY))
    async with Door(target, QUICK, hold=hold) as door:
        await asyncio.gather(*(door.prepare(prefix) for _ in range(4)))
        assert told == [prefix]
        await asyncio.gather(door.prepare(prefix), door.prepare(other))
    assert told == [prefix, prefix, other]
