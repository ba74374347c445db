"""At whose wish a call was held: read off the sentence, or not known."""

from __future__ import annotations

import pytest
from labelled import article_in

from aidememoire.cues import tells_of_wish
from aidememoire.record import Evidence, Participant
from aidememoire.wishes import wish_of

SPAN = (Evidence(quote="x", start=0, end=1),)
PEOPLE = (
    Participant(name="Maria Lund", office="President", party="NOR", evidence=SPAN),
    Participant(name="Diego Ocampo", office="Prime Minister", party="CHL", evidence=SPAN),
)


def wish(text: str, language: str = "en") -> str | None:
    """The party at whose wish the call of a one-sentence article was held."""
    article = article_in(language, f"{text}\n")
    found = wish_of(article, article.sentences, PEOPLE)
    return found.party if found else None


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("The conversation was held at the Chilean side's initiative.", "CHL"),
        ("Lund spoke with Ocampo by phone at Norway's request on Monday.", "NOR"),
        ("Ocampo and Lund spoke by phone at the request of the latter.", "NOR"),
        ("The talk was requested by the Norwegian side.", "NOR"),
        ("Lund had a phone talk with Ocampo at the initiative of the Norwegian side.", "NOR"),
        ("Lund had a phone talk with Ocampo of Chile at the request of Norway.", "NOR"),
        ("Ocampo, at whose request the call was held, spoke of visas first.", "CHL"),
        ("The call was made at the prime minister's request.", "CHL"),
        ("Maria Lund received a telephone call yesterday from Diego Ocampo.", "CHL"),
        ("Maria Lund was called by phone on Friday by the Chilean leader.", "CHL"),
        ("Lund telephoned Ocampo on Monday.", "NOR"),
        ("On Monday Lund called Ocampo to congratulate him.", "NOR"),
        ("Lund called Chile's President Rafael Ocampo on Monday.", "NOR"),
        ("Lund called Ocampo.", "NOR"),
        ("A presidente Maria Lund telefonou na tarde desta quinta-feira (20) para Ocampo.", "NOR"),
    ],
)
def test_a_sentence_that_says_so_is_heeded(text: str, party: str) -> None:
    assert wish(text) == party


@pytest.mark.parametrize(
    ("text", "language", "party"),
    [
        ("Беседа прошла по инициативе Норвегии.", "ru", "NOR"),
        ("La conversación se celebró a petición de Noruega.", "es", "NOR"),
        ("Das Gespräch fand auf Wunsch der norwegischen Seite statt.", "de", "NOR"),
        ("通话由智利方面提议举行。", "zh", "CHL"),
        ("Görüşme Şili'nin talebi üzerine yapıldı.", "tr", "CHL"),
        ("Cuộc điện đàm diễn ra theo đề nghị của Na Uy.", "vi", "NOR"),
        ("La conversación se celebró a petición del Gobierno de Chile.", "es", "CHL"),
    ],
)
def test_so_it_is_in_other_languages(text: str, language: str, party: str) -> None:
    assert wish(text, language) == party


@pytest.mark.parametrize(
    "text",
    [
        "Lund and Ocampo spoke by phone on Monday.",
        "Lund called for an end to the talks with Ocampo.",
        "Lund told Ocampo on the phone of her visit at the invitation of Chile.",
        "Lund told Ocampo by phone that Norway would send help.",
        "Lund and Ocampo spoke by phone at his request.",
        "At Norway's request the Security Council will meet on Friday.",
        "Lund called Norway's fishermen brave, and the call ended.",
        "Lund called Chile's fishermen brave, and the call ended.",
        "Lund last week called Ocampo a friend of the sea.",
        "Lund called Ocampo brave.",
        "The call was held at the request of the mediators from the island.",
    ],
)
def test_what_does_not_say_so_is_no_wish(text: str) -> None:
    assert wish(text) is None


def test_words_of_other_languages_within_english_ones_tell_of_no_wish() -> None:
    assert not tells_of_wish("Lund spoke with the president of Colombia on a joint declaration.")
    assert tells_of_wish("El presidente llamó a la canciller.", "es")
