"""The whole product on the five articles, with the real embedded model."""

from __future__ import annotations

import os
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
    """The folder with the records of the five articles, by id: those of a run, if one is named."""
    if given := os.environ.get("AIDEMEMOIRE_TEST_RECORDS"):
        return Path(given)
    folder = tmp_path_factory.mktemp("measured")
    done = aidememoire("eval", "--out", str(folder), timeout=900)
    assert done.returncode == 0, done.stderr
    return folder / "records"


def aidememoire(*arguments: str, timeout: float) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "aidememoire", *arguments]
    return subprocess.run(  # noqa: S603 - this very interpreter
        command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False
    )


@pytest.fixture(params=sorted(DAYS))
def record(made: Path, request: pytest.FixtureRequest) -> Extraction:
    """One of the records, loaded against the article's text: each quote stands where it says."""
    (name,) = (name for name in ARTICLES if name.startswith(request.param))
    text = decode(ARTICLES[name].read_bytes(), name)
    return load_record((made / f"{request.param}.json").read_bytes(), text)


def test_an_article_becomes_a_file_with_its_record(tmp_path: Path) -> None:
    name = next(name for name in ARTICLES if name.startswith("001"))

    done = aidememoire("summarise", str(ARTICLES[name]), "-o", str(tmp_path / "out"), timeout=600)

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "0 failed" in done.stderr
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == f"{name}.json"
    assert load_record(file.read_bytes(), decode(ARTICLES[name].read_bytes(), name)).calls


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
