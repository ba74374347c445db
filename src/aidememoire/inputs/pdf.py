"""PDFs with a text layer, read in a process of its own that can be ended."""

from __future__ import annotations

import json
import subprocess
import sys

from aidememoire.errors import ArticleUnreadable
from aidememoire.inputs import pdftext
from aidememoire.inputs.piece import Piece

_SECONDS = 60


def read_pdf(data: bytes, origin: str, name: str) -> Piece:
    """The article of a PDF; its metadata is not used, for it speaks of the file.

    Raises:
        ArticleUnreadable: It is damaged, encrypted or has no text layer, or takes too long.
    """
    text = _text(data, origin)
    if not text:
        raise ArticleUnreadable(
            f"{origin} has no text layer: it holds pictures of pages",
            "Have it recognised first, with ocrmypdf for instance.",
        )
    return Piece(text, origin, name)


def _text(data: bytes, origin: str) -> str:
    # -P: no module is taken from the folder that the user happens to be in.
    command = [sys.executable, "-P", "-m", pdftext.__name__]
    try:
        done = subprocess.run(  # noqa: S603 - this very interpreter
            command, input=data, capture_output=True, timeout=_SECONDS, check=True
        )
        said = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        said = {"error": f"it takes longer than {_SECONDS} s"}
    except (subprocess.CalledProcessError, ValueError):
        said = {"error": "it ends the program that reads it"}
    if "error" in said:
        raise ArticleUnreadable(
            f"{origin} can't be read as a PDF: {said['error']}", "Save its text and give that."
        )
    text: str = said["text"]
    return text
