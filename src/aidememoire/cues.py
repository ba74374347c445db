"""Words by which code checks what a model says of a call: how it was held, at whose wish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

from aidememoire.article import Article
from aidememoire.record import Channel
from aidememoire.sentences import Sentence
from aidememoire.wordlists import any_of, table

_BEFORE = 60
"""How far before a word on a call stand those that make it another call, at the most."""
_CLAUSE = re.compile(r"[,;:.()،؛，。、–—]")


_words = partial(any_of, "cues")


def channel(article: Article, told: Sequence[Sentence], near: Sequence[Sentence] = ()) -> Channel:
    """How a call was held, by the words of the sentences that report it, then of the headline.

    A sentence counts before the ones after it: the report of a phone call may go on to a video
    conference that was spoken of.

    Args:
        article: The article.
        told: The sentences that report the call.
        near: Others that are about it, to be asked last.

    Returns:
        The channel; `unspecified` when they say nothing on it: a bare "call" or "conversation".
    """
    first = min((each.number for each in told), default=1)
    headline = [each for each in article.sentences[: first - 1] if each.heading]
    for sentence in (*told, *headline, *near):
        if found := _said(article.quote(sentence)):
            return found
    return "unspecified"


def _said(text: str) -> Channel | None:
    """How a call was held, by one sentence: its first word on that."""
    video = _first(_words("video").finditer(text), text)
    phone = _first(_words("phone").finditer(text), text)
    if video and phone:
        return "video" if video.start() <= phone.start() else "phone"
    return "video" if video else "phone" if phone else None


def _first(found: Iterable[re.Match[str]], text: str) -> re.Match[str] | None:
    """The first of these words that is on no other call: one planned, or one before."""
    for match in found:
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if not _words("other").search(_CLAUSE.split(before)[-1]):
            return match
    return None


def tells_of_wish(sentence: str, language: str = "en") -> bool:
    """Whether a sentence says at whose wish a call was held, or who called.

    In a language whose words for it are not known here, every sentence may.
    """
    if language not in table("cues")["covered"] or _words("wish_english").search(sentence):
        return True
    return language != "en" and _words("wish").search(sentence) is not None
