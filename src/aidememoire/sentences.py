"""Cuts a text into numbered sentences with exact offsets: the units of evidence.

`sentencex` knows where sentences end in some 300 languages, abbreviations and all. This layer
gives it one paragraph at a time with the quotation marks masked (it would keep a long quotation in
one piece), puts each mark back to the sentence it opens or closes, and finds out which lines are
no sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import sentencex
from babel import Locale, UnknownLocaleError

from aidememoire.paragraphs import is_list_item, paragraphs, trim

_OPENING = "«“„‟‹「『〝"
_CLOSING = "»”›」』〞"
# Marks of direction, of zero width and control characters would hide the space after a full stop.
_INVISIBLE = "\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
# sentencex looks for the end of every bracket up to the end of its text: only pairs that are
# short and hold no other stay.
_UNPAIRED = r"\((?![^()]{0,200}\))"
_MASKED = re.compile(f'[\\s"＂{_OPENING}{_CLOSING}{_INVISIBLE}]|{_UNPAIRED}')

_CHUNK = 2000  # sentencex takes quadratic time in the sentences of one paragraph

# What a sentence can't begin with: it goes on with the one before.
_GOES_ON = re.compile(r"[,;:)\]}，；：、）】》]|[-–—]*\s*[^\W\d_]")
_HIRAGANA = re.compile("[\u3041-\u309f]")
_ENDED = re.compile(r"[.!?…。！？．｡؟۔।॥።។။։]\W*$")
_LEADS_IN = re.compile(r"[:：]\W*$")
_LEAD_IN_LENGTH = 20  # "Related:" and "Tags:" lead into no list of content
_HEADING_LENGTH = 200
# Languages whose sentences end in no mark at all: there only a short line is a heading.
_UNMARKED = {"th": 60, "lo": 60}

# Abbreviations that sentencex doesn't know in every language that writes them.
_TITLES = frozenset({
    "Amb", "Dhr", "dhr", "Dr", "Dra", "Gen", "Gov", "M", "Mevr", "mevr", "Mgr", "Mlle", "Mme",
    "Mr", "Mrs", "Ms", "Prof", "Sig", "sig", "Sn", "Sr", "Sra", "TP",
})  # fmt: skip
_BEFORE_NUMBERS = frozenset({"art", "nr", "núm", "п", "ст", "стр"})
# sentencex doesn't cut before a figure, as it must not after "No."; no such mark abbreviates.
_BEFORE_FIGURES = re.compile(r"[。！？]\s*(?=[0-9０-９])")
# Between the parts of a foreign name; in Japanese it may end a sentence.
_NAME_DOT = re.compile(r"(?<=\w)．(?=\w)")
_LAST_WORD = re.compile(r"(?<![^\s(\[’'-])([^\W\d_]+)\.\s*$")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_NUMBER = re.compile(r"\s*[(]?\d{1,3}[.)]\s*")

_DATELINE_LENGTH = 60
_PLACE = re.compile(r"[^\W\d_]{3}")
_AGENCY = re.compile(r"[/(\[].{2,40}[/)\]]\s*\.?$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One numbered sentence of an article: the unit of evidence.

    `text[start:end]` of the article's text is the sentence, without the white space around it.
    Offsets count Unicode code points; `end` is exclusive.
    """

    number: int
    """Its place in the article, from 1."""
    start: int
    end: int
    paragraph: int
    """The number, from 1, of the paragraph (block of text between line breaks) it stands in."""
    heading: bool = False
    """Whether it is a line that is no sentence: a headline, byline, date line or page furniture."""


def split(text: str, language: str) -> tuple[Sentence, ...]:
    """Cut `text` into sentences.

    Every character but white space stands in exactly one sentence; a line that is no sentence (a
    headline, a byline, a dateline, page furniture) is one with `heading` set.

    Args:
        text: The text of an article, as read.
        language: ISO 639-1 code, or "und".
    """
    found: list[Sentence] = []
    in_list = False
    for number, (start, end) in enumerate(paragraphs(text), 1):
        spans = list(_sentences(text, start, end, language))
        in_list = _leads_in(text, start, end) or (in_list and is_list_item(text[start:end][:6]))
        heading = len(spans) == 1 and not in_list and _is_heading(text, *spans[0], language)
        datelines = 0 if len(spans) == 1 else _datelines(text, spans)
        found += [
            Sentence(len(found) + index, *span, number, heading or index <= datelines)
            for index, span in enumerate(spans, 1)
        ]
    return tuple(found)


def _sentences(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """The sentences of one paragraph, as spans of the text."""
    paragraph = text[start:end]
    masked = _MASKED.sub(" ", paragraph)
    if language == "zh":
        masked = _NAME_DOT.sub("·", masked)
    last = 0
    figures = (match.end() for match in _BEFORE_FIGURES.finditer(masked))
    for boundary in sorted({*_boundaries(masked, language), *figures}):
        cut = _cut(paragraph, masked, boundary)
        if cut > last and not _abbreviates(masked, last, cut, language):
            yield trim(text, start + last, start + cut)
            last = cut
    yield trim(text, start + last, end)


def _boundaries(masked: str, language: str) -> Iterator[int]:
    """Where sentences of a masked paragraph begin, by sentencex, a chunk at a time."""
    position = 0
    while position < len(masked):
        chunk = masked[position : position + _CHUNK]
        starts = [
            found["start_index"] for found in sentencex.get_sentence_boundaries(language, chunk)
        ][1:]
        yield from (position + start for start in starts)
        if position + _CHUNK >= len(masked):
            return
        # The last sentence of a chunk may be half of one: read it again with what follows. What
        # fills a whole chunk is no sentence; it is cut between words.
        forward = starts[-1] if starts else chunk.rfind(" ") + 1 or _CHUNK
        if not starts and not chunk.isspace():
            yield position + forward
        position += forward


def _cut(text: str, masked: str, boundary: int) -> int:
    """Where to cut the paragraph `text` at a boundary of its masked copy; 0 where not to.

    The gap between two masked sentences may hold the marks that close the first and open the
    second: one that touches a sentence is its own, one that stands free goes by its shape.
    """
    end = boundary
    while end and masked[end - 1] == " ":
        end -= 1
    start = boundary
    while start < len(masked) and masked[start] == " ":
        start += 1
    if not end or start == len(masked) or _goes_on(masked, start):
        return 0
    gap = text[end:start]
    if gap[:1] and gap[0] in _CLOSING and _HIRAGANA.match(masked, start):
        return 0  # 「…。」と述べた
    if gap.isspace():
        return end
    free = re.fullmatch(r"(\S*)(\s.*\s|\s)?(\S*)", gap, re.DOTALL)
    if free is None or free[2] is None:
        # Nothing parts the two ("end.”“Then"): all up to the first opening mark closes.
        opening = next((i for i, mark in enumerate(gap) if mark in _OPENING), len(gap))
        return end + opening
    closing = max(free[2].rfind(mark) for mark in _CLOSING) + 1
    return end + len(free[1]) + closing


def _goes_on(masked: str, start: int) -> bool:
    match = _GOES_ON.match(masked, start, start + 8)
    return match is not None and (not match.group()[-1].isalpha() or match.group()[-1].islower())


def _abbreviates(masked: str, start: int, cut: int, language: str) -> bool:
    """Whether the full stop before `cut` ends no sentence, though sentencex takes it for one."""
    if _NUMBER.fullmatch(masked, start, cut):
        return True
    before = _LAST_WORD.search(masked, max(start, cut - 24), cut)
    after = _WORD.search(masked, cut, cut + 24)
    if before is None or after is None:
        return False
    if masked[cut].isalpha() and before[1].isupper() and after.group().isupper():
        return True  # a name such as "NEWS.AZ"
    if after.group().isdecimal():
        return before[1].lower() in _BEFORE_NUMBERS | _months(language)
    return before[1] in _TITLES


@cache
def _months(language: str) -> frozenset[str]:
    """The abbreviations of months, without the full stop, in lower case."""
    try:
        names = Locale.parse(language).months["format"]["abbreviated"].values()
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(name.rstrip(".").lower() for name in names if name.endswith("."))


def _ends(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    # A window, because a search from the left would be quadratic in a run of full stops.
    return pattern.search(text, max(start, end - 10), end) is not None


def _is_heading(text: str, start: int, end: int, language: str) -> bool:
    if end - start > _UNMARKED.get(language, _HEADING_LENGTH):
        return False
    ended = _ends(_ENDED, text, start, end) or _leads_in(text, start, end)
    return not ended or all(_in_capitals(word) for word in text[start:end].split())


def _in_capitals(word: str) -> bool:
    # Not `isupper`: ideographs have no case, and "ML-1铁路干线" would be upper case.
    return all(letter.isupper() for letter in word if letter.isalpha())


def _leads_in(text: str, start: int, end: int) -> bool:
    """Whether the line announces what follows ("The leaders agreed to:")."""
    return end - start >= _LEAD_IN_LENGTH and _ends(_LEADS_IN, text, start, end)


def _datelines(text: str, spans: list[tuple[int, int]]) -> int:
    """How many of a paragraph's first pieces are its dateline: "MOSCOW, June 10." "/TASS/."."""
    for index, (start, end) in enumerate(spans[:-1]):
        words = text[start:end].split()
        place = _PLACE.match(words[0]) is not None and _in_capitals(words[0])
        agency = index > 0 and _AGENCY.fullmatch(text[start:end]) is not None
        long = end - start > _DATELINE_LENGTH or any(word[0].islower() for word in words)
        if long or not (place or agency):
            return index
    return len(spans) - 1
