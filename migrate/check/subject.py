"""What rules look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from migrate.model.files import Named
from migrate.model.finding import Finding
from migrate.model.notebook import Notebook


@dataclass(frozen=True)
class Subject:
    """A notebook, and what else is known about it; rules find nothing in what isn't known."""

    notebook: Notebook
    shown: Mapping[int, str] = field(default_factory=dict)  # by cell: all that is text in its outputs
    files: Named = field(default_factory=Named)


Rule = Callable[[Subject], Iterator[Finding]]
