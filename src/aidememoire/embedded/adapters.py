"""What tunes an embedded model on the codebook: adapters that come with the package, or a user's.

How they were made: `training/` in the repository; what they can do and can't: `adapters/README.md`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from aidememoire.embedded.catalogue import CatalogueModel
from aidememoire.embedded.fetch import Weights, locate
from aidememoire.errors import WeightsCorrupt

AUTO = "auto"
"""The adapter that comes with the package for a model, if one does."""
NO_ADAPTER = "none"


def adapter_for(model: CatalogueModel | Path, wanted: str) -> Path | None:
    """The file of the adapter that is to be put on a model, or None.

    Args:
        model: The model.
        wanted: `auto`, `none`, or the path of a user's own GGUF adapter.
    """
    if wanted == NO_ADAPTER:
        return None
    if wanted != AUTO:
        return Path(wanted).expanduser()
    if isinstance(model, Path) or model.adapter_sha256 is None:
        return None
    return Path(str(files("aidememoire.embedded"))) / "adapters" / f"{model.name}.gguf"


def locate_adapter(model: CatalogueModel | Path, wanted: str, folder: Path) -> Weights | None:
    """Find the adapter that is to be put on a model.

    Args:
        model: The model.
        wanted: As for `adapter_for`.
        folder: Where it is kept what was verified.

    Raises:
        WeightsMissing: There is no such file.
        WeightsCorrupt: It is no GGUF file, or not the one that came with the package.
        WeightsError: It can't be read.
    """
    path = adapter_for(model, wanted)
    if path is None:
        return None
    found = locate(path, folder)
    if (
        wanted == AUTO
        and isinstance(model, CatalogueModel)
        and found.sha256 != model.adapter_sha256
    ):
        raise WeightsCorrupt(
            f"{path} is not the adapter that came with aidememoire", "Install aidememoire again."
        )
    return found
