"""A file that a section alters after another used, missed or listed it: no other order will do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from migrate.model.trace import CellTrace
from migrate.plan.conflicts.conflict import Conflict, Scene
from migrate.plan.files import below, raw_files


def find(scene: Scene) -> Conflict | None:
    given = frozenset(raw_files(scene.trace))
    first = Firsts()
    for place, part in enumerate(scene.parts):
        seen = [scene.trace.cell(cell.index) for cell in part.code]
        for earlier, reason in collisions(seen, first, given):
            if earlier is not None:
                return Conflict(earlier, place, reason)
        for cell in seen:
            first = first.after(cell, place, given)
    return None


@dataclass(frozen=True)
class Firsts:
    """By path: the first section that used it, missed it, listed it, made it, altered what was given."""

    uses: Mapping[str, int] = field(default_factory=dict)
    misses: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, int] = field(default_factory=dict)
    makes: Mapping[str, int] = field(default_factory=dict)  # a folder
    spoils: Mapping[str, int] = field(default_factory=dict)

    def after(self, cell: CellTrace, place: int, given: frozenset[str]) -> Firsts:
        """These, once a cell of section `place` has run."""
        return Firsts(
            {**dict.fromkeys(cell.reads | cell.alters | cell.made, place), **self.uses},
            {**dict.fromkeys(cell.missing_files, place), **self.misses},
            {**dict.fromkeys(cell.lists, place), **self.lists},
            {**dict.fromkeys(cell.made, place), **self.makes},
            {**dict.fromkeys(cell.alters & given, place), **self.spoils},
        )


def collisions(
    seen: Sequence[CellTrace], first: Firsts, given: frozenset[str]
) -> Iterator[tuple[int | None, str]]:
    """What a section does to files and folders: the earlier section that minds, if any, and why."""
    for path in sorted({path for cell in seen for path in cell.alters}):
        verb = "writes" if any(path in cell.writes for cell in seen) else "deletes"
        yield first.uses.get(path), f"both use the file {path}, and the later one {verb} it"
        yield first.misses.get(path), f"the first looks for the file {path}, and the later one writes it"
        folder = PurePosixPath(path).parent.as_posix()
        yield first.lists.get(folder), f"the first looks up files, and the later one writes {path} there"
    reads = {path for cell in seen for path in cell.reads}
    for folder in sorted({folder for cell in seen for folder in cell.made}):
        yield first.misses.get(folder), f"the first looks for the folder {folder}, and the later one makes it"
    for folder in sorted({folder for cell in seen for folder in cell.lists}):
        if not any(below(path, folder) for path in reads):
            yield first.makes.get(folder), f"the first makes the folder {folder}, and the later one lists it"
    for path in sorted((reads | {path for cell in seen for path in cell.missing_files}) & given):
        yield first.spoils.get(path), f"both use the file {path}, and the first overwrites what was given"
