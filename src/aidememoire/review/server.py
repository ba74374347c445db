"""The review's server: a page, and the few requests that the page makes."""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, get_args

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from aidememoire.errors import AidememoireError, ReviewInvalid, ReviewStale, ServerError
from aidememoire.record import ACTS, AREAS, PARTIES, Basis, Channel, OutcomeKind
from aidememoire.report.shown import Cut, item, shown
from aidememoire.review.decisions import places, right_value
from aidememoire.review.folder import Reviews, State
from aidememoire.review.guard import Guard
from aidememoire.views.parties import party_name

_HOST = "127.0.0.1"

_CHOICES = {
    "area": AREAS,
    "act": ACTS,
    "kind": get_args(OutcomeKind),
    "channel": get_args(Channel),
    "basis": get_args(Basis),
}


def listen(port: int = 0) -> socket.socket:
    """A socket on loopback, for `serve`.

    Args:
        port: Its port; any free one when 0.

    Raises:
        ServerError: It can't be had.
    """
    try:
        return socket.create_server((_HOST, port))
    except OSError as error:
        message = f"can't listen on port {port} of {_HOST}: {error.strerror}"
        raise ServerError(message, "Name another port, or none.") from error


def serve(reviews: Reviews, bound: socket.socket, token: str) -> None:
    """Serve the review until the process is told to stop.

    Args:
        reviews: What is reviewed.
        bound: What `listen` returned.
        token: The first part of every path; who knows it may read and write the reviews.
    """
    app = make_app(reviews, host_of(bound), token)
    # An access log would hold the token.
    config = uvicorn.Config(
        app, lifespan="off", log_level="warning", access_log=False, server_header=False
    )
    uvicorn.Server(config).run(sockets=[bound])


def host_of(bound: socket.socket) -> str:
    """The host and port that an address of the review has."""
    return f"{_HOST}:{bound.getsockname()[1]}"


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(32)


def make_app(reviews: Reviews, host: str, token: str) -> Guard:
    """The review as an ASGI application.

    Args:
        reviews: What is reviewed.
        host: The host and port in its address.
        token: The first part of every path.
    """
    routes = [
        Route("/", _page),
        Route("/articles", _Articles(reviews).list),
        Route("/articles/{name}", _Articles(reviews).read, methods=["GET"]),
        Route("/articles/{name}", _Articles(reviews).save, methods=["POST"]),
        # As in the package, so that one module finds another by the same path.
        Mount("/report/web", StaticFiles(packages=[("aidememoire.report", "web")])),
        Mount("/review/web", StaticFiles(packages=[("aidememoire.review", "web")])),
    ]
    handlers: Any = {AidememoireError: _failed}
    inside = Starlette(routes=[Mount(f"/{token}", routes=routes)], exception_handlers=handlers)
    return Guard(inside, host, token)


def _page(_: Request) -> Response:
    page = files("aidememoire.review") / "web" / "review.html"
    return HTMLResponse(page.read_text(encoding="utf-8"))


def _failed(_: Request, error: Exception) -> Response:
    assert isinstance(error, AidememoireError)  # noqa: S101 - it is registered for those alone
    told: dict[str, Any] = {"message": error.message, "remedy": error.remedy}
    if isinstance(error, ReviewInvalid):
        return JSONResponse(told | {"faults": error.faults}, 422)
    return JSONResponse(told, 409 if isinstance(error, ReviewStale) else 500)


class _Articles:
    """The requests of the page, on the articles under review."""

    def __init__(self, reviews: Reviews) -> None:
        self._reviews = reviews

    def list(self, _: Request) -> Response:
        """All articles with how far they are, and what a form lets choose from."""
        parties = {code: party_name(code) for code in sorted(PARTIES)}
        rows = [self._row(name) for name in self._reviews.names]
        return JSONResponse({"rows": rows, "choices": _CHOICES, "names": parties})

    def _row(self, name: str) -> dict[str, Any]:
        try:
            state = self._reviews.state(name)
        except AidememoireError as error:
            return {"name": name, "title": None, "error": error.message}
        article = state.matched.record.article
        return {
            "name": name,
            "title": article.title,
            "outlet": article.outlet,
            "undecided": len(state.undecided),
            "all": len(places(state.matched.record)),
            "gold": _gold(state, self._reviews),
        }

    def read(self, request: Request) -> Response:
        """One article with its record, and what was decided on it."""
        state = self._known(request)
        return JSONResponse(_state(state, self._reviews))

    async def save(self, request: Request) -> Response:
        """Keep decisions; with 409 what was decided elsewhere, with 422 what is wrong."""
        name = self._known(request).matched.article.id
        try:
            body = json.loads(await request.body())
            version, changes = body["version"], body["changes"]
        except (ValueError, RecursionError, KeyError, TypeError):
            version = changes = None
        if type(version) is not int or not isinstance(changes, dict):
            raise HTTPException(400)
        state = await run_in_threadpool(self._reviews.save, name, version, changes)
        return JSONResponse(_state(state, self._reviews))

    def _known(self, request: Request) -> State:
        name = request.path_params["name"]
        if name not in self._reviews.names:
            raise HTTPException(404)
        return self._reviews.state(name)


def _state(state: State, reviews: Reviews) -> dict[str, Any]:
    article, record = state.matched.article, state.matched.record
    cut = Cut(article, record)
    decisions: Mapping[str, Any] = {
        name: {"verdict": one.verdict, "value": item(right_value(name, one), cut)}
        for name, one in state.review.decisions.items()
    }
    return {
        "name": article.id,
        "version": state.review.version,
        "shown": shown(article, record),
        "decisions": decisions,
        "faults": {one.place: one.message for one in state.faults},
        "gold": _gold(state, reviews),
    }


def _gold(state: State, reviews: Reviews) -> dict[str, Any] | None:
    """Where the gold record is, and whether it is of the decisions as they are now."""
    version = state.review.gold_version
    if version is None:
        return None
    file = str(reviews.gold_file(state.matched.article.id))
    return {"file": file, "current": version == state.review.version}
