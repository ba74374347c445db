"""From what a plan found to the record: numbers become spans, words become days and codes.

Code checks, normalises and rejects here what the model said. Who publishes the article, whose
account it relays and what that cites, code reads off the page itself, and at whose wish a call was
held where the words for that are plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from aidememoire import days
from aidememoire.article import Article
from aidememoire.asking.draft import EVERYONE, CallDraft, Draft, surest
from aidememoire.asking.people import fold, short_name, stands
from aidememoire.calldays import beside, call_date, span_of
from aidememoire.confidence import confidence
from aidememoire.crossed import uncrossed
from aidememoire.cues import channel, tells_of_wish
from aidememoire.held import ahead, posed
from aidememoire.injected import reporting
from aidememoire.named import as_told, known_as, naming_sentence, office_of, party_of, sentence_of
from aidememoire.own import info_of
from aidememoire.record import (
    Call,
    CallDate,
    Channel,
    Evidence,
    Extraction,
    Initiator,
    Outcome,
    Participant,
    Reference,
    Statement,
    Topic,
    says_something,
)
from aidememoire.references import Found, add, cited_in
from aidememoire.relayed import sources_of
from aidememoire.sentences import Sentence
from aidememoire.summary import faithful, summary
from aidememoire.wishes import wish_of

_FEWEST = 2
_LEAD = 2


def to_record(article: Article, draft: Draft) -> Extraction:
    """Make the record of an article from what a plan found in it.

    Args:
        article: The article.
        draft: What was found, by sentence numbers of this article.

    Returns:
        The record, each item on verbatim sentences. What can't stand on any is left out: a person
        whom the article does not name, an outlet that it does not hold, a call of fewer than two
        people, or of none whom the article names, of no matter, one still to come, or one with an
        impostor.
    """
    published = days.published(article)
    info = info_of(article, draft.outlet, published)
    calls: list[Call | None] = []
    for place in range(len(draft.calls)):
        dates = tuple(call.date if call else None for call in calls)
        calls.append(_Grounding(article, draft, place, published, dates).call())
    return Extraction(
        schema_version="1",
        article=info,
        calls=tuple(call for call in calls if call is not None),
    )


@dataclass
class _Grounding:
    """Makes the record of one call."""

    article: Article
    found: Draft
    place: int
    published: days.DayFound | days.DayGiven | None
    dates: tuple[CallDate | None, ...]
    """Those of the calls before it."""

    @property
    def draft(self) -> CallDraft:
        """What was found of the call."""
        return self.found.calls[self.place]

    def call(self) -> Call | None:
        """The record, or None when too little of the draft stands in the article."""
        reports = [self.article.quote(self.article.sentences[n - 1]) for n in self.draft.told]
        if ahead(reports) or any(map(posed, reports)):
            return None
        participants = tuple(self._participants())
        matters = self._topics()
        if len(self.draft.people) < _FEWEST or not participants or not matters:
            return None
        told = self._told
        statements = tuple(self._statements(matters))
        outcomes = tuple(self._outcomes())
        return Call(
            date=call_date(
                self.article,
                told,
                self.published,
                main=self.place == 0,
                others=beside(self.found.calls, self.place, self.dates),
            ),
            channel=self._channel(),
            initiated_by=self._initiator(participants),
            sources=self._sources(),
            participants=participants,
            topics=matters,
            statements=statements,
            outcomes=outcomes,
            references=tuple(self._references()),
            summary=self._given_summary()
            or summary(
                self.article.text,
                participants,
                matters,
                statements,
                outcomes,
                self.article.language,
            ),
        )

    def _given_summary(self) -> str | None:
        """The model's summary, if it was asked for one and it is faithful."""
        given = self.draft.summary
        return given if given and faithful(given, self.article.text) else None

    @cached_property
    def _told(self) -> tuple[Sentence, ...]:
        """The sentences that report the call: those found, then the first of a main call."""
        numbers = list(self.draft.told)
        if self.place == 0:
            numbers += self._body[:_LEAD]
        return tuple(self.article.sentences[number - 1] for number in dict.fromkeys(numbers))

    def _channel(self) -> Channel:
        """By its report, before what reports another call too or just leads; then the rest."""
        others = self.found.told_besides(self.draft)
        told = sorted(
            self._told, key=lambda s: (s.number not in self.draft.told, s.number in others)
        )
        only = len(self.found.calls) == 1
        near = self.draft.beside if only else self.draft.content
        body = set(self._body)
        numbers = [number for number in near if number in body]
        return channel(self.article, told, [self.article.sentences[n - 1] for n in numbers])

    @cached_property
    def _body(self) -> list[int]:
        return [each.number for each in reporting(self.article) if not each.heading]

    def _spans(self, numbers: Iterable[int]) -> tuple[Evidence, ...]:
        sentences = [self.article.sentences[number - 1] for number in sorted(set(numbers))]
        return tuple(span_of(self.article, each) for each in sentences)

    def _participants(self) -> Iterable[Participant]:
        people = {person.name: person for person in self.draft.people}
        told = [each.number for each in self._told]
        naming = {name: naming_sentence(self.article, name, told) for name in people}
        named = {name: number for name, number in naming.items() if number is not None}
        codes = {name: party_of(self.article, people[name]) for name in named}
        self._parties = uncrossed(self.article, codes)
        known = known_as(self.article, self._parties, told)
        for name, number in named.items():
            holder = known.get(name)
            own = sentence_of(self.article, holder, told) if holder else None
            yield Participant(
                name=holder.name if holder else as_told(self.article, name),
                office=office_of(people[name]),
                party=self._parties[name],
                evidence=self._spans([own or number]),
                confidence=confidence("participants", people[name].logprob),
            )

    def _codes(self, names: Sequence[str]) -> tuple[str, ...]:
        everyone = dict.fromkeys(self._parties.values())
        if EVERYONE in names:
            return tuple(everyone)
        codes = {self._parties[name] for name in names if name in self._parties}
        return tuple(code for code in everyone if code in codes)

    def _topics(self) -> tuple[Topic, ...]:
        merged: dict[str, Topic] = {}
        self._titles: dict[str, str] = {}
        for matter in self.draft.matters:
            title = self._checked(matter.title, matter.area)
            known = merged.get(title.casefold())
            evidence = self._spans(matter.sentences)
            if known:
                spans = {span.start: span for span in (*known.evidence, *evidence)}
                evidence = tuple(spans[start] for start in sorted(spans))
                title = known.title
            self._titles[matter.title.casefold()] = title
            area = known.area if known else matter.area
            sure = surest(known.confidence if known else None, confidence("topics", matter.logprob))
            merged[title.casefold()] = Topic(
                title=title, area=area, evidence=evidence, confidence=sure
            )
        return tuple(merged.values())

    def _checked(self, title: str, area: str) -> str:
        """The title, unless it says nothing, or names or counts what the article doesn't."""
        title = title.strip(" .,;:-").replace("\n", " ")
        if self.article.language == "en":
            folded = fold(self.article.text)
            words = title.split()
            named = [w for w in words[1:] if w[:1].isupper() or any(c.isdigit() for c in w)]
            if any(fold(word)[:5] not in folded for word in named):
                return f"Matters of {area}"
        return title if says_something(title) else f"Matters of {area}"

    def _statements(self, topics: Sequence[Topic]) -> Iterable[Statement]:
        for said in self.draft.said:
            codes = self._codes(said.by)
            evidence = self._spans(said.sentences)
            text = _worded(said.text, evidence)
            if codes and text:
                yield Statement(
                    by=codes,
                    act=said.act,
                    text=text,
                    topic=self._titles.get((said.title or "").casefold())
                    or _topic_of(evidence, topics),
                    evidence=evidence,
                    confidence=confidence("statements", said.logprob),
                )

    def _outcomes(self) -> Iterable[Outcome]:
        told = set()
        for result in self.draft.results:
            codes = self._codes(result.by)
            evidence = self._spans(result.sentences)
            text = _worded(result.text, evidence)
            # One agreement on two matters is told of each; as outcomes the two are the same.
            same = (codes, result.kind, evidence, text)
            if codes and text and same not in told:
                told.add(same)
                yield Outcome(
                    by=codes,
                    kind=result.kind,
                    text=text,
                    evidence=evidence,
                    confidence=confidence("outcomes", result.logprob),
                )

    def _sources(self) -> tuple[str, ...]:
        told = [sentence.number for sentence in self._told]
        people = [short_name(person.name) for person in self.draft.people]
        found = sources_of(self.article, (*told, *self.draft.content), people)
        return found or tuple(s for s in self.draft.sources if stands(s, self.article.text))

    def _references(self) -> Iterable[Reference]:
        own = self.published.value if self.published else None
        found = list(cited_in(self.article, self.draft.content, own))
        for cited in self.draft.cited:
            if stands(cited.name, self.article.text):
                when = cited.when
                date = days.reference_day(when, own, self.article.language) if when else None
                add(found, Found(cited.name, date, cited.sentences))
        for each in found:
            yield Reference(name=each.name, date=each.date, evidence=self._spans(each.sentences))

    def _initiator(self, people: Sequence[Participant]) -> Initiator | None:
        """At whose wish it was, by the article's words; where they don't tell, by the model's."""
        numbers = dict.fromkeys(
            (*(each.number for each in self._told), *sorted(self.draft.content))
        )
        if len(self.found.calls) == 1:
            numbers |= dict.fromkeys(self._body)
        sentences = [self.article.sentences[number - 1] for number in numbers]
        if wish := wish_of(self.article, sentences, people):
            return Initiator(party=wish.party, evidence=self._spans([wish.sentence.number]))
        for name, number in self.draft.wishes:
            codes = self._codes([name])
            sentence = self.article.quote(self.article.sentences[number - 1])
            if codes and tells_of_wish(sentence, self.article.language):
                return Initiator(party=codes[0], evidence=self._spans([number]))
        return None


def _worded(given: str | None, evidence: Sequence[Evidence]) -> str | None:
    """The model's words, else those of the sentences on one line; None where none say anything."""
    told = " ".join(" ".join(span.quote.split()) for span in evidence)
    return next((words for words in (given, told) if words and says_something(words)), None)


def _topic_of(evidence: Sequence[Evidence], topics: Sequence[Topic]) -> str | None:
    """The first topic that shares a sentence with this evidence."""
    starts = {span.start for span in evidence}
    for topic in topics:
        if any(span.start in starts for span in topic.evidence):
            return topic.title
    return None
