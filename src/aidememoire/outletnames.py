"""What can be the name of a publisher by its form, and what stands around one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from aidememoire.lengths import UNSPACED
from aidememoire.publishers import fold, is_address, listed, words

_MOST_WORDS = 6
_LONGEST = 60
_LONGEST_UNSPACED = 14
_MOST_UNSPACED = 2
_FEWEST_LETTERS = 2

# The vowel signs of the scripts of India, and the marks of others, are no letters to `re`.
WORD = re.compile(
    r"[^\W_][\w.&'’\u0300-\u036f\u064b-\u0652\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e-]*"
)
TITLED = re.compile(
    r"^(?P<name>(?:[A-ZА-ЯІİÇŞÖÜ]{2,7}\s+)[\"«“„][^\"»”]{3,50}[\"»”]|《(?P<book>[^《》]{2,14})》)$"
)
DATED = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_DATE_AFTER = re.compile(
    r"\s*[,.:]?\s*(?:\w+day,?\s+)?(?:\d{1,2}[./\s-]|\d{4}[-./年]|\w{3,9}\.?\s+\d{1,2},).*\d{2}.*$"
)
_SHORT_FORM = re.compile(r"\s*(?:\([^()]{1,12}\)|（[^（）]{1,16}）)\s*$")
_COMPANY = re.compile(r",?\s+(?:Ltd|LLC|Inc|GmbH|AG|plc|PLC|Co|Corp|S\.A|SA|AŞ|A\.Ş|Limited)\.?$")
_PLACE_AFTER = re.compile(r",\s+[^\W\d_a-z]\w+$")
_NO_NAME = re.compile(r"[?!,;:，。、；：！？【】〔〕]|年.{1,3}月|\d[:.]\d\d|^\d{1,3}\s")
_ELIDED = re.compile(r"^[^\W\d_]{1,5}['’](?=\w)")
_NUMBER_AFTER = re.compile(r"(?<=[^\W\d_])\d{1,3}$")


class Before:
    """A name that stands before certain words.

    A name may begin at any word of a text: it is looked for only where one of these stands at all.

    Args:
        name: A pattern with a group `name`.
        words: What follows it after a space.
    """

    def __init__(self, name: str, *words: str) -> None:
        self._words = words
        self._pattern = re.compile(rf"{name} (?:{'|'.join(map(re.escape, words))})")

    def names(self, text: str) -> Iterator[str]:
        """The names, as they stand in the text."""
        if any(word in text for word in self._words):
            yield from (match["name"] for match in self._pattern.finditer(text))


def trimmed(name: str) -> str:
    """A name without what may stand around it: marks, a date, its desk, its short form."""
    name = _SHORT_FORM.sub("", _DATE_AFTER.sub("", " ".join(name.split())))
    name = _COMPANY.sub("", name)
    placed = _PLACE_AFTER.search(name)
    if placed and is_media(name[: placed.start()]):
        name = name[: placed.start()]
    quoted = TITLED.match(name)
    if quoted:
        return quoted["book"] or name
    name = name.strip(" .,;:-–—=*•|/\"'«»“”„©")
    less = _desks().sub("", name)
    # Of a script without spaces an issue's word can be the name's own last.
    return less if " " in name or is_media(less) else name


def has_desk(name: str) -> bool:
    """Whether a name is followed by its newsroom's: "Fjord Courier Newsroom"."""
    return _desks().search(name.strip()) is not None


@cache
def _desks() -> re.Pattern[str]:
    spaced, close = (
        "|".join(re.escape(each) for each in listed("media", key)) for key in ("desks", "issues")
    )
    return re.compile(rf"(?<=\w\w)(?:\s+(?:{spaced})|(?:{close}))$", re.IGNORECASE)


def is_name(name: str, *, loose: bool = False) -> bool:
    """Whether words can be the name of a publisher by their form: few, and capitalised.

    Args:
        name: The words.
        loose: Whether the place they stand in says so much that only the first needs a capital,
            as in the names of most languages.
    """
    found = WORD.findall(name)
    if not 0 < len(found) <= _MOST_WORDS or len(name) > _LONGEST or _NO_NAME.search(name):
        return False
    unspaced = [word for word in found if UNSPACED.search(word)]
    if len(unspaced) > _MOST_UNSPACED or any(len(word) > _LONGEST_UNSPACED for word in unspaced):
        return False
    if sum(char.isalpha() for char in name) < _FEWEST_LETTERS or credits_one(found[0]):
        return False
    small = words("furniture", "small") | words("media", "words")
    capital = all(loose or not _is_low(word) or fold(word) in small for word in found[1:])
    article = loose and len(found) > 1 and fold(found[0]) in words("media", "articles")
    if found[0][0].islower() and not (is_address(found[0]) or article):
        return False
    plain = words("furniture", "words")
    # "Economic news", in one word, is a section: an ending alone is no name.
    if fold(name) in words("media", "itself") | (
        words("media", "endings") - words("media", "words")
    ):
        return False
    return capital and not all(fold(word.strip(".'’")) in plain or word.isdigit() for word in found)


def _is_low(word: str) -> bool:
    return _ELIDED.sub("", word)[0].islower()


def is_unspaced(name: str) -> bool:
    """Whether a name stands in a script without spaces."""
    return bool(UNSPACED.search(name)) and not re.search(r"\s", name)


def bare(word: str) -> str:
    """A word as the lists have it: folded, without the article elided before it."""
    return fold(_ELIDED.sub("", word) if word[0].islower() else word).strip(".'’")


def credits_one(word: str) -> bool:
    """Whether a line that begins with this word names a person, or whom the page credits."""
    return fold(word.strip(":.")) in words("furniture", "credits")


def is_media(name: str) -> bool:
    """Whether a name holds a word that newspapers, agencies and stations are called by."""
    media, ends = words("media", "words"), tuple(words("media", "endings"))
    found = [fold(_NUMBER_AFTER.sub("", word.strip(".'’"))) for word in WORD.findall(name)]
    return any(word in media or word.endswith(ends) for word in found)


def is_furniture(text: str) -> bool:
    """Whether a text is nothing but words of menus, sections and labels, or a date."""
    plain = words("furniture", "words") | words("furniture", "small")
    found = [word for word in WORD.findall(text) if not word[0].isdigit()]
    return all(fold(word.strip(".'’")) in plain for word in found)
