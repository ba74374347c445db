"""Fetches articles from the web: politely, within limits, and from public addresses only."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from typing import Self

import httpcore2
import httpx2
from protego import Protego

from aidememoire.errors import AddressRefused, ArticleTooLarge, FetchFailed
from aidememoire.inputs.addresses import Guard, checked
from aidememoire.inputs.kinds import told
from aidememoire.sources import Form
from aidememoire.versions import versions

MAX_BYTES = 10_000_000
"""The most that is read of one address, packed and unpacked."""
SECONDS = 30.0
"""The longest that one address may take, redirects included."""
MAX_REDIRECTS = 5
PAUSE = 1.0
"""The least time from one request to a host to the next, in seconds."""

_LONGEST_PAUSE = 30.0
_QUIET = 10.0
_ROBOTS_BYTES = 512_000
_HOSTS_KEPT = 1000
_AGENT = "aidememoire"
_NAMED = "/".join([_AGENT, *versions(_AGENT).values()])
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TYPES: dict[str, Form] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "text",
    "application/pdf": "pdf",
}
_FETCH_IT = "Fetch it yourself and give the file."


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave.

    Attributes:
        data: Its content, unpacked.
        url: Where it was found in the end.
        form: "html", "text" or "pdf".
        charset: The encoding that the server names.
    """

    data: bytes
    url: str
    form: Form
    charset: str | None


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Message
    data: bytes
    url: httpx2.URL


@dataclass(slots=True)
class _Host:
    """What is known of a host: its rules, and when it was asked last."""

    rules: Protego | None = None
    """None: it forbids everything, or could not say."""
    asked: float = 0.0
    pause: float = PAUSE
    error: FetchFailed | None = None
    """Why it could not be asked; it is not asked again."""


class Web:
    """Fetches one address at a time.

    Args:
        allow_private: Whether private, loopback and link-local addresses may be fetched.
    """

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._guard = Guard(allow_private=allow_private)
        self._pool = httpcore2.ConnectionPool(
            max_connections=4, keepalive_expiry=5.0, network_backend=self._guard
        )
        self._hosts: dict[str, _Host] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def fetch(self, url: str) -> Fetched:
        """Fetch what an address holds.

        Raises:
            AddressRefused: It, or one it redirects to, may not be fetched.
            FetchFailed: It can't be fetched, or holds no article's form.
            ArticleTooLarge: It holds more than `MAX_BYTES`.
        """
        reply = self._followed(checked(url, allow_private=self._allow_private), robots=True)
        if reply.status != HTTPStatus.OK:
            raise FetchFailed(f"{reply.url} answers with status {reply.status}", _FETCH_IT)
        if len(reply.data) > MAX_BYTES:
            raise ArticleTooLarge(f"{reply.url} holds more than {MAX_BYTES:,} bytes", _FETCH_IT)
        kind = reply.headers.get_content_type()
        form = _TYPES.get(kind)
        if "content-type" not in reply.headers and told(reply.data) in {"html", "pdf"}:
            form = told(reply.data)
        if form is None:
            raise FetchFailed(f"{reply.url} is {kind}, which holds no article", _FETCH_IT)
        charset = reply.headers.get_content_charset()
        return Fetched(reply.data, str(reply.url), form, charset)

    def _followed(self, url: httpx2.URL, *, robots: bool) -> _Reply:
        """What an address gives in the end; every address on the way there may be fetched."""
        self._guard.deadline = time.monotonic() + SECONDS
        limit = MAX_BYTES if robots else _ROBOTS_BYTES
        for _ in range(MAX_REDIRECTS + 1):
            if robots:
                self._heed_robots(url)
            reply = self._get(url, limit)
            where = reply.headers.get("location")
            if reply.status not in _REDIRECTS or not where:
                return reply
            url = checked(where, allow_private=self._allow_private, base=str(url))
        raise FetchFailed(f"{url} is one of more than {MAX_REDIRECTS} redirects", _FETCH_IT)

    def _heed_robots(self, url: httpx2.URL) -> None:
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._hosts:
            if len(self._hosts) >= _HOSTS_KEPT:
                self._hosts.clear()
            left = self._guard.deadline - time.monotonic()
            self._hosts[site] = self._asked_host(httpx2.URL(f"{site}/robots.txt"))
            self._guard.deadline = time.monotonic() + left
        host = self._hosts[site]
        if host.error is not None:
            raise host.error
        if host.rules is None or not host.rules.can_fetch(str(url), _AGENT):
            raise AddressRefused(f"{site} does not want robots to fetch {url.path}", _FETCH_IT)
        wait = host.asked + host.pause - time.monotonic()
        if wait > 0:
            time.sleep(wait)
            self._guard.deadline += wait
        host.asked = time.monotonic()

    def _asked_host(self, robots: httpx2.URL) -> _Host:
        """A host's rules by RFC 9309: none when it has no such file, all when it can't say."""
        try:
            reply = self._followed(robots, robots=False)
        except FetchFailed as error:
            return _Host(error=error)
        host = _Host(asked=time.monotonic())
        if reply.status < HTTPStatus.BAD_REQUEST:
            host.rules = Protego.parse(reply.data[:_ROBOTS_BYTES].decode("utf-8", "replace"))
        elif reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            host.rules = Protego.parse("")
        delay = host.rules.crawl_delay(_AGENT) if host.rules else None
        host.pause = min(max(PAUSE, delay or 0.0), _LONGEST_PAUSE)
        return host

    def _get(self, url: httpx2.URL, limit: int) -> _Reply:
        target = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        asked = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": _NAMED,
            "Accept": ", ".join(_TYPES),
            "Accept-Encoding": "gzip, deflate",
        }
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), _QUIET)
        try:
            with self._pool.stream(
                "GET", target, headers=list(asked.items()), extensions={"timeout": timeouts}
            ) as response:
                headers = Message()
                for name, value in response.headers:
                    headers[name.decode("latin-1")] = value.decode("latin-1")
                data = b""
                for part in response.iter_stream():
                    data += part
                    if len(data) > limit:
                        break
        except (
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            httpcore2.TimeoutException,
            httpcore2.UnsupportedProtocol,
        ) as error:
            said = str(error) or type(error).__name__
            raise FetchFailed(f"{url} can't be fetched: {said}", "Try again later.") from error
        data = _unpacked(data, headers.get("content-encoding", "identity"), limit, url)
        return _Reply(response.status, headers, data, url)


def _unpacked(data: bytes, encoding: str, limit: int, url: httpx2.URL) -> bytes:
    """Content as it was before it was packed for the way; no more than one byte past the limit."""
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"} or not data:
        return data
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise FetchFailed(f"{url} is packed as {encoding[:40]}, which was not asked for", _FETCH_IT)
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, limit + 1)
    except zlib.error:
        try:  # "deflate" without the header that it should have
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, limit + 1)
        except zlib.error as error:
            raise FetchFailed(f"{url} is badly packed: {error}", _FETCH_IT) from error
