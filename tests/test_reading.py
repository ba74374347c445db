"""Reading: what becomes an article, and what is said of what does not."""

import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidememoire import reading
from aidememoire.article import Article
from aidememoire.decoding import decode
from aidememoire.errors import (
    ArticleEmpty,
    ArticleError,
    ArticleMissing,
    ArticleNotText,
    ArticleTooLarge,
    FolderEmpty,
)
from aidememoire.reading import MAX_BYTES, MAX_WORDS, Reading, Unread, from_text, read
from aidememoire.sources import Names

RUSSIAN = "Президенты двух стран обсудили по телефону вопросы торговли и безопасности. "


def ids(items: Iterable[Article | Unread]) -> list[str]:
    return [item.id for item in items]


def failure(item: Article | Unread) -> ArticleError:
    assert isinstance(item, Unread)
    return item.error


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The text of {name}.", encoding="utf-8")


def test_a_text_is_kept_character_by_character() -> None:
    text = "\r\n“They\xa0met.”\x07\tHe \u200fleft.\u2028Yes.\r\n"
    article = from_text("\ufeff" + text, id="a", origin="a.txt")
    assert article.text == text
    assert article.quote(article.sentences[0]) == "“They\xa0met.”\x07"
    assert (article.id, article.origin) == ("a", "a.txt")


def test_the_language_is_found_and_used() -> None:
    article = from_text("他说：“好的。走吧。”双方领导人在星期一的通话中同意继续保持联系和合作。")
    assert article.language == "zh"
    assert len(article.sentences) == 3


@pytest.mark.parametrize("text", ["", " \t\r\n\xa0", "\ufeff\n"])
def test_white_space_is_empty(text: str) -> None:
    with pytest.raises(ArticleEmpty, match=r"note\.txt is empty"):
        from_text(text, origin="note.txt")


def test_too_many_words_or_bytes_are_refused_with_the_limit() -> None:
    with pytest.raises(ArticleTooLarge, match=r"60,001 words; the limit is 60,000"):
        from_text("a " * (MAX_WORDS + 1))
    with pytest.raises(ArticleTooLarge, match=r"2,000,001 bytes; the limit is 2,000,000"):
        from_text("a" * (MAX_BYTES + 1))


@pytest.mark.parametrize("words", ["两国", "デンマ", "สวัสดี"])
def test_a_script_without_spaces_is_limited_as_others_are(words: str) -> None:
    with pytest.raises(ArticleTooLarge, match="words; the limit is 60,000"):
        from_text(words * (MAX_WORDS + 1))


@given(st.text())
def test_any_text_is_an_article_or_empty(text: str) -> None:
    try:
        article = from_text(text)
    except ArticleEmpty:
        assert not text.removeprefix("\ufeff").strip()
    else:
        assert article.text == text.removeprefix("\ufeff")
        assert article.sentences


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", RUSSIAN),
        ("utf-8-sig", RUSSIAN),
        ("utf-16", RUSSIAN),
        ("utf-32", RUSSIAN),
        ("cp1251", RUSSIAN * 5),
        ("koi8-r", RUSSIAN * 5),
        ("gb18030", "两国领导人星期一通电话，就双边贸易和地区安全问题交换了意见。" * 5),
        ("shift_jis", "両国の首脳は月曜日に電話で会談し、貿易について話し合った。" * 5),
        ("cp1254", "İki ülkenin cumhurbaşkanları telefonda ticareti görüştü, dedi. " * 5),
        ("cp1250", "Prezydenci obu państw rozmawiali w środę o współpracy i handlu. " * 5),
        ("cp1252", "Los presidentes hablaron el lunes de España y del año próximo. " * 5),
        ("cp1252", "The prime ministers spoke of a £5 café – and of “trade” on Monday. " * 5),
        ("cp1252", "Les présidents se sont entretenus à propos de l’énergie, dit-il.\r\n" * 5),
    ],
)
def test_encodings_are_told(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n%text", "a.bin is not text: it looks like a PDF"),
        (b"PK\x03\x04rest", "looks like a zip archive or an Office document"),
        (b"\x89PNG\r\n\x1a\n\x00", "looks like a PNG image"),
        (b"text\x00text", "holds NUL bytes"),
        (b"\x01\x02\x03\x04ab", "too many control characters"),
        (b"\xff\xfe\x00\xd8a", "begins as utf-16-le but is broken at byte"),
    ],
)
def test_a_binary_is_named(data: bytes, said: str) -> None:
    with pytest.raises(ArticleNotText, match=said) as caught:
        decode(data, "a.bin")
    assert "plain text" in caught.value.remedy


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data, "a")
    except ArticleNotText:
        return
    text.encode("utf-8")  # no lone surrogate gets in


def test_a_folder_is_read_in_natural_order_without_hidden_and_other_files(tmp_path: Path) -> None:
    write(tmp_path, "10.txt", "2.txt", "1.MD", "b/3.text", ".hidden.txt", ".git/x.txt", "a.csv")
    assert ids(read([tmp_path])) == ["1", "2", "10", "3"]


def test_a_file_named_by_itself_may_have_any_suffix(tmp_path: Path) -> None:
    write(tmp_path, "readout.news")
    assert ids(read([str(tmp_path / "readout.news")])) == ["readout"]


def test_a_file_met_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    assert ids(read([tmp_path / "a.txt", tmp_path, tmp_path / ".." / tmp_path.name])) == ["a"]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    try:
        (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no symbolic links here")
    assert ids(read([tmp_path])) == ["a"]


def test_one_failure_stops_nothing(tmp_path: Path) -> None:
    write(tmp_path, "good.txt", "last.txt")
    (tmp_path / "bad.txt").write_bytes(b"%PDF-1.7")
    (tmp_path / "blank.txt").write_bytes(b" \n")
    names = ["good.txt", "missing.txt", "bad.txt", "blank.txt", "last.txt"]
    items = list(read([tmp_path / name for name in names]))
    assert ids(items) == ["good", "missing", "bad", "blank", "last"]
    assert isinstance(failure(items[1]), ArticleMissing)
    assert "missing.txt" in str(failure(items[1]))
    assert isinstance(failure(items[2]), ArticleNotText)
    assert isinstance(failure(items[3]), ArticleEmpty)
    assert isinstance(items[4], Article)


def test_a_fault_of_our_own_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("1.md", "2.md", "3.md"):
        (tmp_path / name).write_text(f"They spoke of {name}.")
    real = reading.decode

    def wrong(data: bytes, origin: str) -> str:
        return real(data, origin) if "2.md" not in origin else str(1 // 0)

    monkeypatch.setattr(reading, "decode", wrong)
    first, second, third = read([tmp_path])
    assert isinstance(first, Article)
    assert isinstance(third, Article)
    assert isinstance(second, Unread)
    assert "2.md can't be read: an error in aidememoire itself: ZeroDivisionError" in str(
        second.error
    )


def test_a_folder_with_nothing_to_read_says_what_it_looked_for(tmp_path: Path) -> None:
    write(tmp_path, "a.csv")
    (item,) = read([tmp_path])
    assert isinstance(failure(item), FolderEmpty)
    assert ".md, .pdf, .text, .txt" in str(failure(item))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)  # sparse: reading it would give NULs, another error
    (item,) = read([path])
    assert isinstance(failure(item), ArticleTooLarge)
    assert "50,000,000 bytes" in str(failure(item))


def test_standard_input_is_an_article_once() -> None:
    (article,) = read(["-", "-"], io.BytesIO("They spoke – at last.".encode()))
    assert isinstance(article, Article)
    assert (article.id, article.origin) == ("stdin", "standard input")
    assert article.text == "They spoke – at last."


def test_a_line_that_is_no_address_hides_none_of_those_after_it(tmp_path: Path) -> None:
    links = tmp_path / "links.txt"
    long = b"https://example.org/" + b"a" * 9_000
    links.write_bytes(b"https://a.example/1\nx\0y\n" + long + b"\nhttps://b.example/2")
    said = [str(failure(item)) for item in read([links], how=Reading(form="links"))]
    assert said == [
        "https://a.example/1 is an address",
        f"{links}, line 2 is not text: it holds NUL bytes",
        f"{links}, line 3 is no address: it has more than 4,096 bytes",
        "https://b.example/2 is an address",
    ]


def test_endless_standard_input_is_refused() -> None:
    (item,) = read(["-"], io.BytesIO(b"a " * MAX_BYTES))
    assert isinstance(failure(item), ArticleTooLarge)


@pytest.mark.parametrize("path", ["", "a\0b", "x" * 5000, "a.txt/b"])
def test_a_path_that_cannot_be_is_a_failure(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.txt")
    (item,) = read([path])
    assert isinstance(failure(item), ArticleError)


def test_reading_is_lazy(tmp_path: Path) -> None:
    write(tmp_path, "1.txt", "2.txt")
    items = read([tmp_path / "1.txt", tmp_path / "2.txt"])
    next(items)
    (tmp_path / "2.txt").unlink()
    assert isinstance(failure(next(items)), ArticleMissing)


def test_same_names_get_numbers(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b/A.txt", "c/a.md")
    assert ids(read([tmp_path])) == ["a", "A-2", "a-3"]


@given(st.lists(st.text()))
def test_ids_are_unique_and_safe_as_file_names(wanted: list[str]) -> None:
    names = Names()
    given_names = [names.give(name) for name in wanted]
    assert len({name.casefold() for name in given_names}) == len(wanted)
    for name in given_names:
        assert name
        assert name[0] != "."
        assert len(name.encode("utf-8")) <= 220
        assert name.isprintable()
        assert not set(name) & set('<>:"/\\|?* ')


@pytest.mark.parametrize(
    ("wanted", "name"),
    [("../../etc/passwd", "_.._etc_passwd"), ("CON", "_CON"), ("...", "article"), ("001", "001")],
)
def test_names_that_would_lead_elsewhere_are_made_safe(wanted: str, name: str) -> None:
    assert Names().give(wanted) == name
