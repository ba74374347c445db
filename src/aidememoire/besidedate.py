"""The publisher's name beside the page's own date: in its line, or right above or below it.

"Name, 14 ноября 2019 года", "Name | 9 Haziran 2022", "«Name»" above the date. A person's byline, a
place and a section stand there too: a name counts by a word that papers are called by, by quotation
marks, or by small letters where persons and places have none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aidememoire import parties
from aidememoire.article import Article
from aidememoire.brands import is_dated_only, speaks
from aidememoire.lengths import weight
from aidememoire.offices import begins_as_office, is_office
from aidememoire.outletnames import WORD, bare, is_furniture, is_media, is_name, trimmed
from aidememoire.owndate import DayFound
from aidememoire.publishers import agency, fold, is_address, words

_LONGEST_LINE = 120
_MOST_WORDS = 10
_MOST_OF_NAME = 5
_REACH = 2
_LAST_LINES = 3
_FEWEST_SMALL = 4

_SEPARATORS = re.compile(r"[|·•›→｜／【】\t\u3000,，،;()（）\[\]]|\s[-–—/>]\s|/\s|\s{2,}|\.\s")
_QUOTED = re.compile(
    r"(?:(?P<label>[^\W\d_][\w-]*(?:\s[\w-]+)?)\s)?"
    r"[«“„\"'《『「”](?P<name>[^«»“”„\"《》『』「」\n]{2,40})[»”“\"'》』」]"
)
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:：\n]{0,25})[:：]\s*(?P<value>.+)")
_SENTENCE = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*$")
_SIGNED = re.compile(r"(?:©\s*)?[«“„\"《](?P<name>[^«»“”„\"《》\n]{2,40})[»”“\"》]\s*(?:[-–—.]|$)")
_ENCLOSED = re.compile(r"[(（\[](?P<name>[^()（）\[\]\n]{3,45})[)）\]]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_NUMBERED = re.compile(r"[^\W\d_]{3,}(?:24|7|365)$")
# "Ufuk Çizgisi", "Günün Səsi": the ending of what belongs to the word before, no person's.
_IZAFET = re.compile(r"[aeıioöuüə]s[ıiuü]$|[аәеэыіоөұүу]с[ыі]$")
_TURKIC = frozenset({"tr", "az", "kk", "ky", "uz", "tk", "tt"})
# In these a line of the head in small letters is as often what the article is about.
_SENTENCE_CASE = frozenset({"en", "de"})


@dataclass(frozen=True)
class Surroundings:
    """What must be known of a page to tell a name beside its date."""

    lines: Sequence[str]
    """The lines of the page that are not empty."""
    dated: int
    """Which of them holds the date."""
    before: str
    """What stands before the date in its line."""
    after: str
    language: str
    taken_up: Callable[[str], float]
    """How many of the words of a line the article takes up, 0 to 1."""


def surroundings(article: Article, day: DayFound, taken_up: Callable[[str], float]) -> Surroundings:
    """What stands around the day that an article prints as its own."""
    lines: list[str] = []
    dated, before, after = 0, "", ""
    at = 0
    for raw in article.text.splitlines(keepends=True):
        line = raw.replace("\xa0", " ").strip()
        if at <= day.start < at + len(raw):
            dated = len(lines)
            before = raw[: day.start - at].strip("\r\n").replace("\xa0", " ")
            after = raw[day.end - at :].strip("\r\n").replace("\xa0", " ")
        at += len(raw)
        if line:
            lines.append(line)
    return Surroundings(lines, dated, before, after, article.language, taken_up)


def beside_date(page: Surroundings) -> Iterator[str]:
    """The names in the line of the date, then those of the lines around it."""
    line = page.lines[page.dated]
    # A dateline runs on into the text: the lines around it are the headline and the text.
    if not _is_short(line):
        return
    parts = [*_parts(page.before), *_parts(page.after)]
    yield from _named(parts, page, own=True)
    if page.dated > len(page.lines) // 2:
        return
    near = range(max(page.dated - _REACH, 0), page.dated + _REACH + 1)
    for at in sorted(near, key=lambda at: abs(at - page.dated)):
        if at == page.dated or at >= len(page.lines):
            continue
        around = page.lines[at]
        if _is_short(around) and not _SENTENCE.search(around):
            yield from _named(_parts(around), page, own=False, first=at == 0)
            if at == 0 and _is_masthead(around, page):
                yield trimmed(around)


def sources_beside(page: Surroundings) -> Iterator[str]:
    """The medium that the line of the date gives as the report's source."""
    if not _is_short(page.lines[page.dated]):
        return
    for part in (*_parts(page.before), *_parts(page.after)):
        found = _LABEL.fullmatch(part)
        if found and fold(found["label"].strip()) in words("media", "sources"):
            name = trimmed(found["value"])
            if is_name(name, loose=True) and (
                is_media(name) or is_address(name) or agency(name) is not None
            ):
                yield name


def signed_last(page: Surroundings) -> Iterator[str]:
    """The name that signs the page in its last lines: "«Name» – all the news", "(Name)"."""
    *_, above, last = ("", "", *page.lines)
    # Right below the text: below menus and links it would be one of theirs.
    if _SENTENCE.search(above) and not _SENTENCE.search(last) and is_media(last):
        name = trimmed(last)
        if len(WORD.findall(name)) > 1 and _is_publisher(name, page, own=False):
            yield name
    for line in reversed(page.lines[-_LAST_LINES:]):
        if not _is_short(line) or weight(line) > _MOST_WORDS:
            continue
        signed = _SIGNED.match(line)
        if signed and is_name(signed["name"], loose=True):
            yield signed["name"]
        enclosed = _ENCLOSED.fullmatch(line)
        if enclosed and _is_publisher(trimmed(enclosed["name"]), page, own=True):
            yield trimmed(enclosed["name"])


def _is_short(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and weight(line) <= _MOST_WORDS + _MOST_OF_NAME


def _parts(text: str) -> list[str]:
    return [part.strip(" .-–—") for part in _SEPARATORS.split(text) if part.strip(" .-–—")]


def _named(
    parts: list[str], page: Surroundings, *, own: bool, first: bool = False
) -> Iterator[str]:
    for part in parts:
        quoted = _QUOTED.fullmatch(part)
        # The first line can be a headline that quotes.
        if quoted and (own or quoted["label"] or not first):
            name = quoted["name"].strip()
            if _can_be_name(name, page, quoted=True) and page.taken_up(name) < 1:
                yield name
    for part in parts:
        name = trimmed(part)
        labelled = _LABEL.fullmatch(part)
        if not labelled and _is_publisher(name, page, own=own):
            yield name


def _can_be_name(name: str, page: Surroundings, *, quoted: bool = False) -> bool:
    # In quotation marks a state's word makes a title: "The Republic".
    least = -1 if quoted else 0
    return (
        is_name(name, loose=True)
        and len(WORD.findall(name)) <= _MOST_OF_NAME
        and speaks(name, page.language) >= least
        and not is_furniture(name)
        and not is_dated_only(name, page.language)
    )


def _is_publisher(name: str, page: Surroundings, *, own: bool) -> bool:
    """Whether a name beside a date is a publisher's rather than a person's, place's, section's."""
    if not _can_be_name(name, page) or is_office(name, page.language) or begins_as_office(name):
        return False
    found = WORD.findall(name)
    told = page.taken_up(name)
    if is_media(name) or is_address(name) or _NUMBERED.search(found[-1]):
        return told < 1
    if told > 0 or len(found) == 1 or parties.mentions(name, page.language):
        return False
    article, *_ = re.split(r"['’]", fold(found[0]))
    if article in words("media", "articles") or any(
        bare(word) in words("media", "weak") for word in found
    ):
        return True
    if page.language in _TURKIC and _IZAFET.search(found[-1].casefold().replace("i̇", "i")):
        return True
    return _has_small(found) and (
        bool(_CYRILLIC.search(name)) or (own and page.language not in _SENTENCE_CASE)
    )


def _has_small(found: list[str]) -> bool:
    """Whether a later word is in small letters, as in no person's name and few places'."""
    small = words("furniture", "small")
    return found[0][0].isupper() and any(
        word[0].islower() and len(word) >= _FEWEST_SMALL and fold(word) not in small
        for word in found[1:]
    )


def _is_masthead(line: str, page: Surroundings) -> bool:
    """Whether the first line, right above the date, is in capitals, as no later one is."""
    return (
        page.dated == 1
        and line.isupper()
        and len(line.split()) > 1
        and _can_be_name(trimmed(line), page)
        and not is_office(trimmed(line), page.language)
        and not parties.mentions(line, page.language)
        and not any(each.isupper() for each in page.lines[2:4])
    )
