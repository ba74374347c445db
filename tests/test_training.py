"""What a model is trained on: the questions that extraction asks, and answers that it can read."""

from __future__ import annotations

import asyncio
import json
import re

from labelled import TEXT, call, participant, raw

from aidememoire.article import Article
from aidememoire.evaluation.folder import Labelled
from aidememoire.evaluation.gold import Gold
from aidememoire.evaluation.scores import score_record
from aidememoire.extraction import extract
from aidememoire.model import ScriptedModel
from aidememoire.reading import from_text
from training.lessons import lessons
from training.near_misses import near_misses

DATED = f"The Fjord Post\n\n2 March 2021\n\n{TEXT}"
SHIFT = len(DATED) - len(TEXT)


def labelled(text: str = DATED, shift: int = SHIFT) -> tuple[Article, Gold]:
    """The labelled call in an article as it is read, with its sentences."""
    article = from_text(text, "t1")
    moved = json.loads(json.dumps(raw(call(), sha256=article.sha256)), object_hook=_moved(shift))
    return article, Gold.model_validate(moved)


def _moved(shift: int):  # type: ignore[no-untyped-def] # a hook of json
    def move(item: dict[str, object]) -> dict[str, object]:
        if isinstance(item.get("start"), int):
            return {**item, "start": item["start"] + shift, "end": item["end"] + shift}  # type: ignore[operator]
        return item

    return move


def test_a_model_that_has_learnt_its_lesson_is_right() -> None:
    article, gold = labelled()
    (lesson,) = lessons(article, gold)
    asked: list[str] = []

    def answer(question: object) -> list[str]:
        asked.append(question.messages[-1].content)  # type: ignore[attr-defined]
        return lesson.answer.root

    record = asyncio.run(extract(article, ScriptedModel(answer), "lines")).record
    assert asked == [lesson.messages[-1].content]
    score = score_record(gold, record)
    assert score.components["participants"].value == 1
    assert score.components["topics"].value == 1
    assert score.components["statements"].value == 1
    assert score.components["outcomes"].value == 1
    assert score.components["content"].value == 1


def test_an_article_without_a_call_teaches_to_say_nothing() -> None:
    article = from_text(DATED, "t1")
    gold = Gold.model_validate(raw(sha256=article.sha256))
    (lesson,) = lessons(article, gold)
    assert lesson.answer.root == ["3 none"]


def test_a_quotation_mark_in_a_title_does_not_break_a_line() -> None:
    article, gold = labelled()
    (told,) = gold.calls
    topic = told.topics[0].model_copy(update={"title": 'The "blue" ferry'})
    changed = gold.model_copy(update={"calls": (told.model_copy(update={"topics": (topic,)}),)})
    (lesson,) = lessons(article, changed)
    assert any("The 'blue' ferry" in line for line in lesson.answer.root)


def test_near_misses_tell_of_no_call_and_are_the_same_for_a_seed() -> None:
    text = (
        "Island Post\n\nPresident Maria Lund had a telephone conversation with President Diego "
        "Ocampo. The leaders discussed cod.\n"
    )
    people = [participant("Maria Lund", "NOR"), participant("Diego Ocampo", "CHL")]
    readout = from_text(text, "t2")
    data = raw(call(participants=people), sha256=readout.sha256)
    usable = [Labelled(readout, Gold.model_validate(data))]
    made = list(near_misses(usable, 5, 16, seed=1))
    assert made == list(near_misses(usable, 5, 16, seed=1))
    assert len(made) == 17
    assert all(line.endswith(" none") for lesson in made for line in lesson.answer.root)
    met = made[0].messages[-1].content
    assert "President Maria Lund met with President Diego Ocampo" in met
    assert not re.search(r"phone|\bcall", met)
