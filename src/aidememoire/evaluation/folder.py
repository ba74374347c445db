"""A folder of gold files beside a folder of articles: read together, checked, never in part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from aidememoire.article import Article
from aidememoire.errors import (
    AidememoireError,
    ArticleMissing,
    ArticleNotText,
    FolderEmpty,
    GoldInvalid,
)
from aidememoire.evaluation.gold import Finding, Gold, parse, resolve
from aidememoire.evaluation.orders import Order, load_orders

Read = Callable[[Path], Article]

_FINDINGS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article and the gold record of it."""

    article: Article
    """The article, under the gold record's id."""
    gold: Gold
    order: Order | None = None
    """The order that it tries to give, if it does."""


def read_plain(path: Path) -> Article:
    """Read a UTF-8 text file as an article, to check and to score.

    Raises:
        ArticleNotText: It is not UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleNotText(f"{path} is not UTF-8 text", "Save it as UTF-8.") from error
    return Article(path.stem, text, str(path))


def load_folder(gold: Path, articles: Path, read: Read = read_plain) -> tuple[Labelled, ...]:
    """Read every gold file of a folder with its article.

    A gold file belongs to the article whose file name, without its ending, is the record's
    `article.id`, or is that id up to the first "_" or "-". Articles without a gold file are left
    alone; files that end in `.schema.json` are no gold files.

    Args:
        gold: The folder of gold files, `*.json`.
        articles: The folder of articles.
        read: Turns an article's file into an `Article`, with sentences if the task needs them.

    Returns:
        The pairs, in the order of the gold files' names.

    Raises:
        ArticleMissing: There is no such folder.
        FolderEmpty: One of the folders holds no gold files, or no articles.
        GoldInvalid: A gold file breaks a rule, or has no article; or the file of orders does.
    """
    labelled, findings = _examine(gold, articles, read)
    if findings:
        shown = "; ".join(str(finding) for finding in findings[:_FINDINGS_SHOWN])
        more = len(findings) - _FINDINGS_SHOWN
        raise GoldInvalid(
            f"the gold records in {gold} are not in order: {shown}"
            + (f" (and {more} more)" if more > 0 else ""),
            f"Mend them; `aidememoire gold check --gold {gold} --articles {articles}` lists "
            "everything found.",
        )
    orders = load_orders(gold, [one.article.id for one in labelled])
    return tuple(replace(one, order=orders.get(one.article.id)) for one in labelled)


def check_folder(gold: Path, articles: Path, read: Read = read_plain) -> list[Finding]:
    """Everything that is wrong with a folder of gold files.

    Args and errors are those of `load_folder`, but for `GoldInvalid`: what would raise it is in
    the list.
    """
    return _examine(gold, articles, read)[1]


def json_files(folder: Path) -> list[Path]:
    """The JSON files in a folder, by name, schemas aside.

    Raises:
        ArticleMissing: There is no such folder.
        FolderEmpty: It holds none.
    """
    return _files(
        folder, lambda path: path.suffix == ".json" and path.suffixes[-2:-1] != [".schema"]
    )


def _files(folder: Path, wanted: Callable[[Path], bool]) -> list[Path]:
    if not folder.is_dir():
        raise ArticleMissing(f"there is no folder {folder}", "Check the path.")
    files = sorted(path for path in folder.iterdir() if path.is_file() and wanted(path))
    if not files:
        raise FolderEmpty(f"nothing to read in {folder}", "Check the path.")
    return files


def _examine(gold: Path, articles: Path, read: Read) -> tuple[tuple[Labelled, ...], list[Finding]]:
    by_id: dict[str, list[Path]] = defaultdict(list)
    for path in _files(articles, lambda path: not path.name.startswith(".")):
        for name in {path.stem, path.stem.split("_")[0].split("-")[0]}:
            by_id[name].append(path)
    labelled: list[Labelled] = []
    findings: list[Finding] = []
    first_file: dict[str, str] = {}
    for file in json_files(gold):
        raw, found = parse(file.read_bytes(), file.name)
        findings += found
        if raw is None:
            continue
        name = raw["article"]["id"]
        if name in first_file:
            message = f"{name!r} is the id of {first_file[name]} too"
            findings.append(Finding(file.name, "article.id", "duplicate id", message))
            continue
        first_file[name] = file.name
        try:
            article = _article(name, by_id, read)
        except AidememoireError as error:
            findings.append(Finding(file.name, "article.id", "article missing", error.message))
            continue
        record, found = resolve(raw, article.text, article.sha256, file.name)
        findings += found
        if record is not None:
            labelled.append(Labelled(replace(article, id=name), record))
    return tuple(labelled), findings


def _article(name: str, by_id: dict[str, list[Path]], read: Read) -> Article:
    paths = by_id.get(name, [])
    # Of `a.txt` and `a-2.txt`, the first is `a`.
    paths = [path for path in paths if path.stem == name] or paths
    if not paths:
        raise ArticleMissing(f"no article file is named {name}, {name}_… or {name}-…")
    if len(paths) > 1:
        raise ArticleMissing(
            f"several articles could be {name}: {', '.join(p.name for p in paths)}"
        )
    return read(paths[0])
