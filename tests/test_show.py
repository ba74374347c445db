"""`aidememoire show`: stored records, shown again without a model."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import record_of, run
from labelled import TEXT

from aidememoire.reading import from_text
from aidememoire.views.lines import to_json, to_line


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    for name in ("a", "b"):
        text = to_json(record_of(from_text(f"{TEXT} {name}", name)))
        (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    return folder


def test_a_folder_of_records_becomes_a_table_a_brief_or_lines(stored: Path) -> None:
    table = run("show", stored, "--format", "table")
    assert (table.exit_code, table.stderr) == (0, "")
    assert table.stdout.count("NOR Ada Berg") == 2
    brief = stored.parent / "brief.md"
    assert run("show", stored, "-o", brief).exit_code == 0
    # Two accounts of one call.
    assert brief.read_text(encoding="utf-8").startswith(
        "# 1 call, 1 March 2021\n\n## Norway – Sweden"
    )
    alone = run("show", stored / "a.json", "--format", "md").stdout
    assert alone.startswith("# Norway – Sweden: phone call, 1 March 2021\n")
    assert len(run("show", stored).stdout.splitlines()) == 2


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_what_is_written_is_read_again(stored: Path, form: str) -> None:
    file = stored.parent / f"all.{form}"
    assert run("show", stored, "-o", file, "--format", form).exit_code == 0
    once = run("show", file, "--format", "jsonl").stdout
    assert once == run("show", "-", "--format", "jsonl", stdin=once).stdout
    assert [json.loads(line)["article"]["id"] for line in once.splitlines()] == ["a", "b"]


def test_what_is_no_record_is_told_and_the_others_are_shown(stored: Path) -> None:
    (stored / "c.json").write_text('{"schema_version": "9"}')
    (stored / "d.json").write_text("Dear reader,\nthis is\nno record.\n")
    (stored / "e.json").write_text("")
    good = to_line(record_of(from_text(TEXT, "good")))
    (stored / "f.jsonl").write_text(f"{good}{good[:99]}\n", encoding="utf-8")
    (stored / "notes.txt").write_text("not looked at")
    done = run("show", stored, stored.parent / "gone", "--format", "jsonl")
    assert done.exit_code == 1
    ids = [json.loads(line)["article"]["id"] for line in done.stdout.splitlines()]
    assert ids == ["a", "b", "good"]
    told = done.stderr
    assert "c.json: is no record: schema_version" in told
    assert "d.json: holds no records in JSON" in told
    assert "e.json: holds no records in JSON" in told
    assert "f.jsonl, line 2: is no JSON, or cut" in told
    assert "gone: no such file or folder" in told
    assert told.count("✗") == 5


@pytest.mark.parametrize("bad", [1, 25])
def test_lines_that_are_no_records_are_told_and_hide_none(stored: Path, bad: int) -> None:
    good = to_line(record_of(from_text(TEXT, "good")))
    file = stored / "a.jsonl"
    file.write_text('{"schema_version": "9"}\n' * bad + good, encoding="utf-8")
    done = run("show", file, "--format", "jsonl")
    assert (done.exit_code, done.stdout) == (1, good)
    assert "a.jsonl, line 1: is no record: schema_version" in done.stderr
    assert ("has 5 more lines that are no records" in " ".join(done.stderr.split())) == (bad > 20)
    assert done.stderr.count("✗") == min(bad, 21)
    file.write_text('{"schema_version": "9"}\n' * 2)
    assert "line 2: is no record: schema_version" in run("show", file).stderr


def test_a_folder_that_may_not_be_listed_costs_no_other(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, listed = stored.parent / "closed", Path.iterdir
    closed.mkdir()

    def iterdir(path: Path) -> Iterator[Path]:
        if path == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    for command, *options in (["show", "--format", "jsonl"], ["compare"]):
        done = run(command, closed, stored, *options)
        assert done.exit_code == 1
        assert "closed: can't be read: Permission denied" in " ".join(done.stderr.split())
        assert done.stdout


@pytest.mark.parametrize("text", ["[" * 100_000, "\x00\xff", "[1]", "null", '"\\ud800"'])
def test_nothing_odd_in_a_file_ends_in_a_traceback(tmp_path: Path, text: str) -> None:
    file = tmp_path / "odd.json"
    file.write_bytes(text.encode("latin-1"))
    done = run("show", file)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("✗") == 1


def test_a_folder_without_records_is_told(tmp_path: Path) -> None:
    done = run("show", tmp_path)
    assert done.exit_code == 1
    assert "holds no .json or .jsonl file" in done.stderr


def test_two_articles_of_one_id_get_a_file_each(stored: Path) -> None:
    files = []
    for run_, text in (("one", TEXT), ("two", f"{TEXT} Again."), ("three", f"{TEXT} Again.")):
        files.append(stored / f"{run_}.jsonl")
        files[-1].write_text(to_line(record_of(from_text(text, "001"))), encoding="utf-8")
    out = stored.parent / "briefs"
    for _ in range(2):  # a later run writes the same files again
        assert run("show", *files, "--format", "md", "-o", out).exit_code == 0
        names = sorted(file.name for file in out.iterdir())
        first, second, third = (record_of_file(file)["article"]["sha256"][:6] for file in files)
        assert second == third != first
        assert names == ["001.md", f"001~{second}.md", f"001~{second}~2.md"]


def record_of_file(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def test_records_are_not_written_over_what_is_read(stored: Path) -> None:
    assert run("show", stored, "-o", stored).exit_code == 2
