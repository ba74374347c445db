"""How likely a model held each part of the lines that it wrote, by the tokens of its answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate

from aidememoire.model import Token


class Weighed:
    """The lines of an answer, which is a JSON array of them, and the tokens that they came as.

    Args:
        lines: The lines, as they were read.
        tokens: All of the answer's, or none where the endpoint doesn't tell.
    """

    def __init__(self, lines: Sequence[str], tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._ends = list(accumulate(len(token.text) for token in tokens))
        written = b"".join(token.text for token in tokens)
        self._lines = list(lines)
        self._starts: list[int] = []
        after = 0
        for line in lines:
            said = _written(line)
            start = written.find(said, after)
            self._starts.append(start)
            after = max(after, start + len(said))

    def logprob(self, line: int, start: int, end: int) -> float | None:
        """The natural logarithm of the probability of a part of a line, given all before it.

        Args:
            line: The line's place, from 0.
            start: Where in the line the part begins.
            end: Where it ends, exclusive.

        Returns:
            None where it isn't known.
        """
        if self._starts[line] < 0 or not self._tokens:
            return None
        words = self._lines[line]
        first = self._starts[line] + len(_written(words[:start]))
        last = self._starts[line] + len(_written(words[:end]))
        return sum(
            token.logprob
            for token, after in zip(self._tokens, self._ends, strict=True)
            if first < after and after - len(token.text) < last
        )


def _written(text: str) -> bytes:
    """A text as it stands in a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode()
