"""The course: in which order lessons come, and what is different about them each time."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from typing import Literal, get_args

from aidememoire.evaluation.folder import Labelled
from training.background import idle_share, paragraphs, with_background
from training.lessons import Lesson, lessons
from training.near_misses import in_person, leads
from training.swapped import names, swapped

_LEADS = 6
"""Of how many leads that report no call an epoch has lessons."""
_IDLE = 1 / 3
"""From which share of sentences that tell nothing of a call on an article is like the press's."""


_MEETINGS = 1 / 5
"""How many calls are told again as meetings."""

Extra = Literal["background", "meetings", "leads", "swaps", "twice"]
"""What the course adds to the articles as they are."""
EXTRAS: tuple[Extra, ...] = get_args(Extra)


def course(
    labelled: Sequence[Labelled], epochs: int, seed: int, without: Collection[Extra] = ()
) -> Iterator[Lesson]:
    """All lessons, epoch after epoch.

    Articles of the press and those in other languages than English come twice an epoch: they are
    few and hard. Every second time an English one comes with other people and states, and with
    background that is not its own. Every fifth time one that can be told as a meeting is told as
    one right afterwards: what of the two is different is the words of the telephone, and nothing
    else can be learnt from them.

    Args:
        labelled: Labelled articles with their sentences.
        epochs: How often each comes.
        seed: Of what is left to chance.
        without: What of that to leave out, to measure what it brings.
    """
    chosen = random.Random(seed)
    pool = paragraphs(labelled)
    people = names(labelled)
    for epoch in range(epochs):
        made = [] if "leads" in without else leads(labelled, pool, _LEADS, chosen)
        groups: list[list[Lesson]] = [[lead] for lead in made]
        twice = [each for each in labelled if _hard(each) and "twice" not in without]
        for place, each in enumerate([*labelled, *twice]):
            usual = (place + epoch) % 2 == 0 or each.article.language != "en"
            shown = each
            if not usual and "swaps" not in without:
                shown = swapped(shown, people, chosen)
            if not usual and "background" not in without:
                shown = with_background(shown, pool, chosen)
            group = list(lessons(shown.article, shown.gold))
            if each.gold.calls and "meetings" not in without and chosen.random() < _MEETINGS:
                group += in_person(shown.article)
            groups.append(group)
        chosen.shuffle(groups)
        for group in groups:
            yield from group


def _hard(each: Labelled) -> bool:
    return each.article.language != "en" or idle_share(each) >= _IDLE
