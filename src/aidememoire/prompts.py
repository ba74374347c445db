"""The words that a model reads, as files: the project's `prompts/`, which the wheel holds too."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any


def _folder() -> Traversable:
    installed = files("aidememoire") / "prompts"
    # An editable install reads them where they are edited.
    return installed if installed.is_dir() else Path(__file__).parents[2] / "prompts"


@cache
def text(name: str) -> str:
    """One prompt file, such as `several/system.md`, without the white space around it."""
    return (_folder() / name).read_text("utf-8").strip()


@cache
def table(name: str) -> dict[str, Any]:
    """One TOML file of prompts."""
    return tomllib.loads(text(name))


@cache
def fingerprint(plan: str) -> str:
    """SHA-256 of all prompt files of a plan: which words were read.

    Args:
        plan: The name of the plan, which is that of its folder.
    """
    digest = hashlib.sha256()
    for file in sorted((_folder() / plan).iterdir(), key=lambda each: each.name):
        digest.update(f"{file.name}\n".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()
