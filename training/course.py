"""The course: in which order lessons come, and what is different about them each time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from aidememoire.evaluation.folder import Labelled
from training.background import paragraphs, with_background
from training.lessons import Lesson, lessons
from training.near_misses import in_person, leads

_LEADS = 8
"""Of how many leads that report no call an epoch has lessons."""


def course(labelled: Sequence[Labelled], epochs: int, seed: int) -> Iterator[Lesson]:
    """All lessons, epoch after epoch.

    Every second time an article comes with background that is not its own. Every second time one
    that can be told as a meeting is told as one right afterwards: what of the two is different is
    the words of the telephone, and nothing else can be learnt from them.

    Args:
        labelled: Labelled articles with their sentences.
        epochs: How often each comes.
        seed: Of what is left to chance.
    """
    chosen = random.Random(seed)
    pool = paragraphs(labelled)
    for epoch in range(epochs):
        groups: list[list[Lesson]] = [[lead] for lead in leads(labelled, pool, _LEADS, chosen)]
        for place, each in enumerate(labelled):
            usual = (place + epoch) % 2 == 0 or each.article.language != "en"
            shown = each if usual else with_background(each, pool, chosen)
            group = list(lessons(shown.article, shown.gold))
            if each.gold.calls and chosen.random() < 1 / 2:
                group += in_person(shown.article)
            groups.append(group)
        chosen.shuffle(groups)
        for group in groups:
            yield from group
