"""What a request's span tells, in the words of OpenTelemetry's GenAI conventions."""

from __future__ import annotations

from typing import Any

from aidememoire.door.target import Target
from aidememoire.telemetry import Span


def tell_request(span: Span, sent: dict[str, Any], target: Target) -> None:
    """Note who is asked, and how."""
    span.note(
        gen_ai__operation__name="chat",
        gen_ai__provider__name=target.provider.value,
        gen_ai__request__model=str(sent.get("model", "")),
        gen_ai__request__max_tokens=sent.get("max_tokens") or sent.get("max_completion_tokens"),
        gen_ai__request__temperature=sent.get("temperature"),
        gen_ai__request__seed=sent.get("seed"),
        gen_ai__output__type="json",
    )
    span.messages("input", sent.get("messages", ()))


def tell_reply(span: Span, reply: Any, counts: tuple[int, int, int]) -> None:
    """Note what came back, and what it cost in tokens: prompt, cached and completion."""
    prompt, cached, completion = counts
    span.note(
        gen_ai__response__id=_text(reply, "id"),
        gen_ai__response__model=_text(reply, "model"),
        gen_ai__usage__input_tokens=prompt,
        gen_ai__usage__cache_read__input_tokens=cached,
        gen_ai__usage__output_tokens=completion,
    )
    choices = getattr(reply, "choices", None)
    choice = choices[0] if isinstance(choices, list) and choices else None
    finish = _text(choice, "finish_reason")
    span.note(gen_ai__response__finish_reasons=[finish] if finish else None)
    content = _text(getattr(choice, "message", None), "content")
    if content is not None:
        span.messages("output", [{"role": "assistant", "content": content}])


def _text(holder: object, name: str) -> str | None:
    value = getattr(holder, name, None)
    return value if isinstance(value, str) else None
