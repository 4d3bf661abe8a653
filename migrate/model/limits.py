"""What a run of a notebook may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds for each cell, gigabytes of address space; None is no limit."""

    seconds: int | None = None
    memory: float | None = None


NO_LIMITS = Limits()
