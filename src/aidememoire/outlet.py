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
from aidememoire.brands import brand_in
from aidememoire.offices import office_in
from aidememoire.outletnames import (
    DATED,
    TITLED,
    WORD,
    bare,
    is_furniture,
    is_media,
    is_name,
    trimmed,
    weight,
)
from aidememoire.publishers import agency, fold, host_of, is_credited, listed, squeeze, words
from aidememoire.senders import senders

_HEAD_LINES = 12
_TAIL_LINES = 25
_OPENINGS = 6
_NAME = r"(?P<name>[^\W_][\w.&'’-]*(?:\s+[^\s,.;:|()]+){0,5}?)"
_MARKED = r"[\w.\u0300-\u036f-]"
_QUOTED = r"[\"'«“„]?"
_RESERVED = "|".join(re.escape(each) for each in listed("notices", "rights"))
_FOLLOW = "|".join(
    re.escape(each) for each in sorted(listed("notices", "follow"), key=len, reverse=True)
)
_NEWSLETTER = "|".join(re.escape(each) for each in listed("notices", "newsletter"))

_NETWORK = r"(?:Twitter|Facebook|Telegram|Instagram|X|WhatsApp|YouTube|Google)"
# What pages say of themselves, in the languages that say it most.
_SELF = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
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
        rf"^{_NAME}\s*[–—.,|-]+\s*(?:{_RESERVED})",
        rf"\b(?:{_FOLLOW}) {_QUOTED}{_NAME}[»\"”]? (?:\w{{1,4}} )?{_NETWORK}\b",
        rf"\b(?:{_NEWSLETTER}) {_QUOTED}{_NAME}[»\"”]?$",
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
_YEAR_OR_RIGHTS = re.compile(
    rf"{_YEARS}|copyright|rights reserved|prohibited|{_RESERVED}", re.IGNORECASE
)
_RIGHTS_ALONE = re.compile(_RESERVED, re.IGNORECASE)
_PHOTO = re.compile(r"\b(?:photo|image|picture|getty|shutterstock)", re.IGNORECASE)

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
    told: frozenset[str]
    """How the words of the body begin, folded."""
    language: str


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
    looks = (_headed, _datelines, _places, _reporting, _bylines, _signed_off)
    # An agency holds the rights in, and opens, what others print: their own name comes first.
    found = [*_rights(page), *_of_itself(page), *_topped(page), *brands]
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
        if not each.heading and weight(article.quote(each)) >= _PROSE_WORDS
    ]
    first = body[0].number - 1 if body else len(article.sentences)
    last = body[-1].number if body else len(article.sentences)
    above = [shown(article.quote(each)) for each in article.sentences[:first]]
    head = above if len(above) <= _HEAD_LINES else [above[0], *above[-_HEAD_LINES:]]
    below = [shown(article.quote(each)) for each in article.sentences[last : last + _TAIL_LINES]]
    text = shown(article.text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    openings = [line for line in lines if weight(line) > _SHORT][: len(head) + _OPENINGS]
    told = frozenset(
        _stem(word) for each in body for word in WORD.findall(_CITED.sub(" ", article.quote(each)))
    )
    return _Page(text, tuple(head), tuple(below), tuple(openings), told, article.language)


# A paper that speaks of itself does so in such marks.
_CITED = re.compile(r"[«“„]\S{1,30}(?: \S{1,30}){0,3}[»”“]")


def _stem(word: str) -> str:
    return bare(word)[:_STEM]


_PROSE_WORDS = 9
# The patterns take time that grows with the square of a word's length.
_ENDLESS = re.compile(r"(\S{120})\S+")
_HEADLINE_WORDS = 5
_SHORT = 6
_STEM = 5


def _rights(page: _Page) -> Iterator[str]:
    for pattern in _RIGHTS:
        for match in pattern.finditer(page.text):
            start = page.text.rfind("\n", 0, match.start()) + 1
            end = page.text.find("\n", match.end())
            line = page.text[start : end if end >= 0 else None]
            if _YEAR_OR_RIGHTS.search(match[0] + line[-80:]) and not _PHOTO.search(line):
                yield from _valid([match["name"]], loose=True)


def _of_itself(page: _Page) -> Iterator[str]:
    for pattern in _SELF:
        for match in pattern.finditer(page.text):
            yield from _valid([match["name"]])


def _valid(names: Iterable[str], *, loose: bool = False) -> Iterator[str]:
    """The names, trimmed, that can be one; of "Merve Aydogan Anadolu Agency" the agency."""
    for each in names:
        name = trimmed(each)
        found = name.split()
        ends = (" ".join(found[at:]) for at in range(len(found)))
        if is_name(name, loose=loose) and not _RIGHTS_ALONE.search(name):
            yield next((end for end in ends if agency(end)), name)


def _brands(page: _Page) -> Iterator[str]:
    hosts = [match["host"] for match in _ADDRESSES.finditer(page.text)]
    echo = squeeze(" ".join((*page.tail, *hosts)))
    # A headline below it makes the first line the page's name rather than the article's.
    top = _top(page)
    first = 1 + any(weight(line) >= _HEADLINE_WORDS for line in page.head[top + 1 :])
    ranked = [
        (rank, -place, -part, name)
        for place, line in enumerate(page.head)
        for part, (name, rank) in enumerate(
            brand_in(
                line,
                first=first if place == top else 0,
                echo=echo,
                language=page.language,
                masthead=place == top and first > 1 and _is_apart(line, page),
            )
        )
    ]
    ranked += [(0, -place, 0, name) for place, name in _signed(page)]
    for *_, name in sorted(ranked, reverse=True):
        yield name


def _top(page: _Page) -> int:
    """The place of the first line of the head that says something: no menu, no date."""
    says = (at for at, line in enumerate(page.head) if not is_furniture(line))
    return next(says, 0)


def _is_apart(line: str, page: _Page) -> bool:
    """Whether the article takes up no word of a line, as it does those of a headline."""
    plain = words("media", "words") | words("media", "weak") | words("furniture", "small")
    found = [word for word in WORD.findall(line) if bare(word) not in plain]
    return not any(_stem(word) in page.told for word in found)


def _signed(page: _Page) -> Iterator[tuple[int, str]]:
    """The names below the article: «ИА "Север"», "(14 March 2019, Fjord Courier)"."""
    for place, line in enumerate(page.tail):
        if match := TITLED.match(line.strip()):
            yield place, match["name"]
        enclosed = _ENCLOSED.match(line.strip())
        if enclosed and DATED.search(line):
            for name, _ in brand_in(enclosed[1], first=0, echo=""):
                yield place, name


_ENCLOSED = re.compile(r"[(（\[]([^()（）\[\]]{5,60})[)）\]]$")


def _topped(page: _Page) -> Iterator[str]:
    """The office whose name stands at the very top."""
    for line in page.head[:1]:
        if len(page.head) > 1 and (office := office_in(line, page.language)):
            yield office


def _signed_off(page: _Page) -> Iterator[str]:
    """The office whose name stands right below the text."""
    for line in page.tail[:1]:
        if office := office_in(line, page.language):
            yield office


def _headed(page: _Page) -> Iterator[str]:
    for line in page.head:
        if office := office_in(line, page.language):
            yield office


def _datelines(page: _Page) -> Iterator[str]:
    yield from senders((*page.head, *page.openings))


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
    mixed = _otherwise(name, page.text)
    if mixed is None and " " in name and (language in _DOTTED or "İ" in name):
        # Here the small letters can't be told by those who don't know the language.
        return " ".join(_lowered(word, language in _DOTTED) for word in name.split())
    return mixed or name


def _otherwise(name: str, text: str) -> str | None:
    """How else a text writes a name in capitals: in Greek, with the accents that these lack."""
    wanted = fold(name).split()
    found = list(WORD.finditer(text))
    folded = [fold(match[0]).strip(".'’") for match in found]
    for at in range(len(found) - len(wanted) + 1):
        if folded[at] == wanted[0] and folded[at : at + len(wanted)] == wanted:
            other = text[found[at].start() : found[at + len(wanted) - 1].end()].rstrip(".'’")
            if not other.isupper() and other[0].isupper() and fold(other) == fold(name):
                return other
    return None


def _lowered(word: str, dotted: bool) -> str:
    if fold(word) in words("furniture", "small"):
        return word.lower()
    rest = word[1:].replace("I", "ı") if dotted else word[1:]
    return word[0] + rest.replace("İ", "i").lower()


_DOTTED = {"tr", "az"}
