"""Gold records: what a labeller says of an article, by the codebook.

A gold file is one JSON object, an `Extraction` with `article.outlet_aliases` added. It has two
forms, which may be mixed. In the resolved one each piece of evidence carries `quote`, `start` and
`end`. In the labeller's, it may be the quote alone, as a string: its offsets are looked up when
the file is loaded. A quote that stands in the article more than once needs `{"quote": …,
"occurrence": 2}` (counted from 1) or `{"quote": …, "start": …}`. A call's day may stand on
one that was given beside the text: `{"given": "published", "value": …}`. A `$schema` key for
editors is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pydantic import ValidationError

from aidememoire.record import SCHEMA_VERSION, ArticleInfo, Extraction, Text
from aidememoire.wordlists import places

Rule: TypeAlias = Literal[
    "unreadable",
    "schema version",
    "article missing",
    "another article's record",
    "duplicate id",
    "missing quote",
    "ambiguous quote",
    "unknown code",
    "unknown topic",
    "field",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a gold file."""

    file: str
    """The file's name."""
    place: str
    """Where in it: "calls[0].topics[1].evidence[0]"; empty for the whole."""
    rule: Rule
    message: str

    def __str__(self) -> str:
        place = f" {self.place}:" if self.place else ""
        return f"{self.file}:{place} {self.rule}: {self.message}"


class GoldArticle(ArticleInfo):
    """What a gold record says of the article itself."""

    outlet_aliases: tuple[Text, ...] = ()
    """Other names of the outlet that are as right."""


class Gold(Extraction):
    """What a labeller says of the calls that an article reports."""

    article: GoldArticle


_CODES = {"party", "by", "area", "act", "kind", "channel", "basis"}


def parse(data: str | bytes, file: str) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Read a gold file as far as its article's id, so that the article can be found.

    Returns:
        The JSON object, or None when it is none with a known version and an id, and why.
    """
    try:
        raw = json.loads(data)
    except ValueError as error:
        return None, [Finding(file, "", "unreadable", f"not JSON: {error}")]
    if not isinstance(raw, dict):
        return None, [Finding(file, "", "unreadable", "not a JSON object")]
    raw.pop("$schema", None)
    version = raw.get("schema_version")
    if version != SCHEMA_VERSION:
        message = f"{version!r}; this program reads {SCHEMA_VERSION!r}"
        return None, [Finding(file, "schema_version", "schema version", message)]
    article = raw.get("article")
    if not isinstance(article, dict) or not isinstance(article.get("id"), str):
        return None, [Finding(file, "article.id", "field", "must be the article's id, a string")]
    return raw, []


def resolve(
    raw: dict[str, Any], text: str, sha256: str, file: str
) -> tuple[Gold | None, list[Finding]]:
    """Turn a parsed gold file into a gold record of `text`, its quotes into spans.

    Args:
        raw: What `parse` returned.
        text: The article's text.
        sha256: That text's SHA-256.
        file: The file's name, for findings.

    Returns:
        The record, or None when there are findings.
    """
    if raw["article"].get("sha256") != sha256:
        message = f"made from another text; this article's sha256 is {sha256}"
        return None, [Finding(file, "article.sha256", "another article's record", message)]
    findings = list(_resolve_evidence(raw, text, file))
    try:
        gold = Gold.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        findings += _faults(error, file)
        return None, findings
    return (None if findings else gold), findings


def _resolve_evidence(value: Any, text: str, file: str, place: str = "") -> Iterator[Finding]:
    """Replace, in place, each piece of evidence under `value` by its resolved form."""
    children: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        children = [(f"{place}.{key}".lstrip("."), child) for key, child in value.items()]
    elif isinstance(value, list):
        children = [(f"{place}[{index}]", child) for index, child in enumerate(value)]
    for where, child in children:
        if where.endswith(".evidence") and isinstance(child, list):
            for index, piece in enumerate(child):
                span, finding = _span(piece, text, file, f"{where}[{index}]")
                child[index] = span
                if finding:
                    yield finding
        else:
            yield from _resolve_evidence(child, text, file, where)


def _span(piece: Any, text: str, file: str, place: str) -> tuple[Any, Finding | None]:
    """One piece of evidence as quote, start and end; what can't be placed stands at 0."""
    if isinstance(piece, dict) and "given" in piece:
        return piece, None  # a day that stands beside the text, not in it
    given = {"quote": piece} if isinstance(piece, str) else piece
    if not isinstance(given, dict) or given.keys() - {"quote", "start", "end", "occurrence"}:
        given = {}
    quote = given.get("quote")
    if not isinstance(quote, str) or not quote:
        message = "must be a quote, or an object with a quote and its occurrence or start"
        return {"quote": "?", "start": 0, "end": 1}, Finding(file, place, "field", message)
    starts = _starts(quote, given.get("start"), text)
    start, rule, message = _place(given, starts)
    finding = Finding(file, place, rule, f"{message}: {quote[:80]!r}") if rule else None
    end = given.get("end", start + len(quote)) if not rule else start + len(quote)
    return {"quote": quote, "start": start, "end": end}, finding


def _starts(quote: str, given: Any, text: str) -> list[int]:
    """Where the quote stands in the text."""
    # To look for a long quote all over a long text can take hours, where both are one letter.
    if type(given) is int and given >= 0 and text.startswith(quote, given):
        return [given]
    return list(places(quote, text))


def _place(given: dict[str, Any], starts: list[int]) -> tuple[int, Rule | None, str]:
    """Which of `starts` is meant, or what is wrong and why."""
    start, occurrence = given.get("start"), given.get("occurrence")
    where = ", ".join(map(str, starts))
    if not starts:
        return 0, "missing quote", "not in the article"
    if start is not None:
        fault = None if start in starts else f"not at {start} but at {where}"
    elif occurrence is not None:
        known = isinstance(occurrence, int) and 1 <= occurrence <= len(starts)
        fault = None if known else f"there is no occurrence {occurrence!r}; it stands at {where}"
        start = starts[occurrence - 1] if known else 0
    elif len(starts) > 1:
        return 0, "ambiguous quote", f"stands at {where}; give its occurrence or start"
    else:
        fault, start = None, starts[0]
    return (0, "missing quote", fault) if fault else (start, None, "")


def _faults(error: ValidationError, file: str) -> Iterator[Finding]:
    faults = error.errors(include_url=False, include_context=False)
    places = [fault["loc"] for fault in faults]
    for fault in faults:
        loc = fault["loc"]
        if any(len(place) > len(loc) and place[: len(loc)] == loc for place in places):
            continue  # "too short" is what remains of a list when its items are wrong
        rule: Rule = "field"
        if _CODES & set(loc[-2:]) and fault["type"] != "missing":
            rule = "unknown code"
        elif fault["type"] == "value_error" and loc[:-1] == ("calls",):
            rule = "unknown topic"  # the one rule that a call as a whole can break
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
        shown = f" (is {fault['input']!r})" if isinstance(fault["input"], str) else ""
        yield Finding(file, place.lstrip("."), rule, fault["msg"] + shown)


def gold_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a gold file, in both of its forms, for editors."""
    schema = Gold.model_json_schema(mode="validation")
    number = {"type": "integer", "minimum": 1}
    quote = {"type": "string", "minLength": 1}
    schema["$defs"]["Evidence"] = {
        "title": "Evidence",
        "description": "A verbatim quote of the article, whole sentences; with its occurrence "
        "or its start where the article has it more than once.",
        "anyOf": [
            quote,
            {
                "type": "object",
                "properties": {
                    "quote": quote,
                    "occurrence": {**number, "description": "Which one, from 1."},
                    "start": {**number, "minimum": 0, "description": "Where it starts."},
                    "end": {**number, "description": "Where it ends, exclusive."},
                },
                "required": ["quote"],
                "additionalProperties": False,
            },
        ],
    }
    schema["properties"] = {"$schema": {"type": "string"}, **schema["properties"]}
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **schema, "title": "Gold record"}
