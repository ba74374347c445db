"""How inputs are read: what a user can say of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from aidememoire.sources import Form


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields of a row hold what; `a.b` is the field b of the object a in JSON.

    Attributes:
        text: The article's text; `text` when None.
        id: What the article is called; the file's name and the row's number when None.
        title: Its headline.
        date: The day of its publication.
        outlet: Who published it.
        url: Its address.
    """

    text: str | None = None
    id: str | None = None
    title: str | None = None
    date: str | None = None
    outlet: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read.

    Attributes:
        fields: Which fields of the rows of tables hold what.
        form: What every input holds, whatever its name; by suffix, then by content when None.
        allow_url: Whether addresses are fetched.
        allow_private: Whether those of private networks and this machine are.
    """

    fields: Fields = field(default_factory=Fields)
    form: Form | None = None
    allow_url: bool = False
    allow_private: bool = False
