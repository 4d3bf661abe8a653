"""A part of a notebook that may become a task."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from migrate.model.notebook import Cell, Effects, Statement


@dataclass(frozen=True)
class Section:
    """Consecutive cells of one purpose; the first section may have no heading of its own."""

    title: str
    cells: tuple[Cell, ...]
    name: str = ""  # of the stage, where the user chose one
    why: str = ""  # why it begins where it does

    @cached_property
    def code(self) -> tuple[Cell, ...]:
        """The section's code cells that hold code: an empty cell never runs."""
        return tuple(cell for cell in self.cells if cell.kind == "code" and cell.source.strip())

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for cell in self.code for statement in cell.statements)

    @cached_property
    def effects(self) -> Effects:
        effects = Effects()
        for cell in self.code:
            effects = effects.then(cell.effects)
        return effects

    @cached_property
    def first(self) -> int:
        return self.code[0].index

    @cached_property
    def last(self) -> int:
        return self.code[-1].index
