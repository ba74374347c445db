"""Near-misses made of labelled calls: what they tell happened in a meeting, or not at all.

A few dozen labelled articles report no call; next to so many that do, a model learns that all do.
So readouts of calls are told again as readouts of meetings, word for word but for the words of
the telephone, and leads say that a call is planned or denied, or that a letter was sent.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from aidememoire.article import Article
from aidememoire.asking import lines
from aidememoire.asking.lineform import Lines
from aidememoire.evaluation.folder import Labelled
from aidememoire.reading import from_text
from aidememoire.record import Participant
from training.lessons import Lesson, nothing

# In this order: what is more particular goes first.
_IN_PERSON = (
    (r"\b(had|held) an? (?:tele)?phone (?:conversation|call|talk) with", "met with"),
    (r"\bspoke( today| yesterday)? by (?:tele)?phone( today| yesterday)? with", r"met\1\2 with"),
    (r"\bspoke( today| yesterday)? with", r"met\1 with"),
    (r"\b(?:tele)?phone (?:conversation|call|talk)(s?)", r"meeting\1"),
    (r"\bby (?:tele)?phone", "in person"),
    (r"\b(?:video ?conference|video call)(s?)", r"meeting\1"),
    (r"\bcall(s?) with", r"meeting\1 with"),
    (r"\b(the|this|their|a|s) (?:call|conversation)\b", r"\1 meeting"),
)
_LEFT = re.compile(
    r"\b(tele)?phone|\bcall(s|ed)? (with|to)\b|\bconversation|\bvideo", re.IGNORECASE
)

_PAIR = 2
_LEADS = (
    "{a} is to speak by telephone with {b} on Friday, a spokesman said.",
    "{a} will hold a telephone conversation with {b} next week, the press office announced.",
    "A telephone call between {a} and {b} is being prepared; no date has been set.",
    "{a} plans to call {b} in the coming days to discuss bilateral ties.",
    "A planned telephone call between {a} and {b} was called off on Tuesday at short notice.",
    "The press office denied reports that {a} had spoken by telephone with {b}.",
    "There has been no telephone conversation between {a} and {b}, the ministry said on Monday.",
    "{a} refused to take a call from {b}, officials said.",
    "{a} sent a message of condolence to {b} over the victims of the earthquake.",
    "{a} sent a telegram of congratulations to {b} on the national holiday.",
    "{a} has written a letter to {b} in which he proposes further cooperation in energy.",
    "{a} received {b} in the capital on Wednesday. The two discussed trade and security.",
    "{a} said at a press briefing that relations with the country of {b} were developing well.",
    "{a} commented on the latest remarks by {b} in an interview with national television.",
    "A man who posed as {b} tricked {a} into a telephone call, the office of {a} admitted.",
    "The ambassador handed {a} a message from {b} during a working breakfast.",
)
_MORE = (
    "The agenda has not been made public.",
    "The two last met on the sidelines of an international forum.",
    "Trade between the two countries grew by eight percent last year.",
    "Further details were not given.",
    "The two countries marked thirty years of diplomatic relations.",
    "Talks on a ceasefire, energy supplies and visas have dragged on for months.",
)


def in_person(article: Article) -> Iterator[Lesson]:
    """The lessons of an article that tells of a call, told again as one of a meeting.

    Nothing when words of the telephone would be left in it.
    """
    text = article.text
    for pattern, instead in _IN_PERSON:
        text = re.sub(pattern, _like(instead), text, flags=re.IGNORECASE)
    if article.language == "en" and text != article.text and not _LEFT.search(text):
        yield from _nothing(from_text(text, f"{article.id}-met"))


def leads(
    labelled: Sequence[Labelled], pool: Sequence[str], count: int, chosen: random.Random
) -> Iterator[Lesson]:
    """Lessons of leads that report no call, with the names of labelled calls.

    Args:
        labelled: Labelled articles.
        pool: Paragraphs of background, which follow the lead.
        count: How many.
        chosen: Chooses among all of that.
    """
    calls = [each.participants for one in labelled for each in one.gold.calls]
    pairs = [people for people in calls if len(people) >= _PAIR]
    for lead in chosen.sample(_LEADS, count if pairs else 0):
        first, second = chosen.sample(chosen.choice(pairs), _PAIR)
        told = lead.format(a=_called(first), b=_called(second))
        more = [*chosen.sample(_MORE, chosen.randrange(3)), *chosen.sample(pool, min(2, len(pool)))]
        headline = f"{_surname(first)} and {_surname(second)}"
        yield from _nothing(from_text("\n\n".join([headline, told, *more]), "lead"))


def _like(instead: str) -> Callable[[re.Match[str]], str]:
    """Puts the words in capitals where those that they replace are."""

    def replaced(match: re.Match[str]) -> str:
        words = match.expand(instead)
        found = match.group()
        if found.isupper():
            return words.upper()
        return words[0].upper() + words[1:] if found[0].isupper() else words

    return replaced


def _called(one: Participant) -> str:
    return f"{one.office} {one.name}" if one.office else one.name


def _surname(one: Participant) -> str:
    return one.name.split()[-1]


def _nothing(article: Article) -> Iterator[Lesson]:
    for question in lines.questions(article):
        yield Lesson(article.id, question.messages, Lines([nothing(article, question)]))
