"""The answers of the short questions, as Pydantic models made for the question at hand.

What can be right is written into the answer's JSON Schema, so that a model whose output is
constrained can't answer anything else: no verb that the codebook has no use for, no speaker who
isn't in the call, no number of a sentence that wasn't shown.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Annotated, Any

from pydantic import RootModel, StringConstraints

from aidememoire import parties, prompts
from aidememoire.asking.draft import EVERYONE, Person
from aidememoire.record import AREAS, says_something

OTHERS = "others"
"""Who acts when nobody in the call does."""

_PERSON = r'[^;+"\\]{2,60}; [^;+"\\]{2,90}; [^;+"\\]{2,60}'
_WORDS = r'[^="\\]{4,70}'
_FEWEST = 2
_MOST_MORE = 11
_NO_CALL = "meeting|letter|planned call|cancelled or denied call|other"


class Head(RootModel[str]):
    """What an article reports, `WORDS = KIND`; of a call, who spoke too.

    The article's words come first: a small model copies them better than it tells kinds apart.
    Of a call it is `WORDS = call: NAME; OFFICE; COUNTRY + NAME; OFFICE; COUNTRY`.
    """

    root: Annotated[
        str,
        StringConstraints(
            pattern=rf"^{_WORDS} = (call: {_PERSON}( \+ {_PERSON}){{1,{_MOST_MORE}}}|{_NO_CALL})$"
        ),
    ]

    @property
    def people(self) -> tuple[Person, ...]:
        """Those who spoke; none unless at least two did, whom a person's name tells apart."""
        reports, _, people = self.root.partition(" = ")[2].partition(": ")
        if reports != "call":
            return ()
        found: dict[str, Person] = {}
        for line in people.split(" + "):
            name, office, country = line.split("; ")
            if says_something(name) and not _is_party(name):
                found.setdefault(name, Person(name, office, country))
        return tuple(found.values()) if len(found) >= _FEWEST else ()


def _is_party(name: str) -> bool:
    """Whether a name is that of a country or an organisation and not of a person."""
    return any(one.end - one.start == len(name) for one in parties.mentions(name))


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
    """The answer about a sentence: null, or `VERB: WHO / AREA: TITLE`."""
    ours = "|".join(map(_escaped, (*names, EVERYONE)))
    matter = rf'( / ({"|".join(AREAS)}): [^"/:;\\]{{3,40}})'
    bare = "|".join(verb for verb, (_, name) in verbs().items() if name in {"call", "wish"})
    told = "|".join(verb for verb, (_, name) in verbs().items() if name not in {"call", "wish"})
    choices = (
        f"({told}|{bare}): {OTHERS}",
        f"({told}): ({ours}){matter}",
        f"({bare}): ({ours}){matter}?",
    )
    pattern = f"^({'|'.join(choices)})$"
    line: Any = Annotated[str, StringConstraints(pattern=pattern)]
    return RootModel[line | None]


def _escaped(name: str) -> str:
    # Grammars made from patterns know few escapes: any character will do for the odd ones.
    return "".join(char if char.isalnum() or char in " -'’" else "." for char in name)
