"""Footnotes of Markdown: each verbatim sentence has one, however many items stand on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aidememoire.record import Evidence, GivenDay
from aidememoire.untrusted import in_markdown
from aidememoire.views.phrases import long_day


class Footnotes:
    """Numbers sentences as they are cited.

    Args:
        prefix: What the footnotes' names begin with, so that several texts can stand in one file.
    """

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._spans: dict[tuple[str, Evidence | GivenDay], str] = {}

    def __call__(self, evidence: Iterable[Evidence | GivenDay], article: str = "") -> str:
        """The marks that stand behind an item.

        Args:
            evidence: The sentences it stands on.
            article: Whose sentences they are, where that is to be told.
        """
        names = [
            self._spans.setdefault((article, span), f"{self._prefix}{len(self._spans) + 1}")
            for span in evidence
        ]
        return "".join(f"[^{name}]" for name in names)

    def lines(self) -> Iterator[str]:
        """The footnotes, a line each, in the order in which they were cited first."""
        for (article, span), name in self._spans.items():
            where = f"{in_markdown(article)}, " if article else ""
            if isinstance(span, GivenDay):
                given = "Given with the article, not printed in it: "
                yield f"[^{name}]: {given}{long_day(span.value)}"
                continue
            place = f"({where}characters {span.start}–{span.end})"
            yield f"[^{name}]: {in_markdown(span.quote)} {place}"
