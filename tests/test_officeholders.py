"""Office-holders in other letters than Latin: found in the text, told in their usual spelling."""

from __future__ import annotations

import pytest

from aidememoire.asking.draft import CallDraft, Draft, Matter, Person
from aidememoire.grounding import to_record
from aidememoire.officeholders import holders
from aidememoire.reading import from_text
from aidememoire.record import PARTIES, Extraction
from aidememoire.wordlists import rows

RUSSIAN = """Состоялся телефонный разговор

5 мая 2025 года

Состоялся телефонный разговор Владимира Путина с президентом Ирана Масудом Пезешкианом.
Пезешкиан поблагодарил за помощь после наводнения. Путин и Лукашенко встретятся в мае.
"""


def named(text: str, language: str) -> list[tuple[str, str]]:
    return [(one.name, one.party) for one in holders(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Об этом Олафу Шольцу сообщил Путин.", "ru", [("Olaf Scholz", "DEU"), ("Putin", "RUS")]),
        ("Путін розмовляв зі Шольцем.", "uk", [("Putin", "RUS"), ("Scholz", "DEU")]),
        ("بحث فلاديمير بوتين وشولتس الأزمة", "ar", [("Vladimir Putin", "RUS"), ("Scholz", "DEU")]),
        (
            "王毅同布林肯通电话，普京",
            "zh",
            [("Wang Yi", "CHN"), ("Blinken", "USA"), ("Putin", "RUS")],
        ),
        ("德国总理奥拉夫·朔尔茨", "zh", [("Olaf Scholz", "DEU")]),
        ("Путиниада и Шольцевск", "ru", []),
        ("Vladimir Putin spoke.", "en", []),
    ],
)
def test_names_are_told_as_english_writes_them(
    text: str, language: str, found: list[tuple[str, str]]
) -> None:
    assert named(text, language) == found


def test_every_line_of_the_table_is_a_known_party_with_a_name_in_latin_letters() -> None:
    table = rows("officeholders")
    assert {row["party"] for row in table} <= PARTIES
    assert all(row["name"].isascii() for row in table)
    assert len({(row["party"], row["name"]) for row in table}) == len(table)
    assert all(None not in row and None not in row.values() for row in table)


def record(*people: tuple[str, str]) -> Extraction:
    article = from_text(RUSSIAN, "t1")
    (told,) = (s.number for s in article.sentences if "разговор В" in article.quote(s))
    call = CallDraft(
        told=(told,),
        people=tuple(Person(name, "President", country) for name, country in people),
        matters=[Matter("Relief", "humanitarian", (told + 1,))],
    )
    return to_record(article, Draft(calls=[call]))


def test_a_name_that_the_model_misspells_is_that_of_the_article() -> None:
    (call,) = record(("Vladimir Putin", "Russia"), ("Masoud Poushaki", "Iran")).calls
    assert [one.name for one in call.participants] == ["Vladimir Putin", "Masoud Pezeshkian"]
    assert all("Масудом" in one.evidence[0].quote for one in call.participants)


def test_a_name_that_is_like_no_office_holders_stays() -> None:
    (call,) = record(("Sergei Lavrov", "Russia"), ("Abbas Araghchi", "Iran")).calls
    assert [one.name for one in call.participants] == ["Sergei Lavrov", "Abbas Araghchi"]


@pytest.mark.parametrize(
    ("told", "called"),
    [
        ("Vladimir Putine", "Vladimir Putin"),
        ("Vladimir Vladimirovich Putin", "Vladimir Vladimirovich Putin"),
    ],
)
def test_a_name_is_spelled_as_usual_and_not_cut(told: str, called: str) -> None:
    (call,) = record((told, "Russia"), ("Masoud Pezeshkian", "Iran")).calls
    assert call.participants[0].name == called


def test_one_office_holder_is_not_taken_for_two_people() -> None:
    (call,) = record(("Vladimir Putin", "Russia"), ("Vladislav Pupin", "Russia")).calls
    assert [one.name for one in call.participants] == ["Vladimir Putin", "Vladislav Pupin"]


def test_a_given_name_that_an_english_article_lacks_is_not_added() -> None:
    text = (
        "Harbour calls\n\nPresident Lund and Prime Minister Ada Berg spoke by phone. They agreed.\n"
    )
    article = from_text(text, "t2")
    (told,) = (s.number for s in article.sentences if "spoke" in article.quote(s))
    people = (Person("Ivo Lund", "President", "Sweden"), Person("Ada Berg", None, "Norway"))
    call = CallDraft(people, (told,), matters=[Matter("Relief", "humanitarian", (told + 1,))])
    (found,) = to_record(article, Draft(calls=[call])).calls
    assert [one.name for one in found.participants] == ["Lund", "Ada Berg"]
