# ruff: noqa: T201 - a script that prints
"""Score stored records: `python -m aidememoire.evaluation GOLD ARTICLES RECORDS [-v]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from aidememoire.errors import AidememoireError
from aidememoire.evaluation.beside import BESIDE, beside
from aidememoire.evaluation.folder import load_folder
from aidememoire.evaluation.records import load_records
from aidememoire.evaluation.scores import COMPONENTS, score_record


def main() -> None:
    """Print a table of articles and components, worst first."""
    parser = argparse.ArgumentParser()
    for name in ("gold", "articles", "records"):
        parser.add_argument(name, type=Path)
    parser.add_argument("-v", action="store_true")
    arguments = parser.parse_args()
    labelled = load_folder(arguments.gold, arguments.articles)
    records = load_records(arguments.records, labelled)
    columns = ["score", *COMPONENTS, "references", *BESIDE]
    rows = []
    for one in labelled:
        record = records[one.article.id]
        if isinstance(record, AidememoireError):
            values = [0.0] * 7 + [None] * (len(columns) - 7)
            rows.append((one.article.id + " FAILED", values, [str(record)]))
            continue
        score = score_record(one.gold, record)
        aside = beside(one.gold, record, one.article.text)
        parts = [*score.components.values(), score.calls, score.references, *aside.values()]
        values = [
            score.score,
            *(s.value for s in score.components.values()),
            score.references.value,
            *(s.value for s in aside.values()),
        ]
        rows.append((one.article.id, values, [line for s in parts for line in s.explanation]))
    rows.sort(key=lambda row: row[1][0])
    width = max(len(row[0]) for row in rows) + 1
    print(" " * width + " ".join(f"{c[:8]:>8}" for c in columns))
    for name, values, lines in rows:
        print(
            f"{name:{width}}" + " ".join("       –" if v is None else f"{v:8.3f}" for v in values)
        )
        if arguments.v:
            for line in lines:
                print("    " + line)
    means = []
    for i in range(len(columns)):
        got = [row[1][i] for row in rows if row[1][i] is not None]
        means.append(sum(got) / len(got) if got else None)
    print(f"{'mean':{width}}" + " ".join("       –" if v is None else f"{v:8.3f}" for v in means))


try:
    main()
except AidememoireError as error:
    sys.exit(f"{error.message}\n{error.remedy}")
