"""What the parties are called: the forms that `parties` looks for, language by language.

English forms come from pycountry and `data/parties.toml`; those of other languages from CLDR
(babel: names of territories, of their national languages, of the cities of time zones) and
from the same file. One language is built when it is first asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import pycountry
from babel import Locale, UnknownLocaleError

from aidememoire.wordlists import table

UNSPACED = frozenset({"zh", "ja", "th", "km", "lo", "my"})
"""Languages written without spaces: names are found anywhere, not at the edges of words."""

_CYRILLIC = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"})
# Languages whose nouns take endings without an apostrophe.
_INFLECTED = frozenset(
    {"pl", "cs", "sk", "sl", "hr", "bs", "lt", "lv", "et", "fi", "hu", "ro", "sq", "az", "uz",
     "tk", "hy", "ka", "el", "ko", "he", "hi", "ur", "bn", "sw", "de", "sv", "nl", "da", "nb", "no"}
)  # fmt: skip
_ROMANCE = frozenset({"es", "pt", "it", "ca", "gl"})

# National languages whose name is also the adjective of just one state.
_TONGUES = {
    "sq": "ALB", "am": "ETH", "hy": "ARM", "az": "AZE", "be": "BLR", "bs": "BIH", "bg": "BGR",
    "zh": "CHN", "hr": "HRV", "cs": "CZE", "da": "DNK", "nl": "NLD", "et": "EST", "fi": "FIN",
    "fr": "FRA", "ka": "GEO", "de": "DEU", "el": "GRC", "hu": "HUN", "is": "ISL", "id": "IDN",
    "ga": "IRL", "it": "ITA", "ja": "JPN", "kk": "KAZ", "ky": "KGZ", "lv": "LVA", "lt": "LTU",
    "mk": "MKD", "mt": "MLT", "mn": "MNG", "ne": "NPL", "no": "NOR", "pl": "POL", "pt": "PRT",
    "ro": "ROU", "ru": "RUS", "sr": "SRB", "sk": "SVK", "sl": "SVN", "so": "SOM", "es": "ESP",
    "sv": "SWE", "tg": "TJK", "th": "THA", "tr": "TUR", "tk": "TKM", "uk": "UKR", "uz": "UZB",
    "vi": "VNM",
}  # fmt: skip

_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u0e00-\u0e7f"
WORD = re.compile(rf"(?:[^\W_][{_MARKS}]*)+")
"""A word, with the combining marks that `\\w` leaves out."""

_LONGEST_ENDING = 6
_MANY_FORMS = 3  # up to this length a capital form is too likely a word of another language
_SHORT_STEM = 4


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name.

    Attributes:
        words: Its words, folded.
        endings: For each word, how many letters may follow it (0: it is the whole word).
        meaning: What they mean, such as the code of a party; None where that is not certain.
        case: What running text must show: "upper" (all capitals), "capital" (a first letter
            that is no small one) or "any".
    """

    words: tuple[str, ...]
    endings: tuple[int, ...]
    meaning: str | None
    case: str = "capital"


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """The word without case and diacritics."""
    if word.isascii():
        return word.lower()
    bare = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return bare.replace("ı", "i").replace("ة", "ه").replace("ى", "ي")


def bare(word: str) -> str:
    """The word folded and, in Arabic, without the article."""
    # Before folding: "ألبانيا" begins with no article.
    has_article = word.startswith("ال") and len(word) > _SHORT_STEM
    return fold(word[2:] if has_article else word)


def form(
    name: str,
    meaning: str | None,
    case: str = "",
    ending: int = 0,
    longest: int = _LONGEST_ENDING,
) -> Form | None:
    """The form of a name as data files write it: `*` after a word stands for an ending.

    Args:
        name: The name.
        meaning: What it means, or None.
        case: As in `Form`; by default it follows from how the name is written.
        ending: How many letters may follow the last word.
        longest: How many letters `*` stands for, at the most.

    Returns:
        The form, or None when the name holds no word.
    """
    found = list(WORD.finditer(name))
    if not found:
        return None
    words = tuple(bare(match[0]) for match in found)
    endings = [longest if name[match.end() : match.end() + 1] == "*" else 0 for match in found]
    endings[-1] = max(endings[-1], ending)
    if not case:
        small = all(not match[0][0].isupper() for match in found)
        case = "upper" if name.isupper() else "any" if small else "capital"
    return Form(words, tuple(endings), meaning, case)


def _iso_names() -> Iterator[tuple[str, str]]:
    for country in pycountry.countries:
        for field in ("name", "common_name", "official_name"):
            if name := getattr(country, field, None):
                yield name, country.alpha_3
                yield re.sub(r"\s*\(.*?\)", "", name), country.alpha_3


def _english_names() -> Iterator[tuple[str, str]]:
    """Names, seats and organisations: what may stand in a text of another language too."""
    yield from _iso_names()
    for code, words in table("parties")["states"].items():
        for name in [*words.get("names", ()), *words.get("seats", ())]:
            yield name, code
    for code, names in table("parties")["organisations"].items():
        for name in names:
            yield name, code


def _english_people() -> Iterator[tuple[str, str]]:
    for code, words in table("parties")["states"].items():
        for name in words.get("people", ()):
            yield name, code
            if not name.endswith(("s", "sh", "ch", "ese", "men")):
                yield name + "s", code


def _forms(pairs: Iterable[tuple[str, str]], case: str = "") -> list[Form]:
    return [made for name, code in pairs if (made := form(name, code, case))]


@cache
def english() -> tuple[Form, ...]:
    """Every English form; a later one overrides an earlier one of the same words."""
    forms = _forms(_english_names()) + _forms(_english_people())
    return tuple(forms + _no_party("en"))


def _no_party(language: str) -> list[Form]:
    return [
        made for name in table("parties")["not"].get(language, ()) if (made := form(name, None))
    ]


def _territories(locale: Locale) -> Iterator[tuple[str, str]]:
    codes = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    codes |= {"XK": "XKX", "EU": "EU", "UN": "UN"}
    for key, name in locale.territories.items():
        if key in codes:
            yield re.sub(r"\s*[((].*?[))]", "", name), codes[key]


def _cities(locale: Locale) -> Iterator[tuple[str, str]]:
    seats = {
        fold(seat): code
        for code, words in table("parties")["states"].items()
        for seat in words.get("seats", ())
    }
    for zone, names in locale.time_zones.items():
        code = seats.get(zone.rpartition("/")[2].replace("_", " ").lower())
        if code and "city" in names:
            yield names["city"], code


def _place(name: str, code: str, language: str) -> list[Form]:
    """The forms of a place: its name, and with the endings that the language puts to it."""
    made = [form(name, code, "" if name.isupper() else "capital")]
    if len(name.rpartition(" ")[2]) >= _SHORT_STEM and not name.isupper():
        if language in _CYRILLIC:
            made += _slavic(name, code)
        elif language in {"ar", "fa"}:
            stem = re.sub(r"(?<=\w{3})(?:ية|يا|ا)$", "", name)
            made.append(form(stem, code, "any", ending=3))
        elif language in _INFLECTED:
            stem = re.sub(r"(?<=\w{4})[aeiouyąęαηο]$", "", name)
            made.append(form(stem, code, "capital", ending=4))
    return [each for each in made if each]


def _slavic(name: str, code: str) -> list[Form | None]:
    """A Slavic name with any ending, and its adjectives ("Иран": "Ирана", "иранский")."""
    stem = re.sub(r"(\w{3,})(?:ая|ые|ый|ий|ое|[аяйьиіыоуеє])\b", r"\1*", name)
    stem = stem if stem.endswith("*") else stem + "*"
    made = [form(stem, code, "capital")]
    if len(WORD.findall(name)) == 1:
        made += [form(stem[:-1] + suffix, code, "any") for suffix in ("ск*", "йск*", "ськ*")]
    return made


def _adjective(name: str, code: str, language: str) -> Form | None:
    """The form of an adjective, from the name of the national language."""
    if " " in name or "-" in name:
        return None
    if language == "tr":
        return form(re.sub(r"[cç][ae]$", "", name), code, "capital")
    stem, ending = name, 3
    if language in _CYRILLIC:
        stem, ending = re.sub(r"(?:ский|цкий|ська|ский език|ски)$", "", name) + "ск", 4
        stem = re.sub(r"цкий$", "цк", name) if name.endswith("цкий") else stem
    elif language in {"ar", "fa"}:
        stem = re.sub(r"ة$", "", name)
    elif language in _ROMANCE:
        stem = re.sub(r"[oa]$", "", name)
        # "português" and "portuguesa": folded, one stem serves both.
        ending = 2 if len(stem) < _SHORT_STEM else 3
    return form(stem, code, "any", ending) if len(stem) >= _SHORT_STEM - 1 else None


@cache
def forms_of(language: str) -> tuple[Form, ...]:
    """Every form of a language, English names included.

    Args:
        language: ISO 639 code. One that CLDR does not know has the English forms.
    """
    if language in {"en", "und"}:
        return english()
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return english()
    forms = [
        each
        for each in _forms(_english_names())
        if each.case != "upper" or len("".join(each.words)) > _MANY_FORMS or each.meaning == "G7"
    ]
    if language not in UNSPACED:
        tongues = ((locale.languages.get(key), code) for key, code in _TONGUES.items())
        adjectives = (_adjective(name, code, language) for name, code in tongues if name)
        forms += [each for each in adjectives if each]
    for name, code in [*_cities(locale), *_territories(locale)]:
        forms += _place(name, code, language)
    for code, names in table("parties")["languages"].get(language, {}).items():
        forms += _forms((name, code) for name in names)
    return tuple(forms + _no_party("en") + _no_party(language))


def unspaced_names(language: str) -> dict[str, str]:
    """The names of a language written without spaces, as they are written, with their codes."""
    locale = Locale.parse(language)
    names = {name: code for name, code in [*_cities(locale), *_territories(locale)] if name}
    for code, own in table("parties")["languages"].get(language, {}).items():
        names |= dict.fromkeys(own, code)
    return names
