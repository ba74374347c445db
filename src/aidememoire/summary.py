"""The summary: the model's own when it is faithful, else one put together from the record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from aidememoire.asking.people import fold, short_name, stands
from aidememoire.lengths import weight
from aidememoire.record import Evidence, Outcome, OutcomeKind, Participant, Statement, Topic
from aidememoire.views.phrases import parties
from aidememoire.wordlists import places

_MOST_TOPICS = 8
_MOST_OUTCOMES = 2
_SENTENCES = 3
_LONGEST = 50  # words of a sentence that still sums something up
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
_SOMEBODY = re.compile(r"(?:I|We|My|Our|He|She|His|Her)\b")
_EDGE = re.compile(r"\b")


def summary(
    text: str,
    participants: Sequence[Participant],
    topics: Sequence[Topic],
    statements: Sequence[Statement],
    outcomes: Sequence[Outcome],
    language: str,
) -> str:
    """Two or three sentences on what was said and agreed, in English.

    The first says who spoke about what. Then come who took which position and what was agreed, as
    many as there is room for: in the article's own sentences where it is in English, else by the
    matters that they are on. There is one sentence alone where the record has nothing more.

    Args:
        text: The article's, or as much of it as is at hand.
        participants: Who spoke.
        topics: What on.
        statements: Who took which position.
        outcomes: What was agreed.
        language: The article's, as an ISO 639 code.
    """
    names = _listed([one.name for one in participants])
    titles = [topic.title for topic in topics[:_MOST_TOPICS]]
    if language == "en":
        inside = [_inside(title, text) for title in titles]
        standing = [title for title in inside if faithful(f"On {title}", text)]
        about = _listed(standing or inside, "; ")
        agreed = [_said_of(one, span, participants) for one in outcomes for span in one.evidence]
        said = [each for each in _positions(statements, participants) if each not in agreed]
    else:
        # Where the article is no help, what is a name in a title can't be told.
        about = f"these matters: {'; '.join(titles)}" if len(titles) > 1 else titles[0]
        agreed = [told for one in outcomes if (told := _told(one, topics))]
        said = list(_sides(statements))
    results = [*dict.fromkeys(agreed)][:_MOST_OUTCOMES]
    room = _SENTENCES - 1 - len(results)
    return " ".join([f"{names} spoke about {about}.", *said[:room], *results])


def _positions(statements: Sequence[Statement], participants: Sequence[Participant]) -> list[str]:
    """Sentences of statements that stand by themselves: each side's first, then its second.

    Those that name whom they are by come before others. "He also stressed that" says nothing to
    who has not read on.
    """
    found: dict[str, tuple[bool, int]] = {}
    told: Counter[tuple[str, ...]] = Counter()
    for one in statements:
        sentence = _quoted(one.evidence[0])
        if sentence in found or _SOMEBODY.match(sentence) or weight(sentence) > _LONGEST:
            continue
        people = (short_name(each.name) for each in participants if each.party in one.by)
        found[sentence] = (not any(stands(name, sentence) for name in people), told[one.by])
        told[one.by] += 1
    return sorted(found, key=lambda sentence: found[sentence])


def _said_of(outcome: Outcome, span: Evidence, participants: Sequence[Participant]) -> str:
    """An outcome's sentence; with whom it binds, where that sentence says only "he" or "I"."""
    sentence = _quoted(span)
    bound = _listed([one.name for one in participants if one.party in outcome.by])
    if bound and _SOMEBODY.match(sentence):
        return f"{_KINDS[outcome.kind]} {bound}: {sentence}"
    return sentence


def _quoted(span: Evidence) -> str:
    return " ".join(span.quote.split())


def _sides(statements: Sequence[Statement]) -> Iterator[str]:
    """The sides that took positions, each with the matters that these are on."""
    on: dict[tuple[str, ...], dict[str, None]] = {}
    for one in statements:
        if one.topic:
            on.setdefault(one.by, {})[one.topic] = None
    for by, titles in on.items():
        yield f"Positions of {parties(by)}: {'; '.join([*titles][:_MOST_TOPICS])}."


def _told(outcome: Outcome, topics: Sequence[Topic]) -> str | None:
    """An outcome by the matters that its sentences are on; None where they are on none."""
    spans = {(span.start, span.end) for span in outcome.evidence}
    on = [t.title for t in topics if spans & {(span.start, span.end) for span in t.evidence}]
    return f"{_KINDS[outcome.kind]} {parties(outcome.by)}: {'; '.join(on)}." if on else None


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
    first = _GENITIVE.sub("", title.split(maxsplit=1)[0])
    within = (
        _WITHIN.search(text, max(0, at - _WITHIN_LENGTH), at) and _EDGE.match(text, at + len(first))
        for at in places(first, text)
    )
    if sum(map(str.isupper, first)) > 1 or any(within):
        return title
    return title[0].lower() + title[1:]


def _listed(parts: Sequence[str], comma: str = ", ") -> str:
    if len(parts) < 2:  # noqa: PLR2004 # one part needs no "and"
        return "".join(parts)
    return f"{comma.join(parts[:-1])} and {parts[-1]}"
