"""Expressions that are looked for in either case."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidememoire.wordlists import Expressions, table

_TABLES = ("calldays", "cues", "held", "wishes")


def _lists() -> Iterator[list[str]]:
    for name in _TABLES:
        yield from (words for words in table(name).values() if isinstance(words, list))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (r"\bcalled\b", "LUND CALLED OCAMPO"),
        ("çağrısı", "ERDOĞAN'IN ÇAĞRISI ÜZERİNE"),
        ("inisiyatif", "İNİSİYATİF"),
        ("πρόεδρος", "Ο ΠΡΌΕΔΡΟΣ"),
        (r"\bпо просьбе\b", "По Просьбе стороны"),
    ],
)
def test_case_makes_no_difference(expression: str, text: str) -> None:
    assert Expressions([expression]).search(text)


def test_what_is_found_stands_at_its_place_in_the_text() -> None:
    text = "İİİ şöyle dedi: İki lider GÖRÜŞTÜ."
    found = Expressions(["görüştü"]).search(text)
    assert found
    assert text[found.start() : found.end()] == "GÖRÜŞTÜ"


def test_the_edge_of_a_word_is_asked_only_where_an_expression_has_it() -> None:
    either = Expressions([r"\bcall", "phon"])
    assert either.search("a call")
    assert not either.search("recall")
    assert either.search("telephoned")


@given(st.lists(st.sampled_from("aA bBıIİiσςΣß.é"), max_size=30).map("".join))
def test_it_finds_what_a_plain_search_does_at_the_same_places(text: str) -> None:
    words = [r"\ba", "b.", r"\bab\b", "ß", "é"]
    plain = re.compile("|".join(words), re.IGNORECASE)
    found = [match.start() for match in Expressions(words).finditer(text)]
    assert found == [match.start() for match in plain.finditer(text)]


def test_expressions_have_no_capitals_which_would_never_match() -> None:
    for words in _lists():
        for each in words:
            bare = re.sub(r"\\.", "", each)
            assert bare == bare.lower(), each


def test_an_expression_that_begins_at_a_words_edge_has_no_other_beside_it() -> None:
    r"""`\ba|b` would come to mean `\b(?:a|b)`."""
    for words in _lists():
        for each in words:
            if each.startswith(r"\b"):
                # Whatever follows the bar would be a pattern of its own: brackets don't balance.
                outside = re.sub(r"\\.|\[[^]]*\]", "", each)
                while (inner := re.sub(r"\([^()]*\)", "", outside)) != outside:
                    outside = inner
                assert "|" not in outside, each
