"""The command: see the package's docstring."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from rich.console import Console

from aidememoire.cli.evaluating import write_record, write_reports
from aidememoire.cli.talk import Talk
from aidememoire.errors import AidememoireError
from aidememoire.evaluation.folder import load_folder
from aidememoire.reading import from_file
from aidememoire.settings import load
from baselines.run import SYSTEMS, Measured, measure
from baselines.table import Side, to_markdown, to_table

EVALS = Path(__file__).parents[1]
_WIDTH = 180  # in a pipe or a log, so that no cell is cut


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table, and write the reports; the exit status."""
    parser = argparse.ArgumentParser(prog="baselines", description=__doc__)
    parser.add_argument("--gold", type=Path, default=EVALS / "gold")
    parser.add_argument("--articles", type=Path, default=EVALS / "articles")
    parser.add_argument("--out", type=Path, default=Path("out/baselines"))
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=SYSTEMS)
    options = parser.parse_args(arguments)

    talk = Talk()
    try:
        labelled = load_folder(options.gold, options.articles, from_file)
        measured = asyncio.run(measure(labelled, load(), options.systems, talk.say))
        side = Side.of({name: one.run for name, one in measured.items()})
        _write(options.out, side, measured)
    except AidememoireError as error:
        talk.error(error)
        return 1
    console = Console()
    (console if console.is_terminal else Console(width=_WIDTH)).print(to_table(side))
    return 0


def _write(folder: Path, side: Side, measured: dict[str, Measured]) -> None:
    """The table, and each system's own reports and records, which `eval compare` reads."""
    for name, one in measured.items():
        write_reports(folder / name, one.run, ())
        for old in (folder / name / "records").glob("*.json"):
            old.unlink()  # of an earlier run: this one may have made none
        for article, record in one.records.items():
            write_record(folder / name, article, record)
    (folder / "baselines.json").write_text(side.model_dump_json(indent=1) + "\n", "utf-8")
    (folder / "baselines.md").write_text(to_markdown(side), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
