"""Score stored records: `python -m aidememoire.evaluation GOLD ARTICLES RECORDS [-v]`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from rich.console import Console

from aidememoire.errors import AidememoireError
from aidememoire.evaluation.folder import load_folder
from aidememoire.evaluation.measure import evaluate
from aidememoire.evaluation.records import load_records, stored
from aidememoire.evaluation.run import About
from aidememoire.evaluation.terminal import show_run


def main() -> None:
    """Print the figures of a folder of stored records."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("gold", "articles", "records"):
        parser.add_argument(name, type=Path)
    parser.add_argument("-v", action="store_true", help="list what was wrong")
    parser.add_argument("-o", type=Path, help="write the run's account here, as JSON")
    arguments = parser.parse_args()
    labelled = load_folder(arguments.gold, arguments.articles)
    records = load_records(arguments.records, labelled)
    about = About(model=f"records in {arguments.records}")
    run = asyncio.run(evaluate(labelled, stored(records), about))
    Console(width=None if sys.stdout.isatty() else 140).print(show_run(run, explain=arguments.v))
    if arguments.o:
        arguments.o.write_text(run.model_dump_json(indent=1), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except AidememoireError as error:
        sys.exit(f"{error.message}\n{error.remedy}".rstrip())
