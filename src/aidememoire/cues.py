"""Words by which code checks what a model says of a call: how it was held, at whose wish."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from aidememoire.article import Article, Sentence
from aidememoire.record import Channel


@cache
def _cues() -> dict[str, list[str]]:
    return tomllib.loads((files("aidememoire") / "data" / "cues.toml").read_text("utf-8"))


def _holds(cue: str, text: str) -> bool:
    folded = text.casefold()
    return any(stem in folded for stem in _cues()[cue])


def channel(article: Article, told: Sequence[Sentence]) -> Channel:
    """How a call was held, by the words of the sentences that report it, then of the headline.

    `unspecified` when they say nothing on it: a bare "call" or "conversation".
    """
    first = told[0].number if told else 1
    headline = [each for each in article.sentences[: first - 1] if each.heading]
    for sentences in (told, headline):
        text = " ".join(article.quote(each) for each in sentences)
        if _holds("video", text):
            return "video"
        if _holds("phone", text):
            return "phone"
    return "unspecified"


def tells_of_wish(sentence: str) -> bool:
    """Whether a sentence says at whose wish a call was held, or who called."""
    return _holds("wish", sentence)
