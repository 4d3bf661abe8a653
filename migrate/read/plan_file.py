"""An edited plan: text to sections."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from migrate.errors import RequestError
from migrate.model.notebook import Cell, Notebook
from migrate.model.section import Section

NAME = re.compile(r"[a-z][a-z0-9_]*")


def read_plan(path: Path, notebook: Notebook) -> tuple[Section, ...]:
    """The sections that a plan file asks for; RequestError says why a plan can't be followed."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        stages = [(str(stage["name"]), str(stage["cells"])) for stage in content["stages"]]
    except OSError as error:
        raise RequestError(f"{path}: {error.strerror}.") from None
    except (yaml.YAMLError, KeyError, TypeError):
        raise RequestError(
            f"{path}: is not a plan; it needs `stages`, each with a `name` and `cells`.\n"
            "  Make one with: nbmigrate split NOTEBOOK --plan-only"
        ) from None
    return follow(str(path), notebook, stages)


def follow(where: str, notebook: Notebook, stages: list[tuple[str, str]]) -> tuple[Section, ...]:
    """Take the cells in order; each in exactly one stage."""
    names: set[str] = set()
    found: list[Section] = []
    due = 0
    for name, text in stages:
        if not NAME.fullmatch(name) or name in names:
            raise RequestError(f"{where}: {name!r} can't name a stage; use a-z, 0-9 and _, each name once.")
        first, last = cell_range(where, name, text)
        if first != due or last < first or last >= len(notebook.cells):
            raise RequestError(
                f"{where}, stage {name}: cells {text} don't follow on; they have to begin with cell {due} "
                f"and end before {len(notebook.cells)}."
            )
        cells = notebook.cells[first : last + 1]
        check_code(where, name, cells)
        names.add(name)
        found.append(Section(heading(cells), cells, name))
        due = last + 1
    if due != len(notebook.cells):
        raise RequestError(
            f"{where}: cells {due}-{len(notebook.cells) - 1} are in no stage; add them to one."
        )
    return tuple(found)


def cell_range(where: str, name: str, text: str) -> tuple[int, int]:
    """`3-7` or `3`."""
    match = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", text)
    if not match:
        raise RequestError(f"{where}, stage {name}: {text!r} is no range of cells; write it as 3-7.")
    return int(match[1]), int(match[2] or match[1])


def check_code(where: str, name: str, cells: tuple[Cell, ...]) -> None:
    """A stage has to run something."""
    if not any(cell.kind == "code" and cell.source.strip() for cell in cells):
        raise RequestError(f"{where}, stage {name}: has no code; join it to a stage beside it.")


def heading(cells: tuple[Cell, ...]) -> str:
    """The first heading of the stage."""
    found: Any = next((heading.text for cell in cells for heading in cell.headings), "")
    return str(found)
