"""Sentences: whole, in order, exactly where they stand, in any language."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidememoire.sentences import split

# Plain random text hardly ever holds two sentences; this does.
_BITS = st.sampled_from(
    [
        *'.!?…:;,"“”«»„()[]\n\r\t/-•。「」？؟ \u2028\xa0\u200f\x00\x1c',
        *("\r\n", "\n\n", ". ", "A", "Mr.", "Jan. 13", "1.", "the", "Putin", "U.S.", "总统"),
    ]
)
_TEXTS = st.text() | st.lists(_BITS, max_size=60).map("".join)
_LANGUAGES = st.sampled_from(["en", "ru", "zh", "ja", "ar", "th", "fr", "und", ""])


def cut(text: str, language: str = "en") -> list[str]:
    return [text[s.start : s.end] for s in split(text, language)]


def headings(text: str, language: str = "en") -> list[str]:
    return [text[s.start : s.end] for s in split(text, language) if s.heading]


@given(_TEXTS, _LANGUAGES)
def test_every_character_but_white_space_stands_in_exactly_one_sentence(
    text: str, language: str
) -> None:
    sentences = split(text, language)
    last = 0
    for number, sentence in enumerate(sentences, 1):
        quote = text[sentence.start : sentence.end]
        assert sentence.number == number
        assert last <= sentence.start < sentence.end <= len(text)
        assert quote == quote.strip() != ""
        assert not text[last : sentence.start].strip()
        last = sentence.end
    assert not text[last:].strip()


@given(_TEXTS)
def test_paragraphs_count_up_from_one(text: str) -> None:
    numbers = [sentence.paragraph for sentence in split(text, "en")]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, len(set(numbers)) + 1))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Mr. Smith of the U.S. met J. R. Doe, Jr. on Jan. 13.", "He left."]),
        ("en", ["Sec.-Gen. A. Okoro cited Resolution No. 5 of Sept. 17.", "It cost $3.5 bn."]),
        ("en", ["See https://a.example/b.html?x=1.", "It is long."]),
        ("de", ["Am 13. Januar kam z. B. Herr Dr. Müller.", "Er ging."]),
        ("fr", ["M. Martin a appelé Mme. Roy le 3 févr. 2021.", "Elle a accepté."]),
        ("es", ["El Sr. Pérez habló con EE. UU. ayer.", "¿Cómo?", "Bien."]),
        ("it", ["Il sig. Rossi parlò.", "Poi tacque."]),
        ("pl", ["Dr. Kowalski mówił np. o handlu.", "Potem wyszedł."]),
        ("ru", ["Разговор прошел 13 янв. 2021 г. в г. Москве.", "Стороны договорились."]),
        ("uk", ["Розмова відбулася у м. Києві.", "Сторони домовилися."]),
        ("tr", ["Sn. Yılmaz 13. toplantıya katıldı.", "Sonra gitti."]),
        ("ar", ["هل وافق الرئيس؟\u200f", "نعم.", "تم الاتفاق."]),
        ("fa", ["رئیس‌جمهور موافقت کرد.", "سپس رفت."]),
        ("he", ["ראש הממשלה שוחח עם השר.", "הוא הודה לו."]),
        ("hi", ["दोनों नेताओं ने बात की।", "वे सहमत हुए।"]),
        ("ko", ["두 정상은 통화했다.", "대통령은 감사를 표했다."]),
        ("vi", ["Ông Minh gọi cho TP. Hồ Chí Minh.", "Bà Hoa đồng ý."]),
        ("id", ["Presiden menelepon Dr. Ali.", "Ia setuju."]),
    ],
)
def test_abbreviations_and_numbers_end_no_sentence(language: str, sentences: list[str]) -> None:
    assert cut(" ".join(sentences), language) == sentences


def test_each_sentence_of_a_quotation_is_its_own_and_keeps_its_marks() -> None:
    text = '“We agree. We will talk again,” he said. "It is late. Good night." She hung up.'
    assert cut(text) == [
        "“We agree.",
        "We will talk again,” he said.",
        '"It is late.',
        'Good night."',
        "She hung up.",
    ]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("fr", ["« C'est bien.", "Oui », a-t-il dit.", "« Non. »", "Il part."]),
        ("de", ["„Wir stimmen zu.", "Gut.“", "Dann ging er."]),
        ("ru", ["«Мы готовы.", "Мы ждем», – сказал министр.", "Он ушел."]),
    ],
)
def test_quotation_marks_of_other_languages(language: str, sentences: list[str]) -> None:
    assert cut(" ".join(sentences), language) == sentences


def test_chinese_and_japanese_without_spaces() -> None:
    assert cut("他说：“好的。走吧。”双方同意。", "zh") == ["他说：“好的。", "走吧。”", "双方同意。"]


def test_a_figure_can_begin_a_sentence_after_an_ideographic_full_stop() -> None:
    assert cut("出口增长。2021年签署协议。", "zh") == ["出口增长。", "2021年签署协议。"]
    assert cut("合意した。14日には会う。", "ja") == ["合意した。", "14日には会う。"]


def test_the_wide_dot_of_a_chinese_name_ends_no_sentence() -> None:
    assert cut("詹姆斯．阿什當致電。他感謝。", "zh") == ["詹姆斯．阿什當致電。", "他感謝。"]
    assert cut("首相は「協力する。」と述べた。電話は終わった。", "ja") == [
        "首相は「協力する。」と述べた。",
        "電話は終わった。",
    ]


def test_a_dateline_stands_apart_and_what_follows_is_whole() -> None:
    text = "OSLO, June 3. /NORD/. The ministers spoke by phone. They agreed."
    assert cut(text)[-2:] == ["The ministers spoke by phone.", "They agreed."]
    assert headings(text) == ["OSLO, June 3.", "/NORD/."]


def test_sentences_glued_without_a_space_part() -> None:
    assert cut("They spoke of diplomacy.The sides agreed.") == [
        "They spoke of diplomacy.",
        "The sides agreed.",
    ]


def test_a_name_in_capitals_with_a_full_stop_inside_is_not_cut() -> None:
    line = "They spoke of fish, HARBOUR.NEWS reports."

    assert cut(line) == [line]


def test_a_non_breaking_space_and_windows_line_breaks_stay_outside() -> None:
    assert cut("They met.\xa0 He left.\r\nIt rained.") == ["They met.", "He left.", "It rained."]


def test_lines_that_are_no_sentences_are_headings() -> None:
    text = (
        "Ministers speak by phone\nBy Ann Example\n3 May 2021, 18:25\n\n"
        "The ministers spoke on Monday.\n\nTrade\n\nThey spoke of trade.\n\n"
        "Share on Facebook   Share by mail\n###"
    )
    assert headings(text) == [
        "Ministers speak by phone",
        "By Ann Example",
        "3 May 2021, 18:25",
        "Trade",
        "Share on Facebook   Share by mail",
        "###",
    ]


def test_items_of_a_list_that_a_sentence_leads_into_are_no_headings() -> None:
    text = (
        "The leaders agreed on the following:\n- more trade in grain\n- talks in May\n\nRelated\n"
    )
    assert headings(text) == ["Related"]
    assert cut("1. Trade will grow. 2. Talks will go on.") == [
        "1. Trade will grow.",
        "2. Talks will go on.",
    ]


def test_a_line_of_thai_is_no_heading_for_want_of_a_full_stop() -> None:
    body = "ประธานาธิบดีและนายกรัฐมนตรีหารือทางโทรศัพท์เกี่ยวกับการค้าและการลงทุนระหว่างสองประเทศ"
    assert headings(f"ข่าวเด่น\n\n{body}", "th") == ["ข่าวเด่น"]


def test_lines_wrapped_at_a_fixed_width_are_one_paragraph() -> None:
    text = (
        "The National Security Adviser met the Director of the Foreign\n"
        "Office on Monday.  The two sides had candid talks on trade, on\n"
        "the war and on the region.  They agreed to meet again in the\n"
        "spring."
    )
    assert [s.paragraph for s in split(text, "en")] == [1, 1, 1]
    assert cut(text)[0].endswith("Foreign\nOffice on Monday.")


def test_short_lines_of_a_heading_block_are_not_taken_for_wrapped() -> None:
    text = "Presidents discuss trade and grain on the phone\nBy Ann Example\nMonday, 3 May 2021"
    assert len({s.paragraph for s in split(text, "en")}) == 3


def test_a_sentence_broken_by_one_line_break_goes_on() -> None:
    text = "The two presidents spoke on Monday about trade and\nthe war. They agreed to meet."
    assert cut(text) == [
        "The two presidents spoke on Monday about trade and\nthe war.",
        "They agreed to meet.",
    ]


@pytest.mark.parametrize("unit", ["word ", "They met. ", '"Yes. ', "(", "(a. ", ".", " ", '"', "x"])
def test_a_long_single_line_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        start = time.process_time()
        split(text, "en")
        return time.process_time() - start

    seconds(10_000)
    # A tenth of a megabyte; quadratic time would be far beyond. The best of three: on a shared
    # machine a second of processor time is now and then worth half of one.
    assert min(seconds(100_000) for _ in range(3)) < 1
