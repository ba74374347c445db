"""`calls`, `compare` and `timeline`: what users see, and that no article writes markup into it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

import pytest
from commands import HOSTILE, opened, record_of, run, write
from markdown_it import MarkdownIt
from rich.cells import cell_len
from told import CASES, records

from aidememoire.accounts import Comparison, Timeline, accounts_of, compare, group, timeline
from aidememoire.accounts.grouping import Listing
from aidememoire.accounts.overtime import Commitment
from aidememoire.reading import from_text
from aidememoire.record import Extraction
from aidememoire.views.calls import listing_markdown, listing_table
from aidememoire.views.charts import charts
from aidememoire.views.comparison import comparison_markdown, comparison_table
from aidememoire.views.digest import digest
from aidememoire.views.lines import to_json
from aidememoire.views.overtime import timeline_markdown, timeline_table
from aidememoire.views.terminal import plain

__all__ = ["opened"]

PEOPLE = ["NOR Ada Berg, Prime Minister", "SWE Ivo Lund, Prime Minister"]
MARKDOWN = MarkdownIt("commonmark").enable("table")
LETTER = {
    "id": "march",
    "day": "2021-03-01 stated",
    "published": "2021-03-01",
    "people": PEOPLE,
    "topics": ["transport Ferry link", "economy Fishing quotas"],
    "outcomes": [
        "NOR SWE agreed Open the ferry terminal in Lysekil by June 15.",
        "NOR pledged Send port engineers to Lysekil.",
    ],
}
LATER = {
    "id": "june",
    "day": "2021-06-20 stated",
    "published": "2021-06-20",
    "people": PEOPLE,
    "topics": ["transport The ferry link", "energy Power cables"],
    "statements": ["SWE praise Lund praised the opening of the ferry terminal in Lysekil. > 0"],
}
OTHERS = {
    "id": "dane",
    "day": "2021-04-02 stated",
    "people": ["DNK Mads Holm, Prime Minister", "SWE Ivo Lund, Prime Minister"],
    "topics": ["transport Ferry link"],
}


def case(name: str) -> list[Extraction]:
    return records(next(one for one in CASES if one["name"] == name)["account"])


def stored(folder: Path, made: Iterable[Extraction]) -> Path:
    folder.mkdir(exist_ok=True)
    for one in made:
        (folder / f"{one.article.id}.json").write_text(to_json(one), encoding="utf-8")
    return folder


def hostile() -> list[Extraction]:
    """Two accounts of one call whose every word is an attack."""
    nasty = f"{HOSTILE} $x$ ![i](http://e.vil/p) | [^1]: **b**"
    made = []
    for one in case("the same call from two sides"):
        data = one.model_dump()
        data["article"] |= {"outlet": nasty, "title": nasty}
        for call in data["calls"]:
            call["sources"] = [nasty]
            call["summary"] = nasty
            for person in call["participants"]:
                person["office"] = nasty
                person["name"] += f" {nasty}"
            for topic in call["topics"]:
                topic["title"] = f"{nasty} {topic['title']}"
            for said in call["statements"]:
                said["topic"] = None
                said["text"] = f"{nasty} {said['text']}"
                length = len(nasty)
                said["evidence"] = [{"quote": nasty, "start": 0, "end": length}]
            for outcome in call["outcomes"]:
                outcome["text"] = f"{nasty} {outcome['text']}"
        made.append(Extraction.model_validate(data))
    return made


def steers(text: str) -> bool:
    return any(not (one.isprintable() or one in "\n\u2060") for one in text)


@pytest.fixture
def sides(tmp_path: Path) -> Path:
    return stored(tmp_path / "records", case("the same call from two sides"))


def test_calls_are_listed_with_their_accounts(sides: Path) -> None:
    table = run("calls", sides, "--format", "table")
    assert table.exit_code == 0
    assert "2021-03-01" in table.stdout
    assert "sure:" in table.stdout
    listing = Listing.model_validate_json(run("calls", sides).stdout)
    (call,) = listing.calls
    assert [(one.key, one.sides) for one in call.tellers] == [("nor", ("NOR",)), ("swe", ("SWE",))]
    assert call.certainty == "sure"
    markdown = run("calls", sides, "-o", sides.parent / "calls.md")
    assert (markdown.exit_code, markdown.stdout) == (0, "")
    assert "**1 March 2021**" in (sides.parent / "calls.md").read_text(encoding="utf-8")


def test_what_is_unsure_is_shown_as_perhaps_the_same(tmp_path: Path) -> None:
    folder = stored(tmp_path / "r", case("a day lost, and nothing says when it was printed"))
    shown = run("calls", folder, "--format", "md").stdout
    assert "perhaps the same as undated" in shown
    assert shown.startswith("# 2 calls")


def test_accounts_are_laid_side_by_side(sides: Path) -> None:
    shown = run("compare", sides / "nor.json", sides / "swe.json", "--format", "table").stdout
    titles = ["They conflict", "Only A", "Only B", "All say"]
    assert [shown.index(one) for one in titles] == sorted(shown.index(one) for one in titles)
    assert "They surely tell of the same call" in shown
    assert "“Norway will send a team of port engineers.”" in " ".join(shown.split())
    markdown = run("compare", sides, "--format", "md").stdout
    assert (
        "- Initiator\n  - A: at the wish of Sweden[^1]\n  - B: at the wish of Norway[^2]"
        in markdown
    )
    data = json.loads(run("compare", sides, "-f", "json").stdout)
    (comparison,) = data["comparisons"]
    assert Comparison.model_validate(comparison).accounts[0].article == "nor"
    assert data["alone"] == []


def test_accounts_keep_the_order_in_which_they_are_named(sides: Path) -> None:
    data = json.loads(run("compare", sides / "swe.json", sides / "nor.json").stdout)
    told = data["comparisons"][0]["accounts"]
    assert [(one["key"], one["article"]) for one in told] == [("A", "swe"), ("B", "nor")]


def test_two_that_nothing_ties_together_are_compared_with_a_warning(tmp_path: Path) -> None:
    folder = stored(tmp_path / "r", case("the same pair on another day"))
    done = run("compare", folder, "--format", "md")
    assert done.exit_code == 0
    assert "Nothing says that these two tell of the same call." in done.stderr
    assert "It is not certain that they tell of the same call" in done.stdout
    one = run("compare", folder / "first.json")
    assert one.exit_code == 1
    assert "fewer than two accounts" in one.stderr


def test_several_that_nothing_ties_together_are_not_compared(tmp_path: Path) -> None:
    folder = stored(tmp_path / "r", records([LETTER, LATER, OTHERS]))
    done = run("compare", folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Name just two" in done.stderr


def test_articles_are_read_by_the_model_and_compared_with_records(
    opened: list[str], tmp_path: Path
) -> None:
    article = write(tmp_path / "articles", a="") / "a.txt"
    folder = stored(tmp_path / "r", [record_of(from_text("Another text of the call.", "b"))])
    done = run("compare", article, folder, "--quiet")
    assert opened == ["embedded"]
    told = json.loads(done.stdout)["comparisons"][0]["accounts"]
    assert sorted(one["article"] for one in told) == ["a", "b"]


def test_a_folder_of_articles_and_json_is_not_taken_for_records(
    opened: list[str], tmp_path: Path
) -> None:
    articles = write(tmp_path / "articles", a="", b=" And more.")
    (articles / "meta.json").write_text("{}")
    done = run("compare", articles)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Name the files that are meant" in " ".join(done.stderr.split())
    (articles / "meta.json").unlink()
    assert run("compare", articles).exit_code == 0
    assert opened == ["embedded"]


def test_one_article_twice_is_said_to_be_left_out(tmp_path: Path) -> None:
    one, other = (tmp_path / "x", tmp_path / "y")
    record = record_of(from_text("A text.", "same"))
    done = run("calls", stored(one, [record]), stored(other, [record]))
    assert len(json.loads(done.stdout)["calls"][0]["tellers"]) == 1
    assert "same is an article that is there already" in done.stderr


def test_what_is_no_record_is_told_and_the_rest_is_looked_at(sides: Path) -> None:
    (sides / "bad.json").write_text("{}")
    for command in ("calls", "timeline"):
        done = run(command, sides)
        assert done.exit_code == 1
        assert "bad.json" in done.stderr
        assert len(json.loads(done.stdout)["calls"]) == 1


@pytest.mark.parametrize("command", ["calls", "timeline", "compare"])
def test_a_mistyped_input_does_not_replace_an_earlier_result(command: str, sides: Path) -> None:
    out = sides.parent / "out.json"
    assert run(command, sides, "-o", out).exit_code == 0
    before = out.read_bytes()
    done = run(command, sides.parent / "typo.jsonl", "-o", out)
    assert done.exit_code == 1
    assert "typo.jsonl: no such file" in done.stderr
    assert out.read_bytes() == before


@pytest.mark.parametrize("output", ["out", "records"])
def test_an_output_that_does_not_fit_is_refused_at_once(sides: Path, output: str) -> None:
    assert run("calls", sides, "-o", sides.parent / output).exit_code == 2


def test_a_timeline_tells_what_came_up_again(tmp_path: Path) -> None:
    folder = stored(tmp_path / "r", records([LETTER, LATER, OTHERS]))
    found = Timeline.model_validate_json(run("timeline", folder).stdout)
    assert [one.id for one in found.calls] == ["march", "dane", "june"]
    assert [(one.parties, one.calls) for one in found.pairs] == [
        (("NOR", "SWE"), ("march", "june")),
        (("DNK", "SWE"), ("dane",)),
    ]
    again = [one for one in found.threads if len(one.raised) > 1]
    assert [(one.title, one.parties) for one in again] == [("Ferry link", ("NOR", "SWE"))]
    terminal, engineers = found.commitments
    assert [(one.call, one.sure) for one in terminal.later] == [("june", True)]
    assert engineers.later == ()
    shown = run("timeline", folder, "--format", "table").stdout
    assert "not in these records" in shown
    assert run("timeline", folder, "--format", "md").stdout.count("| --- |") > 3


def test_a_timeline_may_be_that_of_one_pair(tmp_path: Path) -> None:
    folder = stored(tmp_path / "r", records([LETTER, LATER, OTHERS]))
    found = Timeline.model_validate_json(run("timeline", folder, "--between", "swe,dnk").stdout)
    assert [one.id for one in found.calls] == ["dane"]
    wrong = run("timeline", folder, "--between", "Sweden")
    assert wrong.exit_code == 2
    assert "'SWEDEN' is no party code" in wrong.stderr


@pytest.mark.parametrize(("image", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_charts_are_files(tmp_path: Path, image: str, start: bytes) -> None:
    folder = stored(tmp_path / "r", records([LETTER, LATER, OTHERS]))
    out = tmp_path / "deep" / "charts"
    assert run("timeline", folder, "--charts", out, "--image", image).exit_code == 0
    files = sorted(out.iterdir())
    assert [one.name for one in files] == [
        f"{name}.{image}" for name in ("calls", "pairs", "topics")
    ]
    assert all(one.read_bytes().startswith(start) for one in files)


def test_charts_ask_for_their_extra(tmp_path: Path) -> None:
    folder = stored(tmp_path / "r", records([LETTER]))
    program = (
        "import sys; sys.modules['matplotlib'] = None; from aidememoire.cli import main; main()"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, "timeline", str(folder), "--charts", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "aidememoire[charts]" in done.stderr


def test_charts_are_the_same_every_time_and_own_up_to_what_they_leave_out() -> None:
    undated = {**OTHERS, "day": ""}
    shown = timeline(group(accounts_of(records([LETTER, LATER, undated]))[0]))
    first, second = charts(shown, "svg"), charts(shown, "svg")
    assert first == second
    assert b"1 call not shown" in first["calls"]
    assert charts(timeline([]), "svg") == {}


def test_no_article_writes_markup_into_a_chart() -> None:
    shown = timeline(group(accounts_of(hostile())[0]))
    for image in charts(shown, "svg").values():
        names = {one.tag.rpartition("}")[2] for one in ET.fromstring(image).iter()}  # noqa: S314
        assert "script" not in names
        assert not steers(image.decode())
    topics = charts(shown, "svg")["topics"].decode()
    assert "&lt;script" in topics


def everything(made: list[Extraction]) -> tuple[list[str], list[str]]:
    """Every view of records: those in Markdown and those for a terminal."""
    groups = group(accounts_of(made)[0])
    listing = Listing(calls=tuple(one.entry for one in groups))
    shown = timeline(groups)
    compared = [compare(one) for one in groups if len(one.accounts) > 1]
    markdown = [listing_markdown(listing), timeline_markdown(shown), digest(made)]
    markdown += [comparison_markdown(one) for one in compared]
    tables = [listing_table(listing), timeline_table(shown), *map(comparison_table, compared)]
    return markdown, [plain(one, 80) for one in tables]


def test_no_article_writes_markup_into_any_view() -> None:
    markdown, terminal = everything(hostile())
    assert (len(markdown), len(terminal)) == (4, 3)
    for text in markdown:
        assert not steers(text)
        shown = set(re.findall(r"<(\w+)", MARKDOWN.render(text)))
        assert not shown & {"a", "img", "script", "code", "pre"}
        assert "p://" not in text
    for text in terminal:
        assert not steers(text)
        assert max(map(cell_len, text.splitlines())) <= 80


def test_a_digest_tells_what_is_new_settled_and_one_sided() -> None:
    text = digest([*case("the same call from two sides"), *records([LATER])])
    assert text.startswith("# 2 calls, 1 March 2021 to 20 June 2021\n")
    june, _, march = text.partition("## Norway – Sweden: phone call, 1 March 2021")
    assert "- Power cables (energy)[^" not in june  # the Swedish account of March has them
    assert "**Settled**\n\n- **Agreed** (Norway and Sweden): Meet in Oslo in May 2021." in march
    assert "(all accounts)" in march
    assert "(only A)" in march
    assert "- Initiator: A: at the wish of Sweden" in march
    assert "- Sweden's account: Sweden *criticises*: Lund warned" in march
    defined = re.findall(r"^\[\^(.+?)\]:", text, re.MULTILINE)
    assert sorted(set(re.findall(r"\[\^(.+?)\](?!:)", text))) == sorted(defined)


def test_a_digest_says_when_all_is_one_sides_word() -> None:
    swe = [one for one in case("the same call from two sides") if one.article.id == "swe"]
    other = records([{**LATER, "day": ""}])
    text = digest([*swe, *other, records([LETTER])[0].model_copy(update={"calls": ()})])
    assert "All of it is Sweden's word alone." in text
    assert "**No call is reported by:** march" in text
    assert text.index("1 March 2021") < text.index("No day is given.")


def test_a_digest_names_reprints_that_it_leaves_out() -> None:
    made = records([LETTER, LATER])
    again = made[0].article.model_copy(update={"id": "reprint_1"})
    text = digest([*made, made[0].model_copy(update={"article": again})])
    assert text.startswith("# 2 calls")
    assert "**Left out, with the same text as another article:** reprint\\_1\n" in text
    assert "Left out" not in digest(made)


def test_a_commitment_is_not_looked_for_in_earlier_calls() -> None:
    found = timeline(
        group(accounts_of(records([{**LETTER, "day": "2021-09-01 stated"}, LATER]))[0])
    )
    assert all(isinstance(one, Commitment) and not one.later for one in found.commitments)
