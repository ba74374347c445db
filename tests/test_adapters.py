"""Which adapter tunes an embedded model, and that it is the one that came with the package."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aidememoire.embedded.adapters import adapter_for, locate_adapter
from aidememoire.embedded.catalogue import CatalogueModel, catalogue, find
from aidememoire.errors import WeightsCorrupt, WeightsError

LARGEST = 25_000_000
TUNED = [model for model in catalogue().values() if model.adapter_sha256]


@pytest.mark.parametrize("model", TUNED, ids=lambda model: model.name)
def test_an_adapter_of_the_package_is_the_one_that_its_hash_says(
    model: CatalogueModel, tmp_path: Path
) -> None:
    found = locate_adapter(model, "auto", tmp_path)
    assert found
    assert found.sha256 == model.adapter_sha256
    assert found.path.stat().st_size <= LARGEST
    assert model.name in (found.path.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", TUNED, ids=lambda model: model.name)
def test_an_adapter_that_was_changed_is_not_loaded(model: CatalogueModel, tmp_path: Path) -> None:
    changed = replace(model, adapter_sha256="0" * 64)
    with pytest.raises(WeightsCorrupt, match="not the adapter that came with aidememoire"):
        locate_adapter(changed, "auto", tmp_path)


def test_a_user_can_choose_another_or_none(tmp_path: Path) -> None:
    assert locate_adapter(find(""), "none", tmp_path) is None
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF and more")
    chosen = locate_adapter(find(""), str(own), tmp_path)
    assert chosen
    assert chosen.path == own
    with pytest.raises(WeightsError, match="not there"):
        locate_adapter(find(""), str(tmp_path / "not there.gguf"), tmp_path)


def test_weights_of_ones_own_get_no_adapter_unless_one_is_named(tmp_path: Path) -> None:
    assert adapter_for(tmp_path / "mine.gguf", "auto") is None
    assert adapter_for(tmp_path / "mine.gguf", "a.gguf") == Path("a.gguf")
