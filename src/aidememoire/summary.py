"""The summary: the model's own when it is faithful, else one put together from the record."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aidememoire.asking.people import fold
from aidememoire.record import Outcome, Participant, Topic

_MOST_TOPICS = 8
_MOST_OUTCOMES = 2
_NAME = re.compile(r"[^\W\d_][\w'’-]*|\d[\d.,:/-]*\d|\d")


def summary(
    text: str,
    given: str | None,
    participants: Sequence[Participant],
    topics: Sequence[Topic],
    outcomes: Sequence[Outcome],
) -> str:
    """Two or three sentences on what was said and agreed.

    Args:
        text: The article's, or as much of it as is at hand.
        given: The model's summary, if it was asked for one. It is taken when every name and number
            in it stands in the article.
        participants: Who spoke.
        topics: What on.
        outcomes: What was agreed.
    """
    if given and faithful(given, text):
        return given
    names = _listed([one.name for one in participants])
    titles = _listed([_inside(topic.title, text) for topic in topics[:_MOST_TOPICS]], "; ")
    agreed = [" ".join(span.quote.split()) for one in outcomes for span in one.evidence]
    return " ".join([f"{names} spoke about {titles}.", *dict.fromkeys(agreed[:_MOST_OUTCOMES])])


def faithful(summary: str, text: str) -> bool:
    """Whether every name and number of a summary stands in the text.

    A name is a capitalised word that does not open a sentence.
    """
    folded = fold(text)
    for match in _NAME.finditer(summary):
        word = match.group()
        opens = not summary[: match.start()].rstrip("\"'“‘( ") or summary[: match.start()].rstrip(
            "\"'“‘( "
        ).endswith((".", "!", "?"))
        if (word[0].isdigit() or (word[0].isupper() and not opens)) and (
            fold(word.removesuffix("'s").removesuffix("’s")) not in folded
        ):
            return False
    return True


def _inside(title: str, text: str) -> str:
    """A title within a sentence: its first letter small, unless the article writes it large."""
    first = title.split(maxsplit=1)[0]
    if re.search(rf"[\w,;] [\"'“‘(]?{re.escape(first)}\b", text):
        return title
    return title[0].lower() + title[1:]


def _listed(parts: Sequence[str], comma: str = ", ") -> str:
    if len(parts) < 2:  # noqa: PLR2004 # one part needs no "and"
        return "".join(parts)
    return f"{comma.join(parts[:-1])} and {parts[-1]}"
