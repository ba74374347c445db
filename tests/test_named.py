"""Where an English article names the people that a model wrote, and what they are called then."""

from __future__ import annotations

import pytest

from aidememoire.named import as_told, naming_sentence
from aidememoire.reading import from_text

ARTICLE = from_text(
    "The leaders spoke by phone on Monday.\n\n"
    "President Lula praised Sheikh Tamim, said Ada Berg.\n\n"
    "Later Janos Ader joined them, saying little.\n"
)


@pytest.mark.parametrize(
    ("name", "sentence", "told"),
    [
        ("Luiz Inácio Lula da Silva", 2, "Lula"),
        ("Tamim bin Hamad Al Thani", 2, "Tamim"),
        ("Ada Berg", 2, "Ada Berg"),
        ("Janos Ader", 3, "Janos Ader"),
    ],
)
def test_a_person_is_found_by_the_word_that_the_article_uses(
    name: str, sentence: int, told: str
) -> None:
    assert naming_sentence(ARTICLE, name, [1]) == sentence
    assert as_told(ARTICLE, name) == told


@pytest.mark.parametrize("name", ["Ada Holm", "Wang Yi", "Ana Da Silva"])
def test_another_with_the_same_first_name_or_letters_is_not_named(name: str) -> None:
    assert naming_sentence(ARTICLE, name, [1]) is None
