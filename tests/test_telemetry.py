"""Spans: what is asked and what it costs, and no word of a text unless that is asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import run as command
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from running import article

from aidememoire import telemetry
from aidememoire.door import Door, Limits, compatible
from aidememoire.errors import TransportError
from aidememoire.extraction import extract
from aidememoire.testing import Behaviour, ScriptedServer, Status, plausible

ONCE = Limits(timeout=30, attempts=1)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """The spans that are recorded; no provider of the process is touched."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("opentelemetry.trace.get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


async def asked(behaviour: Behaviour | None = None) -> None:
    async with (
        ScriptedServer(plausible if behaviour is None else [behaviour]) as server,
        Door(compatible(server.base_url, "parrot", None), ONCE) as door,
    ):
        await extract(article(1), door, "one")


async def test_a_request_is_told_as_the_conventions_want_it(spans: InMemorySpanExporter) -> None:
    await asked()
    request, whole = spans.get_finished_spans()
    assert (request.name, request.kind.name) == ("chat parrot", "CLIENT")
    told = dict(request.attributes or {})
    assert told["gen_ai.operation.name"] == "chat"
    assert told["gen_ai.provider.name"] == "openai"
    assert told["gen_ai.request.model"] == "parrot"
    assert told["gen_ai.usage.output_tokens"] == 300
    assert told["gen_ai.response.finish_reasons"] == ("stop",)
    assert request.parent is not None
    assert request.parent.span_id == whole.context.span_id
    assert "Ada Lund" not in f"{told} {whole.attributes}"


async def test_what_was_said_is_told_only_when_asked_for(
    spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true")
    await asked()
    told: Any = spans.get_finished_spans()[0].attributes
    assert "Ada Lund" in json.loads(told["gen_ai.input.messages"])[-1]["parts"][0]["content"]
    assert json.loads(told["gen_ai.output.messages"])[0]["role"] == "assistant"


async def test_a_failure_is_told_by_its_kind_alone(spans: InMemorySpanExporter) -> None:
    with pytest.raises(TransportError):
        await asked(Status(503, error={"message": "Ada Lund is busy"}))
    for span in spans.get_finished_spans():
        assert span.status.status_code.name == "ERROR"
        assert "error.type" in (span.attributes or {})
        assert not span.events
        assert "Lund" not in f"{span.attributes} {span.status.description}"


async def test_without_opentelemetry_nothing_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "_trace", lambda: None)
    await asked()


def test_a_wanted_exporter_that_is_not_installed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    exporter = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
    monkeypatch.setitem(sys.modules, exporter, None)
    done = command("run", tmp_path, "--run", tmp_path / "calls.db")
    assert done.exit_code == 2
    assert "aidememoire[otel]" in done.stderr
