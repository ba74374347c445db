"""The article's own date is found, and its words for days are resolved against it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled import article_in

from aidememoire.days import day_words, published, reference_day, resolve

LANGUAGES = ["en", "ru", "tr", "fr", "de", "es", "pt", "ar", "zh", "pl", "fa", "th", "und", "xx"]
OWN = dt.date(2021, 1, 14)  # a Thursday


def _own(text: str, language: str = "en") -> str | None:
    found = published(article_in(language, text))
    if found is None:
        return None
    assert text[found.start : found.end] == found.words
    return found.value.isoformat()


BODY = "\n\nThe two ministers spoke by telephone about a statement of 9 November 2019 on fish.\n"


@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        ("en", "2022-05-26T18:35:00Z", "2022-05-26"),
        ("en", "2021-01-26 14:26:27-05:00", "2021-01-26"),
        ("en", "Tue, 06 Jul 2021 16:41:07 +0000", "2021-07-06"),
        ("en", "28 October 2020", "2020-10-28"),
        ("en", "Politics & Fish June 10, 2020, 18:25", "2020-06-10"),
        ("en", "A. Writer   | 18.02.2021", "2021-02-18"),
        ("en", " date 2021-01-14 By Somebody", "2021-01-14"),
        ("en", "SEPT. 30, 2014, 4:12 P.M. ET", "2014-09-30"),
        ("en", "Tuesday, 11 July, 2023, 09:05 BST", "2023-07-11"),
        ("en", "Sunday, 11 September 2005 / 7 Shaaban 1426", "2005-09-11"),
        ("en", "22/04/2010 18:05", "2010-04-22"),
        ("en", "Thursday, 09/11/2017 - 21:05 GMT+7", "2017-11-09"),
        ("en", "BLANTYRE, 24 February 2025 (Hill News) — The two sides met.", "2025-02-24"),
        ("tr", "Çarşamba, 7 Mayıs 2025", "2025-05-07"),
        ("tr", "Giriş: 19 Temmuz 2023 11:20   Güncelleme: 20 Temmuz 2023 12:03", "2023-07-19"),
        ("ru", "6 мая 2025 года, 15:30", "2025-05-06"),
        ("ar", "الخميس 28 أغسطس 2014 - 02:15 م", "2014-08-28"),
        ("ar", "٢٨ أغسطس ٢٠١٤", "2014-08-28"),
        ("zh", "发布时间：2025年5月6日 08:20", "2025-05-06"),
        ("fr", "Paris, le 8 mars 2016", "2016-03-08"),
        ("fr", "Le Matin | Publié le 27/04/2020 à 10h12", "2020-04-27"),
        ("de", "Dienstag, 2. Dezember 2014, 11:05 Uhr", "2014-12-02"),
        ("en", "PORT VILA – 24 February 2025 (Hill News) The two sides met.", "2025-02-24"),
        ("en", "PORT VILA, Vanuatu, February 24, 2025. The two sides met.", "2025-02-24"),
        ("en", "LUGANVILLE, Vanuatu (Hill News) – May 24, 2025. They met.", "2025-05-24"),
        ("en", "Tabuk, Rajab 12, 1442, February 24, 2021, HNA -- They met.", "2021-02-24"),
        ("ar", "نزوى في 24 فبراير 2021 / التل / تلقى الوزير اتصالا هاتفيا", "2021-02-24"),
        ("ar", "نزوى - 24 فبراير 2021 - تلقى الوزير اتصالا هاتفيا", "2021-02-24"),
        ("ar", "24 غشت 2021 على الساعة 13:40", "2021-08-24"),
        ("ar", "24 فبراير/شباط 2021", "2021-02-24"),
        ("zh", "山社河口2025年2月24日电（记者甲）两国外长通电话。", "2025-02-24"),
        ("zh", "二〇二五年二月二十四日（星期一）", "2025-02-24"),
        ("zh", "民國114年2月24日", "2025-02-24"),
        ("ja", "令和元年12月4日", "2019-12-04"),
        ("kk", "2025 жылғы 24 ақпан", "2025-02-24"),
        ("uz", "2025-yil 24-fevral", "2025-02-24"),
        ("az", "24 fevral 2025-ci il", "2025-02-24"),
        ("vi", "Thứ hai, ngày 24 tháng 2 năm 2025", "2025-02-24"),
        ("th", "24 กุมภาพันธ์ 2568 เวลา 11.20 น.", "2025-02-24"),
        ("th", "24 ก.พ. 68", "2025-02-24"),
        ("he", "24 בפברואר 2025", "2025-02-24"),
        ("fa", "۶ اسفند ۱۴۰۳ - ۱۱:۲۰", "2025-02-24"),
        ("fa", "دوشنبه ۶ اسفند ماه ۱۴۰۳", "2025-02-24"),
        ("fa", "1403/12/06 - 11:20", "2025-02-24"),
        ("fa", "۰۶/۱۲/۱۴۰۳", "2025-02-24"),
        ("ru", "ПОРТ, 24 февраля 2025 года. /Агентство/. Министры говорили.", "2025-02-24"),
        ("ar", "الميناء 24 فبراير 2025 (وكالة) -- تحدث الوزيران.", "2025-02-24"),
        ("es", "Domingo, 25 de agosto de 2019 · Actualizado a las 09:41", "2019-08-25"),
    ],
)
def test_the_date_line_gives_the_articles_own_date(language: str, line: str, day: str) -> None:
    assert _own("Ministers talk of fish\n" + line + BODY, language) == day


@pytest.mark.parametrize(
    "text",
    [
        "Ministers talk of fish" + BODY,
        "MOSCOW, June 10. /AGENCY/. The two ministers spoke by telephone." + BODY,
        "Ministers hail the fish agreement of 9 November 2019" + BODY,
        "Nothing here at all",
        "The envoy called on Wednesday 14 June 2017, an aide said, to speak of nets and of boats.",
        "Fish\n31 February 2021\n" + BODY,
    ],
)
def test_dates_of_events_and_datelines_without_a_year_are_not_its_own(text: str) -> None:
    assert _own(text) is None


def test_the_end_of_the_page_is_read_when_the_head_has_no_date() -> None:
    body = "\n".join(["The ministers spoke of fish again and again, at length."] * 30)
    assert _own("Fish\n" + body + "\nPublished: 3 March 2020, 10:00\n") == "2020-03-03"
    assert _own("Fish\n4 March 2020\n" + body + "\nPublished: 3 March 2020\n") == "2020-03-04"


def test_an_update_gives_way_to_the_first_date() -> None:
    assert _own("Updated 4 May 2020\nFish\nPosted 3 May 2020" + BODY) == "2020-05-03"


def test_the_page_shows_whether_an_english_date_puts_the_day_first() -> None:
    assert _own("Fish\n03/04/2020\n\nThey met on 1 April and on 2 April 2020 in the port.") == (
        "2020-04-03"
    )
    assert _own("Fish\n03/04/2020\n\nThey met on March 1 and on March 2, 2020 in the port.") == (
        "2020-03-04"
    )


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("03/04/2020 - 19:42", "2020-04-03"), ("03/04/2020 7:42 pm", "2020-03-04"),
        ("03/04/2020 05:42 PM", "2020-03-04"), ("03/04/2020", "2020-03-04"),
    ],
)  # fmt: skip
def test_a_clock_of_24_hours_goes_with_the_day_before_the_month(line: str, day: str) -> None:
    assert _own(f"Fish\n{line}\n\nThey met in the port.") == day


def test_other_dates_in_figures_show_which_comes_first() -> None:
    assert _own("Fish\n03/04/2020\n\nThey met in the port on 28/03/2020.") == "2020-04-03"
    assert _own("Fish\n03/04/2020 18:00\n\nThey met in port on 02/28/2020.") == "2020-03-04"


@pytest.mark.parametrize(
    ("language", "words", "day"),
    [
        ("en", "today", "2021-01-14"), ("en", "yesterday", "2021-01-13"),
        ("en", "Thursday", "2021-01-14"), ("en", "on Friday", "2021-01-08"),
        ("en", "late on Wednesday evening", "2021-01-13"), ("en", "last Thursday", "2021-01-07"),
        ("en", "on Jan. 13", "2021-01-13"), ("en", "10 June", "2020-06-10"),
        ("en", "January 15", "2020-01-15"), ("en", "June 10, 2020", "2020-06-10"),
        ("en", "Feb. 29", "2020-02-29"), ("en", "Wednesday, January 13", "2021-01-13"),
        ("en", "2021-01-13", "2021-01-13"), ("en", "13.01.2021", "2021-01-13"),
        ("ru", "18 ноября", "2020-11-18"), ("ru", "в среду", "2021-01-13"),
        ("ru", "13 января", "2021-01-13"), ("tr", "bugün", "2021-01-14"),
        ("tr", "Salı günü", "2021-01-12"), ("fr", "hier", "2021-01-13"),
        ("fr", "mardi", "2021-01-12"), ("de", "am Montagabend", "2021-01-11"),
        ("pt", "nesta quinta-feira (14)", "2021-01-14"), ("es", "el jueves", "2021-01-14"),
        ("zh", "今天", "2021-01-14"), ("zh", "星期六", "2021-01-09"), ("zh", "5日", "2021-01-05"),
        ("en", "late last evening", "2021-01-13"), ("en", "on Monday 11", "2021-01-11"),
        ("en", "two days ago", "2021-01-12"), ("en", "the day before", "2021-01-13"),
        ("pt", "na terça (12)", "2021-01-12"), ("pt", "na quarta (6)", "2021-01-06"),
        ("es", "anteayer", "2021-01-12"), ("es", "el lunes 4", "2021-01-04"),
        ("ar", "أول أمس", "2021-01-12"), ("ar", "صباح اليوم الخميس", "2021-01-14"),
        ("zh", "上周五", "2021-01-08"), ("zh", "上周一", "2021-01-04"),
        ("zh", "前天", "2021-01-12"),
        ("ja", "本14日", "2021-01-14"), ("ja", "火曜日", "2021-01-12"),
        ("ko", "12일", "2021-01-12"),
        ("ko", "수요일에", "2021-01-13"), ("fa", "سه شنبه", "2021-01-12"),
        ("az", "yanvarın 12-də", "2021-01-12"), ("az", "2020-ci il oktyabrın 6-da", "2020-10-06"),
        ("kk", "12 қаңтарда", "2021-01-12"), ("uz", "12-yanvar kuni", "2021-01-12"),
        ("vi", "ngày 12/1", "2021-01-12"), ("vi", "tối qua", "2021-01-13"),
        ("zh", "昨（13）日", "2021-01-13"), ("zh", "週三晚間", "2021-01-13"),
        ("zh", "上週日", "2021-01-10"), ("zh", "禮拜天", "2021-01-10"),
        ("zh", "本月12日", "2021-01-12"), ("ru", "вчерашний", "2021-01-13"),
        ("de", "im gestrigen", "2021-01-13"), ("he", "וביום שני", "2021-01-11"),
        ("th", "เมื่อวันพุธที่ 13", "2021-01-13"), ("th", "วันจันทร์", "2021-01-11"),
        ("ar", "أمس", "2021-01-13"), ("pl", "we wtorek", "2021-01-12"),
        ("fa", "۲۳ دی", "2021-01-12"), ("fa", "۲۶ دی", "2020-01-16"),
        ("fa", "۳۰ اسفند", "2017-03-20"),
    ],
)  # fmt: skip
def test_words_for_a_day_are_resolved_against_the_articles_date(
    language: str, words: str, day: str
) -> None:
    assert resolve(words, OWN, language) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "words",
    ["", "this week", "October", "May 10-11", "from 10 to 12 June", "Monday and Tuesday",
     "next Friday", "recently", "may 10 people", "30 February 2020"],
)  # fmt: skip
def test_words_for_no_single_day_give_none(words: str) -> None:
    assert resolve(words, OWN) is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "lundi prochain"), ("es", "el próximo lunes"), ("zh", "下周一"), ("zh", "5日至7日"),
        ("ru", "в следующий вторник"), ("ja", "日・韓外相電話会談"), ("ko", "3일간"),
        ("pt", "na segunda conversa"),
    ],
)  # fmt: skip
def test_days_ahead_and_other_words_are_no_days(language: str, words: str) -> None:
    assert resolve(words, OWN, language) is None


@pytest.mark.parametrize("words", ["today", "Thursday", "10 June", "5日"])
def test_without_the_articles_date_open_words_give_none(words: str) -> None:
    assert resolve(words, None, "zh") is None
    assert resolve("10 June 2020", None) == dt.date(2020, 6, 10)


def test_day_words_say_where_and_of_what_kind() -> None:
    text = "They spoke yesterday, not on Monday, about the 10 June 2020 deal and next Friday."
    assert [(each.words, each.kind) for each in day_words(text)] == [
        ("yesterday", "relative"), ("Monday", "weekday"), ("10 June 2020", "day"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Memorandum of September 17, 2018", "2018-09-17"), ("September 2018", "2018-09"),
        ("the 2015 agreement", "2015"), ("the statement of November 9", "2020-11-09"),
        ("summit on January 20", "2021-01-20"), ("meeting on 18 and 19 May", "2021-05-18"),
        ("talks in March", "2021-03"), ("Resolution 2510", None), ("an agreement", None),
    ],
)  # fmt: skip
def test_a_reference_has_a_date_as_far_as_the_words_say_it(words: str, day: str | None) -> None:
    assert reference_day(words, OWN) == day


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1))


@given(DAYS, st.sampled_from(["today", "yesterday", "Monday", "last Sunday", "June 10", "29 Feb."]))
def test_open_words_are_never_after_the_articles_date(own: dt.date, words: str) -> None:
    day = resolve(words, own)
    assert day is not None
    assert day <= own
    assert resolve(day.isoformat(), own) == day


@given(st.dates(dt.date(1, 1, 1), dt.date(1, 1, 10)))
def test_the_first_days_of_the_calendar_have_no_yesterday_but_no_error(own: dt.date) -> None:
    assert resolve("last Monday", own) is None or resolve("last Monday", own) <= own  # type: ignore[operator]
    reference_day("29 February", own)


@given(st.text(max_size=200), st.sampled_from(LANGUAGES), st.none() | DAYS)
def test_any_text_is_read_without_an_error(text: str, language: str, own: dt.date | None) -> None:
    at = 0
    for each in day_words(text, language):
        assert at <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.words
        at = each.end
    resolve(text, own, language)
    reference_day(text, own, language)
    published(article_in(language, text))


DATED = st.lists(
    st.sampled_from(
        [
            "1",
            "12",
            "2020",
            "-",
            "/",
            ".",
            " ",
            "May",
            "Monday",
            "мая",
            "5月6日",
            "1403",
            "دی",
            ",",
            "\n",
            "٣",
        ]
    ),
    max_size=12,
).map("".join)


@given(DATED, st.sampled_from(LANGUAGES), st.none() | DAYS)
def test_any_jumble_of_dates_is_read_without_an_error(
    text: str, language: str, own: dt.date | None
) -> None:
    test_any_text_is_read_without_an_error.hypothesis.inner_test(text, language, own)  # type: ignore[attr-defined]
