"""Turns the bytes of a file into text, or says why they are none."""

from __future__ import annotations

import codecs
import unicodedata
from contextlib import suppress

import charset_normalizer

from aidememoire.errors import ArticleNotText
from aidememoire.language import detect

# The longer mark first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKED = {
    "utf-8": "utf-8-sig",
    "utf-32-le": "utf-32",
    "utf-32-be": "utf-32",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
}
"""The codec that takes the mark away, by the one that doesn't."""
SQLITE = b"SQLite format 3\x00"
"""What every SQLite file begins with: https://www.sqlite.org/fileformat.html."""
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (SQLITE, "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"GGUF", "a model's weights"),
)
# Encodings of Macs before 2001: hardly met any more, and all too like those of Windows.
_NOT_EXPECTED = [
    *("mac_cyrillic", "mac_greek", "mac_iceland", "mac_latin2", "mac_roman", "mac_turkish"),
]
# The code pages of Latin letters differ in a few of them, too few to tell them apart by the
# letters alone. The language is plain all the same, and each language has its usual one.
_LATIN = {
    "cp1250": frozenset({"bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"}),
    "cp1252": frozenset({"ca", "da", "de", "en", "es", "fi", "fr", "ga", "gl", "id", "is"})
    | frozenset({"it", "ms", "nl", "no", "pt", "sv", "sw"}),
    "cp1254": frozenset({"az", "tr"}),
    "cp1257": frozenset({"et", "lt", "lv"}),
}
# What pages mean by the names they declare: the WHATWG's table of labels, where it matters.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_CONTROLS_IN_TEXT = 0.05
_REMEDY = "Give plain text, best in UTF-8."


def decode(data: bytes, origin: str) -> str:
    """The text of a file: line breaks and control characters as they stand, no byte order mark.

    Args:
        data: The whole content of the file.
        origin: What to call it in a message.

    Raises:
        ArticleNotText: It is binary, or no encoding fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_decoded(data[len(mark) :], encoding, origin), origin)
    _refuse_binary(data, origin)
    try:
        return _checked(data.decode("utf-8"), origin)
    except UnicodeDecodeError:
        return _checked(data.decode(_guessed(data, origin)), origin)


def encoding_of(start: bytes, origin: str) -> str:
    """The encoding of a text of which only the first bytes are known, as `open` takes it.

    Args:
        start: The first bytes; a character may be cut at their end.
        origin: What to call it in a message.

    Returns:
        A codec's name; one that removes the byte order mark where there is one.

    Raises:
        ArticleNotText: It is binary, or no encoding fits.
    """
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return _MARKED[encoding]
    _refuse_binary(start, origin)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return _guessed(start, origin)
    return "utf-8"


def decode_declared(data: bytes, declared: str | None, origin: str) -> str:
    """The text of a page whose encoding is declared, rightly or not.

    UTF-8 is told by its bytes, and nothing else looks like it; else the declaration holds if it
    fits, and what does not fit is guessed as in `decode`.

    Raises:
        ArticleNotText: It is binary, or no encoding fits.
    """
    if declared is not None and not data.startswith(tuple(mark for mark, _ in _MARKS)):
        with suppress(UnicodeDecodeError):
            if not data.isascii():
                return _checked(data.decode("utf-8"), origin)
        with suppress(UnicodeDecodeError, LookupError, UnicodeError):
            name = codecs.lookup(declared.strip()).name
            return _checked(data.decode(_WIDER.get(name, name)), origin)
    return decode(data, origin)


def _refuse_binary(data: bytes, origin: str) -> None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise ArticleNotText(f"{origin} is not text: it looks like {kind}", _REMEDY)
    if b"\0" in data:
        raise ArticleNotText(f"{origin} is not text: it holds NUL bytes", _REMEDY)


def _guessed(data: bytes, origin: str) -> str:
    """The encoding of what is not UTF-8; the data can be decoded in it."""
    guess = charset_normalizer.from_bytes(data, cp_exclusion=_NOT_EXPECTED).best()
    if guess is None:
        raise ArticleNotText(f"{origin} is not text in any known encoding", _REMEDY)
    language = detect(_decoded(data, guess.encoding, origin))
    for encoding, languages in _LATIN.items():
        if language in languages:
            # A byte the code page lacks: then it was another one after all.
            with suppress(UnicodeDecodeError):
                data.decode(encoding)
                return encoding
    return guess.encoding


def _decoded(data: bytes, encoding: str, origin: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleNotText(
            f"{origin} begins as {encoding} but is broken at byte {error.start}", _REMEDY
        ) from error


def _checked(text: str, origin: str) -> str:
    controls = sum(
        1 for letter in text if unicodedata.category(letter) == "Cc" and not letter.isspace()
    )
    if controls > _CONTROLS_IN_TEXT * len(text) or "\0" in text:
        raise ArticleNotText(f"{origin} is not text: too many control characters", _REMEDY)
    return text
