"""The command: see the package's docstring and README.md."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

from rich.console import Console

import aidememoire
import baselines
from aidememoire import prompts
from aidememoire.article import Article
from aidememoire.cli.talk import Talk
from aidememoire.embedded.machine import usable_cores
from aidememoire.errors import AidememoireError
from aidememoire.extraction import Plan
from aidememoire.opening import identity, is_tuned, profile_of
from aidememoire.settings import Settings, load
from aidememoire.versions import versions
from bench.articles import labelled, sample
from bench.figures import Report, report
from bench.journal import Journal, Made, Part
from bench.langextracting import BESIDE, Installed, installed
from bench.measuring import Bench, measure
from bench.shown import tables
from bench.systems import DEFAULT, SYSTEMS

EVALS = Path(baselines.__file__).parents[1]
_WIDTH = 200  # in a pipe or a log, so that no cell is cut
_ASKING = (
    "systems.py",
    "langextracting.py",
    "mapping.py",
    "worker.py",
    "langextract.md",
    "examples.toml",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, write the report and the chart; the exit status."""
    options = _parser().parse_args(arguments)
    talk = Talk()
    try:
        made = _run(options, talk)
    except AidememoireError as error:
        talk.error(error)
        return 1
    console = Console()
    console = console if console.is_terminal else Console(width=_WIDTH)
    for table in tables(made):
        console.print(table)
    for name, why in made.left_out.items():
        console.print(f"{name} is left out: {why}", markup=False, soft_wrap=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    add = parser.add_argument
    add("--gold", type=Path, default=EVALS / "gold", help="gold records")
    add("--articles", type=Path, default=EVALS / "articles", help="their articles")
    add("--corpus", type=Path, help="a folder of articles without gold records")
    add("--most", type=int, default=20, help="the most articles of either; of the corpus by --seed")
    add("--seed", type=int, default=0)
    add("--systems", nargs="+", choices=SYSTEMS, default=DEFAULT, metavar="NAME",
        help="; ".join(f"{name}: {one.about}" for name, one in SYSTEMS.items()))  # fmt: skip
    add("--slots", type=int, default=4, help="requests at once, for systems that send several")
    add("--limit", type=float, default=600.0, help="seconds until an article has failed")
    add("--langextract", default=BESIDE, metavar="PYTHON",
        help="an interpreter that has langextract")  # fmt: skip
    add("--out", type=Path, default=Path("out/bench"),
        help="where journal, report and chart go; what the journal holds is kept")  # fmt: skip
    return parser


def _run(options: argparse.Namespace, talk: Talk) -> Report:
    settings = load()
    left_out: dict[str, str] = {}
    gold = labelled(options.gold, options.articles)[: options.most]
    articles: dict[Part, Sequence[Article]] = {"gold": [one.article for one in gold]}
    if options.corpus is None:
        left_out["the corpus"] = "no --corpus is given"
    else:
        articles["corpus"] = sample(options.corpus, options.most, options.seed)
    where = installed(options.langextract, options.out / "langextract.log")
    systems = list(options.systems)
    for name in [name for name in systems if SYSTEMS[name].asker == "langextract"]:
        if where is None:
            systems.remove(name)
            left_out[name] = f"{options.langextract} is no interpreter that has langextract"
    if "untuned" in systems and not is_tuned(settings):
        systems.remove("untuned")
        left_out["untuned"] = f"no adapter is on {settings.model}"
    journal = Journal(options.out / "journal.jsonl", _made(settings, options, where))
    bench = Bench(settings, systems, articles, options.slots, options.limit, where)
    asyncio.run(measure(bench, journal, talk.say))
    wanted = {part: [one.sha256 for one in own] for part, own in articles.items()}
    if find_spec("matplotlib") is None:
        left_out["the chart"] = "matplotlib is not installed: pip install 'aidememoire[charts]'"
    found = report(journal, wanted, gold, left_out)
    (options.out / "bench.json").write_text(found.model_dump_json(indent=1) + "\n", "utf-8")
    if "the chart" not in left_out:
        # Not at the top: who lacks matplotlib still has the figures.
        from bench.chart import draw  # noqa: PLC0415

        draw(found, options.out / "bench.svg")
    return found


def _made(settings: Settings, options: argparse.Namespace, where: Installed | None) -> Made:
    name, fingerprint = asyncio.run(identity(settings))
    beside = {"langextract": where.version} if where else {}
    return Made(
        model=name,
        model_fingerprint=fingerprint,
        code=_code(),
        versions=versions("aidememoire", "openai", "instructor", "xllamacpp") | beside,
        threads=settings.threads or usable_cores(),
        slots=options.slots,
        context=profile_of(settings).context_tokens,
        limit=options.limit,
    )


def _code() -> str:
    """What answers depend on: the product, its prompts, the baselines and how they are asked."""
    digest = hashlib.sha256()
    for folder in (Path(aidememoire.__file__).parent, Path(baselines.__file__).parent):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".md", ".toml", ".json"}:
                digest.update(path.read_bytes())
    for plan in get_args(Plan):
        digest.update(prompts.fingerprint(plan).encode())
    for name in _ASKING:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
