"""Where results go: what every command does with the place that -o names."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from commands import record_of, run
from labelled import TEXT

from aidememoire.errors import OutputError
from aidememoire.exports.export import export
from aidememoire.part import write_whole
from aidememoire.reading import from_text
from aidememoire.views.lines import to_line

Write = Callable[[Path], object]


@pytest.fixture(params=["export", "calls", "report"])
def write(request: pytest.FixtureRequest, tmp_path: Path) -> Write:
    """A command that writes one file of text."""
    records, articles = tmp_path / "in.jsonl", tmp_path / "a.txt"
    records.write_text(to_line(record_of(from_text(TEXT, "a"))), encoding="utf-8")
    articles.write_text(TEXT, encoding="utf-8")
    options: dict[str, list[str | Path]] = {
        "export": ["--format", "events"],
        "calls": ["--format", "json"],
        "report": ["--articles", articles],
    }

    def written(output: Path) -> None:
        done = run(request.param, records, *options[request.param], "-o", output)
        assert done.exit_code == 0, done.stderr

    return written


def test_a_result_follows_a_link_keeps_the_mode_and_spares_other_files(
    write: Write, tmp_path: Path
) -> None:
    old, link, others = tmp_path / "old", tmp_path / "link", tmp_path / "old.part"
    old.write_text("of an earlier run")
    old.chmod(0o600)
    link.symlink_to(old)
    others.write_text("mine")
    write(link)
    assert link.is_symlink()
    assert "Ada Berg" in old.read_text(encoding="utf-8")
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert others.read_text() == "mine"
    assert len(list(tmp_path.glob("*.part"))) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_result_is_written_into_a_pipe_and_a_device(write: Write, tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "null"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write(pipe)
    reader.join(60)
    assert b"Ada Berg" in got[0]
    assert pipe.is_fifo()
    link.symlink_to(os.devnull)
    write(link)
    assert Path(os.devnull).is_char_device()
    assert link.is_symlink()


def test_a_database_takes_no_pipes_place() -> None:
    with pytest.raises(OutputError, match="it is no file"):
        export([], "sqlite", Path(os.devnull))
    assert Path(os.devnull).is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
@pytest.mark.parametrize("to", ["standard output", "/dev/full"])
def test_a_full_disk_is_told(to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    record = record_of(from_text(TEXT, "a"))
    output = None if to == "standard output" else Path(to)
    writes: list[Callable[[], object]] = [
        lambda: write_whole(output, "a page"),
        lambda: export([record], "jsonl", output),
    ]
    for write_ in writes:
        with Path("/dev/full").open("w") as full:
            monkeypatch.setattr(sys, "stdout", full)
            with pytest.raises(OutputError, match=f"can't write {to}: No space left"):
                write_()
