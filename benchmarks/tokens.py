"""How many bytes a served model reads and writes for an article: what money is worked out from.

    python benchmarks/tokens.py [--gold DIR] [--articles DIR] [--out FILE]

The request is the one that is sent, with the plan of one question. The answer is taken to be what
the article's gold record would be as an answer. No tokenizer is asked: English has about four bytes
a token, in prompts as in answers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from figures import tell

from aidememoire.evaluation.folder import load_folder
from aidememoire.extraction import extract
from aidememoire.opening import open_model
from aidememoire.reading import from_file
from aidememoire.record import Call
from aidememoire.settings import Settings
from aidememoire.testing import ScriptedServer, plausible

_BYTES_A_TOKEN = 4


def answer(calls: tuple[Call, ...]) -> str:
    """A record as the answer that would give it: numbers of sentences in place of quotes."""
    said = []
    for call in calls:
        items = [
            one.model_dump(mode="json", exclude={"evidence"}) | {"sentences": [12]}
            for one in (*call.topics, *call.statements, *call.outcomes, *call.references)
        ]
        people = [one.model_dump(mode="json", exclude={"evidence"}) for one in call.participants]
        said.append([people, items, list(call.sources), call.summary])
    return json.dumps(said, ensure_ascii=False)


async def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=Path("evals/gold"))
    parser.add_argument("--articles", type=Path, default=Path("evals/articles"))
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    cases = load_folder(options.gold, options.articles, from_file)
    async with ScriptedServer(plausible) as server:
        settings = Settings(model="scripted", base_url=server.base_url)
        async with open_model(settings) as model:
            for case in cases:
                await extract(case.article, model, "one")
        sent = [len(request.body) for request in server.requests]
    told = [len(answer(case.gold.calls).encode()) for case in cases]
    figures = {
        "articles": len(cases),
        "requests": len(sent),
        "prompt_tokens_an_article": sum(sent) / len(cases) / _BYTES_A_TOKEN,
        "tokens_that_all_prompts_begin_with": _same(server) / _BYTES_A_TOKEN,
        "answer_tokens_an_article": sum(told) / len(cases) / _BYTES_A_TOKEN,
    }
    tell(figures, options.out)


def _same(server: ScriptedServer) -> int:
    """The bytes that all prompts begin with: what a server reads once and keeps."""
    prompts = [json.dumps(one.json["messages"], ensure_ascii=False) for one in server.requests]
    pairs = zip(min(prompts), max(prompts), strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), 0)
    return len(min(prompts)[:same].encode())


if __name__ == "__main__":
    asyncio.run(main())
