"""What code reads off articles by itself, against labels: whose wish a call was, whose president.

    python benchmarks/read_off.py --gold GOLD --articles ARTICLES

A row each: how often it says what the labels say, something else, and nothing where they say
something. Where the labels say nothing, to say nothing is right.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from aidememoire.article import Article
from aidememoire.asking.people import short_name
from aidememoire.crossed import countries_beside
from aidememoire.evaluation.folder import Labelled, load_folder
from aidememoire.reading import from_file
from aidememoire.record import Call
from aidememoire.wishes import wish_of

_TWO = 2


def wishes(each: Labelled) -> Iterator[str]:
    """Of each call, at whose wish it was held."""
    calls = each.gold.calls
    for call in calls:
        body = [one for one in each.article.sentences if not one.heading]
        told = body if len(calls) == 1 else [s for s in body if _cites(call, s.start, s.end)]
        found = wish_of(each.article, told, call.participants)
        gold = call.initiated_by.party if call.initiated_by else None
        yield _judged(gold, found.party if found else None)


def countries(each: Labelled) -> Iterator[str]:
    """Of each who spoke in a call of two parties, which of the two is named beside the name."""
    for call in each.gold.calls:
        parties = {one.party for one in call.participants}
        for one in call.participants if len(parties) == _TWO else ():
            beside = _beside(each.article, one.name)
            named = [code for code, _ in beside.most_common() if code in parties]
            yield _judged(one.party, named[0] if named else None)


def _beside(article: Article, name: str) -> Counter[str]:
    return countries_beside(article.text, article.language, short_name(name))


def _cites(call: Call, start: int, end: int) -> bool:
    items = [*call.participants, *call.topics, *call.statements, *call.outcomes]
    items += [call.initiated_by] if call.initiated_by else []
    return any(span.start < end and start < span.end for one in items for span in one.evidence)


def _judged(gold: str | None, found: str | None) -> str:
    if gold == found:
        return "right"
    return "nothing" if found is None else "wrong"


def main() -> None:
    """Measure, and print a row each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--articles", type=Path, required=True)
    options = parser.parse_args()
    labelled = load_folder(options.gold, options.articles, from_file)
    for what, judge in (("wish", wishes), ("country", countries)):
        told = Counter(verdict for each in labelled for verdict in judge(each))
        counts = "  ".join(f"{name} {told[name]}" for name in ("right", "wrong", "nothing"))
        print(f"{what}  {counts}")  # noqa: T201 - a script speaks so


if __name__ == "__main__":
    main()
