"""From settings to a model: names, keys that go only where they belong, plans."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from aidememoire import opening
from aidememoire.embedded.fetch import Weights
from aidememoire.embedded.server import EmbeddedServer, ServerConfig
from aidememoire.errors import ModelError, ModelUnknown, ServerError, SettingsError, Unconstrained
from aidememoire.model import Message, Question
from aidememoire.opening import Profile, identity, open_model, open_served, profile_of
from aidememoire.settings import Settings
from aidememoire.testing import Request, Reset, ScriptedServer, Text, answer

OURS, OPENAIS = "sk-ours-0123", "sk-openai-0123"


class Yes(BaseModel):
    """An answer."""

    yes: bool


QUESTION = Question("yes", (Message("user", "Well?"),), Yes, 10)


@pytest.fixture(autouse=True)
def _a_bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AIDEMEMOIRE_MODEL", "AIDEMEMOIRE_API_KEY", "AIDEMEMOIRE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "TOGETHER_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("keys", "sent"),
    [
        ({"api_key": SecretStr(OURS)}, OURS),
        ({"OPENAI_API_KEY": SecretStr(OPENAIS)}, OPENAIS),
        ({"api_key": SecretStr(OURS), "OPENAI_API_KEY": SecretStr(OPENAIS)}, OURS),
        ({}, "none"),
    ],
)
async def test_a_server_by_its_address(keys: dict[str, Any], sent: str) -> None:
    async with ScriptedServer([answer({"yes": True})]) as server:
        settings = Settings(model="any/name", base_url=server.base_url, seed=3, **keys)
        async with open_model(settings) as door:
            assert (await door.ask(QUESTION)).value == Yes(yes=True)
            assert door.name == "any/name"
            assert door.fingerprint == f"any/name at {server.base_url}"
    request = server.requests[0]
    assert request.headers["authorization"] == f"Bearer {sent}"
    assert (request.json["model"], request.json["seed"]) == ("any/name", 3)


async def test_openais_key_goes_to_no_other_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", OPENAIS)
    with pytest.raises(SettingsError, match="needs a key"):
        async with open_model(Settings(model="together/llama")):
            pass


@pytest.mark.parametrize("model", ["gpt-4o-mini", "embeded", "acme/anvil", "openai/", "/x", "/"])
async def test_a_name_that_means_no_model(model: str) -> None:
    with pytest.raises(ModelUnknown) as caught:
        async with open_model(Settings(model=model)):
            pass
    assert model in str(caught.value)
    assert caught.value.remedy


async def test_an_address_needs_a_model() -> None:
    with pytest.raises(SettingsError, match="no model is named"):
        async with open_model(Settings(base_url="http://localhost:1/v1")):
            pass


@dataclass(frozen=True)
class Serving:
    """A server that stands for the embedded one."""

    base_url: str
    api_key: str = "random-of-this-run"
    model: str = "embedded/tiny"
    fingerprint: str = "sha256:00"


async def test_an_embedded_model_is_proved_and_sent_its_own_key_only() -> None:
    def constrained(request: Request) -> Text:
        schema = request.json["response_format"]["json_schema"]["schema"]
        return answer(schema["enum"][0] if "enum" in schema else {"yes": False})

    settings = Settings(api_key=SecretStr(OURS), mode="tools")
    async with ScriptedServer(constrained) as server:
        served = Serving(server.base_url)
        async with open_served(served, settings, explain=lambda: None) as door:
            assert (await door.ask(QUESTION)).value == Yes(yes=False)
            assert (door.name, door.fingerprint) == ("embedded/tiny", "sha256:00")
    assert len(server.requests) == 2
    for request in server.requests:
        assert request.headers["authorization"] == "Bearer random-of-this-run"
        assert request.json["cache_prompt"] is True


async def test_an_embedded_model_that_schemas_do_not_hold_is_not_opened() -> None:
    async with ScriptedServer(lambda _: Text("Banana")) as server:
        with pytest.raises(Unconstrained):
            async with open_served(Serving(server.base_url), Settings(), lambda: None):
                pytest.fail("opened")


async def test_an_embedded_server_that_died_says_so() -> None:
    died = ServerError("it died")
    async with ScriptedServer([Reset()]) as server:
        with pytest.raises(ServerError):
            async with open_served(Serving(server.base_url), Settings(), lambda: died):
                pytest.fail("opened")


async def test_the_embedded_server_has_a_slot_for_each_article_that_is_read_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And each has the context that was asked for."""
    seen: list[ServerConfig] = []

    def refuse(config: ServerConfig) -> EmbeddedServer:
        seen.append(config)
        raise ModelError("not started")

    monkeypatch.setattr(opening, "EmbeddedServer", refuse)
    weights = Weights("tiny", tmp_path / "tiny.gguf", "ab" * 32)
    monkeypatch.setattr(opening, "locate", lambda *_: weights)
    with pytest.raises(ModelError, match="not started"):
        async with open_model(Settings(offline=True, concurrency=4, context_tokens=2048)):
            pytest.fail("opened")
    assert [(one.slots, one.context) for one in seen] == [(4, 8192)]


async def test_an_embedded_model_opens_from_a_read_only_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(opening, "default_folder", lambda: tmp_path)
    monkeypatch.setattr(
        opening, "locate", lambda *_: Weights("tiny", tmp_path / "tiny.gguf", "ab" * 32)
    )
    monkeypatch.setattr(Path, "mkdir", refuse)
    config = await opening.server_config(Settings(offline=True, adapter="none"))
    assert config.states is None


def test_the_plan_follows_the_model_unless_it_is_set() -> None:
    assert profile_of(Settings()) == profile_of(Settings(model="embedded/qwen2.5-coder-1.5b"))
    assert profile_of(Settings()).plan == "lines", "the default model is tuned"
    assert profile_of(Settings(adapter="none")).plan == "several"
    assert profile_of(Settings(model="embedded/qwen2.5-coder-0.5b")).plan == "several"
    own = Settings(model="embedded/qwen2.5-coder-0.5b", adapter="own.gguf")
    assert profile_of(own).plan == "lines"
    assert profile_of(Settings(model="openai/x")).plan == "one"
    chosen = Settings(plan="one", concurrency=3, context_tokens=4096)
    assert profile_of(chosen) == Profile("one", 3, 4096)


async def test_a_slash_at_the_end_of_an_address_makes_no_other_model() -> None:
    one, two = (Settings(model="m", base_url=f"http://h/v1{end}") for end in ("", "/"))
    assert await identity(one) == await identity(two) == ("m", "m at http://h/v1")
