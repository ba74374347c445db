"""Who publishes an article, by what its page says of itself. All names are invented."""

from __future__ import annotations

import pytest

from aidememoire.article import Article
from aidememoire.days import published
from aidememoire.outlet import outlet_of

CALL = (
    "Norwegian Prime Minister Kari Solheim and Kenyan President Daniel Otieno spoke by telephone "
    "on Wednesday about relief for the flooded Tana valley, her office said."
)
HEADLINE = "Solheim and Otieno talk about floods in the Tana valley"


def outlet(*lines: str) -> str | None:
    article = Article("a", "\n\n".join(lines))
    return outlet_of(article, published(article))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Fjord Courier", "Fjord Courier"),
        ("THE FJORD COURIER | 14 March 2019", "THE FJORD COURIER"),
        ("Nairobi | The Lantern | 14 March 2019", "The Lantern"),
        ("Home > World - FjordNews", "FjordNews"),
        ("Boreal Wire – Information Agency", "Boreal Wire"),
        ("Dnevnik Severa (DS)", "Dnevnik Severa"),
    ],
)
def test_a_line_that_is_a_name_and_nothing_else_names_the_outlet(line: str, name: str) -> None:
    assert outlet(line, HEADLINE, "14 March 2019", CALL) == name


@pytest.mark.parametrize(
    "line",
    [
        "Latest News",
        "World News | Politics",
        "Kenya News",
        "Home > Africa > Kenya",
        "By Ingrid Holm",
        "Source: Fjord News Agency",
        "Press release",
        "REPUBLIC OF KENYA",
    ],
)
def test_menus_bylines_and_credits_name_none(line: str) -> None:
    assert outlet(line, HEADLINE, "14 March 2019", CALL) is None


@pytest.mark.parametrize(
    ("notice", "name"),
    [
        ("Copyright © 2019 The Fjord Courier. All rights reserved.", "The Fjord Courier"),
        ("(c) 2019 Fjord Courier Ltd", "Fjord Courier"),
        ("© Boreal Wire, 2019", "Boreal Wire"),
        ("Copyright Boreal Wire. Unauthorized reproduction prohibited.", "Boreal Wire"),
        ("Not to be copied without the written consent of Boreal Wire.", "Boreal Wire"),
        ("Follow Boreal Wire on Twitter", "Boreal Wire"),
        ("Follow us on Twitter @BorealWire", "Boreal Wire"),
        ("Boreal Wire website contains only a portion of the stories offered.", "Boreal Wire"),
        ("Photo: © Boreal Wire 2019", None),
        ("Based on materials from Boreal Wire", None),
        ("Follow us on Twitter", None),
        ("Leave a comment", None),
    ],
)
def test_furniture_below_the_text_names_the_outlet(notice: str, name: str | None) -> None:
    assert outlet(HEADLINE, CALL, notice) == name


@pytest.mark.parametrize(
    ("dateline", "name"),
    [
        ("OSLO, March 14. /TASS/. ", "TASS"),
        ("OSLO, March 14 (Boreal Wire) -- ", "Boreal Wire"),
        ("Oslo, 14 March (AA) - ", "Anadolu Agency"),
        ("Oslo (BWA) – ", "BWA"),
        ("OSLO. BOREAL.NEWS. ", "BOREAL.NEWS"),
        ("OSLO, March 14, 2019, Boreal Wire - ", "Boreal Wire"),
        ("OSLO – ", None),
        ("Oslo (Norway) – ", None),
    ],
)
def test_a_dateline_names_the_agency_that_sent_it(dateline: str, name: str | None) -> None:
    assert outlet(HEADLINE, dateline + CALL) == name


def test_the_page_comes_before_the_agency_whose_report_it_prints() -> None:
    report = "NAIROBI, March 14 (Reuters) - " + CALL
    assert outlet(HEADLINE, report) == "Reuters"
    assert outlet("Fjord Courier", HEADLINE, report) == "Fjord Courier"
    assert outlet(HEADLINE, report, "Follow us on Twitter @FjordCourier") == "Fjord Courier"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("The call was held on Wednesday, Boreal.az reports with reference to the palace.",
         "Boreal.az"),
        ("The call was held on Wednesday, Reuters reports with reference to the palace.", None),
        ("The call was held on Wednesday, the press service of the palace reports.", None),
    ],
)  # fmt: skip
def test_a_site_that_reports_names_itself_but_a_world_agency_is_credited(
    told: str, name: str | None
) -> None:
    assert outlet(HEADLINE, told, CALL) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("The White House", "The White House"),
        ("MINISTRY OF INTERNATIONAL RELATIONS", "MINISTRY OF INTERNATIONAL RELATIONS"),
        ("Ministerio de Relaciones Exteriores", "Ministerio de Relaciones Exteriores"),
        ("Office of the Spokesperson", "Office of the Spokesperson"),
        ("Statement by NSC Spokesperson Ann Doe on the call with Kenya", "NSC"),
        ("Solheim: help is on its way — State House", None),
        ("Readout of the Prime Minister's call with President Otieno", None),
    ],
)
def test_an_office_that_issues_a_readout_is_its_outlet(line: str, name: str | None) -> None:
    assert outlet(line, "14 March 2019", CALL) == name


def test_an_address_alone_on_a_line_names_whose_it_is() -> None:
    assert outlet(HEADLINE, CALL, "https://www.kremlin.ru/events/1") == "President of Russia"
    assert outlet(HEADLINE, CALL, "https://boreal.example/news/1") == "boreal.example"
    assert outlet(HEADLINE, CALL, "https://twitter.com/solheim/1") is None


def test_turkish_capitals_become_the_small_letters_that_they_stand_for() -> None:
    lines = (
        "KIYI POSTASI",
        "Bakanlar telefonda görüştü",
        "Dışişleri Bakanı Kerem Aksoy, Norveçli mevkidaşı ile dün akşam telefonda görüştü.",
    )
    assert outlet(*lines) == "Kıyı Postası"


def test_a_page_of_nothing_but_headings_has_an_answer() -> None:
    assert outlet("Fjord Courier", "Solheim talks") == "Fjord Courier"
    assert outlet("Solheim and Otieno talk") is None


RUSSIAN = (
    "Кари Сульхейм и Дэниел Отиено поговорили о помощи долине Таны",
    "14 марта 2019",
    "Премьер Норвегии Кари Сульхейм поговорила в среду с Дэниелом Отиено о помощи долине Таны.",
)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Северный вестник", "Северный вестник"),
        ("Синяя гавань", "Синяя гавань"),
        ("Фьорд сегодня", "Фьорд сегодня"),
        ("Министерство иностранных дел Королевства Норвегия",
         "Министерство иностранных дел Королевства Норвегия"),
        ("Президент Республики Кения", "Президент Республики Кения"),
        ("Ближний Восток", None),
        ("Культура и спорт", None),
        ("Долина Таны", None),
        ("Президент Дэниел Отиено", None),
        ("Министерство обороны опровергло", None),
    ],
)  # fmt: skip
def test_a_name_in_small_letters_heads_the_page_unless_the_article_takes_up_its_words(
    line: str, name: str | None
) -> None:
    assert outlet(line, *RUSSIAN) == name


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("北湾日报", "国际"), "北湾日报"),
        (("首页 > 国际", "北湾观察"), "北湾观察"),
        (("北湾锐见 2019-03-14 08:10",), "北湾锐见"),
        (("国际新闻",), None),
        (("财经",), None),
        (("2019年3月14日",), None),
    ],
)
def test_a_name_without_spaces_is_told_from_sections_and_dates(
    lines: tuple[str, ...], name: str | None
) -> None:
    body = "挪威首相卡丽·索尔海姆周三同肯尼亚总统丹尼尔·奥蒂埃诺通电话，讨论塔纳河谷水灾的救援。"
    assert outlet(*lines, "挪威首相同肯尼亚总统通电话讨论水灾救援", body) == name


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ("北湾社奥斯陆2019年3月14日电 挪威首相索尔海姆周三同肯尼亚总统奥蒂埃诺通电话，讨论救援。",
         "北湾社"),
        ("【北湾日报讯】挪威首相索尔海姆周三同肯尼亚总统奥蒂埃诺通电话，讨论塔纳河谷水灾的救援。",
         "北湾日报"),
        ("【本报讯】挪威首相索尔海姆周三同肯尼亚总统奥蒂埃诺通电话，讨论塔纳河谷水灾的救援。",
         None),
        ("【オスロ=北湾通信】ノルウェー首相は水曜日、ケニア大統領と電話で会談し、支援を協議した。",
         "北湾通信"),
        ("【オスロ=山本太郎】ノルウェー首相は水曜日、ケニア大統領と電話で会談し、支援を協議した。",
         None),
    ],
)  # fmt: skip
def test_the_datelines_of_east_asia_name_the_sender_but_no_correspondent(
    opening: str, name: str | None
) -> None:
    assert outlet(opening) == name


@pytest.mark.parametrize(
    ("notice", "name"),
    [
        ("Fjord Courier – all rights reserved", "Fjord Courier"),
        ("Вестник фьорда. Все права защищены", "Вестник фьорда"),
        ("The newsletter of Fjord Courier", "Fjord Courier"),
        ("Ακολουθήστε το «Φιόρδ» στο Google News", "Φιόρδ"),
        ("All rights reserved", None),
        ("(14 March 2019, Fjord Courier)", "Fjord Courier"),
        ("Ministry of Foreign Affairs of Norway", "Ministry of Foreign Affairs of Norway"),
    ],
)
def test_notices_and_the_line_that_signs_the_text_name_the_outlet(
    notice: str, name: str | None
) -> None:
    assert outlet(HEADLINE, CALL, notice) == name


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("Kingdom of Norway", "Ministry of Foreign Affairs"), "Ministry of Foreign Affairs"),
        (("Ministry of Foreign Affairs", "Press Release No. 12"), "Ministry of Foreign Affairs"),
        (("By Ingrid Holm", "The Fjord Courier, Oslo"), "The Fjord Courier"),
        (("The Fjord Courier, Wednesday 14 March 2019",), "The Fjord Courier"),
        (("FjordNews24", "Menu  Search"), "FjordNews24"),
        (("Latest  Politics  Society  Diaspora",), None),
        (("Friday 15 March",), None),
        (("News Code: 12345",), None),
    ],
)
def test_what_stands_beside_a_name_is_not_taken_for_it(
    lines: tuple[str, ...], name: str | None
) -> None:
    assert outlet(*lines, HEADLINE, CALL) == name


def test_greek_capitals_get_the_accents_that_the_page_gives_them_elsewhere() -> None:
    lines = (
        "ΒΟΡΕΙΟΣ ΦΑΡΟΣ",
        "Τηλεφωνική επικοινωνία για τις πλημμύρες στην κοιλάδα",
        "Η πρωθυπουργός της Νορβηγίας μίλησε την Τετάρτη στο τηλέφωνο με τον πρόεδρο της Κένυας.",
        "Ακολουθήστε τον «Βόρειος Φάρος» στο Google News",
    )
    assert outlet(*lines) == "Βόρειος Φάρος"


@pytest.mark.parametrize(
    ("headline", "line", "name"),
    [
        (
            "Солхейм и Отиено говорили о паводке",
            "Речной дневник, 14 марта 2019 года",
            "Речной дневник",
        ),
        (
            "Солхейм и Отиено говорили о паводке",
            "Тана, 14 марта 2019. «Речной путь»",
            "Речной путь",
        ),
        ("Солхейм и Отиено говорили о паводке", "Ирина Лесная, 14 марта 2019 года", None),
        ("Солхейм и Отиено говорили о паводке", "Внешняя политика, 14 марта 2019 года", None),
    ],
)
def test_a_name_beside_the_date_is_told_from_a_person_and_a_section(
    headline: str, line: str, name: str | None
) -> None:
    body = (
        "Премьер-министр Норвегии Кари Солхейм и президент Кении Даниэль Отиено поговорили в среду "
        "по телефону о помощи долине, сообщила её канцелярия."
    )
    assert outlet(headline, line, body) == name


def test_a_masthead_in_capitals_above_the_date_names_the_outlet() -> None:
    body = CALL + " The Fjord was calm that evening."
    assert outlet("THE FJORD EVENING", "Oslo, 14 March 2019", HEADLINE, body) == "THE FJORD EVENING"


def test_a_source_in_the_line_of_the_date_is_the_outlet_where_no_other_name_stands() -> None:
    line = "Source: Fjord Online    Editor: Holm    2019-03-14 20:41"
    assert outlet(HEADLINE, line, CALL) == "Fjord Online"
    assert outlet("The Lantern Herald", HEADLINE, line, CALL) == "The Lantern Herald"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© «Lantern Nine»", "Lantern Nine"),
        ("(Fjord News Agency)", "Fjord News Agency"),
        ("Related topics", None),
    ],
)
def test_a_name_that_signs_the_last_line_names_the_outlet(line: str, name: str | None) -> None:
    assert outlet(HEADLINE, "14 March 2019", CALL, line) == name
