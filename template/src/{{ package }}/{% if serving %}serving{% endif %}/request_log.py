"""A log of what was asked and answered, one JSON object a line, for monitoring."""

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..predict.model import Prediction

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RequestLog:
    """The file that predictions are appended to; processes may share it."""

    path: Path

    def append(
        self,
        rows: Sequence[dict[str, Any]],
        predictions: Sequence[Prediction],
        version: str,
        seconds: float,
    ) -> None:
        """Log a request, a line for each row. A log that fails never keeps an answer back."""
        common = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "model_version": version,
            "latency_ms": round(1000 * seconds, 3),
        }
        lines = [
            json.dumps({**common, "features": row, "prediction": prediction.value}, default=str)
            for row, prediction in zip(rows, predictions, strict=True)
        ]
        try:
            self.write("".join(f"{line}\n" for line in lines))
        except OSError as error:
            logger.error("A request could not be logged to %s: %s", self.path, error)

    def write(self, text: str) -> None:
        """Append in one piece, so that lines of several processes don't mix."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)
