"""The articles that are asked about: those with gold records, and some of a corpus."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from aidememoire.article import Article
from aidememoire.errors import FolderEmpty
from aidememoire.evaluation.folder import Labelled, load_folder
from aidememoire.inputs.how import Fields, Reading
from aidememoire.reading import from_file, from_text, read


def labelled(gold: Path, articles: Path) -> tuple[Labelled, ...]:
    """The articles with gold records."""
    return load_folder(gold, articles, from_file)


def sample(corpus: Path, most: int, seed: int) -> Sequence[Article]:
    """Some articles of a folder, the same for the same seed and the same folder.

    Files that tell of the folder (`README…`) and what can't be read are none.

    Raises:
        FolderEmpty: There is no article in it.
    """
    # To name the field makes tables count: each of their rows is an article.
    how = Reading(fields=Fields(text="text"))
    found = [
        one
        for one in read([corpus], how=how)
        if isinstance(one, Article) and not Path(one.origin).name.startswith("README")
    ]
    if not found:
        raise FolderEmpty(f"there is no article in {corpus}", "Check --corpus.")
    found.sort(key=lambda one: one.sha256)
    return random.Random(seed).sample(found, min(most, len(found)))  # noqa: S311 # no secret


def warmup() -> Article:
    """An invented article, asked about before any that counts."""
    text = (Path(__file__).parent / "warmup.txt").read_text(encoding="utf-8")
    return from_text(text, "warmup")
