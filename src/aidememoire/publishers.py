"""The names of publishers that are known, and the words by which others are recognised.

What it knows stands in `data/publishers.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from aidememoire.wordlists import table

_AGENCY = re.compile(r"\s+(?:(?:news|information) )?agency$", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}$", re.IGNORECASE)


@cache
def words(section: str, key: str) -> frozenset[str]:
    """A list of the data, each word as `fold` makes it."""
    return frozenset(fold(word) for word in table("publishers")[section][key])


@cache
def listed(section: str, key: str) -> tuple[str, ...]:
    """A list of the data, as it is written there."""
    return tuple(table("publishers")[section][key])


def fold(word: str) -> str:
    """A word in lower case without accents, the Turkish letters for i alike."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def squeeze(name: str) -> str:
    """A name folded, without spaces and punctuation: for telling it again."""
    return "".join(char for char in fold(name) if char.isalnum())


@cache
def _agencies() -> dict[str, str]:
    return {
        squeeze(form): name
        for name, more in table("publishers")["agencies"].items()
        for form in (name, *more)
    }


def agency(name: str) -> str | None:
    """The usual name of a news agency, when this is a name, a code or a dateline of one."""
    short = _AGENCY.sub("", name)
    return _agencies().get(squeeze(name)) or _agencies().get(squeeze(short))


def is_credited(name: str) -> bool:
    """Whether others credit this agency so often that its name says nothing of the page."""
    return fold(agency(name) or name) in words("credited", "names")


def host_of(address: str) -> str | None:
    """Whose address this is: the office that publishes there, or the host itself.

    Args:
        address: A host, with or without "www.".

    Returns:
        None for one that any page may hold (social media, mail services).
    """
    host = re.sub(r"^(?:www\d?|m|en|eng|ru)\.", "", address.casefold().strip("."))
    parts = host.split(".")
    ends = [".".join(parts[at:]) for at in range(len(parts) - 1)]
    if any(end in words("shared", "hosts") for end in ends):
        return None
    known = table("publishers")["hosts"]
    return next((known[end] for end in ends if end in known), host)


def is_address(name: str) -> bool:
    """Whether a name is a host ("News.az")."""
    return _ADDRESS.fullmatch(name) is not None
