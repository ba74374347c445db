"""Ends a run cleanly however it is told to: Ctrl-C, SIGTERM, or the terminal's end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

from typer import Exit

T = TypeVar("T")

# Not all of them exist on Windows.
_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end, or to its clean-up when the process is told to stop.

    Raises:
        Exit: It was told to; with 130 for Ctrl-C, 143 for SIGTERM, as shells count.
    """
    told: list[int] = [signal.SIGINT]

    def stop(number: int, _frame: FrameType | None) -> None:
        told[0] = number
        # asyncio cancels the main task at this one, so that every context is left in order.
        signal.raise_signal(signal.SIGINT)

    # A signal that is ignored (nohup) stays so.
    before = {
        number: signal.signal(number, stop)
        for number in _SIGNALS
        if signal.getsignal(number) is signal.SIG_DFL
    }
    try:
        return asyncio.run(main)
    except KeyboardInterrupt:
        raise Exit(128 + told[0]) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
