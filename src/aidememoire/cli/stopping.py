"""Ends a run cleanly however it is told to: Ctrl-C, SIGTERM, or the terminal's end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from typer import Exit

# Not all of them exist on Windows.
_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def tidily() -> Iterator[None]:
    """Let what runs inside clean up, whichever signal tells it to stop.

    It sees each as Ctrl-C: a `KeyboardInterrupt`, or within `asyncio.run` a cancelled task.

    Raises:
        Exit: It was told to stop; with 130 for Ctrl-C, 143 for SIGTERM, as shells count.
    """
    told: list[int] = [signal.SIGINT]

    def stop(number: int, _frame: FrameType | None) -> None:
        told[0] = number
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            # As a shell script has it for what it runs in the background.
            raise KeyboardInterrupt
        signal.raise_signal(signal.SIGINT)

    # A signal that is ignored (nohup) stays so.
    before = {
        number: signal.signal(number, stop)
        for number in _SIGNALS
        if signal.getsignal(number) is signal.SIG_DFL
    }
    try:
        yield
    except KeyboardInterrupt:
        raise Exit(128 + told[0]) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def retake() -> None:
    """Take the signals back from a library that took them for itself in C, where Python can't see.

    In the main thread.
    """
    for number in _SIGNALS:
        if (handler := signal.getsignal(number)) is not None:
            signal.signal(number, handler)
