"""Who publishes an article, by what its page says of itself.

The name stands in page furniture in recognisable ways: a line with nothing but the name, a notice
of rights, a dateline, an address, "X reports". The surest that is found counts. An agency that the
page credits ("Photo: AFP", "based on materials from TASS") is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aidememoire.article import Article
from aidememoire.brands import TITLED, brand_in, is_media, is_name, office_in, trimmed
from aidememoire.publishers import agency, host_of, is_address, is_credited, squeeze

_HEAD_LINES = 12
_TAIL_LINES = 25
_OPENINGS = 6
_NAME = r"(?P<name>[^\W_][\w.&'’-]*(?:\s+[^\s,.;:|()]+){0,5}?)"
_MARKED = r"[\w.\u0300-\u036f-]"
_QUOTED = r"[\"'«“„]?"

_NETWORK = r"(?:Twitter|Facebook|Telegram|Instagram|X|WhatsApp|YouTube|Google)"
# What pages say of themselves, in the languages that say it most.
_SELF = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<name>\w[\w.'-]*(?: \w[\w.'-]*){0,3}?)(?:'s)? website contains only",
        rf"\bThe {_NAME} is not responsible for the content of external",
        rf"(?:consent|permission) of (?:the )?{_NAME}\s*(?:is|are|[.,]|$)",
        rf"rights (?:are )?reserved (?:by|to) {_NAME}\s*(?:[.,|]|$)",
        rf"rights (?:belong to|by) {_NAME}\s*(?:[.,|]|$)",
        rf"tüm hakları {_NAME}['’]\w+ aittir",
        rf"(?:ссылка|посилання) на {_QUOTED}{_NAME}[»\"”]? (?:обязательна|обов)",
        rf"Our Standards:? (?:The )?{_NAME} Trust Principles",
        rf"(?:Follow|Join|Like) (?:the )?{_NAME}(?: channel)? on {_NETWORK}\b",
        rf"Join (?:the |The )?{_NAME} channel\b",
        rf"get {_NAME} in your inbox",
        rf"Sign up (?:for|to) (?:the )?{_NAME}['’]s? (?:\w+ )?newsletter",
        rf"Download (?:the )?{_NAME} app\b",
    )
)
_YEARS = r"\d{4}(?:\s?[-–—]\s?\d{2,4})?"
_RIGHTS = (
    re.compile(
        rf"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:{_YEARS}[,.]?\s+)?(?:by\s+)?"
        rf"(?P<name>[^\W\d_][^|\n©,;:]{{1,60}}?)\s*(?:[,.]?\s*{_YEARS})?\s*"
        r"(?:$|[.,|;]|\ball rights|\bunauthori)",
        re.IGNORECASE | re.MULTILINE,
    ),
)
_YEAR_OR_RIGHTS = re.compile(rf"{_YEARS}|copyright|rights reserved|prohibited", re.IGNORECASE)
_PHOTO = re.compile(r"\b(?:photo|image|picture|getty|shutterstock)", re.IGNORECASE)

# What opens a report: place, day, and who sent it.
_PLACE = r"(?P<place>[^\W\d_][^\n()\[\]]{0,70}?)"
_BRACKETED = re.compile(
    rf"(?:{_PLACE}[\s,.–—-]*)?[(/\[]\s*(?P<name>[^()\[\]\n/]{{2,45}}?)\s*[)/\]]\s*"
    r"(?:\.?\s*(?:--?|[–—:―])|\.\s|\s(?=[^\W\d_a-z]))"
)
_BARE = re.compile(
    r"(?P<place>[^\W\d_][\w .'’-]{2,25}?)[.,:]\s+(?:[\w .,]{3,25}?(?:[.,]|\s[–—-])\s+)?"
    r"(?P<name>[^\W_a-z][\w.&-]*(?: [A-Z]\w+){0,3}?)\s*(?:[.:]\s|/|\s--?\s|\s?[–—]\s|$)"
)
_SIGNED = re.compile(r"(?:^|[-–—]\s*)(?P<name>[A-Z][\w.]{2,20})\s*:(?=\s|$)", re.MULTILINE)
_WIRED = re.compile(r"(?P<name>\w{2,6}?[社网網])[^\W，。]{0,4}\d{1,2}月\d{1,2}日[电電]")

_ADDRESSES = re.compile(
    r"(?P<at>[\w.+-]+@)?(?:https?://)?(?P<host>(?:[\w-]+\.)+[a-z]{2,12})(?=$|[/\s,;)|])",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?:twitter|telegram|facebook|instagram|youtube|follow|join|subscri|подпи|читайте|síguenos|"
    r"suivez|takip|folgen)[^@\n]{0,60}@(?P<name>\w{3,})",
    re.IGNORECASE,
)
_HANDLE_END = re.compile(r"(?:_?(?:en|eng|ru|tr|az|fr|es|official)|(?<=[a-z])[A-Z][a-z])$")

_SITE = rf"(?P<name>[^\W_]{_MARKED}*(?: [^\W\d_a-zа-я]{_MARKED}+){{0,3}})"
_ON = r"(?=[^\n]{0,60}(?:refer|citing|quoting|from|that|on\b|via)|\s*[.,]|$)"
_SAYS = r"(?:reports?|informs|writes|(?:has )?learn(?:ed|t)|learns|cites)"
_SAYS_RUSSIAN = r"(?:сообщает|передает|передаёт|пишет|информирует)(?: ИА| агентство)?"
_BYLINE = re.compile(r"by (?P<name>[^\n,|]{3,40}?)(?:\s+(?:with|and|/)\s.*)?$", re.IGNORECASE)
_REPORTS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"(?:^|[,–—-]\s+|\b[Aa]s\s+)(?!As\b){_SITE},? {_SAYS}{_ON}",
        rf"{_SAYS_RUSSIAN} [«\"]?{_SITE}",
        rf"{_SITE}(?:['’]\w+)? (?:xəbər verir|məlumat verir|muhabirine)",
    )
)


@dataclass(frozen=True)
class _Page:
    """The lines of an article, those of its head and its tail apart."""

    text: str
    head: tuple[str, ...]
    tail: tuple[str, ...]
    openings: tuple[str, ...]
    """How the first paragraphs of the body begin."""


def outlet_of(article: Article) -> str | None:
    """The name of who publishes an article: a site, an agency, the office that issues a readout.

    Args:
        article: The article, its headings marked.

    Returns:
        The name in its usual spelling where it is a known one, else as the page writes it; None
        when nothing on the page names its publisher.
    """
    page = _page(article)
    brands = list(_brands(page))
    looks = (_headed, _datelines, _places, _reporting, _bylines)
    # An agency holds the rights in, and opens, what others print: their own name comes first.
    found = [*_rights(page), *_of_itself(page), *brands]
    found += [name for look in looks for name in look(page)]
    best = next((name for name in found if not is_credited(name)), next(iter(found), None))
    if best is None:
        return None
    # The line with the name alone has it in full: "The Hill Herald" of "© Hill Herald".
    fuller = (name for name in brands if squeeze(best) in squeeze(name))
    return _spelled(next(fuller, best), page, article.language)


def _page(article: Article) -> _Page:
    def shown(text: str) -> str:
        return _ENDLESS.sub(r"\1", text.replace("\xa0", " "))

    # Furniture can be sentences too ("Required fields are marked."), but few long ones.
    body = [
        each
        for each in article.sentences
        if not each.heading and len(article.quote(each).split()) >= _PROSE_WORDS
    ]
    first = body[0].number - 1 if body else len(article.sentences)
    last = body[-1].number if body else len(article.sentences)
    above = [shown(article.quote(each)) for each in article.sentences[:first]]
    head = above if len(above) <= _HEAD_LINES else [above[0], *above[-_HEAD_LINES:]]
    below = [shown(article.quote(each)) for each in article.sentences[last : last + _TAIL_LINES]]
    text = shown(article.text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    openings = [line for line in lines if len(line) > _SHORT][: len(head) + _OPENINGS]
    return _Page(text, tuple(head), tuple(below), tuple(openings))


_PROSE_WORDS = 9
# The patterns take time that grows with the square of a word's length.
_ENDLESS = re.compile(r"(\S{120})\S+")
_HEADLINE_WORDS = 5
_SHORT = 40


def _rights(page: _Page) -> Iterator[str]:
    for pattern in _RIGHTS:
        for match in pattern.finditer(page.text):
            start = page.text.rfind("\n", 0, match.start()) + 1
            end = page.text.find("\n", match.end())
            line = page.text[start : end if end >= 0 else None]
            if _YEAR_OR_RIGHTS.search(match[0] + line[-80:]) and not _PHOTO.search(line):
                yield from _valid([match["name"]])


def _of_itself(page: _Page) -> Iterator[str]:
    for pattern in _SELF:
        for match in pattern.finditer(page.text):
            yield from _valid([match["name"]])


def _valid(names: Iterable[str]) -> Iterator[str]:
    """The names, trimmed, that can be one; of "Merve Aydogan Anadolu Agency" the agency."""
    for each in names:
        name = trimmed(each)
        found = name.split()
        ends = (" ".join(found[at:]) for at in range(len(found)))
        if is_name(name):
            yield next((end for end in ends if agency(end)), name)


def _brands(page: _Page) -> Iterator[str]:
    hosts = [match["host"] for match in _ADDRESSES.finditer(page.text)]
    echo = squeeze(" ".join((*page.tail, *hosts)))
    # A headline below it makes the first line the page's name rather than the article's.
    first = 1 + any(len(line.split()) >= _HEADLINE_WORDS for line in page.head[1:])
    ranked = [
        (rank, -place, -part, name)
        for place, line in enumerate(page.head)
        for part, (name, rank) in enumerate(brand_in(line, first=0 if place else first, echo=echo))
    ]
    ranked += [
        (0, -place, 0, match["name"])
        for place, line in enumerate(page.tail)
        if (match := TITLED.match(line.strip()))
    ]
    for *_, name in sorted(ranked, reverse=True):
        yield name


def _headed(page: _Page) -> Iterator[str]:
    for line in page.head:
        if office := office_in(line):
            yield office


def _datelines(page: _Page) -> Iterator[str]:
    for opening in (*page.head, *page.openings):
        start = opening[:120]
        for pattern in (_BRACKETED, _BARE):
            match = pattern.match(start)
            if match is None or (match.end() == len(opening) and not agency(match["name"])):
                continue
            if _is_sender(match["name"], match["place"] or ""):
                yield trimmed(match["name"])
        if wired := _WIRED.match(start):
            yield wired["name"]
    for line in (*page.head, *page.openings):
        for match in _SIGNED.finditer(line[:120]):
            if agency(match["name"]):
                yield match["name"]


def _is_sender(name: str, place: str) -> bool:
    """Whether a name in a dateline is a sender's, and what stands before it a place."""
    if any(word[0].islower() and len(word) > _PREPOSITION for word in place.split()[:-1]):
        return False
    capital = name.isupper() and name.isascii() and len(name) > 1
    named = capital or is_media(name) or is_address(name)
    return agency(name) is not None or (named and is_name(name))


_PREPOSITION = 4


def _places(page: _Page) -> Iterator[str]:
    """The addresses and handles of the furniture."""
    for match in _HANDLE.finditer(page.text):
        yield _of_handle(match["name"])
    for line in (*page.head, *page.tail):
        alone = _ADDRESSES.match(line)
        if alone and " " not in line.strip() and (host := host_of(alone["host"])):
            yield host
    for match in _ADDRESSES.finditer("\n".join(page.tail)):
        if match["at"] and (host := host_of(match["host"])):
            yield host


def _of_handle(handle: str) -> str:
    """The name in a handle: "AzerNewsAz", "steppenews_en"."""
    bare = _HANDLE_END.sub("", handle) or handle
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare).replace("_", " ").strip()


def _reporting(page: _Page) -> Iterator[str]:
    for pattern in _REPORTS:
        for match in pattern.finditer(page.text):
            name = trimmed(match["name"])
            if is_name(name) and not is_credited(name) and name[0].isupper():
                yield name


def _bylines(page: _Page) -> Iterator[str]:
    """The paper in whose name its desk writes: "by Daily Herald with agencies"."""
    for line in page.head:
        match = _BYLINE.match(line)
        if match and is_media(match["name"]) and is_name(match["name"]):
            yield match["name"]


def _spelled(name: str, page: _Page, language: str) -> str:
    """The usual spelling of a name; for one in capitals, how else the page writes it."""
    if known := agency(name):
        return known
    if not name.isupper():
        return name
    others = re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", page.text, re.IGNORECASE)
    mixed = next((other for other in others if not other.isupper() and other[0].isupper()), None)
    if mixed is None and language in _DOTTED and " " in name:
        # Here the small letters can't be told by those who don't know the language.
        return " ".join(
            word[0] + word[1:].replace("I", "ı").replace("İ", "i").lower() for word in name.split()
        )
    return mixed or name


_DOTTED = {"tr", "az"}
