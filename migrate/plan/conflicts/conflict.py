"""Two sections that can't run in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from migrate.model.notebook import Notebook
from migrate.model.section import Section
from migrate.model.trace import Trace


@dataclass(frozen=True)
class Conflict:
    """Two sections, by their places, that have to stay together, along with all between them."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True)
class Scene:
    """A notebook that is cut into sections, and what its run showed."""

    notebook: Notebook
    parts: Sequence[Section]
    trace: Trace


Rule = Callable[[Scene], Conflict | None]
