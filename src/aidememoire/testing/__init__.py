"""A server for tests: OpenAI-compatible, on loopback, and as faulty as its script says.

    async with ScriptedServer([Status(503), answer({"act": "thank"})]) as server:
        door = Door(compatible(server.base_url, "any", None))
        ...
    assert len(server.requests) == 2

It answers `POST /v1/chat/completions`, one reply a request in the order in which they arrive.
`python -m aidememoire.testing` runs one that answers anything, with as many faults as wanted.
For code that asks a `Model`, `aidememoire.model.ScriptedModel` needs no server at all.
"""

from aidememoire.testing.faults import FAULTS, TRANSPORT, faulty, plausible
from aidememoire.testing.server import (
    Behaviour,
    Delayed,
    Raw,
    Request,
    Reset,
    Script,
    ScriptedServer,
    Stall,
    Status,
    Text,
    answer,
)

__all__ = [
    "FAULTS",
    "TRANSPORT",
    "Behaviour",
    "Delayed",
    "Raw",
    "Request",
    "Reset",
    "Script",
    "ScriptedServer",
    "Stall",
    "Status",
    "Text",
    "answer",
    "faulty",
    "plausible",
]
