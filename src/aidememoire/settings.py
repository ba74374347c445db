"""Settings: a flag goes before the environment, that before the configuration file.

The environment's variables are `AIDEMEMOIRE_` and the setting's name in capitals, such as
`AIDEMEMOIRE_BASE_URL`. The file is TOML with the settings' names as keys; it is `config.toml` in
the platform's folder for configuration unless `AIDEMEMOIRE_CONFIG` or a flag names another.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_config_path
from pydantic import (
    AfterValidator,
    Field,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from aidememoire.errors import SettingsError

_PREFIX = "AIDEMEMOIRE_"
_CONFIG = f"{_PREFIX}CONFIG"
_OPENAI = "OPENAI_API_KEY"


def _is_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("should be an address such as http://localhost:8000/v1")
    if parts.username or parts.password or parts.query:
        # It is shown in messages and run accounts.
        raise ValueError("should hold no user, password or query; the key goes into api_key")
    return url


class Settings(BaseSettings):
    """What can be set. `load` puts it together; the constructor itself reads no file."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    model: str = Field("embedded", min_length=1)
    """`embedded`, `embedded/NAME`, a provider's `provider/model`, or with `base_url` any name."""
    base_url: Annotated[str, AfterValidator(_is_address)] | None = None
    """The address of an OpenAI-compatible server."""
    api_key: SecretStr | None = None
    """The key for `base_url` or the provider. Never sent to the embedded server."""
    openai_api_key: SecretStr | None = Field(None, validation_alias=_OPENAI)
    """The key in OPENAI_API_KEY, which a server at `base_url` gets when `api_key` is not set."""
    plan: Literal["auto", "one", "several", "lines"] = "auto"
    """One question an article, several short ones, or short lines, which only a tuned model
    writes; by the model unless set."""
    adapter: str = Field("auto", min_length=1)
    """What tunes an embedded model: the path of a GGUF adapter, `none`, or `auto` for the one that
    the package holds for the model, if any."""
    mode: Literal["auto", "json_schema", "tools", "json"] = "auto"
    """How an endpoint is told the answer's form; a JSON Schema where the endpoint takes one."""
    timeout: PositiveFloat = 120.0
    """The longest that one request may take, in seconds."""
    deadline: PositiveFloat = 600.0
    """The longest that one question may take, waits and re-asks included, in seconds."""
    attempts: PositiveInt = 4
    """How often a request is sent when the transport fails."""
    re_asks: int = Field(2, ge=0)
    """How often the model is asked again when its answer is wrong."""
    concurrency: PositiveInt | None = None
    """The most articles read at once, fewer when the server is slow; by the model unless set."""
    requests_per_minute: PositiveInt | None = None
    """The most requests in any minute."""
    tokens_per_minute: PositiveInt | None = None
    """The most tokens in any minute, of prompts and answers together."""
    max_cost: PositiveFloat | None = None
    """The most that may be spent, in US dollars; what could pass it is not asked."""
    max_tokens: PositiveInt | None = None
    """The most tokens that may be used, of prompts and answers together."""
    prices: Path | None = None
    """A TOML file of prices of models, which go before those that are known."""
    patience: PositiveFloat = 600.0
    """How long to wait for a server that answers nobody, in seconds."""
    context_tokens: int | None = Field(None, ge=1024)
    """How many tokens the model can read at once; by the model unless set."""
    seed: int = 0
    """The seed of sampling, for endpoints that take one."""
    threads: PositiveInt | None = None
    """How many threads the embedded model uses; those of the machine unless set."""
    offline: bool = False
    """Never fetch the embedded model's weights."""


def config_path(config: Path | None = None) -> Path:
    """Where the configuration file is: `config`, AIDEMEMOIRE_CONFIG or the platform's folder."""
    named = config or os.environ.get(_CONFIG)
    return Path(named) if named else user_config_path("aidememoire") / "config.toml"


def load(config: Path | None = None, **flags: Any) -> Settings:
    """Put the settings together: flags over the environment over the file over the defaults.

    Args:
        config: The configuration file, which then must exist.
        flags: Settings by name; those that are None were not given.

    Raises:
        SettingsError: A value or a key is wrong, or the file can't be read. The message names
            the flag, variable or file and key, and never shows the value.
    """
    path = config_path(config)
    held = _read(path, must_exist=config is not None or bool(os.environ.get(_CONFIG)))
    given = {name: value for name, value in flags.items() if value is not None}

    environment = EnvSettingsSource(Settings)()
    try:
        return Settings(**{**held, **environment, **given})
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    # Outside the handler: Pydantic's error holds the values, a key among them perhaps.
    raise _bad(str(fault["loc"][0]), fault["msg"], given, path)


def _read(path: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not must_exist:
            return {}
        why = "there is no such file"
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # Not a decoding error's own words: they show what stands in the file.
        why = "not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
    raise SettingsError(f"configuration file {path}: {why}", "Correct it, or name another file.")


def _bad(name: str, message: str, flags: dict[str, Any], path: Path) -> SettingsError:
    variable = name if name == _OPENAI else _PREFIX + name.upper()
    if name in flags:
        where = f"--{name.replace('_', '-')}"
    elif os.environ.get(variable):
        where = variable
    else:
        where = f"{path}, key {name!r}"
    field = Settings.model_fields.get(name.lower())
    if field is not None:
        return SettingsError(
            f"{where}: {message.removeprefix('Value error, ')}", f"{name}: {field.description}"
        )
    near = difflib.get_close_matches(name, Settings.model_fields, 1)
    return SettingsError(
        f"{where}: there is no such setting",
        f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(Settings.model_fields)}.",
    )
