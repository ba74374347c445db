"""Grounded records of the diplomatic calls that articles and official readouts report.

    from aidememoire import summarise

    record = summarise(open("readout.txt", encoding="utf-8").read())
    for call in record.calls:
        print(call.date, [one.name for one in call.participants])

The core is asynchronous: `open_model` opens a model, `read` and `from_text` make articles,
`extract` and `extract_all` ask for their records. Every error is an `AidememoireError`, one of
those in `errors`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aidememoire.article import Article
    from aidememoire.errors import (
        AidememoireError,
        ArticleError,
        EvaluationError,
        ModelError,
        OutputError,
        RecordError,
        SettingsError,
        SpanMismatch,
        WeightsError,
    )
    from aidememoire.extraction import Extracted, Failed, extract, extract_all
    from aidememoire.model import Message, Model, Question, Reply, ScriptedModel, Usage
    from aidememoire.opening import Profile, open_model, profile_of
    from aidememoire.reading import Unread, from_text, read
    from aidememoire.record import (
        ArticleInfo,
        Call,
        CallDate,
        Evidence,
        Extraction,
        Initiator,
        Outcome,
        Participant,
        Reference,
        Statement,
        Topic,
        json_schema,
        load_record,
    )
    from aidememoire.sentences import Sentence
    from aidememoire.settings import Settings, load
    from aidememoire.sync import summarise

__version__ = version("aidememoire")

# Imported when first used: the clients of models take seconds, and not every program asks one.
_HOMES = {
    "article": ("Article",),
    "errors": (
        "AidememoireError",
        "ArticleError",
        "EvaluationError",
        "ModelError",
        "OutputError",
        "RecordError",
        "SettingsError",
        "SpanMismatch",
        "WeightsError",
    ),
    "extraction": ("Extracted", "Failed", "extract", "extract_all"),
    "model": ("Message", "Model", "Question", "Reply", "ScriptedModel", "Usage"),
    "opening": ("Profile", "open_model", "profile_of"),
    "reading": ("Unread", "from_text", "read"),
    "record": (
        "ArticleInfo",
        "Call",
        "CallDate",
        "Evidence",
        "Extraction",
        "Initiator",
        "Outcome",
        "Participant",
        "Reference",
        "Statement",
        "Topic",
        "json_schema",
        "load_record",
    ),
    "sentences": ("Sentence",),
    "settings": ("Settings", "load"),
    "sync": ("summarise",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AidememoireError",
    "Article",
    "ArticleError",
    "ArticleInfo",
    "Call",
    "CallDate",
    "EvaluationError",
    "Evidence",
    "Extracted",
    "Extraction",
    "Failed",
    "Initiator",
    "Message",
    "Model",
    "ModelError",
    "Outcome",
    "OutputError",
    "Participant",
    "Profile",
    "Question",
    "RecordError",
    "Reference",
    "Reply",
    "ScriptedModel",
    "Sentence",
    "Settings",
    "SettingsError",
    "SpanMismatch",
    "Statement",
    "Topic",
    "Unread",
    "Usage",
    "WeightsError",
    "__version__",
    "extract",
    "extract_all",
    "from_text",
    "json_schema",
    "load",
    "load_record",
    "open_model",
    "profile_of",
    "read",
    "summarise",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
