"""Whose account of a call an article relays. All names are invented."""

from __future__ import annotations

import pytest
from labelled import article_in

from aidememoire.relayed import sources_of


def sources(text: str, *people: str, language: str = "en") -> tuple[str, ...]:
    article = article_in(language, text)
    return sources_of(article, range(1, len(article.sentences) + 1), people)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("They spoke on Monday, the palace press service said.", "palace press service"),
        ("According to the Foreign Ministry in Oslo, they spoke.", "Foreign Ministry in Oslo"),
        ("They spoke, Boreal.az reports with reference to the Kremlin website.", "Kremlin website"),
        ("They spoke, presidential spokesman Jon Dahl said.", "presidential spokesman Jon Dahl"),
        ("They spoke, a government spokesman, Jon Dahl, said.", "government spokesman, Jon Dahl"),
        ("They spoke, it was announced from the Office of the President.",
         "Office of the President"),
        ("They spoke, according to the Foreign Ministry statement.", "Foreign Ministry"),
        ("The following is attributable to Spokesperson Jon Dahl:", "Spokesperson Jon Dahl"),
        ("Statement by NSC Spokesperson Ann Doe on the call", "NSC Spokesperson Ann Doe"),
    ],
)  # fmt: skip
def test_the_office_that_tells_of_a_call_is_its_source(sentence: str, name: str) -> None:
    assert sources(sentence) == (name,)


@pytest.mark.parametrize(
    "sentence",
    [
        "President Solheim said that the ferry would sail.",
        "According to experts, the ferry is old.",
        "They spoke on Monday, the ministry said.",
        "The report says nothing more.",
    ],
)
def test_speakers_experts_and_bare_words_are_none(sentence: str) -> None:
    assert sources(sentence) == ()


def test_his_office_is_that_of_the_one_person_named_before() -> None:
    one = "Solheim praised the ferry, his office said."
    two = "Solheim told Otieno of the ferry, his office said."
    assert sources(one, "Solheim", "Otieno") == ("Solheim's office",)
    assert sources(two, "Solheim", "Otieno") == ()


def test_a_source_is_listed_once_in_its_fullest_form() -> None:
    text = "They spoke, the Kremlin said. They agreed, the Kremlin’s press service reported."
    assert sources(text) == ("Kremlin’s press service",)


def test_sentences_that_do_not_tell_of_the_call_have_no_say() -> None:
    text = "They spoke, the palace press service said. The Central Office said prices rose."
    article = article_in("en", text)
    assert sources_of(article, [1]) == ("palace press service",)


@pytest.mark.parametrize(
    ("sentence", "language", "name"),
    [
        ("Они поговорили, сообщает пресс-служба Кремля.", "ru", "пресс-служба Кремля"),
        ("Les deux ont parlé, selon la présidence kényane.", "fr", "présidence kényane"),
        ("Sie sprachen am Montag, teilte das Außenministerium mit.", "de", "Außenministerium"),
        ("Hablaron el lunes, según la Cancillería de Kenia.", "es", "Cancillería de Kenia"),
    ],
)
def test_other_languages_name_their_sources_too(sentence: str, language: str, name: str) -> None:
    assert sources(sentence, language=language) == (name,)
