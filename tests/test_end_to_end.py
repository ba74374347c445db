"""The whole product on the five articles, with the real embedded model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aidememoire.reading import decode
from aidememoire.record import Extraction, load_record

ROOT = Path(__file__).parent.parent
ARTICLES = {path.stem: path for path in sorted((ROOT / "evals/articles").glob("*.txt"))}

DAYS = {
    "000": None,  # nothing in this article fixes a day
    "001": "2021-01-13",
    "002": "2020-10-27",
    "003": "2021-02-18",
    "004": "2020-06-10",
}

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that one run of the command wrote."""
    folder = tmp_path_factory.mktemp("summarised") / "out"
    command = [sys.executable, "-m", "aidememoire", "summarise", str(ROOT / "evals/articles")]
    done = subprocess.run(  # noqa: S603 - this very interpreter
        [*command, "-o", str(folder)], capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "5 articles" in done.stderr
    assert "0 failed" in done.stderr
    return folder


@pytest.fixture(params=sorted(DAYS))
def record(made: Path, request: pytest.FixtureRequest) -> Extraction:
    """One of the records, loaded against the article's text: each quote stands where it says."""
    (name,) = (name for name in ARTICLES if name.startswith(request.param))
    text = decode(ARTICLES[name].read_bytes(), name)
    return load_record((made / f"{name}.json").read_bytes(), text)


def test_there_is_a_record_an_article(made: Path) -> None:
    assert {path.name for path in made.iterdir()} == {f"{name}.json" for name in ARTICLES}


def test_who_spoke_and_when_is_right(record: Extraction) -> None:
    call = record.calls[0]
    assert {one.party for one in call.participants} == {"RUS", "TUR"}
    day = call.date.value.isoformat() if call.date else None
    assert day == DAYS[record.article.id[:3]]


def test_something_was_said_and_every_item_has_its_sentence(record: Extraction) -> None:
    call = record.calls[0]
    assert call.topics
    assert call.statements or call.outcomes
    assert all(span.quote.strip() for _, span in record.evidence())
