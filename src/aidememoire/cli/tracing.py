"""Sends spans to where OpenTelemetry's own variables say, for as long as a command runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from aidememoire.errors import SettingsError

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


@contextmanager
def traced() -> Iterator[None]:
    """Send spans while the context lasts, if a variable names an endpoint for them.

    Raises:
        SettingsError: One does, and the extra `otel` is not installed.
    """
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        yield
        return
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        raise SettingsError(
            "spans are wanted (OTEL_EXPORTER_OTLP_ENDPOINT), and OpenTelemetry is not installed",
            "Run `pip install 'aidememoire[otel]'`, or take the variable away.",
        ) from None
    name = os.environ.get("OTEL_SERVICE_NAME", "aidememoire")
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()
