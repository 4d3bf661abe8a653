"""Files that the notebook reads and writes itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from migrate.model.section import Section
from migrate.model.trace import Trace


def raw_files(trace: Trace) -> tuple[str, ...]:
    """Files that were there before the notebook ran and that it read, modules included, secrets not."""
    new: set[str] = set()
    found = set(trace.modules) - {path for cell in trace.cells.values() for path in cell.writes}
    for index in sorted(trace.cells):
        cell = trace.cells[index]
        found |= cell.reads - new
        new |= cell.writes
    return tuple(sorted(found - trace.private))


def written(part: Section, trace: Trace) -> tuple[str, ...]:
    """What a section writes: files, and whole folders that are its own work.

    A folder that it makes and fills alone goes as one, so that it is gone before the section runs again:
    making a folder that is there is an error.
    """
    cells = [trace.cell(cell.index) for cell in part.code]
    files: set[str] = set()
    for cell in cells:
        files = (files | cell.writes) - cell.deletes
    others = {path for index, cell in trace.cells.items() for path in cell.writes} - files
    made = {folder for cell in cells for folder in cell.made}
    own = {
        folder
        for folder in made
        if any(below(path, folder) for path in files) and not any(below(path, folder) for path in others)
    }
    top = {folder for folder in own if not any(below(folder, other) for other in own)}
    return tuple(sorted(top | {path for path in files if not any(below(path, folder) for folder in top)}))


def shared_folders(parts: Sequence[Section], trace: Trace) -> dict[str, tuple[int, int]]:
    """The folders that one section makes and a later one writes into: by the places of both."""
    made: dict[str, int] = {}
    found: dict[str, tuple[int, int]] = {}
    for place, part in enumerate(parts):
        cells = [trace.cell(cell.index) for cell in part.code]
        for folder in sorted({folder for cell in cells for folder in cell.made}):
            made.setdefault(folder, place)
        for folder, maker in made.items():
            if maker < place and any(below(path, folder) for cell in cells for path in cell.writes):
                found.setdefault(folder, (maker, place))
    return found


def may_be_there(parts: Sequence[Section], folder: str, maker: int, trace: Trace) -> bool:
    """Whether the code that makes a folder minds if it is there already, as far as its text tells."""
    makers = [cell for cell in parts[maker].code if folder in trace.cell(cell.index).made]
    return all(re.search(r"exist_ok ?= ?True|mkdir -p|exists\(|isdir\(", cell.source) for cell in makers)


def below(path: str, folder: str) -> bool:
    """Whether a path lies in a folder."""
    return PurePosixPath(path) != PurePosixPath(folder) and PurePosixPath(path).is_relative_to(folder)
