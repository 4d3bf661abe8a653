"""What a user's plan asks for, before anyone has checked whether that can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from migrate.model.notebook import Name
from migrate.model.section import Section

Place = Literal["move", "stay"]


@dataclass(frozen=True)
class AskedStage:
    """A stage as the file has it: the line of its name, and its cells, each with its line."""

    name: str
    line: int
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class AskedFunction:
    """Whether a function or class is to move to src or to stay, and the line that says so."""

    place: Place
    line: int


@dataclass(frozen=True)
class AskedParameter:
    """A literal that is to become a parameter, as the plan names it, and the line that says so."""

    name: Name
    given: str
    line: int


@dataclass(frozen=True)
class AskedPlan:
    """A plan as a file has it."""

    file: str
    stages: tuple[AskedStage, ...]
    functions: Mapping[Name, AskedFunction] = field(default_factory=dict)
    notebook: str = ""  # the file that it was made for
    cells: str = ""  # and the fingerprint of that file's cells
    parameters: tuple[AskedParameter, ...] = ()  # those that are not listed stay in their cells


@dataclass(frozen=True)
class Cuts:
    """Where a notebook is cut: as proposed, or as a user's plan asks."""

    sections: tuple[Section, ...]
    asked: AskedPlan | None = None
