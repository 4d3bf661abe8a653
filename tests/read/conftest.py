"""Cells as text → their statements and flows, as `read` makes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrate.model.notebook import Cell, Flow, Statement
from migrate.read.statements import statements
from migrate.read.syntax import parsed

Reader = Callable[..., list[tuple[Statement, ...]]]
FlowReader = Callable[..., Flow]


def _read_cells(*sources: str) -> list[tuple[Statement, ...]]:
    cells = {index: parsed(source) for index, source in enumerate(sources)}
    return list(statements(cells, frozenset()).values())


def _flow_of(*sources: str) -> Flow:
    return Cell(0, "code", sources[-1], statements=_read_cells(*sources)[-1]).flow


@pytest.fixture(scope="session")
def read_cells() -> Reader:
    """The statements of each cell."""
    return _read_cells


@pytest.fixture(scope="session")
def flow_of() -> FlowReader:
    """The flow of the last of some cells."""
    return _flow_of
