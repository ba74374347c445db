"""OpenTelemetry spans where its API is installed: of articles, and of requests to models.

No word of an article or an answer is in them, unless the variable asks for it by which all GenAI
instrumentations are asked: OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

_CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"

Value = str | bool | int | float | Sequence[str]


class Span:
    """A span in the making, or nothing at all where spans are not recorded."""

    def __init__(self, inside: Any = None) -> None:
        self._inside = inside

    def note(self, **values: Value | None) -> None:
        """Note attributes; "__" in a name stands for a dot, and None is left out."""
        if self._inside is not None:
            for name, value in values.items():
                if value is not None:
                    self._inside.set_attribute(name.replace("__", "."), value)

    def messages(self, which: str, messages: Sequence[Mapping[str, Any]]) -> None:
        """Note what was said, if that is asked for.

        Args:
            which: "input" or "output".
            messages: Mappings with `role` and `content`.
        """
        if self._inside is None or os.environ.get(_CONTENT, "").lower() != "true":
            return
        said = [
            {
                "role": message["role"],
                "parts": [{"type": "text", "content": str(message.get("content") or "")}],
            }
            for message in messages
        ]
        self._inside.set_attribute(f"gen_ai.{which}.messages", json.dumps(said, ensure_ascii=False))


@contextmanager
def span(name: str, *, client: bool = False) -> Iterator[Span]:
    """Record a span while the context lasts.

    An exception that passes is noted by the name of its class alone: its words may quote a text.

    Args:
        name: What it is called.
        client: Whether it is a request to somebody else.
    """
    trace = _trace()
    if trace is None:
        yield Span()
        return
    kind = trace.SpanKind.CLIENT if client else trace.SpanKind.INTERNAL
    tracer = trace.get_tracer("aidememoire")
    with tracer.start_as_current_span(
        name, kind=kind, record_exception=False, set_status_on_exception=False
    ) as inside:
        recorded = Span(inside if inside.is_recording() else None)
        try:
            yield recorded
        except BaseException as error:
            recorded.note(error__type=type(error).__name__)
            inside.set_status(trace.StatusCode.ERROR)
            raise


@cache
def _trace() -> Any:
    """OpenTelemetry's API; None where it is not installed."""
    try:
        return import_module("opentelemetry.trace")
    except ModuleNotFoundError:
        return None
