"""Who sent a report, by how it opens: place, day, and the agency or paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aidememoire import parties
from aidememoire.outletnames import DATED, TITLED, is_media, is_name, trimmed
from aidememoire.publishers import agency, is_address

_OPENING = 120
_PREPOSITION = 4

_PLACE = r"(?P<place>[^\W\d_][^\n()\[\]]{0,70}?)"
_BRACKETED = re.compile(
    rf"(?:{_PLACE}[\s,.–—-]*)?[(/\[]\s*(?P<name>[^()\[\]\n/]{{2,45}}?)\s*[)/\]]\s*"
    r"(?:\.?\s*(?:--?|[–—:―])|\.\s|\s(?=[^\W\d_a-z]))"
)
_BARE = re.compile(
    r"(?P<place>[^\W\d_][\w .'’-]{2,25}?)[.,:]\s+(?:[\w .,]{3,45}?(?:[.,]|\s[–—-])\s+)?"
    r"(?P<name>[^\W_a-z][\w.&-]*(?: [A-Z]\w+){0,3}?)\s*(?:[.:]\s|/|\s--?\s|\s?[–—]\s|$)"
)
_TITLED = re.compile(
    r"[^\W\d_][^«»\"“”\n]{1,50}?[,.–—-]\s*(?P<name>[A-ZА-ЯІ]{2,5}\s+[«\"“„][^\n»\"”]{2,50}[»\"”])"
    r"\s*(?:[.,:/]|--?\s|[–—]\s|$)"
)
_SIGNED = re.compile(r"(?:^|[-–—]\s*)(?P<name>[A-Z][\w.]{2,20})\s*:(?=\s|$)", re.MULTILINE)
# "新华社北京3月14日电", "【共同日报专讯】", "【ソウル=共同】", "(서울=연합뉴스)".
_WIRED = re.compile(
    r"[【〔\[（(]?\s*(?P<name>[^\W\d_]{1,8}?(?:通讯社|通訊社|新闻社|新聞社|[社网網报報]))"
    r"[^\W\d_]{0,10}?\s*(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:[电電讯訊]|消息|报道|報道)"
)
_REPORTED = re.compile(r"[【〔\[](?P<name>[^\W\d_]{2,10}?)[专專综綜]?[讯訊电電][】〕\]]")
_EQUALS = re.compile(r"[【〔\[（(][^\n=＝()（）]{1,12}[=＝](?P<name>[^\W_]{2,12})[】〕\])）]")
# The Gulf agencies end the line of the day with their name.
_AFTER_DAY = re.compile(r"^.{5,80}?(?:19|20)\d{2}\s*(?:م|هـ)\s+(?P<name>[^\W\d_]\w*(?: \w+)?)$")


def senders(lines: Iterable[str]) -> Iterator[str]:
    """The names in the datelines with which lines open."""
    for opening in lines:
        start = opening[:_OPENING]
        for pattern in (_BRACKETED, _BARE):
            match = pattern.match(start)
            if match is None or (match.end() == len(opening) and not agency(match["name"])):
                continue
            if _is_sender(match["name"], match["place"] or ""):
                yield trimmed(match["name"])
        if (match := _TITLED.match(start)) and TITLED.match(match["name"]):
            yield match["name"]
        yield from _eastern(opening)
    for opening in lines:
        for match in _SIGNED.finditer(opening[:_OPENING]):
            if agency(match["name"]):
                yield match["name"]


def _eastern(opening: str) -> Iterator[str]:
    start = opening[:_OPENING]
    for pattern in (_WIRED, _REPORTED):
        match = pattern.match(start)
        if match and (
            agency(match["name"]) or (is_media(match["name"]) and is_name(match["name"]))
        ):
            yield match["name"]
    # In Japan the name after the mark can be the correspondent's.
    match = _EQUALS.match(start)
    if match and (agency(match["name"]) or is_media(match["name"]) or _is_hangul(match["name"])):
        yield match["name"]
    if match := _AFTER_DAY.match(opening.strip()):
        yield match["name"]


def _is_hangul(name: str) -> bool:
    return all("\uac00" <= char <= "\ud7a3" or char.isascii() for char in name)


def _is_sender(name: str, place: str) -> bool:
    """Whether a name in a dateline is a sender's, and what stands before it a place."""
    dated = DATED.search(place) is not None
    low = (word for word in place.split()[:-1] if word[0].islower() and not dated)
    if any(len(word) > _PREPOSITION for word in low):
        return False
    if agency(name) is not None:
        return True
    capital = name.isupper() and name.isascii() and len(name) > 1
    # German agencies write theirs small: "Berlin (dpa) –".
    if re.fullmatch(r"[a-z]{3,4}", name) and place[:1].isupper() and " " not in place.strip():
        return True
    named = dated or capital or is_media(name) or is_address(name)
    return named and is_name(name) and not (name.isupper() and parties.mentions(name))
