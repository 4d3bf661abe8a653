"""How many sections a notebook may have, and people like to have."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.notebook import Cell
from migrate.plan.partition.segmentation import amount

FEW = 3  # sections that a reader can keep apart, however short they are
MOST = 9  # more are too many for a notebook of usual length
LONGEST = 12  # … and for any
AMPLE = 10  # cells, weighted by their lines, of a section that has a good size


def limit(cells: Sequence[Cell]) -> int:
    """The most sections that a notebook of this length may have."""
    return max(MOST, min(LONGEST, len(code(cells)) // 10))


def enough(cells: Sequence[Cell]) -> int:
    """How many sections people like to have, given how much there is to read."""
    return FEW + 1 + round(amount(cells) / AMPLE)


def code(cells: Sequence[Cell]) -> list[Cell]:
    """The code cells that aren't empty."""
    return [cell for cell in cells if cell.kind == "code" and cell.source.strip()]
