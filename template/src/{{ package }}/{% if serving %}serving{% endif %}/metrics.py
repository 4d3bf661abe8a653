"""Counts and latencies, in the format that Prometheus reads."""

import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from fastapi import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

REQUESTS = Counter("http_requests", "Requests answered", ["path", "status"])
LATENCY = Histogram("http_request_seconds", "Time to answer a request", ["path"])
PREDICTIONS = Counter("predictions", "Rows predicted", ["model_version"])


@dataclass(frozen=True)
class Measured:
    """The service, its requests counted with the time that they took."""

    app: Callable[[Message, Receive, Send], Awaitable[None]]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on and note what is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()
        status = 500

        async def note(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, note)
        finally:
            path = getattr(scope.get("route"), "path", "unknown")
            REQUESTS.labels(path, status).inc()
            LATENCY.labels(path).observe(time.perf_counter() - start)


def exposition() -> Response:
    """All metrics, of all workers if there are several."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
