"""What rich shows on a terminal, as plain text for files."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType


def plain(shown: RenderableType, width: int = 120) -> str:
    """The same without colours, `width` columns wide, ending with a line break."""
    console = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(shown)
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())
