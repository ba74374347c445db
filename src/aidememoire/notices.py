"""What a page says of itself in its notices: whose rights, whose newsletter, whom to follow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aidememoire.outletnames import Before, is_name, trimmed
from aidememoire.publishers import agency, listed
from aidememoire.wordlists import folded

_NAME = r"(?P<name>[^\W_][\w.&'’-]*(?:\s+[^\s,.;:|()]+){0,5}?)"
_QUOTED = r"[\"'«“„]?"
_RESERVED = "|".join(re.escape(each) for each in listed("notices", "rights"))
_FOLLOW = "|".join(
    re.escape(folded(each)) for each in sorted(listed("notices", "follow"), key=len, reverse=True)
)
_NEWSLETTER = "|".join(re.escape(folded(each)) for each in listed("notices", "newsletter"))

_NETWORK = r"(?:twitter|facebook|telegram|instagram|x|whatsapp|youtube|google)"
# What pages say of themselves, in the languages that say it most: in small letters, since the text
# they are looked for in is folded.
_SELF = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"\bthe {_NAME} is not responsible for the content of external",
        rf"(?:consent|permission) of (?:the )?{_NAME}\s*(?:is|are|[.,]|$)",
        rf"rights (?:are )?reserved (?:by|to) {_NAME}\s*(?:[.,|]|$)",
        rf"rights (?:belong to|by) {_NAME}\s*(?:[.,|]|$)",
        rf"tüm haklari {_NAME}['’]\w+ aittir",
        rf"(?:ссылка|посилання) на {_QUOTED}{_NAME}[»\"”]? (?:обязательна|обов)",
        rf"our standards:? (?:the )?{_NAME} trust principles",
        rf"(?:follow|join|like) (?:the )?{_NAME}(?: channel)? on {_NETWORK}\b",
        rf"join (?:the )?{_NAME} channel\b",
        rf"get {_NAME} in your inbox",
        rf"sign up (?:for|to) (?:the )?{_NAME}['’]s? (?:\w+ )?newsletter",
        rf"download (?:the )?{_NAME} app\b",
        rf"\b(?:{_FOLLOW}) {_QUOTED}{_NAME}[»\"”]? (?:\w{{1,4}} )?{_NETWORK}\b",
        rf"\b(?:{_NEWSLETTER}) {_QUOTED}{_NAME}[»\"”]?$",
    )
)
_CONTAINS = Before(r"\b(?P<name>\w[\w.'-]*(?: \w[\w.'-]*){0,3}?)(?:'s)?", "website contains only")
_YEARS = r"\d{4}(?:\s?[-–—]\s?\d{2,4})?"
_RIGHTS = (
    re.compile(
        rf"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:{_YEARS}[,.]?\s+)?(?:by\s+)?"
        rf"(?P<name>[^\W\d_][^|\n©,;:]{{1,60}}?)\s*(?:[,.]?\s*{_YEARS})?\s*[-–—]?\s*"
        r"(?:$|[.,|;]|\ball rights|\bunauthori)",
        re.IGNORECASE | re.MULTILINE,
    ),
    re.compile(rf"^{_NAME}[ \t]*[–—.,|-]+[ \t]*(?:{_RESERVED})", re.IGNORECASE | re.MULTILINE),
)
_YEAR_OR_RIGHTS = re.compile(
    rf"{_YEARS}|copyright|rights reserved|prohibited|{_RESERVED}", re.IGNORECASE
)
_RIGHTS_ALONE = re.compile(_RESERVED, re.IGNORECASE)
_PHOTO = re.compile(r"\b(?:photo|image|picture|getty|shutterstock)", re.IGNORECASE)


def rights(text: str) -> Iterator[str]:
    """Whose the rights are, in the notices of a page."""
    for pattern in _RIGHTS:
        for match in pattern.finditer(text):
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.end())
            line = text[start : end if end >= 0 else None]
            if _YEAR_OR_RIGHTS.search(match[0] + line[-80:]) and not _PHOTO.search(line):
                yield from _valid([match["name"]], loose=True)


def of_itself(text: str) -> Iterator[str]:
    """Whom the page names as itself: who is to be followed, whose consent is needed."""
    yield from _valid(_CONTAINS.names(text))
    small = folded(text)
    for pattern in _SELF:
        yield from _valid(text[slice(*match.span("name"))] for match in pattern.finditer(small))


def _valid(names: Iterable[str], *, loose: bool = False) -> Iterator[str]:
    """The names, trimmed, that can be one; of "Merve Aydogan Anadolu Agency" the agency."""
    for each in names:
        name = trimmed(each)
        found = name.split()
        ends = (" ".join(found[at:]) for at in range(len(found)))
        if is_name(name, loose=loose) and not _RIGHTS_ALONE.search(name):
            yield next((end for end in ends if agency(end)), name)
