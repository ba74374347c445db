"""What a plan finds in an article, before code makes a record of it.

Everything points at sentences by number. Days, countries and channels are still the article's own
words, or the model's. A `logprob` is the natural logarithm of the probability that the model gave
to what it wrote of an item; None where a plan doesn't know.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from aidememoire.record import Act, Area, OutcomeKind

EVERYONE = "both"
"""Who speaks when all do, or when no speaker is named."""


def surest(*known: float | None) -> float | None:
    """The largest of those that are known."""
    return max((one for one in known if one is not None), default=None)


@dataclass(frozen=True, slots=True)
class Person:
    """One who spoke: the name, the office and the country or organisation, as the model wrote."""

    name: str
    office: str | None
    country: str
    logprob: float | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter discussed, and the sentences that tell of it."""

    title: str
    area: Area
    sentences: tuple[int, ...]
    logprob: float | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: by the people with these names, or by `EVERYONE`."""

    by: tuple[str, ...]
    act: Act
    sentences: tuple[int, ...]
    text: str | None = None
    title: str | None = None
    logprob: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome: binding the people with these names, or `EVERYONE`."""

    by: tuple[str, ...]
    kind: OutcomeKind
    sentences: tuple[int, ...]
    text: str | None = None
    logprob: float | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A document or dated meeting that the account cites."""

    name: str
    when: str | None
    sentences: tuple[int, ...]


@dataclass(slots=True)
class CallDraft:
    """One call.

    Attributes:
        people: Those who spoke.
        told: The sentences that report that the call took place.
        wishes: Whose side may have wanted it, by name, and the sentence that may say so.
        sources: Whose account it is.
        summary: The model's summary, when it was asked for one.
    """

    people: tuple[Person, ...]
    told: tuple[int, ...] = ()
    wishes: tuple[tuple[str, int], ...] = ()
    sources: tuple[str, ...] = ()
    matters: list[Matter] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)
    summary: str | None = None

    @property
    def content(self) -> tuple[int, ...]:
        """The sentences that report what was said in the call."""
        parts = [each.sentences for each in self.matters]
        parts.extend(each.sentences for each in self.said)
        parts.extend(each.sentences for each in self.results)
        return tuple(number for part in parts for number in part)

    @property
    def beside(self) -> tuple[int, ...]:
        """The sentences that are on the call but for its report, the likeliest first.

        Often the one right after the report says how they spoke, or the one that leads to it.
        """
        wishes = [number for _, number in self.wishes]
        after, before = ([number + step for number in self.told] for step in (1, -1))
        numbers = dict.fromkeys((*wishes, *after, *sorted(self.content), *before))
        return tuple(number for number in numbers if number not in self.told)


@dataclass(slots=True)
class Draft:
    """All that a plan found in one article."""

    outlet: str | None = None
    calls: list[CallDraft] = field(default_factory=list)

    def told_besides(self, call: CallDraft) -> frozenset[int]:
        """The sentences that report another call than this."""
        others = (each.told for each in self.calls if each is not call)
        return frozenset(number for told in others for number in told)
