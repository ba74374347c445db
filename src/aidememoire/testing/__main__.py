"""`python -m aidememoire.testing` runs a scripted server until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import suppress

from aidememoire.testing.faults import faulty
from aidememoire.testing.server import ScriptedServer


async def serve(options: argparse.Namespace) -> None:
    """Serve until cancelled; the address is the first line of standard output."""
    script = faulty(options.faults, options.delay, options.seed)
    async with ScriptedServer(script, options.port) as server:
        sys.stdout.write(f"{server.base_url}\n")
        sys.stdout.flush()
        while True:
            await asyncio.sleep(1)
            server.requests.clear()  # nobody asks for them here, and they would grow for ever


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m aidememoire.testing", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="any that is free unless set")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds that an answer takes")
    parser.add_argument("--faults", type=float, default=0.0, help="the share that fails, 0 to 1")
    parser.add_argument("--seed", type=int, default=0, help="which requests fail")
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
