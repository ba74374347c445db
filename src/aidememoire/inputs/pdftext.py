"""The running text of a PDF, from standard input to standard output: run as a process of its own.

A PDF is a program of sorts, and one that is made to can take a parser all memory and time there
is. A process can be ended.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from contextlib import suppress
from importlib import import_module

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from aidememoire.inputs.running import running_text

MOST_PAGES = 500
_MEMORY = 4 << 30


def _limit_memory() -> None:
    """Have the system end what grows beyond use, where there is a way to."""
    if sys.platform != "win32":
        resource = import_module("resource")
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def main() -> int:
    """Read a PDF from standard input, write `{"text": "..."}` or `{"error": "..."}`."""
    _limit_memory()
    logging.disable()  # pypdf complains of every blemish
    try:
        reader = pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            said: dict[str, object] = {"error": "it is encrypted with a password"}
        elif len(reader.pages) > MOST_PAGES:
            said = {"error": f"it has {len(reader.pages)} pages; the limit is {MOST_PAGES}"}
        else:
            said = {"text": running_text([page.extract_text() for page in reader.pages])}
    except DependencyError:
        said = {"error": "it is encrypted in a way that can't be read"}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        said = {"error": f"it is damaged: {error}"[:200]}
    except (RecursionError, MemoryError):
        said = {"error": "it is nested or large beyond use"}
    sys.stdout.buffer.write(json.dumps(said).encode("ascii"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
