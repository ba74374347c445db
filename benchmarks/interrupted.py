"""Runs `aidememoire run` over your articles, interrupts it at random moments, and lets it end.

    python benchmarks/interrupted.py [--interruptions N] [--every SECONDS] [--seed N] [--out FILE] \
        -- INPUT... --run STORE [any option of `aidememoire run`]

The command is the real one, and so is the model: the embedded one unless an option says another.
SIGINT, SIGTERM and SIGKILL come in turn, each after a random time of up to twice `--every`. After
each the store is read: no record that was there may be gone or another. At the end all articles
have to have a record, and none may have been asked about to the end twice. POSIX only. Can itself
be killed, and started again with the same store.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from figures import keep
from held import held, lost

from aidememoire.runs.status import status
from aidememoire.runs.store import Store

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
# A run that is told to stop waits for nothing; one that does not end is a fault.
_TO_STOP_SECONDS = 120.0
_COMMAND = [sys.executable, "-m", "aidememoire", "run"]


def done_twice(path: Path) -> int:
    """How many texts were asked about to the end more than once by the same version."""
    query = (
        "SELECT text FROM attempt WHERE outcome = 'done' GROUP BY version, text HAVING count(*) > 1"
    )
    with closing(sqlite3.connect(path)) as base:
        return len(base.execute(query).fetchall())


def interrupt(arguments: list[str], sent: signal.Signals, after: float) -> tuple[int, float | None]:
    """Run for so long and send a signal; the exit status, and the seconds it took to stop.

    The seconds are None for a run that had ended before.
    """
    with subprocess.Popen([*_COMMAND, *arguments]) as process:  # noqa: S603 - what the caller wrote
        try:
            return process.wait(after), None
        except subprocess.TimeoutExpired:
            process.send_signal(sent)
        began = time.monotonic()
        try:
            return process.wait(_TO_STOP_SECONDS), time.monotonic() - began
        except subprocess.TimeoutExpired:
            process.kill()
            raise SystemExit(f"{sent.name}: still there after {_TO_STOP_SECONDS:.0f} s") from None


def say(line: dict[str, Any]) -> None:
    """One line of JSON, at once."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Interrupt, end, and say what was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interruptions", type=int, default=12)
    parser.add_argument("--every", type=float, default=240.0, help="seconds, on average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("run", nargs="+", help="what `aidememoire run` is given, after --")
    options = parser.parse_args()
    naming = argparse.ArgumentParser(add_help=False)
    naming.add_argument("--run", "-r", type=Path, required=True)
    path: Path = naming.parse_known_args(options.run)[0].run
    # A shell's background jobs ignore SIGINT, and so would the command.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    dice = random.Random(options.seed)  # noqa: S311 - no secret
    began, was = time.monotonic(), held(path)
    gone, stops = 0, []
    for number in range(options.interruptions):
        sent = _SIGNALS[number % len(_SIGNALS)]
        after = dice.uniform(0, 2 * options.every)
        code, stopping = interrupt(options.run, sent, after)
        if stopping is None:
            break
        now = held(path)
        gone += len(lost(was, now))
        was = now
        stops.append(
            {
                "signal": sent.name,
                "after_seconds": round(after, 1),
                "exit_status": code,
                "seconds_to_stop": round(stopping, 1),
                "records": len(now),
            }
        )
        say(stops[-1])
    code = subprocess.run([*_COMMAND, *options.run], check=False).returncode  # noqa: S603
    now = held(path)
    gone += len(lost(was, now))
    with Store(path) as store:
        stands = status(store)
    figures = {
        "interruptions": stops,
        "exit_status": code,
        "articles": stands.articles,
        "records": len(now),
        "failed": stands.failed,
        "records_lost_or_changed": gone,
        "done_twice": done_twice(path),
        "seconds": round(time.monotonic() - began, 1),
    }
    say(figures)
    keep(figures, options.out)
    whole = len(now) == stands.articles and not gone and not figures["done_twice"]
    raise SystemExit(0 if whole and not code else 1)


if __name__ == "__main__":
    main()
