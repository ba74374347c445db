"""Sentences that report nothing: they speak to the machine that reads, or are data and no prose.

Text in an article can't give orders here, whatever it says: nothing in it is taken for an
instruction. But what it tells a model to write should not be quoted as part of a call either. This
is a second guard and not the first, so it takes only what is plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidememoire.article import Article
from aidememoire.sentences import Sentence
from aidememoire.wordlists import Expressions

_DATA = re.compile(r'"\s*:\s*["\[{\d]')
_LEAST_DATA = 2
# Leaders do speak of artificial intelligence, and answer: its name is no sign, with an order it is.
_MACHINE = Expressions(
    ["language model", "chat ?bot", "artificial intelligence", r"\bai (?:assistant|model|system)"]
)
_BEGUN = r"(?:^\W*|[.:;!?,–—-]\s*|\b(?:you|please|now) )"
_ORDER = Expressions([rf"{_BEGUN}(?:ignore|disregard|forget|write|answer|output|summari[sz]e)\b"])
_FORGET = r"\b(?:ignore|disregard|forget)"
_EARLIER = r"(?:all|any|previous|above|prior|earlier|preceding|your|these|other|system)"
_TOLD = r"(?:instructions?|prompts?)"
_TO_A_MACHINE = Expressions(
    [
        r"\bsystem prompt\b",
        r"^\W*(?:system|assistant)\s*:",
        rf"{_FORGET} (?:\w+ ){{0,2}}?{_EARLIER}\b(?s:.{{0,30}})\b{_TOLD}\b",
        rf"{_FORGET} (?:the |its )?{_TOLD} (?:\w+ ){{0,4}}?(?:above|before|earlier|previously)\b",
        r"\bmodèle de langage\b",
        r"\bsprachmodell\b",
        r"\bmodelo de (?:lenguaje|linguagem)\b",
        r"\bdil modeli\b",
        r"языков\w+ модел|мовн\w+ модел|语言模型|語言模型|言語モデル|نموذج لغوي",
    ]
)
# Marks by which talks with models are written down, and tags of prompts; HTML has none of them.
_MARK = re.compile(
    r"\[/?INST\]|<\|\w+\|>|<</?SYS>>|</?(?:instructions?|system|prompt|document)\b[^<>]{0,80}>",
    re.IGNORECASE,
)
_BETWEEN = 8


def reporting(article: Article) -> tuple[Sentence, ...]:
    """The sentences of an article without those that are data, or speak to a machine.

    What follows in the paragraph of a sentence that speaks to a machine goes with it: orders
    seldom are one sentence long. So do the few sentences between two marks of a forged prompt.
    """
    injected = set(_injected(article))
    return tuple(each for each in article.sentences if each.number not in injected)


def _injected(article: Article) -> Iterator[int]:
    yield from _between_marks(article)
    paragraph = None
    for sentence in article.sentences:
        text = article.quote(sentence)
        if _to_a_machine(text):
            paragraph = sentence.paragraph
        if sentence.paragraph == paragraph or len(_DATA.findall(text)) >= _LEAST_DATA:
            yield sentence.number


def _to_a_machine(text: str) -> bool:
    if _TO_A_MACHINE.search(text):
        return True
    return _MACHINE.search(text) is not None and _ORDER.search(text) is not None


def _between_marks(article: Article) -> Iterator[int]:
    last = -_BETWEEN
    for sentence in article.sentences:
        if _MARK.search(article.quote(sentence)):
            near = sentence.number - last <= _BETWEEN
            yield from range(last if near else sentence.number, sentence.number + 1)
            last = sentence.number
