"""The summary: the model's own when it is faithful, else one put together from the record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from aidememoire.asking.people import fold
from aidememoire.record import Outcome, OutcomeKind, Participant, Topic
from aidememoire.views.parties import party_name
from aidememoire.wordlists import places

_MOST_TOPICS = 8
_MOST_OUTCOMES = 2
_KINDS: dict[OutcomeKind, str] = {
    "agreed": "Agreed by",
    "pledged": "Pledged by",
    "considered": "Under consideration by",
}
_NAME = re.compile(r"[^\W\d_][\w'’-]*|\d[\d.,:/-]*\d|\d")
_JOINTS = re.compile(r"[-/:'’]")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
_GENITIVE = re.compile(r"['’]s?$")
_WITHIN = re.compile(r"[\w,;] [\"'“‘(]?$")
"""What stands before a word within a sentence."""
_WITHIN_LENGTH = 3
_EDGE = re.compile(r"\b")


def summary(
    text: str,
    given: str | None,
    participants: Sequence[Participant],
    topics: Sequence[Topic],
    outcomes: Sequence[Outcome],
    language: str,
) -> str:
    """Two or three sentences on what was said and agreed, in English.

    Args:
        text: The article's, or as much of it as is at hand.
        given: The model's summary, if it was asked for one. It is taken when every name and number
            in it stands in the article.
        participants: Who spoke.
        topics: What on.
        outcomes: What was agreed. Of an article in English their sentences are quoted; of others it
            is told what they are on.
        language: The article's, as an ISO 639 code.
    """
    if given and faithful(given, text):
        return given
    names = _listed([one.name for one in participants])
    titles = [topic.title for topic in topics[:_MOST_TOPICS]]
    if language == "en":
        inside = [_inside(title, text) for title in titles]
        standing = [title for title in inside if faithful(f"On {title}", text)]
        about = _listed(standing or inside, "; ")
        agreed = [" ".join(span.quote.split()) for one in outcomes for span in one.evidence]
    else:
        # Where the article is no help, what is a name in a title can't be told.
        about = f"these matters: {'; '.join(titles)}" if len(titles) > 1 else titles[0]
        agreed = [said for one in outcomes if (said := _told(one, topics))]
    return " ".join([f"{names} spoke about {about}.", *dict.fromkeys(agreed[:_MOST_OUTCOMES])])


def _told(outcome: Outcome, topics: Sequence[Topic]) -> str | None:
    """An outcome by the matters that its sentences are on; None where they are on none."""
    spans = {(span.start, span.end) for span in outcome.evidence}
    on = [t.title for t in topics if spans & {(span.start, span.end) for span in t.evidence}]
    by = _listed([party_name(code) for code in outcome.by])
    return f"{_KINDS[outcome.kind]} {by}: {'; '.join(on)}." if on else None


def faithful(summary: str, text: str) -> bool:
    """Whether every name and number of a summary stands in the text, whole.

    A name is a capitalised word that does not open a sentence.
    """
    known = _words(text)
    summary = _undotted(summary)
    for match in _NAME.finditer(summary):
        word = match.group()
        before = summary[: match.start()].rstrip("\"'“‘( ")
        opens = not before or before.endswith((".", "!", "?"))
        told = word[0].isdigit() or (word[0].isupper() and not opens)
        if told and not (_forms(word) & known or set(_parts(word)) <= known):
            return False
    return True


@lru_cache(maxsize=16)
def _words(text: str) -> frozenset[str]:
    """The words and numbers of a text, and the parts of those that are joined."""
    found = set(_NAME.findall(_undotted(text)))
    parts = {part for word in found for part in _parts(word)}
    return frozenset(form for word in found | parts for form in _forms(word))


def _undotted(text: str) -> str:
    """The text with its initials joined: "US" for "U.S."."""
    return _DOTTED.sub(lambda match: match.group().replace(".", ""), text)


def _parts(word: str) -> list[str]:
    """What a word or a date is joined of: "Berlin-based", "28/10/2020"; not the halves of "1.5"."""
    return [fold(part) for part in _JOINTS.split(word) if part]


def _forms(word: str) -> frozenset[str]:
    """A word as it is looked up: without a genitive or plural ending; a number without commas."""
    if word[0].isdigit():
        return frozenset({word.replace(",", "")})
    bare = fold(_GENITIVE.sub("", word))
    return frozenset({bare, bare.removesuffix("s")})


def _inside(title: str, text: str) -> str:
    """A title within a sentence: its first letter small, but of "EU" and of what is a name."""
    first = title.split(maxsplit=1)[0]
    within = (
        _WITHIN.search(text, max(0, at - _WITHIN_LENGTH), at) and _EDGE.match(text, at + len(first))
        for at in places(first, text)
    )
    if first[1:2].isupper() or any(within):
        return title
    return title[0].lower() + title[1:]


def _listed(parts: Sequence[str], comma: str = ", ") -> str:
    if len(parts) < 2:  # noqa: PLR2004 # one part needs no "and"
        return "".join(parts)
    return f"{comma.join(parts[:-1])} and {parts[-1]}"
