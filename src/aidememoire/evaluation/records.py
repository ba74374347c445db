"""Stored records, matched with the articles they were made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from aidememoire.article import Article
from aidememoire.errors import AidememoireError, RecordError, RecordsInvalid
from aidememoire.evaluation.folder import Labelled, json_files
from aidememoire.evaluation.gold import Gold, parse, resolve
from aidememoire.evaluation.measure import Answer, Task
from aidememoire.record import Extraction, describe


class _Name(BaseModel):
    id: str = ""
    sha256: str = ""


class _Head(BaseModel):
    """As much of a record as says which article it is of, however wrong the rest."""

    article: _Name


def load_records(
    folder: Path, labelled: Sequence[Labelled]
) -> dict[str, Extraction | AidememoireError]:
    """Read a folder of stored records, one `Extraction` a file, and match them with articles.

    A record belongs to the article with its sha256. A file that names a known article but is no
    valid record is a failure of that article, as is the lack of a record. Spans are not checked
    here: the score `grounded` says how many hold. A gold file, in either of its forms, will do as a
    record, so that two labellers can be compared.

    Args:
        folder: The folder; every `*.json` in it must be a record of one of the articles.
        labelled: The articles.

    Returns:
        For each article's id its record, or why there is none.

    Raises:
        ArticleMissing: There is no such folder.
        FolderEmpty: It holds no JSON file.
        RecordsInvalid: A file of no known article, of another text, or two of one article.
    """
    by_sha256 = {one.article.sha256: one.article.id for one in labelled}
    ids = {one.article.id: one.article.sha256 for one in labelled}
    texts = {one.article.id: one.article.text for one in labelled}
    found: dict[str, Extraction | AidememoireError] = {}
    for file in json_files(folder):
        data = file.read_bytes()
        name = _article_id(file, data, by_sha256, ids)
        if name in found:
            raise RecordsInvalid(
                f"{file} is a second record of article {name!r}", "Keep one record an article."
            )
        found[name] = _record(file, data, texts[name])
    for name in ids.keys() - found.keys():
        found[name] = RecordError(f"there is no record of it in {folder}")
    return found


def _record(file: Path, data: bytes, text: str) -> Extraction | AidememoireError:
    try:
        return Gold.model_validate_json(data)
    except ValidationError as error:
        why = describe(error)
    raw, _ = parse(data, file.name)
    # A labeller's quotes get their offsets; what has offsets keeps them, right or wrong.
    record = resolve(raw, text, raw["article"].get("sha256", ""), file.name)[0] if raw else None
    return record or RecordError(f"{file.name} is not a record: {why}")


def _article_id(file: Path, data: bytes, by_sha256: dict[str, str], ids: dict[str, str]) -> str:
    try:
        head = _Head.model_validate_json(data).article
    except ValidationError:
        stem = file.stem
        head = _Name(id=stem, sha256=ids.get(stem, ""))
    if head.sha256 in by_sha256:
        return by_sha256[head.sha256]
    if head.id in ids:
        raise RecordsInvalid(
            f"{file} is the record of another text than article {head.id!r}: its sha256 is "
            f"{head.sha256[:12] or 'missing'}…, the article's is {ids[head.id][:12]}…",
            "Make the record again from the article as it is.",
        )
    raise RecordsInvalid(
        f"{file} is the record of no article that has a gold record",
        "Score each set of records against its own gold folder.",
    )


def stored(records: Mapping[str, Extraction | AidememoireError]) -> Task:
    """A task that answers with stored records, or raises why there is none.

    Args:
        records: By article id, as `load_records` returns them.
    """

    async def answer(article: Article) -> Answer:
        record = records[article.id]
        if isinstance(record, AidememoireError):
            raise record
        return Answer(record)

    return answer
