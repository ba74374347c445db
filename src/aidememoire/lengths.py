"""How many words a text has, in scripts with spaces between them and in those without."""

from __future__ import annotations

import re

UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""A character of Chinese or Japanese."""
# Thai, Lao, Burmese and Khmer: an alphabet, and no spaces either.
_UNSPACED_LETTERS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_CHARACTERS_A_WORD = 2
_LETTERS_A_WORD = 5


def weight(text: str) -> int:
    """How many words a text has; of a script without spaces, how many such a text would have."""
    if text.isascii():
        return len(text.split())
    characters = len(UNSPACED.findall(text)) // _CHARACTERS_A_WORD
    letters = len(_UNSPACED_LETTERS.findall(text)) // _LETTERS_A_WORD
    return max(len(text.split()), characters, letters)
