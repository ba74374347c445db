"""From settings to a model: names, keys that go only where they belong, plans."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from aidememoire.errors import ModelUnknown, SettingsError
from aidememoire.model import Message, Question
from aidememoire.opening import Profile, open_model, profile_of
from aidememoire.settings import Settings
from aidememoire.testing import ScriptedServer, answer

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


def test_the_plan_follows_the_model_unless_it_is_set() -> None:
    assert profile_of(Settings()) == profile_of(Settings(model="embedded/other"))
    assert profile_of(Settings()).plan == "several"
    assert profile_of(Settings(model="openai/x")).plan == "one"
    chosen = Settings(plan="one", concurrency=3, context_tokens=4096)
    assert profile_of(chosen) == Profile("one", 3, 4096)
