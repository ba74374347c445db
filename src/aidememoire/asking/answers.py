"""The answers of the short questions, as Pydantic models made for the question at hand.

What can be right is written into the answer's JSON Schema, so that a model whose output is
constrained can't answer anything else: no verb that the codebook has no use for, no speaker who
isn't in the call, no number of a sentence that wasn't shown.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from aidememoire import prompts
from aidememoire.asking.draft import EVERYONE
from aidememoire.record import AREAS

OTHERS = "others"
"""Who acts when nobody in the call does."""
NOTHING = "none"
"""The answer for a sentence that tells nothing of the call."""

_MOST_PEOPLE = 12

PersonLine = Annotated[
    str, StringConstraints(pattern=r'^[^;"\\]{2,60}; [^;"\\]{2,90}; [^;"\\]{2,60}$')
]
_Line = Annotated[str, StringConstraints(pattern=r'^[^"\\]{2,90}$')]


class Head(BaseModel):
    """What the top and the end of an article say."""

    model_config = ConfigDict(extra="forbid")

    reports: Literal[
        "call", "meeting", "letter", "planned call", "cancelled or denied call", "other"
    ]
    people: Annotated[list[PersonLine], Field(max_length=_MOST_PEOPLE)]
    outlet: _Line | None
    source: _Line | None


@cache
def verbs() -> dict[str, tuple[str, str]]:
    """What each verb means: the group and the name in it, such as `("acts", "stress")`."""
    return {
        verb: (group, name)
        for group, names in prompts.table("several/verbs.toml").items()
        for name, of in names.items()
        for verb in of
    }


@lru_cache(maxsize=64)
def deed(names: tuple[str, ...]) -> type[RootModel[Any]]:
    """The answer about a sentence: `none`, or `VERB: WHO / AREA: TITLE`."""
    ours = "|".join(map(_escaped, (*names, EVERYONE)))
    matter = rf'( / ({"|".join(AREAS)}): [^"/:;\\]{{3,60}})'
    bare = "|".join(verb for verb, (_, name) in verbs().items() if name in {"call", "wish"})
    told = "|".join(verb for verb, (_, name) in verbs().items() if name not in {"call", "wish"})
    choices = (
        NOTHING,
        f"({told}|{bare}): {OTHERS}",
        f"({told}): ({ours}){matter}",
        f"({bare}): ({ours}){matter}?",
    )
    pattern = f"^({'|'.join(choices)})$"
    line: Any = Annotated[str, StringConstraints(pattern=pattern)]
    return RootModel[line]


def _escaped(name: str) -> str:
    # Grammars made from patterns know few escapes: any character will do for the odd ones.
    return "".join(char if char.isalnum() or char in " -'’" else "." for char in name)
