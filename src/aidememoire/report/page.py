"""Puts the page together: one HTML file that fetches nothing and runs no script but its own.

Words of articles and records stand in it as JSON, in script elements that are never run, and come
to be seen as text nodes alone. A Content-Security-Policy names the scripts and the style sheet by
their hashes: whatever else got in would not run.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from string import Template
from typing import Any

from aidememoire.record import Extraction
from aidememoire.report.shown import row, shown
from aidememoire.report.together import Together
from aidememoire.texts import Matched
from aidememoire.views.parties import party_name

_WEB = files("aidememoire.report") / "web"
_MODULES = (
    "dom.js",
    "record.js",
    "text.js",
    "list.js",
    "reading.js",
    "claims.js",
    "beside.js",
    "charts.js",
    "matrix.js",
    "time.js",
    "page.js",
)
"""In the order in which they need each other."""
_CHARTS = "vega.js"
"""What draws charts: Vega-Lite, as `make vega` bundles it; 0.8 MB, only where there is a chart."""
_SHEETS = ("common.css", "page.css", "together.css")

# They tell an editor and a linter what a module takes and gives; in one script all is at hand.
_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


def page(matched: Sequence[Matched], title: str = "Records of calls") -> str:
    """The page of articles and their records.

    Args:
        matched: What it shows, in this order; a single one is shown without a list.
        title: What it is called.
    """
    together = Together([one.record for one in matched])
    over_time = together.over_time()
    script, style = _script(), "".join(map(_asset, _SHEETS))
    charts = _asset(_CHARTS) if over_time else ""
    return Template(_asset("page.html")).substitute(
        title=html.escape(title),
        policy=html.escape(_policy([charts, script], style)),
        style=style,
        data="\n".join(_data(matched, together, over_time)),
        charts=f"<script>{charts}</script>" if charts else "",
        script=script,
    )


def _asset(name: str) -> str:
    return (_WEB / name).read_text(encoding="utf-8")


def _script() -> str:
    modules = "\n".join(map(_asset, _MODULES))
    return _EXPORT.sub("", _IMPORT.sub("", modules))


def _policy(scripts: Sequence[str], style: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(_hash(one) for one in scripts if one)}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _data(
    matched: Sequence[Matched], together: Together, over_time: dict[str, Any] | None
) -> Iterator[str]:
    """The list, then an element for each view, so that a browser reads those that are opened."""
    beside = together.beside()
    rows = [row(one.record) for one in matched]
    for (article, index), call in beside.items():
        rows[article]["calls"][index]["beside"] = call
    yield _block("list", {"rows": rows, "names": names(matched)})
    if over_time:
        yield _block("time", over_time)
    for number, comparison in together.comparisons():
        yield _block(f"call-{number}", comparison)
    for number, one in enumerate(matched):
        yield _block(f"article-{number}", shown(one.article, one.record))


def _block(name: str, value: Any) -> str:
    # In a script element nothing is markup but what starts with "<".
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{data}</script>'


def names(matched: Sequence[Matched]) -> dict[str, str]:
    """What the parties are called that the records tell of, by code."""
    codes = sorted({code for one in matched for code in _parties(one.record)})
    return {code: party_name(code) for code in codes}


def _parties(record: Extraction) -> Iterator[str]:
    for call in record.calls:
        yield from (one.party for one in call.participants)
        yield from (code for said in call.statements for code in said.by)
        yield from (code for outcome in call.outcomes for code in outcome.by)
        if call.initiated_by:
            yield call.initiated_by.party
