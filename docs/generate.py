"""Writes what is generated: the table of modules, the page on scale, the schema of gold files.

python docs/generate.py [--check]

With --check nothing is written; the exit status is 1 when something is out of date.
"""

import ast
import json
import re
import sys
from pathlib import Path

import scale

from aidememoire.evaluation.gold import gold_schema

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "aidememoire"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
SCALE = ROOT / "docs" / "scale.md"
GOLD_SCHEMA = ROOT / "evals" / "gold" / "gold.schema.json"

_BETWEEN = re.compile(r"(?<=<!-- modules -->\n).*?(?=<!-- /modules -->)", re.DOTALL)


def table() -> str:
    """A row a module: its name and the first paragraph of its docstring."""
    rows = ["| module | what it does |", "|---|---|"]
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name:
            said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            first = " ".join(said.partition("\n\n")[0].split())
            rows.append(f"| `{name}` | {first} |")
    return "\n".join(rows) + "\n"


def wanted() -> dict[Path, str]:
    """What each generated file should hold."""
    page = ARCHITECTURE.read_text(encoding="utf-8")
    rows = table()
    return {
        ARCHITECTURE: _BETWEEN.sub(lambda _: rows, page),
        SCALE: scale.page(),
        GOLD_SCHEMA: json.dumps(gold_schema(), indent=2, ensure_ascii=False) + "\n",
    }


def main() -> int:
    """Write what is out of date, or only say so."""
    stale = [
        (path, text)
        for path, text in wanted().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    check = "--check" in sys.argv[1:]
    for path, text in stale:
        if not check:
            path.write_text(text, encoding="utf-8")
        said = "is out of date: run make docs" if check else "is written"
        sys.stdout.write(f"{path.relative_to(ROOT)} {said}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
