"""The command line: what goes where, in which form, and with which exit status."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import opened, record_of, run, write
from labelled import TEXT
from typer.main import get_command

from aidememoire import part
from aidememoire.cli import app, opening, output
from aidememoire.cli.options import _FLAGS
from aidememoire.errors import ModelUnknown
from aidememoire.reading import from_text
from aidememoire.record import Extraction, load_record
from aidememoire.settings import Settings

__all__ = ["opened"]

ROOT = Path(__file__).parent.parent


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write(tmp_path / "articles", a="Number one.", b="Number two.")


def lines(text: str) -> list[Extraction]:
    return [Extraction.model_validate_json(line) for line in text.splitlines()]


def python(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, *arguments], capture_output=True, text=True, check=False, **options
    )


def commands() -> Iterator[tuple[list[str], Any]]:
    waiting: list[tuple[list[str], Any]] = [([], get_command(app))]
    while waiting:
        path, command = waiting.pop()
        yield path, command
        inner = getattr(command, "commands", {})
        waiting += [([*path, name], one) for name, one in inner.items()]


@pytest.mark.parametrize("path", [path for path, _ in commands()], ids=" ".join)
def test_every_command_explains_itself(path: list[str]) -> None:
    done = run(*path, "--help")
    assert done.exit_code == 0
    assert "Usage" in done.stdout


def test_every_command_and_option_is_described() -> None:
    for path, command in commands():
        assert command.help, path
        for parameter in command.params:
            if parameter.name not in {"install_completion", "show_completion"}:
                assert getattr(parameter, "help", ""), (path, parameter.name)


def test_every_command_and_option_is_documented() -> None:
    pages = " ".join((ROOT / "docs" / "commands.md").read_text(encoding="utf-8").split())
    again = "typer aidememoire.cli.app utils docs --name aidememoire --output docs/commands.md"
    for path, command in commands():
        if not command.hidden:
            assert f"# `{' '.join(['aidememoire', *path])}`" in pages, again
            described = [command.help, *(getattr(one, "help", "") for one in command.params)]
            assert all(" ".join(text.split()) in pages for text in described if text), again


def test_every_setting_but_keys_is_an_option() -> None:
    assert set(_FLAGS) == {name for name in Settings.model_fields if not name.endswith("api_key")}
    for name in ("plan", "mode"):
        assert _FLAGS[name] == Settings.model_fields[name].annotation


def test_help_waits_for_no_model_client() -> None:
    program = "import sys; from aidememoire.cli import app; print(*sys.modules)"
    loaded = set(python("-c", program).stdout.split())
    assert "aidememoire.cli.app" in loaded
    assert not loaded & {"openai", "instructor", "scipy", "pydantic_evals", "xllamacpp", "babel"}


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"aidememoire \d+\.\d+\.\d+\S*\n", run("--version").stdout)


def test_the_module_is_the_command_and_a_reader_that_leaves_is_no_trouble() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "aidememoire", "schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


def test_the_schema_is_printed() -> None:
    assert json.loads(run("schema").stdout)["title"] == "Extraction"


@pytest.mark.parametrize("command", ["summarise", "summarize"])
def test_a_pipe_gets_a_line_for_each_article(
    opened: list[str], articles: Path, command: str
) -> None:
    done = run(command, articles)
    assert done.exit_code == 0
    records = lines(done.stdout)
    assert [one.article.id for one in records] == ["a", "b"]
    records[0].check(f"{TEXT} Number one.")
    assert "2 articles · 2 calls · 0 failed" in done.stderr
    assert "1,000 tokens read and 100 written an article" in done.stderr
    assert opened == ["embedded"]


def test_each_format_has_its_form(opened: list[str], articles: Path) -> None:
    array = json.loads(run("summarise", articles, "--format", "json").stdout)
    assert [one["article"]["id"] for one in array] == ["a", "b"]
    digest = run("summarise", articles, "--format", "md").stdout
    assert digest.startswith(
        "# 1 call, 1 March 2021\n\n## Norway – Sweden: phone call, 1 March 2021"
    )
    assert "[^1]:" in digest
    table = run("summarise", articles, "--format", "table").stdout
    assert "2021-03-01" in table
    assert "NOR Ada Berg" in table
    assert opened


def test_quiet_says_nothing(opened: list[str], articles: Path) -> None:
    assert run("summarise", articles, "--quiet").stderr == ""
    assert opened


def test_standard_input_is_an_article(opened: list[str]) -> None:
    (record,) = lines(run("summarise", "-", "-o", "-", stdin=TEXT).stdout)
    assert record.article.id == "stdin"
    assert opened


@pytest.mark.parametrize(
    ("output", "format_", "files"),
    [
        ("out", None, ["out/a.json", "out/b.json"]),
        ("out", "json", ["out/a.json", "out/b.json"]),
        ("out", "md", ["out/a.md", "out/b.md"]),
        ("deep/er/out", None, ["deep/er/out/a.json", "deep/er/out/b.json"]),
        ("out", "jsonl", ["out"]),
        ("out.jsonl", None, ["out.jsonl"]),
        ("out.JSON", None, ["out.JSON"]),
        ("out.md", None, ["out.md"]),
        ("out.txt", "table", ["out.txt"]),
        ("out.txt", "json", ["out.txt"]),
    ],
)
def test_output_is_a_file_or_a_folder(
    opened: list[str], articles: Path, output: str, format_: str | None, files: list[str]
) -> None:
    chosen = ("--format", format_) if format_ else ()
    done = run("summarise", articles, *chosen, "-o", articles.parent / output)
    assert (done.exit_code, done.stdout) == (0, "")
    root = articles.parent
    made = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert made - {"articles/a.txt", "articles/b.txt"} == set(files)
    for name in files:
        text = (root / name).read_text(encoding="utf-8")
        if name.endswith("a.json"):
            load_record(text, f"{TEXT} Number one.")
        assert "Norway" in text or "NOR" in text
        assert text.endswith("\n")
    assert opened


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "."], "is a folder, and jsonl"),
        (["-o", "out.txt"], "does not say in which format"),
        (["-o", "ARTICLES"], "is what is to be read"),
        (["--timeout", "-1"], "--timeout"),
        (["--config", "none.toml"], "none.toml"),
        (["--format", "xml"], "xml"),
        (["--nonsense"], "nonsense"),
    ],
)
def test_wrong_usage_is_status_2(
    opened: list[str],
    articles: Path,
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(articles.parent)
    given = [str(articles) if one == "ARTICLES" else one for one in arguments]
    done = run("summarise", articles, *given, *(["--format", "jsonl"] if "." in given else []))
    assert done.exit_code == 2
    assert said in done.stderr
    assert not opened
    assert run("summarise").exit_code == 2


def test_an_unknown_model_is_wrong_usage(
    articles: Path, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    def unknown(*_: object) -> None:
        raise ModelUnknown("there is no model 'x'", "Give another.")

    monkeypatch.setattr("aidememoire.cli.opening.open_model", unknown)
    done = run("summarise", articles, "--model", "x", "-o", articles.parent / "out.jsonl")
    assert done.exit_code == 2
    assert "✗ there is no model 'x'\n  Give another.\n" in done.stderr
    assert os.listdir(articles.parent) == ["articles"]  # noqa: PTH208 - names are enough
    assert not opened


def test_what_fails_among_good_ones_is_told_and_the_others_are_written(
    opened: list[str], articles: Path, tmp_path: Path
) -> None:
    write(articles, a2="CUT")
    done = run("summarise", "none.txt", articles, "gone.txt", "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.json", "b.json"]
    assert "✗ none: no such file or folder: 'none.txt'" in done.stderr
    assert "✗ gone: no such file" in done.stderr
    assert "✗ a2: the answer was cut [red]bold[/red] [2J txt.exe <script>\n" in done.stderr
    assert "  Ask for less.\n" in done.stderr
    assert "5 articles · 2 calls · 3 failed" in done.stderr
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr
    assert len(opened) == 1


def test_the_table_ends_with_what_failed(opened: list[str], articles: Path) -> None:
    write(articles, a2="CUT")
    table = run("summarise", articles, "--format", "table").stdout
    assert "No record of 1 article:\n✗ a2: the answer was cut [red]bold[/red]" in table
    assert "\x1b" not in table
    assert opened


def test_with_nothing_to_read_no_model_is_opened(opened: list[str], tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    done = run("summarise", tmp_path / "empty.txt", tmp_path / "none.txt")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("✗") == 2
    assert not opened


@pytest.mark.parametrize(("told", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_run_that_is_stopped_keeps_what_is_done(
    opened: list[str], articles: Path, told: str, status: int
) -> None:
    write(articles, b=told)
    old = articles.parent / "out.jsonl"
    old.write_text("of an earlier run\n")
    done = run("summarise", articles, "-o", old)
    assert done.exit_code == status
    assert old.read_text() == "of an earlier run\n"
    assert [one.article.id for one in lines(Path(f"{old}.part").read_text())] == ["a"]
    assert f"1 record is in {old}.part" in " ".join(done.stderr.split())
    done = run("summarise", articles, "-o", articles.parent / "out")
    assert done.exit_code == status
    assert os.listdir(articles.parent / "out") == ["a.json"]  # noqa: PTH208 - names are enough
    done = run("summarise", articles, "--format", "json")
    assert len(json.loads(done.stdout)) == 1
    assert len(opened) == 3


def test_weights_are_fetched_before_unless_that_is_forbidden(
    opened: list[str], articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[str] = []
    monkeypatch.setattr(opening, "fetched", lambda name, _: wanted.append(name))
    for arguments in (
        ["--offline"],
        ["--model", "openai/x"],
        ["--model", "embedded/qwen2.5-coder-0.5b"],
    ):
        assert run("summarise", articles, *arguments).exit_code == 0
    assert wanted == ["embedded/qwen2.5-coder-0.5b"]
    assert len(opened) == 3


def test_ctrl_c_while_weights_are_fetched_is_heeded_at_once(
    opened: list[str], articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "fetched", lambda *_: signal.raise_signal(signal.SIGTERM))
    done = run("summarise", articles, "-o", articles.parent / "out.jsonl")
    assert done.exit_code == 143
    assert [path.name for path in articles.parent.iterdir()] == ["articles"]
    assert not opened


def test_a_full_disk_costs_nothing_that_is_done(
    opened: list[str], articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = len(run("summarise", articles / "a.txt").stdout) + 50
    real = part.write_all

    def write_all(file: Any, text: str) -> int:
        if file.tell() + len(text.encode()) <= room:
            return real(file, text)
        real(file, text[:40])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(part, "write_all", write_all)
    old = articles.parent / "out.jsonl"
    old.write_text("of an earlier run\n")
    done = run("summarise", articles, "-o", old)
    assert done.exit_code == 1
    assert f"✗ can't write {old}: No space left on device" in done.stderr
    assert old.read_text() == "of an earlier run\n"
    assert [one.article.id for one in lines(Path(f"{old}.part").read_text())] == ["a"]
    array = articles.parent / "out.json"
    assert run("summarise", articles, "-o", array, "--format", "json").exit_code == 1
    room += 2000  # the array is indented
    assert run("summarise", articles, "-o", array, "--format", "json").exit_code == 1
    assert not array.exists()
    (one,) = json.loads(Path(f"{array}.part").read_text())
    assert one["article"]["id"] == "a"
    monkeypatch.setattr(part, "write_all", lambda file, text: write_all(file, text * 9))
    folder = articles.parent / "out"
    assert run("summarise", articles, "-o", folder).exit_code == 1
    assert list(folder.iterdir()) == []
    assert opened


def test_a_finished_file_replaces_the_old_one_and_keeps_its_mode(
    opened: list[str], articles: Path, tmp_path: Path
) -> None:
    old, link = tmp_path / "old.jsonl", tmp_path / "link.jsonl"
    old.write_text("of an earlier run\n")
    old.chmod(0o600)
    link.symlink_to(old)
    assert run("summarise", articles, "-o", link).exit_code == 0
    assert link.is_symlink()
    assert len(lines(old.read_text())) == 2
    assert old.stat().st_mode & 0o777 == 0o600
    write(articles, a="CUT", b="CUT")
    assert run("summarise", articles, "-o", old).exit_code == 1
    assert len(lines(old.read_text())) == 2, "failures alone replace nothing"
    assert opened


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_written_into_and_not_replaced(
    opened: list[str], articles: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR)
    try:
        done = run("summarise", articles, "--format", "jsonl", "-o", pipe)
        assert done.exit_code == 0
        assert len(lines(os.read(reader, 1 << 16).decode())) == 2
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert opened


@pytest.mark.parametrize("name", ["../out", "a/b", "..\\out", ""])
def test_no_record_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    sink = output.open_sink("json", tmp_path / "in", [])
    record = record_of(from_text(TEXT, "fine"))
    article = record.article.model_copy(update={"id": name})
    if name:
        with pytest.raises(output.OutputError, match="can't be a file's name"):
            sink.add(record.model_copy(update={"article": article}))
    else:
        sink.add(record)
    assert [path.name for path in tmp_path.rglob("*.json")] == ([] if name else ["fine.json"])


def test_a_folder_that_cannot_be_made_is_told_before_a_model_is_opened(
    opened: list[str], articles: Path
) -> None:
    done = run("summarise", articles, "-o", articles / "a.txt" / "out")
    assert done.exit_code == 1
    assert "can't write" in done.stderr
    assert not opened
