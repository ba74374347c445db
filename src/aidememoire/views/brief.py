"""A Markdown brief of one article's calls for a desk officer, each item with its evidence.

Words of articles and models are escaped: they become neither markup nor links nor HTML.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from aidememoire.record import (
    Call,
    Evidence,
    Extraction,
    GivenDay,
    Outcome,
    Participant,
    Statement,
    Topic,
)
from aidememoire.untrusted import in_markdown
from aidememoire.views.parties import party_name

_CHANNELS = {"phone": "phone call", "video": "video call", "unspecified": "call"}
_ACTS = {
    "inform": ("informs", "inform"),
    "stress": ("stresses", "stress"),
    "support": ("supports", "support"),
    "praise": ("praises", "praise"),
    "thank": ("thanks", "thank"),
    "congratulate": ("congratulates", "congratulate"),
    "concern": ("is concerned", "are concerned"),
    "criticise": ("criticises", "criticise"),
    "urge": ("urges", "urge"),
    "propose": ("proposes", "propose"),
}
"""What one party does, and several."""


def brief(record: Extraction, notes: str = "") -> str:
    """The brief of one article, ending with a line break.

    Args:
        record: What the article says.
        notes: What footnotes' names begin with, so that briefs of several articles can stand in
            one file.
    """
    footnotes = _Footnotes(notes)
    lines = [line for call in record.calls for line in _call(call, record, footnotes)]
    if not record.calls:
        lines = ["# No call", "", _source(record), "", "The article reports no call."]
    return "\n".join([*lines, *footnotes.lines()]) + "\n"


class _Footnotes:
    """Gives each verbatim sentence one footnote, however many items stand on it."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._spans: dict[Evidence | GivenDay, str] = {}

    def __call__(self, evidence: Iterable[Evidence | GivenDay]) -> str:
        names = [
            self._spans.setdefault(span, f"{self._prefix}{len(self._spans) + 1}")
            for span in evidence
        ]
        return "".join(f"[^{name}]" for name in names)

    def lines(self) -> Iterator[str]:
        for span, name in self._spans.items():
            if isinstance(span, GivenDay):
                yield f"[^{name}]: Given with the article, not printed in it: {_day(span.value)}"
                continue
            yield f"[^{name}]: {in_markdown(span.quote)} (characters {span.start}–{span.end})"


def _call(call: Call, record: Extraction, notes: _Footnotes) -> Iterator[str]:
    yield f"# {_heading(call)}"
    yield ""
    yield _source(record)
    yield ""
    yield from _facts(call, notes)
    yield ""
    yield in_markdown(call.summary)
    yield ""
    yield from _matters(call, notes)


def _heading(call: Call) -> str:
    parties = dict.fromkeys(party_name(one.party) for one in call.participants)
    day = f", {_day(call.date.value)}" if call.date else ""
    return f"{' – '.join(parties)}: {_CHANNELS[call.channel]}{day}"


def _source(record: Extraction) -> str:
    article = record.article
    parts = [article.title, article.outlet, _day(article.published) if article.published else None]
    return " · ".join(in_markdown(part) for part in [*parts, f"article {article.id}"] if part)


def _facts(call: Call, notes: _Footnotes) -> Iterator[str]:
    who = [f"{_person(one)}{notes(one.evidence)}" for one in call.participants]
    yield f"- **Who:** {'; '.join(who)}"
    if call.date is None:
        yield "- **When:** the article fixes no day"
    else:
        inferred = " (inferred from the account's date)" if call.date.basis == "inferred" else ""
        yield f"- **When:** {_day(call.date.value)}{inferred}{notes(call.date.evidence)}"
    if call.channel == "unspecified":
        yield "- **How:** a call; the article does not say how"
    else:
        yield f"- **How:** by {call.channel}"
    if call.initiated_by:
        wish = f"{party_name(call.initiated_by.party)}{notes(call.initiated_by.evidence)}"
        yield f"- **At whose wish:** {wish}"
    else:
        yield "- **At whose wish:** not said"
    if call.sources:
        yield f"- **According to:** {'; '.join(map(in_markdown, call.sources))}"


def _person(one: Participant) -> str:
    office = f", {in_markdown(one.office)}" if one.office else ""
    return f"{in_markdown(one.name)}{office} ({party_name(one.party)})"


def _matters(call: Call, notes: _Footnotes) -> Iterator[str]:
    """Each topic with what was said and settled on it, then what belongs to none."""
    outcomes = [(outcome, _topic_of(outcome, call.topics)) for outcome in call.outcomes]
    for topic in call.topics:
        yield f"## {in_markdown(topic.title)} ({topic.area}){notes(topic.evidence)}"
        yield ""
        own = [one for one in call.statements if one.topic == topic.title]
        settled = [outcome for outcome, matter in outcomes if matter is topic]
        yield from _items(own, settled, notes)
    own = [one for one in call.statements if one.topic is None]
    settled = [outcome for outcome, matter in outcomes if matter is None]
    if own or settled:
        yield f"## {'Also' if call.topics else 'What was said'}"
        yield ""
        yield from _items(own, settled, notes)
    if call.references:
        yield "## Documents and meetings cited"
        yield ""
        for cited in call.references:
            day = f", {cited.date}" if cited.date else ""
            yield f"- {in_markdown(cited.name)}{day}{notes(cited.evidence)}"
        yield ""


def _items(
    statements: Sequence[Statement], outcomes: Sequence[Outcome], notes: _Footnotes
) -> Iterator[str]:
    for one in statements:
        said = f"{_parties(one.by)} *{_ACTS[one.act][len(one.by) > 1]}*"
        yield f"- {said}: {in_markdown(one.text)}{notes(one.evidence)}"
    for outcome in outcomes:
        kind = f"**{outcome.kind.capitalize()}** ({_parties(outcome.by)})"
        yield f"- {kind}: {in_markdown(outcome.text)}{notes(outcome.evidence)}"
    if statements or outcomes:
        yield ""


def _topic_of(outcome: Outcome, topics: Sequence[Topic]) -> Topic | None:
    """The topic that shares most of the outcome's evidence; None when none does."""
    shared = [
        sum(
            max(0, min(ours.end, theirs.end) - max(ours.start, theirs.start))
            for ours in outcome.evidence
            for theirs in topic.evidence
        )
        for topic in topics
    ]
    most = max(shared, default=0)
    return topics[shared.index(most)] if most else None


def _parties(codes: Iterable[str]) -> str:
    *others, last = map(party_name, codes)
    return f"{', '.join(others)} and {last}" if others else last


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
