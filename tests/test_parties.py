"""Names become party codes, and mentions are found where they stand."""

from __future__ import annotations

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidememoire.parties import code, mentions
from aidememoire.record import PARTIES

LANGUAGES = ["en", "ru", "tr", "fr", "de", "es", "pt", "it", "ar", "zh", "ja", "pl", "und", "xx"]


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("Russia", "RUS"), ("Russian Federation", "RUS"), ("the Kremlin", "RUS"), ("Moscow", "RUS"),
        ("Turkish side", "TUR"), ("TÜRKİYE", "TUR"), ("Republic of Türkiye", "TUR"),
        ("Ankara's", "TUR"), ("the Emirati minister", "ARE"), ("Government of the UAE", "ARE"),
        ("UK", "GBR"), ("Downing Street", "GBR"), ("U.S.", "USA"), ("us", "USA"), ("GB", "GBR"),
        ("White House", "USA"), ("American", "USA"), ("Dutch", "NLD"), ("Filipino", "PHL"),
        ("DPRK", "PRK"), ("South Korean", "KOR"), ("ROK", "KOR"), ("Czech Republic", "CZE"),
        ("Ivory Coast", "CIV"), ("Cote d'Ivoire", "CIV"), ("Vatican", "VAT"), ("Palestine", "PSE"),
        ("Taiwan", "TWN"), ("Peoples Republic of China", "CHN"), ("Kosovo", "XKX"),
        ("Democratic Republic of the Congo", "COD"), ("Republic of the Congo", "COG"),
        ("Georgian", "GEO"), ("Guinea", "GIN"), ("Equatorial Guinea", "GNQ"), ("Niger", "NER"),
        ("Élysée", "FRA"), ("elysee", "FRA"), ("South Sudan", "SSD"),
        ("UN Secretary-General", "UN"), ("UN Special Envoy for Yemen", "UN"),
        ("European Commission", "EU"), ("NATO", "NATO"), ("African Union", "AU"), ("AU", "AU"),
        ("League of Arab States", "ARAB_LEAGUE"), ("World Health Organization", "WHO"),
        ("World_Bank", "WORLD_BANK"), ("Red Cross", "ICRC"), ("G-7", "G7"), ("OSCE", "OSCE"),
        ("Secretary of the Security Council of Russia", "RUS"),
    ],
)  # fmt: skip
def test_a_name_as_articles_write_it_has_its_code(name: str, party: str) -> None:
    assert code(name) == party


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("Россия", "RUS"), ("Королевство Саудовская Аравия", "SAU"), ("турецкая сторона", "TUR"),
        ("المغرب", "MAR"), ("ألمانيا", "DEU"), ("中国", "CHN"), ("한국", "KOR"), ("Ελλάδα", "GRC"),
        ("Allemagne", "DEU"), ("Alemania", "DEU"), ("Deutschland", "DEU"), ("Nações Unidas", "UN"),
        ("ООН", "UN"), ("Birleşmiş Milletler", "UN"),
    ],
)  # fmt: skip
def test_a_name_in_another_language_has_its_code(name: str, party: str) -> None:
    assert code(name) == party


@pytest.mark.parametrize(
    "name", ["", "???", "Korea", "Korean", "Congo", "Конго", "Latin American", "Russia and Turkey",
             "Ruritania", "the other side"],
)  # fmt: skip
def test_a_name_of_no_party_or_of_several_has_no_code(name: str) -> None:
    assert code(name) is None


# ISO calls the Republic of the Congo "Congo", which articles say of both.
@pytest.mark.parametrize("country", [each for each in pycountry.countries if each.name != "Congo"])
def test_every_country_is_known_by_its_iso_names(country: object) -> None:
    for field in ("name", "common_name", "official_name", "alpha_3"):
        if name := getattr(country, field, None):
            assert code(name) == country.alpha_3, name  # type: ignore[attr-defined]


def _found(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(each.code, text[each.start : each.end]) for each in mentions(text, language)]


def test_mentions_are_names_adjectives_and_capitals_where_they_stand() -> None:
    text = "The U.S. envoy told Ankara that Russian-Italian talks with the UAE's minister go on."
    assert _found(text) == [
        ("USA", "U.S."), ("TUR", "Ankara"), ("RUS", "Russian"), ("ITA", "Italian"), ("ARE", "UAE"),
    ]  # fmt: skip


def test_the_longest_name_wins() -> None:
    text = "Papua New Guinea, South Korea and the Democratic Republic of the Congo"
    assert [party for party, _ in _found(text)] == ["PNG", "KOR", "COD"]


def test_small_letters_and_other_phrases_are_no_mentions() -> None:
    assert _found("They asked us who would eat turkey from china on the Korean Peninsula.") == []
    assert _found("Latin American states met in New Mexico by the Gulf of Oman.") == []


def test_capital_letters_in_a_headline_are_mentions() -> None:
    assert _found("TURKISH AND NORWEGIAN MINISTERS MEET") == [
        ("TUR", "TURKISH"), ("NOR", "NORWEGIAN"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "parties"),
    [
        ("ru", "Глава России и иранский министр говорили об Узбекистане.", ["RUS", "IRN", "UZB"]),
        ("tr", "Türkiye'nin ve Norveç'in bakanları ABD ile görüştü.", ["TUR", "NOR", "USA"]),
        ("de", "Die französische Ministerin rief in Norwegens Hauptstadt an.", ["FRA", "NOR"]),
        ("fr", "Le ministre turc a parlé à son homologue des États-Unis.", ["TUR", "USA"]),
        ("es", "El canciller noruego habló con la ministra de Perú.", ["NOR", "PER"]),
        ("ar", "تحدث الوزير النرويجي مع وزير تركيا ومصر", ["NOR", "TUR", "EGY"]),
        ("zh", "中国外长同挪威外长和NATO代表通电话", ["CHN", "NOR", "NATO"]),
    ],
)
def test_inflected_names_of_other_languages_are_mentions(
    language: str, text: str, parties: list[str]
) -> None:
    assert [party for party, _ in _found(text, language)] == parties


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_gives_ordered_spans_inside_it(text: str, language: str) -> None:
    at = 0
    for each in mentions(text, language):
        assert at <= each.start < each.end <= len(text)
        assert each.code in PARTIES
        at = each.end


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_any_name_gives_a_party_or_none(name: str, language: str) -> None:
    assert code(name, language) in {*PARTIES, None}
