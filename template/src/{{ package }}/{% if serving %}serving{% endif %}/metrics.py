"""Counts and latencies, in the format that Prometheus reads."""

import os
import time
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("http_requests", "Requests answered", ["path", "status"])
LATENCY = Histogram("http_request_seconds", "Time to answer a request", ["path"])
PREDICTIONS = Counter("predictions", "Rows predicted", ["model_version"])


async def measure(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Count a request and the time that it took."""
    start = time.perf_counter()
    status = 500
    try:
        response = await answer(request)
        status = response.status_code
        return response
    finally:
        path = getattr(request.scope.get("route"), "path", "unknown")
        REQUESTS.labels(path, status).inc()
        LATENCY.labels(path).observe(time.perf_counter() - start)


def exposition() -> Response:
    """All metrics, of all workers if there are several."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
