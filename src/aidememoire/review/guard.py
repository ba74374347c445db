"""What stands before the review: who may ask it anything, and what no answer may be used for.

The server listens on loopback, where every page in the browser and every user of the machine can
reach it. An address holds a random token, which neither knows. A page elsewhere that made its name
mean 127.0.0.1 is refused for the host it asks for, and one that posts here for its origin.
"""

from __future__ import annotations

import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 4_000_000
"""The largest body of a request, in bytes."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_OURS = {"none", "same-origin"}


class Guard:
    """Lets through what comes from the review's own page, or from someone who knows its address.

    Args:
        app: What it guards; its paths begin with the token.
        host: The host and port that the page has in its address.
        token: The first part of every path.
    """

    def __init__(self, app: ASGIApp, host: str, token: str) -> None:
        self._app, self._host, self._token = app, host, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            return  # no lifespan to take part in, and no web sockets

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refused = self._refused(scope)
        if refused:
            status, why = refused
            await PlainTextResponse(why, status)(scope, receive, sealed)
        else:
            await self._app(scope, receive, sealed)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        token = scope["path"].removeprefix("/").partition("/")[0].encode("utf-8", "surrogatepass")
        reads = scope["method"] in {"GET", "HEAD"}
        length = headers.get("content-length", "")
        needed = [
            (headers.getlist("host") == [self._host], 421, "Not this host."),
            (secrets.compare_digest(token, self._token.encode()), 404, "Nothing here."),
            # Browsers tell where a request comes from, and pages can't change what they tell.
            (headers.get("sec-fetch-site", "none") in _OURS, 403, "Not from another site."),
            (reads or headers.get("origin") == f"http://{self._host}", 403, "Not from elsewhere."),
            (reads or headers.get("content-type") == "application/json", 415, "JSON alone."),
            (reads or (length.isdecimal() and int(length) <= MAX_BODY), 413, "Too large."),
        ]
        return next(((status, why) for holds, status, why in needed if not holds), None)
