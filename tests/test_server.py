"""The embedded server: children that fail in every way, and the real one (marked `model`)."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import httpx2
import psutil
import pytest

from aidememoire.embedded import server as serving
from aidememoire.embedded.catalogue import find
from aidememoire.embedded.fetch import Weights, default_folder, fetch
from aidememoire.embedded.machine import usable_cores
from aidememoire.embedded.server import EmbeddedServer, ServerConfig
from aidememoire.errors import ServerError
from aidememoire.model import Message

Child = Callable[[str], Path]

# What stands in for llama.cpp: it serves nothing, and prints what C++ might print.
STUB = """
import os, sys
from types import SimpleNamespace

class CommonParams(SimpleNamespace):
    def __init__(self):
        super().__init__(model=SimpleNamespace(), cpuparams=SimpleNamespace(),
                         cpuparams_batch=SimpleNamespace())

llama_flash_attn_type = SimpleNamespace(LLAMA_FLASH_ATTN_TYPE_DISABLED=0)

class Server:
    def __init__(self, params):
        os.write(1, b"noise on standard output\\n")
        os.write(2, f"pid {os.getpid()}\\n".encode())
        if "broken" in params.model.path:
            raise RuntimeError("no such architecture")
        self.listening_address = "http://127.0.0.1:9"
"""

# A server of slots whose state is what was last asked of them.
SLOTS = """
import json, os, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

config = json.loads(sys.stdin.readline())
log = open(os.environ["ASKED"], "a")

class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        url = urlsplit(self.path)
        print(url.path, url.query, self.headers["Authorization"] == f"Bearer {config['api_key']}",
              file=log, flush=True)
        status, answer = 200, {}
        if url.query == "action=save":
            with open(config["states"] + body["filename"], "wb") as file:
                file.write(b"state")
            answer = {"n_written": 5 if "FULL" not in os.environ else 9}
        elif url.query == "action=restore":
            with open(config["states"] + body["filename"], "rb") as file:
                status = 200 if file.read() == b"state" else 400
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"address": f"http://127.0.0.1:{server.server_port}"}), flush=True)
sys.stdin.read()
"""

PREFIX = (Message("system", "You read articles."), Message("user", "An example."))


@pytest.fixture
def child(tmp_path: Path) -> Child:
    def write(code: str) -> Path:
        path = tmp_path / "child.py"
        path.write_text(code)
        return path

    return write


@pytest.fixture
def config(tmp_path: Path) -> ServerConfig:
    return ServerConfig(Weights("tiny", tmp_path / "tiny.gguf", "ab" * 32), start_seconds=20)


@pytest.fixture
def stubbed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real child, with something else in place of llama.cpp."""
    folder = tmp_path / "stub"
    folder.mkdir()
    (folder / "xllamacpp.py").write_text(STUB)
    monkeypatch.setenv("PYTHONPATH", str(folder))


def _pid(server: EmbeddedServer) -> int:
    assert server._process is not None
    return server._process.pid


def _gone(pid: int, seconds: float = 10) -> bool:
    try:
        psutil.Process(pid).wait(seconds)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True


@pytest.mark.usefixtures("stubbed")
async def test_it_serves_within_its_context_and_is_gone_after(config: ServerConfig) -> None:
    server = EmbeddedServer(config)
    async with server as endpoint:
        assert endpoint.base_url == "http://127.0.0.1:9/v1"
        assert endpoint.model == "tiny"
        assert endpoint.fingerprint.startswith("sha256:" + "ab" * 32 + "+xllamacpp:")
        assert server.explain_exit() is None
        pid = _pid(server)
    assert _gone(pid)
    assert server.explain_exit() is not None


@pytest.mark.usefixtures("stubbed")
async def test_the_key_is_in_no_argument_environment_or_repr(config: ServerConfig) -> None:
    server = EmbeddedServer(config)
    async with server as endpoint:
        process = psutil.Process(_pid(server))
        assert len(endpoint.api_key) > 40
        assert endpoint.api_key not in " ".join(process.cmdline())
        assert endpoint.api_key not in " ".join(process.environ().values())
        assert endpoint.api_key not in repr(endpoint)
    async with EmbeddedServer(config) as other:
        assert other.api_key != endpoint.api_key


@pytest.mark.usefixtures("stubbed")
async def test_what_llama_cpp_says_against_a_model_is_told(config: ServerConfig) -> None:
    weights = replace(config.weights, path=Path("broken.gguf"))
    with pytest.raises(
        ServerError, match=r"tiny did not start: no such architecture.*pid"
    ) as error:
        await EmbeddedServer(replace(config, weights=weights)).__aenter__()
    assert "models verify" in error.value.remedy


@pytest.mark.usefixtures("stubbed")
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signals to one process")
async def test_an_interrupt_is_the_parents_business(config: ServerConfig) -> None:
    server = EmbeddedServer(config)
    async with server:
        os.kill(_pid(server), signal.SIGINT)
        assert server.explain_exit() is None


PARENT = """
import asyncio, sys
from pathlib import Path
from aidememoire.embedded.fetch import Weights
from aidememoire.embedded.server import EmbeddedServer, ServerConfig

async def main():
    server = EmbeddedServer(ServerConfig(Weights("tiny", Path(sys.argv[1]), "ab"), context=512))
    async with server:
        print(server._process.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


def _killed_parent(model: Path) -> int:
    command = [sys.executable, "-c", PARENT, str(model)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 # ours
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        parent.kill()
    return pid


@pytest.mark.usefixtures("stubbed")
def test_a_killed_parent_takes_it_along() -> None:
    assert _gone(_killed_parent(Path("tiny.gguf")))


async def test_a_child_that_ends_at_once_leaves_its_last_words(
    child: Child, config: ServerConfig
) -> None:
    code = child("import sys; sys.stderr.write('the ground gave way\\n'); sys.exit(3)")
    with pytest.raises(ServerError, match=r"ended with status 3; .*the ground gave way"):
        await EmbeddedServer(config, code).__aenter__()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such status")
async def test_a_processor_without_the_instructions_is_named(
    child: Child, config: ServerConfig
) -> None:
    code = child("import os, signal; os.kill(os.getpid(), signal.SIGILL)")
    with pytest.raises(ServerError, match="SIGILL") as error:
        await EmbeddedServer(config, code).__aenter__()
    assert "AVX2" in error.value.remedy


async def test_a_child_that_is_never_ready_is_given_up(child: Child, config: ServerConfig) -> None:
    server = EmbeddedServer(replace(config, start_seconds=0.2), child("input(); input()"))
    with pytest.raises(ServerError, match=r"not ready after 0\.2 seconds"):
        await server.__aenter__()
    assert server._process is None


async def test_a_cancelled_start_leaves_nothing_behind(child: Child, config: ServerConfig) -> None:
    server = EmbeddedServer(config, child("input(); input()"))
    start = asyncio.create_task(server.__aenter__())
    await asyncio.sleep(0)
    pid = _pid(server)
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert _gone(pid)


READY = 'import sys, time; input(); print(\'{"address": "http://127.0.0.1:9"}\', flush=True); '


@pytest.mark.skipif(os.name == "nt", reason="the signal's number")
async def test_a_server_that_dies_in_the_middle_says_how(
    child: Child, config: ServerConfig
) -> None:
    server = EmbeddedServer(config, child(READY + "sys.stdin.read()"))
    async with server:
        assert server.explain_exit() is None
        os.kill(_pid(server), signal.SIGKILL)
        error = server.explain_exit()
    assert "tiny died: signal 9 (SIGKILL, as when memory runs out)" in str(error)
    assert error is not None
    assert "smaller model" in error.remedy


async def test_a_child_that_will_not_end_is_killed(
    child: Child, config: ServerConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_STOP_SECONDS", 0.1)
    server = EmbeddedServer(config, child(READY + "time.sleep(60)"))
    async with server:
        pid = _pid(server)
    assert _gone(pid)


async def test_a_prefix_is_read_once_and_then_comes_from_disk(
    child: Child, config: ServerConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into every slot; and a damaged file never reaches llama.cpp, which would abort."""
    asked = tmp_path / "asked"
    monkeypatch.setenv("ASKED", str(asked))
    config = replace(config, slots=2, states=tmp_path / "states")
    code = child(SLOTS)

    async def hold() -> tuple[bool, list[str]]:
        asked.write_text("")
        async with asyncio.timeout(20), (server := EmbeddedServer(config, code)):
            found = await server.hold_prefix(PREFIX)
        return found, asked.read_text().splitlines()

    read_and_saved = [
        "/v1/chat/completions  True",
        "/slots/0 action=save True",
        "/slots/1 action=restore True",
    ]
    restored = ["/slots/0 action=restore True", "/slots/1 action=restore True"]
    assert await hold() == (False, read_and_saved)
    assert await hold() == (True, restored)
    (state,) = (tmp_path / "states").iterdir()
    state.write_bytes(b"stat")
    assert await hold() == (False, read_and_saved)
    assert await hold() == (True, restored)
    config = replace(config, weights=replace(config.weights, sha256="cd" * 32))
    assert (await hold())[0] is False
    assert len(list((tmp_path / "states").iterdir())) == 2


async def test_a_prefix_that_can_not_be_saved_is_only_slower(
    child: Child, config: ServerConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    monkeypatch.setenv("FULL", "1")
    config = replace(config, states=tmp_path / "states")
    async with (server := EmbeddedServer(config, child(SLOTS))):
        assert await server.hold_prefix(PREFIX) is False
    assert list((tmp_path / "states").iterdir()) == []


async def test_a_server_that_dies_over_a_prefix_is_a_server_error(
    child: Child, config: ServerConfig, tmp_path: Path
) -> None:
    config = replace(config, states=tmp_path / "states")
    async with (server := EmbeddedServer(config, child(READY))):
        with pytest.raises(ServerError, match="tiny died: it ended with status 0"):
            await server.hold_prefix(PREFIX)


def test_cores_are_those_that_may_be_used(tmp_path: Path) -> None:
    quota = tmp_path / "cpu.max"
    for text in ("50000 100000", "150000 100000"):
        quota.write_text(text)
        assert usable_cores(quota) == 1
    quota.write_text("max 100000")
    assert usable_cores(quota) == usable_cores(tmp_path / "none") >= 1


@pytest.fixture(scope="module")
def smol() -> Weights:
    model = find("smollm2-135m")
    assert not isinstance(model, Path)
    return fetch(model, default_folder())


@pytest.mark.model
async def test_the_real_server_answers_with_its_key_only(smol: Weights) -> None:
    async with (
        EmbeddedServer(ServerConfig(smol, context=1024)) as endpoint,
        httpx2.AsyncClient(base_url=endpoint.base_url, trust_env=False, timeout=60) as client,
    ):
        body = {"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 4}
        assert (await client.post("/chat/completions", json=body)).status_code == 401
        key = {"Authorization": f"Bearer {endpoint.api_key}"}
        answer = (await client.post("/chat/completions", json=body, headers=key)).json()
        assert answer["choices"][0]["message"]["content"]
        assert answer["model"] == "smollm2-135m"


@pytest.mark.model
def test_a_killed_parent_takes_the_real_server_along(smol: Weights) -> None:
    assert _gone(_killed_parent(smol.path))


@pytest.mark.model
async def test_a_cut_model_file_is_a_server_error(smol: Weights, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gguf"
    with smol.path.open("rb") as whole:
        cut.write_bytes(whole.read(1_000_000))
    with pytest.raises(ServerError, match=r"last words: .*failed to load model"):
        await EmbeddedServer(ServerConfig(replace(smol, path=cut))).__aenter__()


@pytest.mark.model
async def test_a_real_prefix_survives_a_restart_and_changes_no_answer(
    smol: Weights, tmp_path: Path
) -> None:
    prefix = [Message("system", "You answer in one short word. " * 20)]
    config = ServerConfig(smol, context=2048, slots=2, states=tmp_path)
    messages = [asdict(message) for message in (*prefix, Message("user", "A colour?"))]
    seen = []
    for found in (False, True):
        async with (server := EmbeddedServer(config)):
            assert await server.hold_prefix(prefix) is found
            for slot in (0, 1):
                body = {"messages": messages, "max_tokens": 6, "temperature": 0, "id_slot": slot}
                answer = (await server._client.post("/v1/chat/completions", json=body)).json()
                assert answer["timings"]["cache_n"] > 100
                assert answer["timings"]["prompt_n"] < 30
                seen.append(answer["choices"][0]["message"]["content"])
    assert seen[:2] == seen[2:]


@pytest.mark.model
async def test_a_real_server_that_is_killed_is_explained(smol: Weights) -> None:
    server = EmbeddedServer(ServerConfig(smol, context=512))
    async with server:
        psutil.Process(_pid(server)).kill()
        started = time.monotonic()
        assert "died" in str(server.explain_exit())
        assert time.monotonic() - started < 10
