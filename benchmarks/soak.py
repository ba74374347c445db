"""Kills processes of a run at random moments, and looks whether anything is lost or done twice.

    python benchmarks/soak.py [--kills N] [--articles N] [--seed N] [--faults SHARE]

A scripted server with faults answers, and writes down which article it was asked about. One or two
processes work on one store; each is killed (SIGKILL) after a random time, until so many were, and
then one runs to the end. After each kill: no record that was there is gone or another, and no
article that was done is asked about any more. At the end: every article has its record, once.
POSIX only. Bounded: a run that makes no progress ends as a failure.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import re
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from held import held, lost

from aidememoire.door import Door, Limits, compatible
from aidememoire.errors import AidememoireError
from aidememoire.flow.budget import Most
from aidememoire.flow.gate import Gate, Pace
from aidememoire.reading import from_text
from aidememoire.runs.asker import Asked
from aidememoire.runs.desk import Desk, StoredLedger
from aidememoire.runs.job import Job
from aidememoire.runs.status import status
from aidememoire.runs.store import Store
from aidememoire.runs.work import Version
from aidememoire.runs.workers import Worker
from aidememoire.testing import FAULTS, Behaviour, Request, ScriptedServer, Stall, Text, faulty

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

_LIMITS = Limits(timeout=20, attempts=8, re_asks=3, first_wait=0.01, longest_wait=0.05)
_NUMBER = re.compile(r"This is call number (\d+)\.")
_LONGEST = 1.2
_END_SECONDS = 600.0

# What asking again can't help would end as a failure, rightly; here all are to end as records.
_PASSING = [
    fault
    for fault in FAULTS
    if not isinstance(fault, Stall)
    and not (isinstance(fault, Text) and (fault.refusal or fault.finish_reason == "length"))
]


@dataclass(frozen=True)
class Plan:
    """What is soaked: where, and how."""

    folder: Path
    articles: int
    faults: float
    seed: int

    @property
    def store(self) -> Path:
        """The run store."""
        return self.folder / "run.db"

    @property
    def asked(self) -> Path:
        """A line for each request: the number of its article."""
        return self.folder / "asked.txt"

    @property
    def address(self) -> Path:
        """Where the server says where it is."""
        return self.folder / "address.txt"


def serve(plan: Plan) -> None:
    """Answer until killed, and note each article before it is answered."""
    script = faulty(plan.faults, 0.02, plan.seed, _PASSING)

    def noting(request: Request) -> Behaviour:
        found = _NUMBER.findall(request.json["messages"][-1]["content"])
        with plan.asked.open("a") as file:
            file.write(f"{found[-1] if found else -1}\n")
        return script(request)

    async def for_ever() -> None:
        async with ScriptedServer(noting) as server:
            part = plan.address.with_suffix(".part")
            part.write_text(server.base_url)
            part.replace(plan.address)
            while True:
                await asyncio.sleep(1)
                server.requests.clear()

    asyncio.run(for_ever())


async def _work(plan: Plan, store: Store) -> None:
    articles = (
        from_text(
            f"Minister Ada Lund of Denmark and Minister Jun Ocampo of the Philippines spoke by "
            f"telephone about ferries. This is call number {number}.",
            f"a{number}",
        )
        for number in range(plan.articles)
    )
    async with Desk() as desk:
        worker = await desk(Worker, store, Most(tokens=10**9))
        gate = Gate(Pace(4, patience=60), StoredLedger(desk, worker.account, priced=False), None)
        target = compatible(plan.address.read_text(), "scripted", None, None, "scripted")
        async with Door(target, _LIMITS, gate=gate) as door:
            worker.begin(Version("scripted", "words", "scripted", {}))
            async for _ in Job(store, worker, desk, Asked(door, "one", 4, gate)).rows(articles):
                pass


def work(plan: Plan) -> None:
    """One process of the run, until it is killed or nothing is left to do."""
    with suppress(AidememoireError), Store(plan.store, create=True) as store:
        asyncio.run(_work(plan, store))


@dataclass
class Watch:
    """Looks at the store between kills."""

    plan: Plan

    def __post_init__(self) -> None:
        self.done: dict[str, str] = {}
        self.read = 0

    def look(self) -> list[str]:
        """What is wrong; and remember what is done."""
        wrong = []
        asked = self.plan.asked.read_text().split() if self.plan.asked.exists() else []
        again = {number for number in asked[self.read :] if f"a{number}" in self.done}
        wrong += [f"a{number} was done, and asked about again" for number in sorted(again)]
        self.read = len(asked)
        now = held(self.plan.store)
        wrong += [f"{name}: the record is gone, or another" for name in lost(self.done, now)]
        self.done = now
        return wrong


def soak(plan: Plan, kills: int) -> list[str]:
    """Kill and look; what was wrong."""
    context = multiprocessing.get_context("fork")
    server = context.Process(target=serve, args=(plan,), daemon=True)
    server.start()
    while not plan.address.exists():
        time.sleep(0.05)
    dice = random.Random(plan.seed)  # noqa: S311 - no secret
    watch = Watch(plan)
    wrong: list[str] = []
    killed = 0

    def begin() -> ForkProcess:
        process = context.Process(target=work, args=(plan,))
        process.start()
        return process

    try:
        while killed < kills and len(watch.done) < plan.articles:
            processes = [begin() for _ in range(dice.choice((1, 1, 2)))]
            for process in processes:
                process.join(dice.uniform(0.0, _LONGEST))
                killed += process.is_alive()
                process.kill()
                process.join()
            wrong += watch.look()
        last = begin()
        last.join(_END_SECONDS)
        if last.is_alive():
            wrong.append("the run does not come to its end")
            last.kill()
        wrong += watch.look()
    finally:
        server.kill()
    with Store(plan.store) as store:
        stands = status(store)
    if len(watch.done) != plan.articles:
        wrong.append(f"{plan.articles - len(watch.done)} articles have no record: {stands}")
    sys.stdout.write(
        f"{killed} processes killed, {watch.read} requests for {plan.articles} articles, "
        f"{stands.done} records\n"
    )
    return wrong + ([] if killed >= kills else [f"only {killed} processes were killed"])


def main() -> None:
    """Soak, and say what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--faults", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(Path(folder), options.articles, options.faults, options.seed)
        wrong = soak(plan, options.kills)
    for line in wrong:
        sys.stdout.write(f"{line}\n")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
