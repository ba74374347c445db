"""The names of parties, for readers who don't know the codes."""

from __future__ import annotations

from functools import cache

import pycountry
from babel import Locale

_OTHERS = {
    "XKX": "Kosovo",
    "OTHER": "another party",
    "ARAB_LEAGUE": "Arab League",
    "WORLD_BANK": "World Bank",
}


@cache
def party_name(code: str) -> str:
    """The English name of a party: `Türkiye` for `TUR`; the code itself for `UN`."""
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return _OTHERS.get(code, code)
    return str(Locale("en").territories.get(country.alpha_2, country.name))
