"""The child process that runs langextract. Run as a file, by `langextracting`.

It may be run by another interpreter, so it imports nothing of the project: langextract wants other
versions of packages than the product is locked to. It reads one line of JSON with its settings,
says that it is ready, and then answers one line with an article by one line with what was found.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from importlib.metadata import version
from typing import Any

import langextract as lx
from langextract import prompt_validation
from langextract.providers.schemas.openai import OpenAISchema
from openai.resources.chat.completions import Completions


class Spent:
    """What the requests to the model cost, which langextract keeps no account of."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = dict.fromkeys(("requests", "cut", "prompt", "cached", "written"), 0)
        self._create: Any = Completions.create
        # Every client asks by this method, whichever thread it is in.
        setattr(Completions, "create", self._counted())  # noqa: B010 # mypy knows it as a method

    def take(self) -> dict[str, int]:
        """The counts since this was last asked."""
        with self._lock:
            taken = dict(self._counts)
            self._counts = dict.fromkeys(taken, 0)
        return taken

    def _counted(self) -> Any:
        def create(completions: Completions, **fields: Any) -> Any:
            reply = self._create(completions, **fields)
            self._add(reply)
            return reply

        return create

    def _add(self, reply: Any) -> None:
        usage = reply.usage
        details = usage.prompt_tokens_details if usage else None
        with self._lock:
            self._counts["requests"] += 1
            self._counts["cut"] += any(one.finish_reason == "length" for one in reply.choices)
            self._counts["prompt"] += usage.prompt_tokens if usage else 0
            self._counts["cached"] += (details.cached_tokens if details else None) or 0
            self._counts["written"] += usage.completion_tokens if usage else 0


def held(schema: Any, values: dict[str, list[str]], most: int) -> Any:
    """A schema with the words that attributes may have, and an end to lists.

    langextract makes it from the examples and knows only that those words are strings. A small
    model that repeats itself would fill the answer up to its last token.
    """
    if isinstance(schema, list):
        return [held(part, values, most) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: held(part, values, most) for name, part in schema.items()}
    if schema.get("type") == "array":
        made["maxItems"] = most
    properties = made.get("properties")
    if isinstance(properties, dict):
        for name in properties.keys() & values.keys():
            properties[name] = {"type": "string", "enum": values[name]}
    return made


class Extractor:
    """langextract with the settings of one run."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._spent = Spent()
        self._examples = [
            lx.data.ExampleData(
                text=one["text"],
                extractions=[
                    lx.data.Extraction(
                        extraction_class=each["class"],
                        extraction_text=each["text"],
                        attributes=each.get("attributes"),
                    )
                    for each in one["extractions"]
                ],
            )
            for one in settings["examples"]
        ]
        _check(self._examples)
        own = OpenAISchema.from_examples(self._examples).schema_dict
        self._schema = held(own, settings["values"], settings["most"])
        self._config = lx.factory.ModelConfig(
            model_id=settings["model"],
            provider="OpenAILanguageModel",
            provider_kwargs={
                "api_key": settings["api_key"],
                "base_url": settings["base_url"],
                "temperature": 0.0,
                "seed": 0,
                "max_workers": settings["workers"],
                "max_output_tokens": settings["max_tokens"],
            },
        )

    def answer(self, text: str) -> dict[str, Any]:
        """What was found in an article, or what went wrong, and what it cost."""
        try:
            found = lx.extract(
                text,
                prompt_description=self._settings["prompt"],
                examples=self._examples,
                config=self._config,
                output_schema=self._schema,
                max_char_buffer=self._settings["buffer"],
                batch_length=max(10, self._settings["workers"]),
                max_workers=self._settings["workers"],
                prompt_validation_level=prompt_validation.PromptValidationLevel.OFF,
                show_progress=False,
            )
        except Exception as error:  # noqa: BLE001 # whatever it is, it is this article's failure
            # Its class alone: the words may hold the article. The log is beside the records.
            traceback.print_exc()
            return {"error": type(error).__name__, "spent": self._spent.take()}
        return {"found": [_told(one) for one in found.extractions], "spent": self._spent.take()}


def _check(examples: list[Any]) -> None:
    """Have langextract find every extraction in its own text: once, not for each article.

    Its check can't take an example of an article in which nothing is to be found.
    """
    prompt_validation.handle_alignment_report(
        prompt_validation.validate_prompt_alignment([one for one in examples if one.extractions]),
        level=prompt_validation.PromptValidationLevel.ERROR,
        strict_non_exact=True,
    )


def _told(one: Any) -> dict[str, Any]:
    place = one.char_interval
    return {
        "kind": one.extraction_class,
        "text": one.extraction_text,
        "start": place.start_pos if place else None,
        "end": place.end_pos if place else None,
        "attributes": one.attributes or {},
    }


def main() -> None:
    """Answer until standard input ends."""
    # What libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    extractor = Extractor(json.loads(sys.stdin.readline()))
    print(json.dumps({"ready": version("langextract")}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(extractor.answer(json.loads(line)["text"])), file=answers, flush=True)


if __name__ == "__main__":
    main()
