"""The review without a browser: what is kept, what is refused, who is let in."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from commands import run
from labelled import TEXT, call, raw
from running import begun, opened

from aidememoire.errors import RecordsInvalid, ReviewInvalid, ReviewStale, ReviewUnreadable
from aidememoire.evaluation.folder import check_folder, load_folder
from aidememoire.model import Usage
from aidememoire.part import write_whole
from aidememoire.reading import from_text
from aidememoire.record import Extraction
from aidememoire.review import server
from aidememoire.review.folder import Reviews
from aidememoire.review.server import make_app
from aidememoire.runs.work import Attempt
from aidememoire.texts import Matched

ACCEPT = {"verdict": "accepted"}
REJECT = {"verdict": "rejected"}


@pytest.fixture
def one(tmp_path: Path) -> Matched:
    """An article in a folder, and what a model said of it."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "t1_on-a-ferry.txt").write_text(TEXT, encoding="utf-8")
    article = from_text(TEXT, "t1_on-a-ferry", str(folder / "t1_on-a-ferry.txt"))
    statements = call()["statements"]
    statements[0]["topic"] = "Ferry link"
    data = raw(call(statements=statements), sha256=article.sha256)
    del data["article"]["outlet_aliases"]
    return Matched(article, Extraction.model_validate(data))


@pytest.fixture
def reviews(one: Matched, tmp_path: Path) -> Reviews:
    return Reviews([one], tmp_path / "out", write_whole)


NAME = "t1_on-a-ferry"


def accept_all(reviews: Reviews, **changes: Any) -> dict[str, Any]:
    """Accept what is left to decide, but for these; what the gold record then holds."""
    state = reviews.state(NAME)
    rest = dict.fromkeys(state.undecided, ACCEPT)
    reviews.save(NAME, state.review.version, rest | changes)
    data: dict[str, Any] = json.loads(reviews.gold_file(NAME).read_text(encoding="utf-8"))
    return data


def checked(tmp_path: Path) -> None:
    """`aidememoire gold check` finds nothing."""
    folders = ("--gold", tmp_path / "out/gold", "--articles", tmp_path / "articles")
    done = run("gold", "check", *folders)
    assert (done.exit_code, done.stdout) == (0, "")


def test_a_record_accepted_as_a_whole_is_a_gold_record(
    reviews: Reviews, one: Matched, tmp_path: Path
) -> None:
    assert not reviews.gold_file(NAME).exists()
    data = accept_all(reviews)
    checked(tmp_path)
    assert data.pop("article").pop("outlet_aliases") == []
    assert data["calls"] == one.record.model_dump(mode="json")["calls"]


def test_there_is_no_gold_record_until_all_is_decided(reviews: Reviews) -> None:
    left = reviews.state(NAME).undecided
    state = reviews.save(NAME, 0, dict.fromkeys(left[1:], ACCEPT))
    assert state.undecided == left[:1]
    assert not reviews.gold_file(NAME).exists()
    assert reviews.state(NAME).review == state.review  # it was kept


def test_corrections_are_in_the_gold_record_and_apart_from_what_the_model_said(
    reviews: Reviews, one: Matched, tmp_path: Path
) -> None:
    before = one.record.to_json()
    topic = {"title": "The ferry", "area": "people", "sentences": [2, 5]}
    data = accept_all(
        reviews,
        **{
            "article.outlet": {"verdict": "corrected", "value": "Fjord Weekly"},
            "article.published": REJECT,
            "calls[0].date": REJECT,
            "calls[0].channel": {"verdict": "corrected", "value": "video"},
            "calls[0].topics[0]": {"verdict": "corrected", "value": topic},
            "calls[0].statements[1]": REJECT,
            "calls[0].references[+00000001]": {
                "verdict": "added",
                "value": {"name": "Accord", "date": "1999", "sentences": [4]},
            },
        },
    )
    checked(tmp_path)
    got = data["calls"][0]
    assert (data["article"]["outlet"], data["article"]["published"]) == ("Fjord Weekly", None)
    assert (got["date"], got["channel"]) == (None, "video")
    quotes = [one["quote"] for one in got["topics"][0]["evidence"]]
    assert quotes == ["Berg stressed the ferry link.", "Background: the ferry sank in 1999."]
    # A statement goes with its topic when that has another title.
    assert [(one["act"], one["topic"]) for one in got["statements"]] == [("stress", "The ferry")]
    assert [one["name"] for one in got["references"]] == ["Fjord Accord", "Accord"]
    kept = json.loads((tmp_path / "out/reviews" / f"{NAME}.json").read_text(encoding="utf-8"))
    assert kept["decisions"]["calls[0].topics[0]"]["value"]["title"] == "The ferry"
    assert kept["decisions"]["calls[0].statements[0]"] == {"verdict": "accepted", "value": None}
    assert one.record.to_json() == before


def test_evidence_that_was_not_touched_stays_as_the_model_had_it(reviews: Reviews) -> None:
    topic = {"title": "The ferry", "area": "transport", "sentences": [2, 4]}
    data = accept_all(reviews, **{"calls[0].topics[0]": {"verdict": "corrected", "value": topic}})
    spans = [(one["start"], one["end"]) for one in data["calls"][0]["topics"][0]["evidence"]]
    assert spans == [(48, 77), (111, 141)]


def test_a_call_that_the_model_missed_is_added_and_a_false_one_rejected(
    reviews: Reviews, tmp_path: Path
) -> None:
    new = "calls[+0000000a]"
    added = {"verdict": "added"}
    who = {"name": "Ada Berg", "office": None, "party": "NOR", "sentences": [1]}
    state = reviews.save(NAME, 0, {"calls[0]": REJECT, new: added})
    assert set(state.undecided) == {"article.title", "article.outlet", "article.published"}
    state = reviews.save(NAME, 1, dict.fromkeys(state.undecided, ACCEPT))
    assert {one.place for one in state.faults} == {new, f"{new}.summary"}
    assert not reviews.gold_file(NAME).exists()
    more = {
        f"{new}.summary": added | {"value": "They spoke."},
        f"{new}.participants[+0000000b]": added | {"value": who},
    }
    assert reviews.save(NAME, 2, more).faults == ()
    checked(tmp_path)
    (labelled,) = load_folder(tmp_path / "out/gold", tmp_path / "articles")
    assert [one.summary for one in labelled.gold.calls] == ["They spoke."]
    # Taken back, with all that was said in it.
    state = reviews.save(NAME, 3, {new: None})
    assert not any(one.startswith(new) for one in state.review.decisions)
    (labelled,) = load_folder(tmp_path / "out/gold", tmp_path / "articles")
    assert labelled.gold.calls == ()


def test_nothing_is_said_in_a_call_that_is_not_there(reviews: Reviews) -> None:
    new = "calls[+0000000a]"
    added = {"verdict": "added", "value": {"title": "T", "area": "other", "sentences": [1]}}
    reviews.save(NAME, 0, {f"{new}.topics[+0000000b]": added, new: {"verdict": "added"}})
    reviews.save(NAME, 1, {new: None})
    for gone in (new, "calls[7]"):
        place = f"{gone}.topics[+0000000c]"
        with pytest.raises(ReviewInvalid) as caught:
            reviews.save(NAME, 2, {place: added})
        assert "call is not there" in caught.value.faults[place]


def test_a_statement_on_a_rejected_topic_is_told(reviews: Reviews) -> None:
    rest = dict.fromkeys(reviews.state(NAME).undecided, ACCEPT)
    state = reviews.save(NAME, 0, rest | {"calls[0].topics[0]": REJECT})
    assert [one.place for one in state.faults] == ["calls[0].statements[0]"]
    assert not reviews.gold_file(NAME).exists()


@pytest.mark.parametrize(
    ("place", "change", "told"),
    [
        ("calls[0].topics[7]", ACCEPT, "no such item"),
        ("calls[7]", REJECT, "no such item"),
        ("calls[0].topics[-1]", ACCEPT, "no place"),
        ("../../etc/passwd", ACCEPT, "no place"),
        ("calls[0].topics[0]", {"verdict": "perhaps"}, "no decision"),
        ("calls[0].topics[0]", None, "no decision"),
        ("calls[0].topics[0]", {"verdict": "added", "value": {}}, "can be added"),
        ("calls[0].topics[+0000000c]", ACCEPT, "can be added"),
        ("calls[0].channel", REJECT, "correct it"),
        ("calls[0].channel", {"verdict": "corrected", "value": "fax"}, "phone"),
        ("article.published", {"verdict": "corrected", "value": "yesterday"}, "date"),
        ("calls[0].summary", {"verdict": "corrected", "value": "n/a"}, "must say something"),
    ],
)
def test_what_breaks_the_codebook_is_refused_and_nothing_is_kept(
    reviews: Reviews, tmp_path: Path, place: str, change: Any, told: str
) -> None:
    with pytest.raises(ReviewInvalid) as caught:
        reviews.save(NAME, 0, {"article.title": ACCEPT, place: change})
    assert told in caught.value.faults[place]
    assert not (tmp_path / "out/reviews").exists()


@pytest.mark.parametrize("date", ["2021-31-08", "2021-31", "2021-02-30", "0000"])
def test_a_date_that_no_calendar_has_is_refused(reviews: Reviews, date: str) -> None:
    value = {"name": "Accord", "date": date, "sentences": [4]}
    place = "calls[0].references[0]"
    with pytest.raises(ReviewInvalid) as caught:
        reviews.save(NAME, 0, {place: {"verdict": "corrected", "value": value}})
    assert caught.value.faults == {place: f"date: the calendar has no {date}"}


@pytest.mark.parametrize("date", ["1999", "2020-02", "2020-02-29", None])
def test_a_reference_has_as_much_of_a_date_as_the_article_gives(
    reviews: Reviews, date: str | None
) -> None:
    value = {"name": "Accord", "date": date, "sentences": [4]}
    change = {"verdict": "corrected", "value": value}
    data = accept_all(reviews, **{"calls[0].references[0]": change})
    assert data["calls"][0]["references"][0]["date"] == date


@pytest.mark.parametrize("sentences", [[], [0], [6], ["1"], [True], None, "12"])
def test_an_item_stands_on_sentences_of_the_article(reviews: Reviews, sentences: Any) -> None:
    value = {"title": "T", "area": "other", "sentences": sentences}
    with pytest.raises(ReviewInvalid) as caught:
        reviews.save(NAME, 0, {"calls[0].topics[0]": {"verdict": "corrected", "value": value}})
    assert "point at the sentences" in caught.value.faults["calls[0].topics[0]"]


def test_quotes_come_from_the_article_whatever_is_sent(reviews: Reviews) -> None:
    forged = [{"quote": "I resign.", "start": 0, "end": 9}]
    value = {"title": "T", "area": "other", "sentences": [1], "evidence": forged}
    data = accept_all(reviews, **{"calls[0].topics[0]": {"verdict": "corrected", "value": value}})
    assert data["calls"][0]["topics"][0]["evidence"][0]["quote"] == TEXT[:47]


def test_what_was_saved_elsewhere_is_not_lost(
    reviews: Reviews, one: Matched, tmp_path: Path
) -> None:
    other = Reviews([one], tmp_path / "out", write_whole)
    reviews.save(NAME, 0, {"article.title": ACCEPT})
    with pytest.raises(ReviewStale):
        other.save(NAME, 0, {"article.outlet": ACCEPT})
    state = other.save(NAME, other.state(NAME).review.version, {"article.outlet": ACCEPT})
    assert set(state.review.decisions) == {"article.title", "article.outlet"}


def test_a_review_of_another_record_is_not_gone_on_with(
    reviews: Reviews, one: Matched, tmp_path: Path
) -> None:
    reviews.save(NAME, 0, {"article.title": ACCEPT})
    again = Matched(one.article, one.record.model_copy(update={"calls": ()}))
    with pytest.raises(ReviewUnreadable, match="another record"):
        Reviews([again], tmp_path / "out", write_whole).state(NAME)
    (tmp_path / "out/reviews" / f"{NAME}.json").write_text("{")
    with pytest.raises(ReviewUnreadable, match="is no review"):
        reviews.state(NAME)


def test_a_file_is_whole_or_as_it_was(reviews: Reviews, monkeypatch: pytest.MonkeyPatch) -> None:
    reviews.save(NAME, 0, {"article.title": ACCEPT})

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(Exception, match="No space left"):
        reviews.save(NAME, 1, {"article.outlet": ACCEPT})
    assert reviews.state(NAME).review.version == 1


def test_a_folder_that_cant_be_written_to_is_told_at_the_start(
    one: Matched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = tmp_path / "records.json"
    records.write_text(one.record.to_json(), encoding="utf-8")
    monkeypatch.setattr(server, "serve", lambda *_: pytest.fail("it was served"))
    for output in (records, records / "out"):  # a file is no folder, and holds none
        done = run("review", records, "-a", tmp_path / "articles", "-o", output)
        assert done.exit_code == 1
        assert f"can't write to the folder {output}" in done.stderr
        assert "another folder for -o" in done.stderr


async def test_a_folder_that_cant_be_written_to_any_more_is_told_when_saving(
    client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("aidememoire.review.folder.FileLock", locked)
    answer = await client.post(URL, json=BODY, headers=ORIGIN)
    assert answer.status_code == 500
    assert "Permission denied" in answer.json()["message"]
    assert "another folder for -o" in answer.json()["remedy"]


def test_two_records_of_one_article_are_refused(one: Matched, tmp_path: Path) -> None:
    with pytest.raises(RecordsInvalid, match="several records"):
        Reviews([one, one], tmp_path / "out", write_whole)


def test_an_id_that_is_no_files_name_is_refused(one: Matched, tmp_path: Path) -> None:
    for name in ("../../gold", "a/b", "a\\b"):
        astray = replace(one, article=replace(one.article, id=name))
        with pytest.raises(RecordsInvalid, match="can't be a file's name"):
            Reviews([astray], tmp_path / "out", write_whole)


def test_gold_of_a_run_store_is_checked_with_the_texts_that_are_kept_beside_it(
    one: Matched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = replace(one.article, id="row", origin="rows.csv, row 3")
    again = replace(row, id="row-2", origin="rows.csv, row 4")  # the same text, as reprints are
    store = tmp_path / "calls.db"
    with opened(store) as base:
        base.add([row, again])
        worker = begun(base)
        (taken,) = base.take(worker.id, 9)
        base.finish(worker.id, taken.text, one.record.to_json(), Attempt(Usage(), 1.0))
        worker.leave()

    def serve(reviews: Reviews, *_: object) -> None:
        assert reviews.names == ("row", "row-2")
        for name in reviews.names:
            reviews.save(name, 0, dict.fromkeys(reviews.state(name).undecided, ACCEPT))

    monkeypatch.setattr(server, "serve", serve)
    done = run("review", store, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    folder = tmp_path / "out"
    checked = run("gold", "check", "--gold", folder / "gold", "--articles", folder / "articles")
    assert checked.exit_code == 0, checked.output
    assert [path.name for path in sorted((folder / "gold").iterdir())] == ["row-2.json", "row.json"]


def test_gold_of_an_article_that_check_knows_by_a_short_id_keeps_it(
    reviews: Reviews, tmp_path: Path
) -> None:
    assert accept_all(reviews)["article"]["id"] == "t1"
    assert check_folder(tmp_path / "out/gold", tmp_path / "articles") == []


def test_the_command_prints_an_address_with_a_token(
    one: Matched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = tmp_path / "records.json"
    records.write_text(one.record.to_json(), encoding="utf-8")
    served: list[tuple[str, ...]] = []

    def serve(reviews: Reviews, bound: Any, token: str) -> None:
        served.append((*reviews.names, server.host_of(bound), token))

    monkeypatch.setattr(server, "serve", serve)
    done = run("review", records, "-a", tmp_path / "articles", "-o", tmp_path / "out")
    assert (done.exit_code, done.stdout) == (0, "")
    ((name, host, token),) = served
    assert name == NAME
    assert host.startswith("127.0.0.1:")
    assert len(token) > 40
    assert f"http://{host}/{token}/" in done.stderr


def test_without_the_extra_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "aidememoire.review.server")
    monkeypatch.delattr(sys.modules["aidememoire.review"], "server")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    done = run("review", tmp_path, "-a", tmp_path / "articles", "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "pip install 'aidememoire[review]'" in done.stderr


# Who is let in

HOST = "127.0.0.1:4711"
TOKEN = "a-token"  # noqa: S105 - of this test alone
URL = f"/{TOKEN}/articles/{NAME}"
ORIGIN = {"Origin": f"http://{HOST}"}
BODY = {"version": 0, "changes": {"article.title": ACCEPT}}


@pytest.fixture
async def client(reviews: Reviews) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(make_app(reviews, HOST, TOKEN))
    async with httpx2.AsyncClient(transport=transport, base_url=f"http://{HOST}") as opened:
        yield opened


async def test_the_page_reads_and_saves(client: httpx2.AsyncClient) -> None:
    page = await client.get(f"/{TOKEN}/")
    assert page.status_code == 200
    for path in ("review/web/review.js", "report/web/common.css"):
        assert path in page.text
        assert (await client.get(f"/{TOKEN}/{path}")).status_code == 200
    listed = (await client.get(f"/{TOKEN}/articles")).json()
    assert [row["name"] for row in listed["rows"]] == [NAME]
    assert listed["names"]["TUR"] == "Türkiye"
    assert (await client.get(URL)).json()["shown"]["paragraphs"]
    saved = await client.post(URL, json=BODY, headers=ORIGIN)
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    stale = await client.post(URL, json=BODY, headers=ORIGIN)
    assert stale.status_code == 409
    wrong = {"version": 1, "changes": {"calls[0].channel": REJECT}}
    refused = await client.post(URL, json=wrong, headers=ORIGIN)
    assert (refused.status_code, list(refused.json()["faults"])) == (422, ["calls[0].channel"])


@pytest.mark.parametrize(
    "path", ["/", "/another/", "/a-token2/", f"/{TOKEN}x/articles", "//", "/%00/"]
)
async def test_nobody_is_let_in_without_the_token(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.text) == (404, "Nothing here.")


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:4711", "127.0.0.1", "127.0.0.1:80", ""]
)
async def test_no_other_host_is_let_in(client: httpx2.AsyncClient, host: str) -> None:
    assert (await client.get(URL, headers={"Host": host})).status_code == 421


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", f"https://{HOST}", "http://127.0.0.1:80"]
)
async def test_no_other_origin_may_save(
    client: httpx2.AsyncClient, reviews: Reviews, origin: str | None
) -> None:
    headers = {"Origin": origin} if origin else {}
    assert (await client.post(URL, json=BODY, headers=headers)).status_code == 403
    assert reviews.state(NAME).review.version == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_no_other_site_may_read(client: httpx2.AsyncClient, site: str) -> None:
    answer = await client.get(URL, headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.text) == (403, "Not from another site.")


async def test_what_a_form_could_post_is_refused(client: httpx2.AsyncClient) -> None:
    plain = ORIGIN | {"Content-Type": "text/plain"}
    text = json.dumps(BODY)
    assert (await client.post(URL, content=text, headers=plain)).status_code == 415
    own = ORIGIN | {"Content-Type": "application/json"}
    assert (await client.post(URL, content="[" * 99_999, headers=own)).status_code == 400
    assert (await client.post(URL, content="{}", headers=own)).status_code == 400
    large = own | {"Content-Length": "99999999"}
    assert (await client.post(URL, content="{}", headers=large)).status_code == 413


@pytest.mark.parametrize("path", ["", "articles", "articles/nobody", "report/web/../shown.py"])
async def test_every_answer_may_be_used_by_the_page_alone(
    client: httpx2.AsyncClient, path: str
) -> None:
    headers = (await client.get(f"/{TOKEN}/{path}")).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["report/web/%2e%2e/shown.py", "report/web/..%2fshown.py"])
async def test_nothing_but_the_pages_files_is_served(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(f"/{TOKEN}/{path}")).status_code == 404
    assert (await client.get(f"/{TOKEN}/articles/%2e%2e%2f{NAME}")).status_code == 404
