"""The plan for small models: short questions over prefixes that are read once.

A small model can say what a sentence reports when it sees the sentence, the names and some worked
examples, and little else; the whole article in view, it labels every sentence alike. So the head
of the article is read for who spoke, then its sentences one at a time. No answer is shown to a
later question: answers that are seen get repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple, cast

from pydantic import BaseModel

from aidememoire import prompts
from aidememoire.article import Article
from aidememoire.asking.answers import OTHERS, Head, deed, verbs
from aidememoire.asking.common import Counted, on_one_line
from aidememoire.asking.draft import EVERYONE, CallDraft, Draft, Matter, Person, Result, Said
from aidememoire.asking.people import fold, named_in, named_together, names_of, short_name
from aidememoire.injected import reporting
from aidememoire.lengths import weight
from aidememoire.model import Message, Model, Question, T, Usage
from aidememoire.record import Act, Area, OutcomeKind
from aidememoire.sentences import Sentence

PLAN = "several"
_HEAD_TOKENS = 300
_LABEL_TOKENS = 80
_TOP_WORDS = 90
_TOP_LINES = 4
_LINE = 160
_MOST_OTHERS = 3
_CALL_SENTENCES = 3
_LEAD = 2
_SPOKE = "spoke"
_NOTHING = "none"
_CALL = "Call: "
_READY = '"ready"'
_SHORT = 3
_STEM = 5


class _Label(NamedTuple):
    """What was done in a sentence, by whom, and on what matter."""

    verb: str
    who: str = ""
    area: str = ""
    title: str = ""


_Labels = dict[int, _Label]
"""The labels of sentences by their numbers."""


@cache
def article_prefix() -> tuple[Message, ...]:
    """What the question about the top of an article begins with: instructions, worked examples."""
    said = [Message("system", prompts.text(f"{PLAN}/article.md"))]
    for one in prompts.table(f"{PLAN}/examples.toml")["article"]:
        said += _turn(one["text"].strip(), Head(one["answer"]))
    return tuple(said)


@cache
def sentences_prefix() -> tuple[Message, ...]:
    """What the questions about sentences begin with."""
    said = [Message("system", prompts.text(f"{PLAN}/sentences.md"))]
    for one in prompts.table(f"{PLAN}/examples.toml")["sentences"]:
        said += _call_turn(one["people"])
        names = tuple(part.split(" (")[0] for part in one["people"].split(", "))
        for line, label in one["of"]:
            said += _turn(line, deed(names)(None if label == _NOTHING else label))
    return tuple(said)


def _turn(asked: str, answer: BaseModel) -> list[Message]:
    return [Message("user", asked), Message("assistant", answer.model_dump_json())]


def _call_turn(people: str) -> list[Message]:
    """Tells who spoke, once for all sentences of a call."""
    return [Message("user", f"{_CALL}{people}"), Message("assistant", _READY)]


@dataclass
class _Asker:
    """Asks the questions of one article and counts what they cost."""

    article: Article
    counted: Counted
    prefix: tuple[Message, ...] = ()

    async def begin(self, prefix: tuple[Message, ...], own: Sequence[Message] = ()) -> None:
        """Have the next questions begin with what all articles share, then with their own."""
        self.prefix = (*prefix, *own)
        await self.counted.model.prepare(prefix)

    async def ask(self, name: str, asked: str, answer: type[T], tokens: int) -> T:
        question = Question(name, (*self.prefix, Message("user", asked)), answer, tokens)
        return (await self.counted.ask(question)).value

    def line(self, sentence: Sentence) -> str:
        """A sentence on one line."""
        return on_one_line(self.article, sentence)


async def draft(article: Article, model: Model) -> tuple[Draft, Usage]:
    """Ask what an article reports.

    Raises:
        ModelError: The model could not be asked; the error's `usage` is all that was spent.
    """
    asker = _Asker(article, Counted(model))
    shown = reporting(article)
    body = [sentence for sentence in shown if not sentence.heading]
    head = await _head(asker, _top(asker, shown, body))
    found = Draft()
    if not head.people:
        return found, asker.counted.usage
    main = CallDraft(head.people)
    labels = await _labels(asker, body, head.people)
    others = await _other_calls(asker, body, labels, main)
    for number in {number for _, own in others for number in own}:
        labels.pop(number, None)
    for call, own in [(main, labels), *others]:
        _fill(article, call, own)
        found.calls.append(call)
    return found, asker.counted.usage


def _top(asker: _Asker, shown: Sequence[Sentence], body: Sequence[Sentence]) -> str:
    """The lines of the article from its headline down to its first sentences."""
    lead: list[Sentence] = []
    words = 0
    for sentence in body:
        words += weight(asker.line(sentence))
        if lead and words > _TOP_WORDS:
            break
        lead.append(sentence)
    above = [each for each in shown if not lead or each.number < lead[0].number]
    # Menus can be hundreds of lines long; the headline is near the first sentence.
    headline = [asker.line(each)[:_LINE] for each in above[-_TOP_LINES:]]
    return "\n".join([*headline, *map(asker.line, lead)])


async def _head(asker: _Asker, lines: str) -> Head:
    await asker.begin(article_prefix())
    return await asker.ask("article", lines, Head, _HEAD_TOKENS)


async def _labels(
    asker: _Asker, sentences: Sequence[Sentence], people: tuple[Person, ...]
) -> _Labels:
    """What was done in each sentence and by whom, by the sentence's number."""
    names = names_of(people, asker.article.text)
    line = ", ".join(f"{name} ({names[name].country})" for name in names)
    answer = deed(tuple(names))
    await asker.begin(sentences_prefix(), _call_turn(line))
    labels: _Labels = {}
    for sentence in sentences:
        text = asker.line(sentence)
        reply = await asker.ask("sentence", text, answer, _LABEL_TOKENS)
        if reply.root is None:
            continue
        label = _read(reply.root)
        if label.who in names and named_together(tuple(names), text):
            label = label._replace(who=EVERYONE)
        labels[sentence.number] = label
    return labels


def _read(label: str) -> _Label:
    deed, _, matter = label.partition(" / ")
    verb, _, who = deed.partition(": ")
    area, _, title = matter.partition(": ")
    return _Label(verb, who, area, title.strip())


async def _other_calls(
    asker: _Asker, body: Sequence[Sentence], labels: _Labels, main: CallDraft
) -> list[tuple[CallDraft, _Labels]]:
    """The other calls of the article, each with the labels of its own sentences."""
    found: list[tuple[CallDraft, _Labels]] = []
    known = {short_name(person.name) for person in main.people}
    told = [each for each in body if labels.get(each.number, _Label("")).verb == _SPOKE]
    lead = {each.number for each in body[:_LEAD]}
    # Below the lead it may be others who spoke, whatever the label says.
    other = [s for s in told if s.number not in lead or labels[s.number].who == OTHERS]
    for sentence in other[:_MOST_OTHERS]:
        rest = [
            each
            for each in body
            if each.paragraph == sentence.paragraph and each.number >= sentence.number
        ]
        head = await _head(asker, "\n".join(asker.line(each) for each in rest[:_CALL_SENTENCES]))
        people = head.people
        if {short_name(person.name) for person in people} <= known:
            continue
        known |= {short_name(person.name) for person in people}
        later = [
            each
            for each in body
            if each.paragraph > sentence.paragraph
            and named_in(people, asker.line(each))
            and not named_in(main.people, asker.line(each))
        ]
        own = await _labels(asker, [*rest, *later], people)
        for _, earlier in found:
            for number in own.keys() & earlier.keys():
                del earlier[number]
        found.append((CallDraft(people, told=(sentence.number,)), own))
    return found


def _fill(article: Article, call: CallDraft, labels: _Labels) -> None:
    """Turn the labels of a call's sentences into its statements, outcomes and matters."""
    names = names_of(call.people, article.text)
    by = {name: (person.name,) for name, person in names.items()} | {EVERYONE: (EVERYONE,)}
    content: dict[int, _Label] = {}
    told: dict[int, _Label] = {}
    for number, label in sorted(labels.items()):
        if label.who not in by:
            continue
        group, name = verbs()[label.verb]
        if name == "wish":
            if label.who != EVERYONE:
                call.wishes += ((by[label.who][0], number),)
            continue
        if name == "call":
            told[number] = label
            continue
        content[number] = label
        if group == "acts":
            call.said.append(Said(by[label.who], cast(Act, name), (number,)))
        elif group == "outcomes":
            call.results.append(Result(by[label.who], cast(OutcomeKind, name), (number,)))
    call.told = tuple(told) or call.told
    # A call of which nothing more is told has its matter in the sentence that tells of it.
    call.matters = _matters(content or {n: label for n, label in told.items() if label.title})


def _matters(labels: _Labels) -> list[Matter]:
    """Sentences on one matter, put together: of one area, and with a word of the title shared."""
    found: list[Matter] = []
    for number, label in labels.items():
        words = _words(label.title)
        for place in range(len(found) - 1, -1, -1):
            matter = found[place]
            if matter.area == label.area and words & _words(matter.title):
                found[place] = replace(matter, sentences=(*matter.sentences, number))
                break
        else:
            found.append(Matter(label.title, cast(Area, label.area), (number,)))
    return found


def _words(title: str) -> set[str]:
    """The words of a title that tell it from another, cut to their stems."""
    return {word[:_STEM] for word in fold(title).split() if len(word) > _SHORT}
