"""What a model is trained on: the questions that extraction asks, and answers that it can read."""

from __future__ import annotations

import asyncio
import json
import random
import re

from hypothesis import given
from hypothesis import strategies as st
from labelled import TEXT, call, evidence, participant, raw

from aidememoire.article import Article
from aidememoire.evaluation.folder import Labelled
from aidememoire.evaluation.gold import Gold
from aidememoire.evaluation.scores import score_record
from aidememoire.extraction import extract
from aidememoire.model import ScriptedModel
from aidememoire.reading import from_text
from training.background import paragraphs, with_background
from training.course import EXTRAS, course
from training.editing import Edit, edited
from training.lessons import lessons
from training.near_misses import in_person, leads
from training.swapped import swapped

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


READOUT = (
    "Island Post\n\nPresident Maria Lund had a telephone conversation with President Diego Ocampo. "
    "The leaders discussed cod.\n"
)


def readout() -> Labelled:
    article = from_text(READOUT, "t2")
    told, discussed = (
        evidence((each.start, each.end), text=READOUT) for each in article.sentences[1:]
    )
    people = [participant("Maria Lund", "NOR"), participant("Diego Ocampo", "CHL")]
    only = call(
        date=None,
        participants=[{**person, "evidence": told} for person in people],
        topics=[{"title": "Cod", "area": "economy", "evidence": discussed}],
        statements=[],
        outcomes=[],
        references=[],
    )
    return Labelled(article, Gold.model_validate(raw(only, sha256=article.sha256)))


def test_a_call_told_again_as_a_meeting_is_none() -> None:
    (lesson,) = in_person(readout().article)
    assert lesson.answer.root == ["2 none"]
    met = lesson.messages[-1].content
    assert "President Maria Lund met with President Diego Ocampo" in met
    assert not re.search(r"phone|\bcall", met)


def test_what_would_still_speak_of_a_call_is_not_told_as_a_meeting() -> None:
    left = from_text(READOUT.replace("cod.", "cod. The phone rang twice."), "t3")
    assert list(in_person(left)) == []


def test_leads_report_no_call_and_are_the_same_for_a_seed() -> None:
    made = [list(leads([readout()], POOL, 16, random.Random(1))) for _ in range(2)]
    assert made[0] == made[1]
    assert len(made[0]) == 16
    assert all(line.endswith(" none") for lesson in made[0] for line in lesson.answer.root)
    assert all("Maria Lund" in lesson.messages[-1].content for lesson in made[0])


POOL = ["Cod stocks have halved since 1990, and no one knows why.", "The sea is cold in May."]


@given(st.integers(0, 2**32))
def test_background_moves_evidence_and_changes_none(seed: int) -> None:
    article, gold = labelled()
    each = Labelled(article, gold)
    made = with_background(each, POOL, random.Random(seed))
    assert any(text in made.article.text for text in POOL)
    before = {path: span.quote for path, span in gold.evidence()}
    for path, span in made.gold.evidence():
        assert made.article.text[span.start : span.end] == span.quote == before.pop(path)
    assert not before


def countries() -> Labelled:
    """The labelled call with words in it for the states."""
    article, gold = labelled()
    first, second = DATED.index("Ada Berg") + len("Ada Berg"), DATED.index("Ivo Lund")
    edits = [Edit(first, first, " of Norway"), Edit(second, second, "Sweden's ")]
    return edited(Labelled(article, gold), edits, said=str)


@given(st.integers(0, 2**32))
def test_other_people_from_other_states_say_the_same(seed: int) -> None:
    each = countries()
    made = swapped(each, ["Bo Ek", "Cy Dahl", "Ia Holm"], random.Random(seed))
    for word in ("Berg", "Lund", "Norway", "Sweden"):
        assert word not in made.article.text
        assert word not in made.gold.to_json()
    for _, span in made.gold.evidence():
        assert made.article.text[span.start : span.end] == span.quote
    (before,), (after,) = each.gold.calls, made.gold.calls
    assert [one.act for one in after.statements] == [one.act for one in before.statements]
    # Who the first was is still who stressed it.
    assert after.statements[0].by == (after.participants[0].party,)
    assert len(list(lessons(made.article, made.gold))) == 1


def test_a_state_that_only_its_president_tells_of_is_not_swapped() -> None:
    article, gold = labelled()
    each = Labelled(article, gold)
    assert swapped(each, ["Bo Ek", "Cy Dahl"], random.Random(1)) is each


def test_a_course_can_do_without_its_extras() -> None:
    plain = list(course([readout(), countries()], 4, seed=2, without=EXTRAS))
    assert len(plain) == 8
    assert len({lesson.messages for lesson in plain}) == 2


def test_paragraphs_that_evidence_stands_in_are_no_background() -> None:
    article, gold = labelled(f"{DATED}\n\n{' '.join(['Nothing of it was said that day.'] * 4)}\n")
    assert paragraphs([Labelled(article, gold)]) == [
        " ".join(["Nothing of it was said that day."] * 4)
    ]


def test_every_epoch_has_every_article_and_a_meeting_comes_after_its_call() -> None:
    article, gold = labelled(f"{DATED}\n\n{' '.join(['Nothing of it was said that day.'] * 4)}\n")
    both = [Labelled(article, gold), readout()]
    told = list(course(both, 6, seed=2))
    assert told == list(course(both, 6, seed=2))
    names = [lesson.article for lesson in told]
    # Most sentences of the first are of no call, as in articles of the press.
    assert (names.count("t1"), names.count("t2")) == (12, 6)
    assert all(names[at - 1] == "t2" for at, name in enumerate(names) if name == "t2-met")
