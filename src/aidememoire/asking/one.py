"""The plan for large models: the whole record in one question, evidence by sentence number.

An article longer than a window is read in windows that follow each other, each with the head of
the article before it. No sentence is in two windows, so that nothing is found twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Annotated, Any, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    create_model,
    model_validator,
)

from aidememoire import prompts
from aidememoire.article import Article
from aidememoire.asking.common import Counted, windows
from aidememoire.asking.draft import CallDraft, Cited, Draft, Matter, Person, Result, Said
from aidememoire.asking.merging import merge
from aidememoire.asking.people import acting_for
from aidememoire.injected import reporting
from aidememoire.model import Message, Model, Question, Usage
from aidememoire.record import Act, Area, OutcomeKind, says_something
from aidememoire.sentences import Sentence

PLAN = "one"
_WINDOW_WORDS = 2_500
_HEAD_LINES = 12
_ANSWER_TOKENS = 6_000
_FIRST, _LAST = 1, 1_000_000  # sentences of any article

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
_Perhaps = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=600)] | None,
    AfterValidator(lambda words: words if words and says_something(words) else None),
]
"""What an article may not tell: "N/A" is null, whatever a model was told to write."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PersonAnswer(_Part):
    """One who spoke."""

    name: _Text
    office: _Perhaps
    country: _Text


@cache
def _answer() -> type[BaseModel]:
    """The answer about any sentences; made once, since making it takes longer than reading one."""
    number = Annotated[int, Field(ge=_FIRST, le=_LAST)]
    numbers = Annotated[list[number], Field(min_length=1, max_length=60)]
    countries = Annotated[list[_Text], Field(min_length=1, max_length=12)]

    def part(called: str, /, **fields: Any) -> type[_Part]:
        required: Any = {field: (kind, ...) for field, kind in fields.items()}
        return create_model(called, __base__=_Part, **required)

    topic = part("TopicAnswer", title=_Text, area=Area, sentences=numbers)
    statement = part(
        "StatementAnswer", by=countries, act=Act, text=_Text, topic=_Perhaps, sentences=numbers
    )
    outcome = part("OutcomeAnswer", by=countries, kind=OutcomeKind, text=_Text, sentences=numbers)
    reference = part("ReferenceAnswer", name=_Text, when=_Perhaps, sentences=numbers)
    wish = part("WishAnswer", country=_Text, sentence=number)
    call = part(
        "CallAnswer",
        told=numbers,
        people=Annotated[list[PersonAnswer], Field(max_length=20)],
        wish=wish | None,
        sources=Annotated[list[_Text], Field(max_length=8)],
        topics=Annotated[list[topic], Field(max_length=40)],  # type: ignore[valid-type]
        statements=Annotated[list[statement], Field(max_length=80)],  # type: ignore[valid-type]
        outcomes=Annotated[list[outcome], Field(max_length=40)],  # type: ignore[valid-type]
        references=Annotated[list[reference], Field(max_length=40)],  # type: ignore[valid-type]
        summary=_Perhaps,
    )
    calls = Annotated[list[call], Field(max_length=12)]  # type: ignore[valid-type]
    return part("RecordAnswer", outlet=_Perhaps, calls=calls)


@cache
def _schema() -> dict[str, Any]:
    return _answer().model_json_schema()


@lru_cache(maxsize=512)
def answer_model(first: int, last: int) -> type[BaseModel]:
    """The answer about sentences `first` to `last`: no other number is one of its numbers."""
    schema = _within(_schema(), first, last)

    def shown(self: Any) -> Any:
        for number in _numbers(self):
            if not first <= number <= last:
                raise ValueError(
                    f"there is no sentence {number}: a number should be greater than or equal to "
                    f"{first} and less than or equal to {last}"
                )
        return self

    model = create_model(
        "RecordAnswer",
        __base__=_answer(),
        __validators__={"_shown": cast(Any, model_validator(mode="after")(shown))},
    )
    cast(Any, model).model_json_schema = lambda *_, **__: schema
    return model


def _numbers(answer: Any) -> Iterator[int]:
    """Every sentence number of an answer."""
    for call in answer.calls:
        yield from call.told
        if call.wish is not None:
            yield call.wish.sentence
        for part in (*call.topics, *call.statements, *call.outcomes, *call.references):
            yield from part.sentences


def _within(schema: Any, first: int, last: int) -> Any:
    """The schema of the answer about any sentences, as that about these."""
    if isinstance(schema, list):
        return [_within(part, first, last) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("maximum") == _LAST:
        return {**schema, "minimum": first, "maximum": last}
    return {name: _within(part, first, last) for name, part in schema.items()}


@cache
def prefix() -> tuple[Message, ...]:
    """What the question begins with: the instructions and the worked example."""
    example = prompts.table(f"{PLAN}/example.toml")
    shown = example["text"].strip()
    bare: dict[str, Any] = {
        "wish": None,
        "topics": [],
        "statements": [],
        "outcomes": [],
        "references": [],
    }
    given = example["answer"]
    calls = [{**bare, **call} for call in given["calls"]]
    answer = answer_model(1, shown.count("\n[")).model_validate({**given, "calls": calls})
    return (
        Message("system", prompts.text(f"{PLAN}/system.md")),
        Message("user", f"ARTICLE\n{shown}"),
        Message("assistant", json.dumps(answer.model_dump(), ensure_ascii=False)),
    )


async def draft(article: Article, model: Model) -> tuple[Draft, Usage]:
    """Ask for all that an article reports, a window at a time.

    Raises:
        ModelError: The model could not be asked; the error's `usage` is all that was spent.
    """
    found = Draft()
    counted = Counted(model)
    await model.prepare(prefix())
    reported = reporting(article)
    for window in windows(article, reported, _WINDOW_WORDS):
        numbers = [each.number for each in window if not each.heading]
        if not numbers:
            continue
        shown = Message("user", f"ARTICLE\n{_shown(article, reported, window)}")
        question = Question(
            "record", (*prefix(), shown), answer_model(numbers[0], numbers[-1]), _ANSWER_TOKENS
        )
        answer: Any = (await counted.ask(question)).value
        found.outlet = found.outlet or answer.outlet
        for call in answer.calls:
            merge(found.calls, _call(call, set(numbers)))
    return found, counted.usage


def _shown(article: Article, reported: Sequence[Sentence], window: Sequence[Sentence]) -> str:
    lines = []
    if window[0].number > reported[0].number:
        lines = [_line(article, each) for each in reported[:_HEAD_LINES] if each.heading]
        lines.append("…")
    return "\n".join([*lines, *(_line(article, each) for each in window)])


def _line(article: Article, sentence: Sentence) -> str:
    words = " ".join(article.quote(sentence).split())
    return words if sentence.heading else f"[{sentence.number}] {words}"


def _call(answer: Any, shown: set[int]) -> CallDraft:
    """The draft of one call; numbers of headings within the window are put aside."""
    people = tuple(
        Person(each.name, each.office, each.country)
        for each in answer.people
        if says_something(each.name)
    )

    def cited(part: Any) -> tuple[int, ...]:
        return tuple(number for number in part.sentences if number in shown)

    wish = answer.wish
    wisher = acting_for(people, [wish.country]) if wish and wish.sentence in shown else ()
    return CallDraft(
        people=people,
        told=tuple(number for number in answer.told if number in shown),
        wishes=((wisher[0], wish.sentence),) if wisher else (),
        sources=tuple(answer.sources),
        matters=[
            Matter(each.title, each.area, cited(each)) for each in answer.topics if cited(each)
        ],
        said=[
            Said(acting_for(people, each.by), each.act, cited(each), each.text, each.topic)
            for each in answer.statements
            if cited(each)
        ],
        results=[
            Result(acting_for(people, each.by), each.kind, cited(each), each.text)
            for each in answer.outcomes
            if cited(each)
        ],
        cited=[
            Cited(each.name, each.when, cited(each)) for each in answer.references if cited(each)
        ],
        summary=answer.summary,
    )
