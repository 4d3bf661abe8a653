"""Cells as text → their statements and all_effects, as `read` makes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrate.model.notebook import Cell, Effects, Statement
from migrate.read.statements import statements
from migrate.read.syntax import parsed

Reader = Callable[..., list[tuple[Statement, ...]]]
EffectsReader = Callable[..., Effects]


def _read_cells(*sources: str) -> list[tuple[Statement, ...]]:
    cells = {index: parsed(source) for index, source in enumerate(sources)}
    return list(statements(cells, frozenset()).values())


def _effects_of(*sources: str) -> Effects:
    return Cell(0, "code", sources[-1], statements=_read_cells(*sources)[-1]).effects


@pytest.fixture(scope="session")
def read_cells() -> Reader:
    """The statements of each cell."""
    return _read_cells


@pytest.fixture(scope="session")
def effects_of() -> EffectsReader:
    """The effects of the last of some cells."""
    return _effects_of
