"""Who publishes an article, by what its page says of itself.

The name stands in page furniture in recognisable ways: a line with nothing but the name, a notice
of rights, a dateline, an address, "X reports". The surest that is found counts. An agency that the
page credits ("Photo: AFP", "based on materials from TASS") is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aidememoire.article import Article
from aidememoire.besidedate import beside_date, signed_last, sources_beside, surroundings
from aidememoire.brands import brand_in
from aidememoire.lengths import weight
from aidememoire.notices import of_itself, rights
from aidememoire.offices import office_in
from aidememoire.outletnames import (
    DATED,
    TITLED,
    WORD,
    Before,
    bare,
    is_furniture,
    is_media,
    is_name,
    trimmed,
)
from aidememoire.owndate import DayFound, DayGiven
from aidememoire.publishers import agency, fold, host_of, is_credited, squeeze, words
from aidememoire.senders import senders

_HEAD_LINES = 12
_TAIL_LINES = 25
_OPENINGS = 6
_MARKED = r"[\w.\u0300-\u036f-]"

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
        # So the sites of Iran name themselves where a report begins.
        r"^به گزارش (?:[^\W\d_]+ ){0,3}«(?P<name>[^«»\n]{2,30})»",
    )
)
_REPORTS_AFTER = Before(rf"{_SITE}(?:['’]\w+)?", "xəbər verir", "məlumat verir", "muhabirine")


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


def outlet_of(article: Article, published: DayFound | DayGiven | None) -> str | None:
    """The name of who publishes an article: a site, an agency, the office that issues a readout.

    Args:
        article: The article, its headings marked.
        published: Its own day.

    Returns:
        The name in its usual spelling where it is a known one, else as the page writes it; None
        when nothing on the page names its publisher.
    """
    page = _page(article)
    brands = list(_brands(page))
    looks = (_headed, _datelines, _places, _reporting, _bylines, _signed_off)
    # An agency holds the rights in, and opens, what others print: their own name comes first.
    found = [*rights(page.text), *of_itself(page.text), *_topped(page), *brands]
    around = None
    if isinstance(published, DayFound):
        around = surroundings(article, published, lambda line: _taken_up(line, page))
        found += [*beside_date(around), *signed_last(around)]
    found += [name for look in looks for name in look(page)]
    if around:
        found += sources_beside(around)
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
    said = {word for each in body for word in WORD.findall(_CITED.sub(" ", article.quote(each)))}
    told = frozenset(map(_stem, said))
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
_SIGNED_WITHIN = 3
_STEM = 5


def _brands(page: _Page) -> Iterator[str]:
    dotted = " ".join(word for word in page.text.split() if "." in word)
    hosts = [match["host"] for match in _ADDRESSES.finditer(dotted)]
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
                first=first if place == top and _taken_up(line, page) < 1 else 0,
                echo=echo,
                language=page.language,
                masthead=place == top and first > 1 and not _taken_up(line, page),
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


def _taken_up(line: str, page: _Page) -> float:
    """How many of a line's words the article takes up, as it does those of a headline, 0 to 1."""
    plain = words("media", "words") | words("media", "weak") | words("furniture", "small")
    found = [word for word in WORD.findall(line) if bare(word) not in plain]
    return sum(_stem(word) in page.told for word in found) / max(len(found), 1)


def _signed(page: _Page) -> Iterator[tuple[int, str]]:
    """The names below the article: «ИА "Север"», "(14 March 2019, Fjord Courier)"."""
    for place, line in enumerate(page.tail):
        if match := TITLED.match(line.strip()):
            yield place, match["name"]
        enclosed = _ENCLOSED.match(line.strip())
        if enclosed and DATED.search(line):
            for part in _COMMAS.split(enclosed[1]):
                for name, _ in brand_in(part, first=0, echo="", language=page.language):
                    yield place, name


_COMMAS = re.compile(r"\s*[,，\u3000]\s*")
_ENCLOSED = re.compile(r"[(（\[]([^()（）\[\]]{5,60})[)）\]]$")


def _topped(page: _Page) -> Iterator[str]:
    """The office whose name stands at the very top."""
    for line in page.head[:1]:
        if len(page.head) > 1 and (office := office_in(line, page.language)):
            yield office


def _signed_off(page: _Page) -> Iterator[str]:
    """The office whose name stands right below the text."""
    for line in page.tail[:_SIGNED_WITHIN]:
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
    if "@" in page.text:
        yield from (_of_handle(match["name"]) for match in _HANDLE.finditer(page.text))
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
    found = [match["name"] for pattern in _REPORTS for match in pattern.finditer(page.text)]
    for each in (*found, *_REPORTS_AFTER.names(page.text)):
        name = trimmed(each)
        if is_name(name) and not is_credited(name) and not name[0].islower():
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
    if "." in word:
        return word
    if fold(word) in words("furniture", "small"):
        return word.lower()
    rest = word[1:].replace("I", "ı") if dotted else word[1:]
    return word[0] + rest.replace("İ", "i").lower()


_DOTTED = {"tr", "az"}
