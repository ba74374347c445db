"""The language of a text, and no guess where there is too little of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidememoire.language import detect


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The presidents of the two countries spoke by phone about trade on Monday."),
        ("ru", "Президенты двух стран обсудили по телефону вопросы торговли."),
        ("uk", "Президенти двох країн обговорили телефоном питання торгівлі та безпеки."),
        ("tr", "İki ülkenin cumhurbaşkanları telefonda ticaret konusunu görüştü."),
        ("fr", "Les présidents des deux pays se sont entretenus par téléphone lundi."),
        ("de", "Die Präsidenten der beiden Länder sprachen am Montag am Telefon."),
        ("es", "Los presidentes de los dos países hablaron por teléfono el lunes."),
        ("ar", "تحدث رئيسا البلدين هاتفيا يوم الاثنين حول التجارة والأمن في المنطقة."),
        ("fa", "رؤسای جمهور دو کشور روز دوشنبه درباره تجارت تلفنی گفت‌وگو کردند."),
        ("he", "נשיאי שתי המדינות שוחחו בטלפון ביום שני על סחר ועל ביטחון."),
        ("zh", "两国领导人星期一通电话，就双边贸易和地区安全问题交换了意见。"),
        ("ja", "両国の首脳は月曜日に電話で会談し、貿易について話し合った。"),
        ("ko", "두 나라 대통령은 월요일 전화로 무역 문제를 논의했다."),
        ("hi", "दोनों देशों के राष्ट्रपतियों ने सोमवार को फोन पर व्यापार पर बात की।"),
        ("th", "ประธานาธิบดีของทั้งสองประเทศหารือทางโทรศัพท์เกี่ยวกับการค้า"),
        ("vi", "Tổng thống hai nước đã điện đàm hôm thứ Hai về thương mại."),
    ],
)
def test_the_language_of_one_sentence(code: str, text: str) -> None:
    assert detect(text) == code


@pytest.mark.parametrize("text", ["", " \n", "2021-01-14", "Oslo", "xkqz " * 10, "🙂" * 50])
def test_too_little_to_tell_is_undetermined(text: str) -> None:
    assert detect(text) == "und"


def test_addresses_are_not_read_as_words() -> None:
    assert detect("https://www.example.org/the-president-spoke-by-phone-about-the-trade") == "und"


@given(st.text())
def test_any_text_gives_a_code(text: str) -> None:
    code = detect(text)
    assert code == detect(text)
    assert code == "und" or (len(code) == 2 and code.isalpha())


def test_a_word_of_millions_of_letters_takes_no_time() -> None:
    started = time.monotonic()
    detect("x" * 2_000_000)
    assert time.monotonic() - started < 5
