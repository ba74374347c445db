"""Which lines of a page are the name of its publisher, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidememoire import parties
from aidememoire.publishers import agency, fold, is_address, listed, squeeze, words

_MOST_WORDS = 6
_MOST_OFFICE_WORDS = 11
_LONGEST = 60
_LONGEST_LINE = 180
_BRAND = 3
"""How much must speak for a line to be a name."""
_FEWEST_ECHOED = 5

_PARTS = re.compile(r"\s*(?:[|·•»›>→]|//|\s[-–—/]\s|\s[–—]|[–—]\s|\s{3,}|\t|\u3000)\s*")
_DATE_AFTER = re.compile(
    r"\s*[,.:]?\s*(?:\w+day,?\s+)?(?:\d{1,2}[./\s]|\w{3,9}\.?\s+\d{1,2},).*\d{4}.*$"
)
_SHORT_FORM = re.compile(r"\s*\([^()]{1,12}\)\s*$")
TITLED = re.compile(r"^(?P<name>[A-ZА-ЯİÇŞÖÜ]{2,7}\s+[\"«“„][^\"»”]{3,50}[\"»”])$")
_BY_SPOKESPERSON = re.compile(
    r"^(?:Statement|Readout|Remarks|Comments?|Press statement)\s+(?:by|from|of)\s+(?:the\s+)?"
    r"(?P<name>[\w.'’ -]{2,60}?)\s+(?:Spokes(?:person|man|woman)|Press Secretary)\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(r",?\s+(?:Ltd|LLC|Inc|GmbH|AG|plc|PLC|Co|Corp|S\.A|SA|AŞ|A\.Ş|Limited)\.?$")
_NO_NAME = re.compile(r"[?!,;]|\d[:.]\d\d|^\d{1,2}\s")
_DATED = re.compile(r"\b(?:19|20)\d{2}\b")
_WORD = re.compile(r"[^\W_][\w.&'’-]*")


def trimmed(name: str) -> str:
    """A name without what may stand around it: marks, a date, its short form in brackets."""
    name = _SHORT_FORM.sub("", _DATE_AFTER.sub("", " ".join(name.split())))
    name = _COMPANY.sub("", name)
    quoted = TITLED.match(name)
    return name if quoted else name.strip(" .,;:-–—=*•|/\"'«»“”„©")


def is_name(name: str) -> bool:
    """Whether words can be the name of a publisher by their form: few, and capitalised."""
    found = _WORD.findall(name)
    if not 0 < len(found) <= _MOST_WORDS or len(name) > _LONGEST or _NO_NAME.search(name):
        return False
    if not any(char.isalpha() for char in name) or _credits(found[0]):
        return False
    loose = words("furniture", "small")
    capital = all(not word[0].islower() or fold(word) in loose for word in found[1:]) and not (
        found[0][0].islower() and not is_address(found[0])
    )
    plain = words("furniture", "words")
    return capital and not all(fold(word) in plain for word in found)


def _credits(word: str) -> bool:
    return fold(word.strip(":.")) in words("furniture", "credits")


def brand_in(line: str, *, first: int, echo: str) -> Iterator[tuple[str, int]]:
    """The parts of a line that may be the publisher's name, each with how much speaks for it.

    Args:
        line: A line that is no sentence.
        first: How much its place speaks for it.
        echo: What other furniture says, squeezed: a name that stands there too is surer.
    """
    line = " ".join(line.split("\n")).strip()
    if len(line) > _LONGEST_LINE or _credits((_WORD.findall(line) or [""])[0]):
        return
    quoted = TITLED.match(line)
    if quoted:
        yield quoted["name"], _BRAND + 1
        return
    parts = [trimmed(part) for part in _PARTS.split(line)]
    parts = [part for part in parts if part]
    for part in parts:
        if not is_name(part) or _is_office(part):
            continue
        spaced = len(part.split()) > 1 or not part.isascii()
        rank = (
            _speaks(part)
            + (first if spaced else min(first, 1))
            + (len(parts) == 1 or bool(_DATED.search(line)))
        )
        rank += 2 * _echoed(part, echo)
        if rank >= _BRAND:
            yield part, rank


def is_media(name: str) -> bool:
    """Whether a name holds a word that newspapers, agencies and stations are called by."""
    media, ends = words("media", "words"), tuple(listed("media", "endings"))
    found = [fold(word.strip(".'’")) for word in _WORD.findall(name)]
    return any(word in media or word.endswith(ends) for word in found)


def _echoed(name: str, echo: str) -> bool:
    found = name.split()
    whole, less = squeeze(name), squeeze(" ".join(found[:-1]))
    return any(len(each) >= _FEWEST_ECHOED and each in echo for each in (whole, less))


def _speaks(name: str) -> int:
    found = [fold(word.strip(".'’")) for word in _WORD.findall(name)]
    if any(word in words("furniture", "talk") for word in found):
        return -_BRAND
    rank = 0
    if is_media(name) or is_address(name):
        rank = _BRAND
    elif found[0] in words("media", "articles"):
        rank = 1
    if agency(name):
        rank = max(rank, 2)
    return -1 if _only_sections(found, name) else rank


def _only_sections(found: list[str], name: str) -> bool:
    """Whether a name is a country's section: "Turkey News"."""
    left = name
    for each in reversed(parties.mentions(name)):
        left = left[: each.start] + left[each.end :]
    rest = [fold(word) for word in _WORD.findall(left)]
    plain = words("furniture", "words")
    return len(rest) < len(found) and all(word in plain for word in rest)


def office_in(line: str) -> str | None:
    """The office that a line of a readout's head is the name of, if it is one.

    "Statement by NSC Spokesperson …" names one as well.
    """
    line = " ".join(line.split())
    spoken = _BY_SPOKESPERSON.match(line)
    if spoken:
        return spoken["name"]
    # "… — Kremlin" and "Kremlin: …" say who said it; after these marks stands whose page it is.
    for part in re.split(r"\s*[|•·]\s*", line):
        name = trimmed(part)
        if _is_office(name):
            return name
    return None


def _is_office(name: str) -> bool:
    found = _WORD.findall(name)
    if not 0 < len(found) <= _MOST_OFFICE_WORDS or re.search(r"[?!:;]", name):
        return False
    small = words("furniture", "small")
    if any(word[0].islower() and fold(word) not in small for word in found[1:]):
        return False
    if any(fold(word) in words("furniture", "talk") - {"president", "minister"} for word in found):
        return False
    folded = name.casefold()
    starts = any(
        folded == start.casefold() or folded.startswith(start.casefold() + " ")
        for start in listed("offices", "starts")
    )
    return starts or folded.endswith(tuple(each.casefold() for each in listed("offices", "ends")))
