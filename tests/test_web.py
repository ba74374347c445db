"""Fetching: what is asked for and what never is, how politely, and within which limits."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from aidememoire.article import Article
from aidememoire.errors import AddressRefused, ArticleError, ArticleTooLarge, FetchFailed
from aidememoire.inputs import addresses, web
from aidememoire.inputs.how import Reading
from aidememoire.reading import Unread, read

PAGE = b"""<html><head><meta property="og:site_name" content="The Fjord Post"></head><body><article>
<p>Prime Minister Ada Berg and Foreign Minister Ivo Lund spoke by phone on Monday of grain.</p>
<p>They agreed to meet in May and to continue the dialogue at all levels.</p></article></body>
</html>"""
Reply = tuple[int, dict[str, str], bytes]


class Site:
    """A site on loopback: replies by path, and what was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply | Callable[[Any], None]] = {"/robots.txt": (404, {}, b"")}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    def page(self, path: str, data: bytes = PAGE, kind: str = "text/html", **more: str) -> None:
        """Have a path give a page."""
        headers = {"Content-Type": kind, **{n.replace("_", "-"): v for n, v in more.items()}}
        self.pages[path] = (200, headers, data)

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for path, _ in self.asked]


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            reply = site.pages.get(self.path, (404, {}, b""))
            if callable(reply):
                reply(self)
                return
            status, headers, data = reply
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(web, "PAUSE", 0.0)
    with serving() as site:
        yield site


def fetched(url: str, **how: Any) -> Article | Unread:
    (item,) = read([url], how=Reading(allow_url=True, **{"allow_private": True, **how}))
    return item


def failure(item: Article | Unread) -> ArticleError:
    assert isinstance(item, Unread), item
    return item.error


def test_a_page_is_an_article_with_its_address(site: Site) -> None:
    site.page("/world/berg-lund.html?x=1")
    article = fetched(f"{site.url}/world/berg-lund.html?x=1#top")
    assert isinstance(article, Article)
    assert article.id == "127.0.0.1_berg-lund_x=1"
    assert article.given.url == f"{site.url}/world/berg-lund.html?x=1"
    assert article.given.outlet == "The Fjord Post"
    assert "spoke by phone" in article.text
    assert site.paths == ["/robots.txt", "/world/berg-lund.html?x=1"]
    assert site.asked[1][1]["User-Agent"].startswith("aidememoire/")


def test_no_address_is_fetched_unless_that_is_allowed(site: Site) -> None:
    site.page("/a")
    (item,) = read([f"{site.url}/a"])
    assert isinstance(failure(item), AddressRefused)
    assert "--allow-url" in failure(item).remedy
    (item,) = read([f"{site.url}/a"], how=Reading(allow_url=True))
    assert isinstance(failure(item), AddressRefused)
    assert "--allow-private" in failure(item).remedy
    assert not site.asked


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/",
        "http://localhost/", "http://localhost./", "http://0.0.0.0/", "http://[::1]/",
        "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/",
        "http://10.1.2.3/", "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://224.0.0.1/",
        "http://255.255.255.255/", "http://user:pass@example.org/", "http:///a", "http://",
    ],
)  # fmt: skip
def test_addresses_that_lead_inside_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connected(*_: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr("httpcore2.SyncBackend.connect_tcp", connected)
    error = failure(fetched(url, allow_private=False))
    assert isinstance(error, AddressRefused | FetchFailed)
    assert "pass" not in str(error).replace("password", "")


def test_a_name_that_has_any_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: object, **__: object) -> list[Any]:
        return [(0, 0, 0, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    error = failure(fetched("http://example.org/", allow_private=False))
    assert isinstance(error, AddressRefused)
    assert "example.org (10.0.0.1)" in str(error)


def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []

    def resolve(*_: object, **__: object) -> list[Any]:
        return [(0, 0, 0, "", (next(answers), 80))]

    def connect(_: object, host: str, *__: object) -> None:
        asked.append(host)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("httpcore2.SyncBackend.connect_tcp", connect)
    with pytest.raises(OSError, match="no network"):
        _guard().connect_tcp("rebinding.example", 80)
    assert asked == ["93.184.216.34"]


def _guard() -> addresses.Guard:
    guard = addresses.Guard(allow_private=False)
    guard.deadline = time.monotonic() + 10
    return guard


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_public(ip: str) -> None:
    assert addresses.is_public(ipaddress.ip_address(ip))


def test_redirects_are_followed_within_limits_and_each_is_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.page("/end")
    site.pages["/start"] = (302, {"Location": "/end"}, b"")
    site.pages["/loop"] = (301, {"Location": "/loop"}, b"")
    site.pages["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    article = fetched(f"{site.url}/start")
    assert isinstance(article, Article)
    assert article.given.url == f"{site.url}/end"
    assert "more than 5 redirects" in str(failure(fetched(f"{site.url}/loop")))
    assert isinstance(failure(fetched(f"{site.url}/file")), AddressRefused)
    # The first address is taken for public; where it leads is not.
    real = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda ip: str(ip) == "127.0.0.1" or real(ip))
    site.pages["/in"] = (302, {"Location": "http://169.254.169.254/latest"}, b"")
    error = failure(fetched(f"{site.url}/in", allow_private=False))
    assert isinstance(error, AddressRefused)
    assert "169.254.169.254" in str(error)


def test_an_address_that_is_none_stops_no_other(site: Site, tmp_path: Path) -> None:
    site.pages["/start"] = (302, {"Location": "http://["}, b"")
    site.page("/end")
    lines = [f"{site.url}/start", "https://[example.org/x", f"{site.url}/end"]
    links = tmp_path / "links.txt"
    links.write_text("\n".join(lines))
    for paths, form in ((lines, None), ([links], "links")):
        how = Reading(form=form, allow_url=True, allow_private=True)
        first, second, third = read(paths, how=how)
        assert isinstance(failure(first), AddressRefused)
        assert isinstance(failure(second), AddressRefused | FetchFailed)
        assert isinstance(third, Article)


def test_robots_are_respected_also_where_a_redirect_leads(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /private\nUser-agent: aidememoire\nDisallow: /*/secret\n"
    site.page("/robots.txt", rules, "text/plain")
    site.page("/a/secret")
    site.pages["/go"] = (302, {"Location": "/a/secret"}, b"")
    site.page("/private")
    assert isinstance(fetched(f"{site.url}/private"), Article), "its own group goes before *"
    for path in ("/a/secret", "/go"):
        error = failure(fetched(site.url + path))
        assert isinstance(error, AddressRefused)
        assert "robots" in str(error)
    assert "/a/secret" not in site.paths


def test_a_host_whose_rules_cannot_be_had_is_not_asked(site: Site) -> None:
    site.pages["/robots.txt"] = (503, {}, b"")
    site.page("/a")
    assert isinstance(failure(fetched(f"{site.url}/a")), AddressRefused)
    assert site.paths == ["/robots.txt"]


def test_a_host_that_is_down_is_tried_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    items = list(read([f"{url}/a", f"{url}/b"], how=Reading(allow_url=True, allow_private=True)))
    assert all(isinstance(failure(item), FetchFailed) for item in items)
    assert failure(items[0]) is failure(items[1])


def test_requests_to_one_host_keep_a_pause(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(web, "PAUSE", 1.0)
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    site.page("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n", "text/plain")
    for path in ("/a", "/b"):
        site.page(path)
    links = tmp_path / "links.txt"
    links.write_text(f"# two links\n{site.url}/a\n\n{site.url}/b\n")
    how = Reading(form="links", allow_url=True, allow_private=True)
    assert all(isinstance(item, Article) for item in read([links], how=how))
    assert [round(wait) for wait in slept if wait > 0.5] == [7, 7]


@pytest.mark.parametrize(
    ("kind", "said"),
    [("image/png", "image/png, which holds no article"), ("application/json", "no article")],
)
def test_other_types_are_refused(kind: str, said: str, site: Site) -> None:
    site.page("/a", b"{}", kind)
    assert said in str(failure(fetched(f"{site.url}/a")))


def test_an_error_status_is_a_failure(site: Site) -> None:
    assert "answers with status 404" in str(failure(fetched(f"{site.url}/none")))


def test_plain_text_and_encodings_of_servers(site: Site) -> None:
    site.page("/a", "Они говорили.".encode("cp1251"), "text/plain; charset=windows-1251")
    site.page("/b", PAGE.replace(b"grain", "зерно".encode("koi8-r")), "text/html; charset=koi8-r")
    article = fetched(f"{site.url}/b")
    assert isinstance(article, Article)
    assert "зерно" in article.text
    article = fetched(f"{site.url}/a")
    assert isinstance(article, Article)
    assert article.text == "Они говорили."


@pytest.mark.parametrize("packing", ["gzip", "none"])
def test_what_is_too_large_is_not_read_on(
    packing: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MAX_BYTES", 100_000)
    data = b"<html>" + b" " * 5_000_000
    if packing == "gzip":
        site.page("/a", gzip.compress(data), Content_Encoding="gzip")
    else:
        site.page("/a", data)
    assert isinstance(failure(fetched(f"{site.url}/a")), ArticleTooLarge)


def test_packed_pages_are_unpacked_and_other_packing_refused(site: Site) -> None:
    site.page("/a", gzip.compress(PAGE), Content_Encoding="gzip")
    site.page("/b", PAGE, Content_Encoding="br")
    site.page("/c", PAGE, Content_Encoding="gzip")
    assert isinstance(fetched(f"{site.url}/a"), Article)
    assert "packed as br" in str(failure(fetched(f"{site.url}/b")))
    assert "badly packed" in str(failure(fetched(f"{site.url}/c")))


def test_a_server_that_drips_is_left_in_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "SECONDS", 0.5)

    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(400):
            try:
                handler.wfile.write(b"X-%d: x\r\n" % number)
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    site.pages["/a"] = drip
    started = time.monotonic()
    error = failure(fetched(f"{site.url}/a"))
    assert isinstance(error, FetchFailed)
    assert time.monotonic() - started < 10


def test_a_connection_that_breaks_is_a_failure(site: Site) -> None:
    def broken(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc")

    site.pages["/a"] = broken
    site.pages["/b"] = lambda handler: handler.wfile.write(b"nonsense\r\n\r\n")
    for path in ("/a", "/b"):
        assert isinstance(failure(fetched(site.url + path)), FetchFailed)
