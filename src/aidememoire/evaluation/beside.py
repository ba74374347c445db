"""What is reported beside the score of codebook section 3, and is no part of it.

Where the codebook leaves a choice:

- `leak` takes the evidence of topics, statements and outcomes on both sides, as `content` does,
  over all calls of the article. It is unscored when nothing was predicted.
- A summary names a topic when the token-set ratio of the topic's title and the summary, without
  case and punctuation, is at least 75, as for references: about six tenths of the title's letters
  stand in it, as whole words. Topics of a gold call that was not predicted are not named.
- Proper names are the capitalised words of a summary but for the first of each sentence (unless
  another capitalised word follows it). Words stand in the article whatever their case, with or
  without "'s" or a plural "s"; a month may be abbreviated or a number there; a number may be
  grouped by commas or carry leading zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, get_args

from rapidfuzz import fuzz, utils

from aidememoire.evaluation.gold import Gold
from aidememoire.evaluation.items import Item, Score, short
from aidememoire.evaluation.pairing import characters
from aidememoire.evaluation.scores import content_spans, pair_calls
from aidememoire.record import Extraction

Beside = Literal["grounded", "leak", "summary_coverage", "summary_faithful"]
BESIDE: tuple[Beside, ...] = get_args(Beside)

_NAMED = 75
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?]['\"’”)]*\s+$")


def beside(gold: Gold, predicted: Extraction, text: str) -> dict[Beside, Score]:
    """Measure what stands beside the score.

    Args:
        gold: What a labeller says.
        predicted: What is measured, a record of the same text.
        text: The article's text.
    """
    return {
        "grounded": grounded(predicted, text),
        "leak": leak(gold, predicted),
        "summary_coverage": summary_coverage(gold, predicted),
        "summary_faithful": summary_faithful(gold, predicted, text),
    }


def grounded(predicted: Extraction, text: str) -> Score:
    """The share of evidence spans with `text[start:end] == quote`; must be 1."""
    spans = list(predicted.evidence())
    items = tuple(
        Item(
            side="predicted",
            name=path,
            label=short(span.quote),
            credit=0.0,
            note=f"is not what stands at {span.start}–{span.end}",
        )
        for path, span in spans
        if text[span.start : span.end] != span.quote
    )
    return Score(value=1 - len(items) / len(spans) if spans else None, items=items)


def leak(gold: Gold, predicted: Extraction) -> Score:
    """The share of the predicted content's characters that stand outside gold's; best is 0."""
    ours = characters(span for call in gold.calls for span in content_spans(call))
    theirs = characters(span for call in predicted.calls for span in content_spans(call))
    return Score(value=len(theirs - ours) / len(theirs) if theirs else None)


def summary_coverage(gold: Gold, predicted: Extraction) -> Score:
    """The share of gold topics that the summary of their call names."""
    partner = dict(pair_calls(gold, predicted))
    items = []
    for index, call in enumerate(gold.calls):
        summary = predicted.calls[partner[index]].summary if index in partner else ""
        for number, topic in enumerate(call.topics, start=1):
            ratio = fuzz.token_set_ratio(topic.title, summary, processor=utils.default_process)
            note = "" if ratio >= _NAMED else "is not named in the summary"
            items.append(
                Item(
                    side="gold",
                    name=f"topic {number}",
                    label=short(topic.title),
                    credit=float(not note),
                    note=note,
                )
            )
    value = sum(item.credit for item in items) / len(items) if items else None
    return Score(value=value, items=tuple(items))


def summary_faithful(gold: Gold, predicted: Extraction, text: str) -> Score:
    """The share of summaries in which every number, date and proper name is the article's."""
    if gold.article.language != "en" or not predicted.calls:
        return Score(value=None)
    known = _forms(text)
    items = []
    for number, call in enumerate(predicted.calls, start=1):
        foreign = [name for name in _names(call.summary) if not _stands(name, known)]
        note = f"says what the article does not: {', '.join(foreign)}" if foreign else ""
        name, label = f"call {number}, summary", short(call.summary)
        credit = float(not foreign)
        items.append(Item(side="predicted", name=name, label=label, credit=credit, note=note))
    return Score(value=sum(item.credit for item in items) / len(items), items=tuple(items))


def _names(summary: str) -> Iterator[str]:
    """The numbers and the proper names of a summary."""
    yield from _NUMBER.findall(summary)
    matches = list(_WORD.finditer(summary))
    for index, match in enumerate(matches):
        if not match[0][0].isupper():
            continue
        before = summary[: match.start()]
        first = not before.strip() or _SENTENCE_END.search(before)
        following = matches[index + 1 : index + 2]
        adjoined = following and summary[match.end() : following[0].start()] == " "
        if not first or (adjoined and following[0][0][0].isupper()):
            yield match[0]


def _number(digits: str) -> str:
    return digits.replace(",", "").lstrip("0") or "0"


def _bare(word: str) -> str:
    return re.sub(r"(?:['’]s|s['’]?)$", "", word.casefold())


def _forms(text: str) -> frozenset[str]:
    """Every word and number of a text in the form in which `_stands` looks it up."""
    words = _WORD.findall(text)
    parts = [part for word in words for part in re.split(r"[-'’.]", word) if part]
    return frozenset(map(_bare, [*words, *parts])) | frozenset(map(_number, _NUMBER.findall(text)))


def _stands(name: str, known: frozenset[str]) -> bool:
    if name[0].isdigit():
        return _number(name) in known
    word = name.casefold()
    if word in _MONTHS:
        return bool({_bare(word), word[:3], word[:4], str(_MONTHS.index(word) + 1)} & known)
    return _bare(word) in known or all(_bare(part) in known for part in re.split(r"[-'’.]", word))
