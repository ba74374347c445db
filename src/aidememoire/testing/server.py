"""The scripted server: OpenAI-compatible, on loopback, and as faulty as its script says."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, Self

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server received it; the names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Text:
    """A reply whose message is `content`, whatever that is.

    `finish_reason` may be "length" or "content_filter"; `refusal` is a refusal's words;
    `tokens` are the prompt's, those of them cached, and the answer's, None to report none.
    """

    content: str | None
    finish_reason: str = "stop"
    refusal: str | None = None
    tokens: tuple[int, int, int] | None = (10, 0, 5)

    def message(self, request: Request) -> dict[str, Any]:
        """The message of the reply to `request`."""
        name = _tool(request)
        if name is None or self.content is None:
            return {"role": "assistant", "content": self.content, "refusal": self.refusal}
        call = {"name": name, "arguments": self.content}
        return {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call-1", "type": "function", "function": call}],
        }


def answer(value: object, tokens: tuple[int, int, int] | None = (10, 0, 5)) -> Text:
    """A reply whose message is `value` as JSON: a tool's arguments when the request has tools."""
    return Text(json.dumps(value), tokens=tokens)


@dataclass(frozen=True, slots=True)
class Status:
    """An error status, with more headers and the error object's fields."""

    code: int
    headers: Mapping[str, str] = field(default_factory=dict)
    error: Mapping[str, Any] = field(default_factory=lambda: {"message": "as scripted"})


@dataclass(frozen=True, slots=True)
class Raw:
    """A reply with this very body; `length` says how long it claims to be, if not the truth."""

    body: bytes
    content_type: str = _JSON
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset instead of a reply."""


@dataclass(frozen=True, slots=True)
class Stall:
    """Silence until the client gives up, from the start or in the middle of the body."""

    where: Literal["headers", "body"] = "headers"


@dataclass(frozen=True, slots=True)
class Delayed:
    """Some seconds of silence, then something else."""

    seconds: float
    then: Text | Status | Raw | Reset | Stall


Behaviour = Text | Status | Raw | Reset | Stall | Delayed
"""What the server may do with a request."""

Script = Iterable[Behaviour] | Callable[[Request], Behaviour]
"""Behaviours in order, or a function of the request. A request beyond the end gets status 400."""


class ScriptedServer:
    """An OpenAI-compatible server that follows a script; an asynchronous context manager.

    Args:
        script: What it does with each request.
        port: Where it listens; any that is free unless given.
    """

    def __init__(self, script: Script, port: int = 0) -> None:
        self.requests: list[Request] = []
        """Every request so far, in the order of arrival."""
        self._script = script if callable(script) else _in_order(iter(script))
        self._port = port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """The address to give to a client; only while the server runs."""
        if self._server is None:
            raise RuntimeError("the server is not running: enter it with `async with`")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            await self._server.wait_closed()
            self._server = None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await _read(reader)
                self.requests.append(request)
                behaviour = self._script(request)
                if isinstance(behaviour, Delayed):
                    await asyncio.sleep(behaviour.seconds)
                    behaviour = behaviour.then
                if not await _reply(behaviour, request, reader, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went away, as some tests make it do
        finally:
            writer.close()


async def _reply(
    behaviour: Text | Status | Raw | Reset | Stall,
    request: Request,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> bool:
    """Do as the script says; whether the connection can be used again."""
    match behaviour:
        case Text() as text:
            writer.write(_response(200, _completion(request, text)))
        case Status(code, headers, error):
            writer.write(_response(code, json.dumps({"error": error}).encode(), headers))
        case Raw(body, content_type, length):
            writer.write(_response(200, body, {"content-type": content_type}, length))
            if length is not None:
                await writer.drain()
                return False
        case Reset():
            _reset(writer)
            return False
        case Stall(where):
            if where == "body":
                writer.write(_response(200, b'{"id": ', length=1000))
                await writer.drain()
            await reader.read()  # returns when the client closes the connection
            return False
    await writer.drain()
    return True


def _in_order(behaviours: Iterator[Behaviour]) -> Callable[[Request], Behaviour]:
    end = Status(400, error={"message": "the script has ended"})
    return lambda _: next(behaviours, end)


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    start, *lines = head.rstrip("\r\n").split("\r\n")
    method, path, _ = start.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path, headers, body)


def _response(
    code: int,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    length: int | None = None,
) -> bytes:
    fields = {
        "content-type": _JSON,
        "content-length": str(len(body) if length is None else length),
        **(headers or {}),
    }
    lines = [f"HTTP/1.1 {code} {HTTPStatus(code).phrase}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _completion(request: Request, text: Text) -> bytes:
    choice = {"index": 0, "message": text.message(request), "finish_reason": text.finish_reason}
    completion: dict[str, Any] = {
        "id": "scripted",
        "object": "chat.completion",
        "created": 0,
        "model": request.json.get("model", ""),
        "choices": [choice],
    }
    if text.tokens is not None:
        prompt, cached, output = text.tokens
        completion["usage"] = {
            "prompt_tokens": prompt,
            "completion_tokens": output,
            "total_tokens": prompt + output,
            "prompt_tokens_details": {"cached_tokens": cached},
        }
    return json.dumps(completion).encode()


def _tool(request: Request) -> str | None:
    tools = request.json.get("tools")
    return str(tools[0]["function"]["name"]) if tools else None


def _reset(writer: asyncio.StreamWriter) -> None:
    # A linger time of zero makes closing send a reset.
    connection: socket.socket | None = writer.get_extra_info("socket")
    if connection is not None:
        linger = struct.pack("ii" if os.name == "posix" else "hh", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()
