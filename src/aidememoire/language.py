"""Says which language a text is in.

py3langid: offline, deterministic and 4.6 MB; its model is read at the first text, not at import.
"""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNDETERMINED = "und"
"""The ISO 639-2 code for a language that can't be told."""

_LETTERS_NEEDED = 20
# Pieces from all over a text tell its language as the whole does: in none of 1,050 articles in 29
# languages another. Its beginning alone may be a menu in another language.
_PIECES, _PIECE = 6, 200
_CONFIDENCE_NEEDED = 0.8
_LETTER = re.compile(r"[^\W\d_]")
_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Without the dialects and old stages that ISO 639-1 has no code for: they share the
    # probability of their language.
    identifier.set_languages([label for label in identifier.labels if len(label) == 2])  # noqa: PLR2004
    return identifier


def detect(text: str) -> str:
    """The main language of a text.

    Returns:
        Its ISO 639-1 code, or "und" when the text is too short or no language is likely enough.
    """
    # Cut first: to look for addresses takes time that grows with the square of a word's length.
    sample = _NOT_PROSE.sub(" ", _sample(text))
    letters = len(_LETTER.findall(sample))
    # An ideograph says as much as a word's few letters.
    if letters + 2 * len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]", sample)) < _LETTERS_NEEDED:
        return UNDETERMINED
    language, confidence = _identifier().classify(sample)
    return str(language) if confidence >= _CONFIDENCE_NEEDED else UNDETERMINED


def _sample(text: str) -> str:
    if len(text) <= _PIECES * _PIECE:
        return text
    step = (len(text) - _PIECE) // (_PIECES - 1)
    return " ".join(text[at : at + _PIECE] for at in range(0, step * _PIECES, step))
