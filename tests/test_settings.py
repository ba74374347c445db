"""Settings: which source goes first, and errors that name the source and never the value."""

from __future__ import annotations

from pathlib import Path

import pytest

from aidememoire.errors import SettingsError
from aidememoire.settings import Settings, config_path, load

KEY = "sk-very-recognisable-0123456789"


@pytest.fixture(autouse=True)
def _a_bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"AIDEMEMOIRE_{name.upper()}", raising=False)
    for name in ("AIDEMEMOIRE_CONFIG", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("aidememoire.settings.user_config_path", lambda _: tmp_path / "home")


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_anything_there_are_defaults() -> None:
    assert load().model == "embedded"
    assert load() == load()


def test_flag_goes_before_environment_before_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, 'model = "file"\nplan = "one"\ntimeout = 1\nseed = 1')
    monkeypatch.setenv("AIDEMEMOIRE_MODEL", "environment")
    monkeypatch.setenv("AIDEMEMOIRE_TIMEOUT", "2")
    settings = load(path, model="flag", seed=None)
    assert (settings.model, settings.timeout, settings.plan) == ("flag", 2, "one")
    assert settings.seed == 1  # a flag that is None was not given


def test_an_empty_variable_was_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDEMEMOIRE_MODEL", "")
    assert load().model == "embedded"


def test_the_file_is_found_by_flag_then_variable_then_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config_path() == tmp_path / "home" / "config.toml"
    monkeypatch.setenv("AIDEMEMOIRE_CONFIG", str(written(tmp_path, "seed = 9")))
    assert load().seed == 9
    assert config_path(Path("other.toml")) == Path("other.toml")


def test_the_platforms_file_is_read_when_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text("seed = 4", encoding="utf-8")
    assert load().seed == 4


def test_keys_come_from_their_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDEMEMOIRE_API_KEY", "ours")
    monkeypatch.setenv("OPENAI_API_KEY", "theirs")
    settings = load()
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "ours"
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "theirs"


def test_no_form_of_the_settings_shows_a_key(tmp_path: Path) -> None:
    settings = load(written(tmp_path, f'api_key = "{KEY}"'))
    assert (
        KEY not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    )


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ('modell = "x"', r"settings\.toml, key 'modell': there is no such setting", "'model'"),
        ("zzz = 1", "there is no such setting", "base_url"),
        ("timeout = -1", r"settings\.toml, key 'timeout': .*greater than 0", "in seconds"),
        ('plan = "two"', "'several' or 'lines'", "One question an article"),
        ('base_url = "localhost:8000"', "http://localhost:8000/v1", "address"),
        ("seed = 1\nmodel =\n", r"settings\.toml: .*line 2", "Correct it"),
        ("[door]\ntimeout = 3", "'door': there is no such setting", "There are"),
    ],
)
def test_a_bad_file_is_named_with_the_key(
    tmp_path: Path, text: str, message: str, remedy: str
) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        load(written(tmp_path, text))
    assert remedy in caught.value.remedy


def test_a_bad_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDEMEMOIRE_ATTEMPTS", "many")
    with pytest.raises(SettingsError, match=r"^AIDEMEMOIRE_ATTEMPTS: .*integer"):
        load()


def test_a_bad_flag_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDEMEMOIRE_RE_ASKS", "1")
    with pytest.raises(SettingsError, match=r"^--re-asks: "):
        load(re_asks=-1)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml: there is no such file"):
        load(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", f"api_key = {KEY}".encode()])
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"settings\.toml") as caught:
        load(path)
    assert KEY not in f"{caught.value} {caught.value.remedy}"
    with pytest.raises(SettingsError):
        load(tmp_path)  # a folder


@pytest.mark.parametrize(
    "text",
    [
        f'api_key = ["{KEY}"]',
        f'base_url = "https://user:{KEY}@example.org/v1"',
        f'base_url = "https://example.org/v1?key={KEY}"',
        f'base_url = "{KEY}"',
        f'plan = "{KEY}"',
        f'seed = "{KEY}"',
    ],
)
def test_an_error_shows_no_value(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, text))
    error = caught.value
    assert KEY not in f"{error} {error.remedy} {error!r}"
    assert error.__context__ is None
