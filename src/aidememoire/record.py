"""The record of the codebook, section 1: what one article says of the calls it reports.

The docstrings below are the words of the JSON Schema and of the prompts too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, get_args

import pycountry
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from aidememoire.errors import RecordError, SpanMismatch

SCHEMA_VERSION: Literal["1"] = "1"

ORGANISATIONS: tuple[str, ...] = (
    "UN", "EU", "NATO", "OSCE", "AU", "ASEAN", "OIC", "ARAB_LEAGUE",
    "G7", "IAEA", "WHO", "IMF", "WORLD_BANK", "ICRC",
)  # fmt: skip
"""The international organisations that have a party code of their own."""

PARTIES: frozenset[str] = frozenset(
    {country.alpha_3 for country in pycountry.countries} | {"XKX", "OTHER"} | set(ORGANISATIONS)
)
"""Every party code: ISO 3166-1 alpha-3, `XKX` for Kosovo, the organisations, `OTHER`."""

Area = Literal[
    "conflict", "security", "economy", "energy", "transport", "health", "people",
    "humanitarian", "rights", "environment", "relations", "multilateral", "other",
]  # fmt: skip
Act = Literal[
    "inform", "stress", "support", "praise", "thank", "congratulate",
    "concern", "criticise", "urge", "propose",
]  # fmt: skip
OutcomeKind = Literal["agreed", "pledged", "considered"]
Channel = Literal["phone", "video", "unspecified"]
Basis = Literal["stated", "inferred"]
GivenField = Literal["title", "outlet", "published", "url"]

AREAS: tuple[str, ...] = get_args(Area)
ACTS: tuple[str, ...] = get_args(Act)

# What models write where a value is missing. The codebook wants null there.
_NO_VALUE = re.compile(
    r"\W*(n/?a|unknown|none|null|not (stated|given|known|specified))?\W*", re.IGNORECASE
)


def says_something(value: str) -> bool:
    """Whether the words are more than white space, or what is written where a value is missing."""
    return _NO_VALUE.fullmatch(value) is None


def _says_something(value: str) -> str:
    if not says_something(value):
        raise ValueError("must say something; what the article does not say is null")
    return value


def _known_party(value: str) -> str:
    if value not in PARTIES:
        raise ValueError(
            f"{value!r} is no party code: ISO 3166-1 alpha-3, an organisation or OTHER"
        )
    return value


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_says_something)
]
Party = Annotated[
    str,
    AfterValidator(_known_party),
    Field(
        description="ISO 3166-1 alpha-3 code of the state, or one of "
        + " ".join(ORGANISATIONS)
        + "; XKX for Kosovo; OTHER for the rest.",
        pattern="^[A-Z][A-Z0-9_]*$",
    ),
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Evidence(_Model):
    """A verbatim span of the article: `text[start:end] == quote`, in Unicode code points."""

    quote: Annotated[str, Field(min_length=1)]
    """The words as they stand in the article."""
    start: Annotated[int, Field(ge=0)]
    """Offset of the first character."""
    end: Annotated[int, Field(ge=1)]
    """Offset after the last character."""

    @model_validator(mode="after")
    def _length_fits(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError(
                f"span {self.start}:{self.end} does not have the length of its quote "
                f"({len(self.quote)} characters)"
            )
        return self


EvidenceList = Annotated[tuple[Evidence, ...], Field(min_length=1)]


Confidence = Annotated[float | None, Field(ge=0, le=1, exclude_if=lambda value: value is None)]


class GivenDay(_Model):
    """The day of publication that the input gave beside the text, where the text prints none."""

    given: Literal["published"]
    value: dt.date
    """The day, as YYYY-MM-DD."""


class CallDate(_Model):
    """The day of the call."""

    value: dt.date
    """The day, as YYYY-MM-DD."""
    basis: Basis
    """`stated` when the article ties the day to the call, `inferred` when it gives only the day
    of the account."""
    evidence: Annotated[tuple[Evidence | GivenDay, ...], Field(min_length=1)]
    """Spans; for a day that the article's text does not print, what the input gave."""


class Initiator(_Model):
    """The party at whose wish the call was held."""

    party: Party
    evidence: EvidenceList


class Participant(_Model):
    """One who spoke in the call."""

    name: Text
    """The fullest form the article uses, without title, in its usual English spelling."""
    office: Text | None
    """The title ("President"), or the word that the article uses instead ("leader")."""
    party: Party
    evidence: EvidenceList
    confidence: Confidence = None
    """How sure it is, from 0 to 1; absent where that isn't known."""


class Topic(_Model):
    """A matter discussed in the call."""

    title: Text
    """A short noun phrase."""
    area: Area
    """The field that the matter belongs to."""
    evidence: EvidenceList
    confidence: Confidence = None
    """How sure it is, from 0 to 1; absent where that isn't known."""


class Statement(_Model):
    """A position or act attributed in the call to one side or to both."""

    by: Annotated[tuple[Party, ...], Field(min_length=1)]
    """The parties that speak; all of them for "the sides stressed"."""
    act: Act
    """What they do in saying it."""
    text: Text
    """One plain sentence that stands on its own."""
    topic: Text | None
    """A title from `topics`, or null."""
    evidence: EvidenceList
    confidence: Confidence = None
    """How sure it is, from 0 to 1; absent where that isn't known."""


class Outcome(_Model):
    """What is to happen next as a result of the call."""

    by: Annotated[tuple[Party, ...], Field(min_length=1)]
    """The parties bound."""
    kind: OutcomeKind
    """`agreed` by the sides, `pledged` by one side, `considered`: studied or planned, undecided."""
    text: Text
    """One plain sentence or phrase that says what is to be done."""
    evidence: EvidenceList
    confidence: Confidence = None
    """How sure it is, from 0 to 1; absent where that isn't known."""


class Reference(_Model):
    """An agreement, resolution, statement or dated meeting that the account of the call cites."""

    name: Text
    date: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None
    """YYYY-MM-DD, YYYY-MM or YYYY, as far as the article gives it."""
    evidence: EvidenceList


class Call(_Model):
    """One telephone or video conversation between people who act for states or organisations."""

    date: CallDate | None
    channel: Channel
    """`unspecified` for a "call" or "conversation" with no word on how."""
    initiated_by: Initiator | None
    """Only when the article says so."""
    sources: tuple[Text, ...]
    """The offices or agencies whose account of the call the article relays, as it names them."""
    participants: Annotated[tuple[Participant, ...], Field(min_length=1)]
    topics: tuple[Topic, ...]
    statements: tuple[Statement, ...]
    outcomes: tuple[Outcome, ...]
    references: tuple[Reference, ...]
    summary: Text
    """Two or three sentences on what was said and agreed."""

    @model_validator(mode="after")
    def _statements_point_at_topics(self) -> Self:
        titles = {topic.title for topic in self.topics}
        for statement in self.statements:
            if statement.topic is not None and statement.topic not in titles:
                raise ValueError(f"statement on {statement.topic!r}, which is no title in topics")
        return self


class ArticleInfo(_Model):
    """What the record says of the article itself."""

    id: Annotated[str, Field(min_length=1)]
    """The name that the article was read under; "none" and "unknown" are names too."""
    title: Text | None
    """The headline."""
    outlet: Text | None
    """Who publishes this article; null when the text names no publisher."""
    published: dt.date | None
    """The day printed as the article's own date, as YYYY-MM-DD."""
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")]
    """ISO 639 code of the language of the article."""
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    """SHA-256 of the article's text in UTF-8: which text the offsets belong to."""
    url: Annotated[Text | None, Field(exclude_if=lambda value: value is None)] = None
    """Its address, when the input gave one."""
    given: Annotated[tuple[GivenField, ...], Field(exclude_if=lambda value: not value)] = ()
    """Which of the above the input gave beside the text (a row's field, a page's metadata)."""


class Extraction(_Model):
    """What one article says of the calls it reports; `calls` is empty when it reports none."""

    schema_version: Literal["1"]
    article: ArticleInfo
    calls: tuple[Call, ...]

    def evidence(self) -> Iterator[tuple[str, Evidence]]:
        """Every span of the record, each with the path of the item it stands for.

        Yields:
            Pairs such as `("calls[0].topics[1].evidence[0]", span)`, in the record's order.
        """
        yield from _spans(self, "")

    def check(self, text: str) -> None:
        """Make sure that this is a record of `text`.

        Raises:
            SpanMismatch: It is another text's record, or a span is not its quote.
        """
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if digest != self.article.sha256:
            raise SpanMismatch(
                f"the record of {self.article.id!r} belongs to another text: its sha256 is "
                f"{self.article.sha256[:12]}…, the text's is {digest[:12]}…",
                "Give the article that the record was made from, unchanged.",
            )
        for path, span in self.evidence():
            if text[span.start : span.end] != span.quote:
                raise SpanMismatch(
                    f"{path} of the record of {self.article.id!r}: the article has "
                    f"{text[span.start : span.end][:60]!r} at {span.start}:{span.end}, "
                    f"not {span.quote[:60]!r}",
                    "The record was changed after it was made; make it again.",
                )

    def to_json(self, indent: int | None = None) -> str:
        """The record as JSON text, non-ASCII characters as they are."""
        return self.model_dump_json(indent=indent)


def _spans(value: object, path: str) -> Iterator[tuple[str, Evidence]]:
    if isinstance(value, Evidence):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _spans(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _spans(item, f"{path}[{index}]")


def load_record(data: str | bytes, text: str) -> Extraction:
    """Read one record from JSON and check it against its article's text.

    Args:
        data: The JSON of one `Extraction`.
        text: The text of the article, as read.

    Raises:
        RecordError: Not JSON, or not a record; the message names each field that is wrong.
        SpanMismatch: A record, but not of this text.
    """
    try:
        record = Extraction.model_validate_json(data)
    except ValidationError as error:
        raise RecordError(f"not a record: {describe(error)}") from error
    record.check(text)
    return record


_FAULTS_SHOWN = 5


def describe(error: ValidationError) -> str:
    """The first few faults that Pydantic found, on one line, without the input's values."""
    faults = [
        f"{'.'.join(str(part) for part in fault['loc']) or 'the whole'}: {fault['msg']}"
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    more = len(faults) - _FAULTS_SHOWN
    return "; ".join(faults[:_FAULTS_SHOWN]) + (f" (and {more} more)" if more > 0 else "")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `Extraction`, with its dialect and a title."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Extraction.model_json_schema(mode="validation"),
    }
