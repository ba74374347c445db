"""How fast the embedded model reads and writes on this machine: where an article's seconds go.

    python benchmarks/rates.py [--articles DIR] [--model NAME] [--adapter none|PATH] [--threads N]

Three tables. *Questions*: the questions of the plan `lines`, answered without and with what the
product asks for, a schema that constrains the answer and how likely each token was. *Reading*: what
it costs to read a few more tokens after a beginning that is known, in times of one token: what
guessing ahead has to win back, and several slots too. *Slots*: several questions at once. Rates are
llama.cpp's own; compare those of one run, since each condition is asked of each article in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any, Self

import httpx2

from aidememoire.asking import lines
from aidememoire.asking.lineform import Lines
from aidememoire.embedded.adapters import locate_adapter
from aidememoire.embedded.catalogue import find
from aidememoire.embedded.fetch import default_folder, locate
from aidememoire.embedded.server import EmbeddedServer, Endpoint, ServerConfig
from aidememoire.model import Question
from aidememoire.reading import from_file

_SCHEMA: dict[str, Any] = {
    "response_format": {
        "type": "json_schema",
        "json_schema": {"schema": Lines.model_json_schema()},
    }
}
_LIKELY: dict[str, Any] = {"logprobs": True, "top_logprobs": 1}
_BOTH = _SCHEMA | _LIKELY
_CONDITIONS: dict[str, dict[str, Any]] = {
    "bare": {},
    "likely": _LIKELY,
    "schema": _SCHEMA,
    "both": _BOTH,
}
"""What is asked for besides the answer, by name."""
_TOTALS = ("prompt_n", "prompt_ms", "predicted_n", "predicted_ms")
_MOST = 400
_AHEAD = (1, 2, 3, 4, 6, 8, 16, 32)
_AGAIN = 5
_WORDS = ("trade", "energy", "peace", "visit", "talks", "border", "health", "water")


class Client:
    """Asks a served model, and tells llama.cpp's own timings."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._http = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {endpoint.api_key}"}, timeout=600, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def answer(self, question: Question[Lines], **fields: Any) -> dict[str, float]:
        """The timings of a question, of which nothing is known before."""
        messages = [{"role": one.role, "content": one.content} for one in question.messages]
        body = {"messages": messages, "max_tokens": _MOST, "cache_prompt": False, **fields}
        return await self._timings(f"{self._endpoint.base_url}/chat/completions", body)

    async def read(self, text: str) -> dict[str, float]:
        """The timings of a text, of which it is read what is not known."""
        body = {"prompt": text, "n_predict": 1, "cache_prompt": True}
        return await self._timings(
            self._endpoint.base_url.removesuffix("/v1") + "/completion", body
        )

    async def _timings(self, address: str, body: dict[str, Any]) -> dict[str, float]:
        reply = await self._http.post(address, json={"temperature": 0, "seed": 0, **body})
        return dict(reply.raise_for_status().json()["timings"])


async def asked(client: Client, questions: Sequence[Question[Lines]]) -> None:
    """The first table."""
    told: dict[str, list[dict[str, float]]] = {name: [] for name in _CONDITIONS}
    for question in questions:
        for name, fields in _CONDITIONS.items():
            told[name].append(await client.answer(question, **fields))
    _row("asked for", "read", "tokens/s", "written", "tokens/s", "seconds")
    for name, timings in told.items():
        totals = {key: sum(each[key] for each in timings) for key in _TOTALS}
        read, wrote = totals["prompt_ms"] / 1000, totals["predicted_ms"] / 1000
        count = len(timings)
        _row(
            name,
            f"{totals['prompt_n'] / count:.0f}",
            f"{totals['prompt_n'] / read:.1f}",
            f"{totals['predicted_n'] / count:.0f}",
            f"{totals['predicted_n'] / wrote:.1f}",
            f"{(read + wrote) / count:.1f}",
        )


async def ahead(client: Client, beginning: str) -> None:
    """The second table."""
    await client.read(beginning)
    _row("tokens read at once", "ms", "times one")
    one = 0.0
    for count in _AHEAD:
        took = []
        for turn in range(_AGAIN):
            # Other words each time: what was read before is known.
            told = (_WORDS[(turn + place) % len(_WORDS)] for place in range(count))
            tail = "".join(f" {word}" for word in told)
            timings = await client.read(beginning + tail)
            if timings["prompt_n"] == count:
                took.append(timings["prompt_ms"])
        if took:
            one = one or median(took)
            _row(str(count), f"{median(took):.0f}", f"{median(took) / one:.2f}")


async def at_once(client: Client, questions: Sequence[Question[Lines]], slots: int) -> None:
    """A row of the third table."""
    free = asyncio.Semaphore(slots)

    async def one(question: Question[Lines]) -> None:
        async with free:
            await client.answer(question, **_BOTH)

    started = time.perf_counter()
    await asyncio.gather(*map(one, questions))
    _row(str(slots), f"{(time.perf_counter() - started) / len(questions):.1f}")


def _row(*cells: str) -> None:
    sys.stdout.write("".join(f"{cell:<21}" for cell in cells).rstrip() + "\n")
    sys.stdout.flush()


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, default=Path("evals/articles"))
    parser.add_argument("--most", type=int, default=5, help="articles")
    parser.add_argument("--model", default="qwen2.5-coder-1.5b")
    parser.add_argument("--adapter", default="auto", help="auto, none, or a GGUF file")
    parser.add_argument("--slots", type=int, default=4)
    parser.add_argument("--threads", type=int, default=None)
    options = parser.parse_args()
    articles = sorted(options.articles.glob("*.txt"))[: options.most]
    questions = [next(lines.questions(from_file(path))) for path in articles]
    folder, model = default_folder(), find(options.model)
    config = ServerConfig(
        locate(model, folder),
        threads=options.threads,
        adapter=locate_adapter(model, options.adapter, folder),
    )
    async with EmbeddedServer(config) as endpoint, Client(endpoint) as client:
        await asked(client, questions)
        await ahead(client, questions[0].messages[-1].content)
    _row("questions at once", "seconds each")
    several = replace(config, slots=options.slots, context=config.context * options.slots)
    async with EmbeddedServer(several) as endpoint, Client(endpoint) as client:
        for slots in (1, 2, options.slots):
            await at_once(client, questions * 2, slots)


if __name__ == "__main__":
    asyncio.run(main())
