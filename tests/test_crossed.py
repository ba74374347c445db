"""People whose countries a model exchanged get their own, by the words beside their names."""

from __future__ import annotations

import pytest

from aidememoire.crossed import countries_beside, uncrossed
from aidememoire.reading import from_text

CROSSED = {"Maria Lund": "CHL", "Diego Ocampo": "NOR"}
RIGHT = {"Maria Lund": "NOR", "Diego Ocampo": "CHL"}


@pytest.mark.parametrize(
    "text",
    [
        "Norway's President Maria Lund and Chilean President Diego Ocampo spoke by phone.",
        "President Maria Lund of Norway spoke by phone with Diego Ocampo of Chile.",
        "Lund told her Chilean counterpart, Mr Ocampo, of it. Norwegian leader Lund agreed.",
    ],
)
def test_what_stands_beside_the_names_decides(text: str) -> None:
    article = from_text(text)
    assert uncrossed(article, CROSSED) == RIGHT
    assert uncrossed(article, RIGHT) == RIGHT


@pytest.mark.parametrize(
    "text",
    [
        "Maria Lund and Diego Ocampo spoke by phone about Norway and Chile.",
        # Where someone went, or what was told, is not whom one speaks for.
        "Lund received a call from Norway's ally. Ocampo, back from Norway, spoke with Lund.",
    ],
)
def test_without_such_words_the_model_is_believed(text: str) -> None:
    assert uncrossed(from_text(text), CROSSED) == CROSSED


def test_more_than_two_are_left_as_they_are() -> None:
    three = {**CROSSED, "Ana Reis": "PRT"}
    text = "Norway's Maria Lund, Chile's Diego Ocampo and Portugal's Ana Reis spoke by video."
    assert uncrossed(from_text(text), three) == three


def test_words_in_other_languages_count() -> None:
    text = (
        "Le président norvégien Jon Lund s’est entretenu avec le président polonais Diego Ocampo."
    )
    assert countries_beside(text, "fr", "Lund") == {"NOR": 1}
    assert countries_beside(text, "fr", "Ocampo") == {"POL": 1}
