"""Compare what a pipeline shows with what the notebook showed, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from migrate.verify import pictures
from migrate.verify import values as of_values
from migrate.verify.files import FileResult, wrong
from migrate.verify.normalise import Cleaner, normalisers
from migrate.verify.outputs import Part, Shown, shown, text_first
from migrate.verify.pictures import Picture
from migrate.verify.provenance import Cell, Executed, Origin, Place, TaskCell, cells_of, task_cells, trace
from migrate.verify.repeatability import TIMING, Reason, keeps_to, reason
from migrate.verify.values import ValueResult

# What other programs print may arrive before the cell's value or after it.
OTHER_PROGRAM = re.compile(r"\bos\.(system|write|popen|spawn)|\bsubprocess\b|\bPopen\b|\bcheck_call\(")
Status = Literal["equal", "different", "missing", "not repeatable"]


@dataclass(frozen=True)
class Difference:
    """One thing that differs: its kind (stdout, error or a MIME type), and both sides as text."""

    kind: str
    wanted: str
    got: str


@dataclass(frozen=True)
class CellResult:
    """The judgement on a cell of the original, on several if merged, or on a replayed cell (no origin)."""

    origin: Origin
    status: Status
    places: tuple[Place, ...] = ()
    differences: tuple[Difference, ...] = ()
    reason: Reason | None = None  # why the notebook itself doesn't repeat it, unless it is seeded

    @property
    def but_for_times(self) -> bool:
        """Whether it shows the same except for how long something took, and shows something else, too."""
        told = (TIMING.sub("", difference.wanted) for difference in self.differences)
        return (self.status, self.reason) == ("not repeatable", "a timing") and any(
            re.search(r"\w", text) for text in told
        )


@dataclass(frozen=True)
class Comparison:
    """The judgement on cells that show something, on files and on values, and the faults of provenance."""

    cells: tuple[CellResult, ...]
    faults: tuple[str, ...] = ()
    masked: Mapping[str, int] = field(default_factory=dict)
    files: tuple[FileResult, ...] = ()
    values: tuple[ValueResult, ...] = ()

    def having(self, status: Status) -> tuple[CellResult, ...]:
        return tuple(cell for cell in self.cells if cell.status == status)

    @property
    def differs(self) -> bool:
        """Whether anything is different or missing, or the provenance is unsound."""
        cells = self.having("different") or self.having("missing")
        return bool(self.faults or cells or wrong(self.files) or of_values.wrong(self.values))

    @property
    def seen(self) -> bool:
        """Whether anything was seen to be the same."""
        same = any(cell.status == "equal" or cell.but_for_times for cell in self.cells)
        others = {one.status for one in self.files} | {one.status for one in self.values}
        return same or "equal" in others

    @property
    def blind(self) -> bool:
        """Whether there was something to compare, but nothing that is the same in any two runs."""
        return bool(self.cells or self.files) and not (self.differs or self.seen)

    @property
    def proved(self) -> bool:
        """Whether nothing differs, and the comparison isn't blind."""
        return not (self.differs or self.blind)


def compare(
    original: Executed, plain: Executed | None, pipeline: Sequence[Executed], roots: Sequence[str] = ()
) -> Comparison:
    """Compare the executed tasks, in order, with the recorded run and a second run of the original.

    `roots` are the folders that the runs worked in: their paths are ignored.
    """
    cleaner = Cleaner(normalisers(roots))
    first, second = cells_of(original), None if plain is None else cells_of(plain)
    if second is not None and [c["cell_type"] for c in first] != [c["cell_type"] for c in second]:
        raise ValueError("the second run is one of another notebook")
    tasks = [cell for number, task in enumerate(pipeline, 1) for cell in task_cells(task, number)]
    provenance = trace(first, tasks)
    origins = {*provenance.places, *alone(first, provenance.places)}
    results = [
        judge_origin(origin, first, second, provenance.places.get(origin, ()), cleaner)
        for origin in sorted(origins)
    ]
    results += [judge_replayed(cell, cleaner) for cell in provenance.replayed]
    kept = tuple(result for result in results if result is not None)
    return Comparison(kept, provenance.faults, {name: n for name, n in cleaner.counts.items() if n})


def alone(original: Sequence[Cell], places: Mapping[Origin, tuple[TaskCell, ...]]) -> set[Origin]:
    named = {index for origin in places for index in origin}
    return {(i,) for i, cell in enumerate(original) if cell["cell_type"] == "code" and i not in named}


def judge_origin(
    origin: Origin,
    first: Sequence[Cell],
    second: Sequence[Cell] | None,
    cells: Sequence[TaskCell],
    cleaner: Cleaner,
) -> CellResult | None:
    """Judge cells of the original by the task cells that come from them; None if neither shows anything."""
    wanted = shown([first[index] for index in origin], cleaner)
    twin = wanted if second is None else shown([second[index] for index in origin], cleaner)
    got = shown([cell.cell for cell in cells], cleaner)
    if any(OTHER_PROGRAM.search("".join(first[index]["source"])) for index in origin):
        wanted, twin, got = text_first(wanted), text_first(twin), text_first(got)
    if not wanted and not got and cells:
        return None
    if not cells:
        return CellResult(origin, "missing", (), differences(wanted, got)) if wanted else None
    return judge(origin, wanted, twin, got, places_of(cells))


def judge(origin: Origin, wanted: Shown, twin: Shown, got: Shown, where: tuple[Place, ...]) -> CellResult:
    """Judge what is shown by what two runs of the original showed.

    If these two show different kinds of things, the watched run may be what differs: agreeing with it alone
    proves nothing.
    """
    if got == twin:
        return CellResult(origin, "equal", where)
    if got == wanted and wanted.kinds == twin.kinds:
        return CellResult(origin, "equal", where, (), reason(wanted, twin))
    found = differences(wanted, got)
    if got == wanted or (wanted != twin and keeps_to(wanted, twin, got)):
        return CellResult(origin, "not repeatable", where, found, reason(wanted, twin))
    return CellResult(origin, "different", where, found)


def judge_replayed(cell: TaskCell, cleaner: Cleaner) -> CellResult | None:
    """Judge a cell without origin, which must show nothing."""
    got = shown([cell.cell], cleaner)
    return CellResult((), "different", places_of([cell]), differences(Shown(), got)) if got else None


def places_of(cells: Sequence[TaskCell]) -> tuple[Place, ...]:
    return tuple(cell.place for cell in cells)


def differences(wanted: Shown, got: Shown) -> tuple[Difference, ...]:
    """What differs: part by part if both show the same kinds of things."""
    if wanted.kinds != got.kinds:
        return tuple(
            difference(a, b) for a, b in zip_longest(unpaired(wanted, got), unpaired(got, wanted)) if a != b
        )
    return tuple(difference(a, b) for a, b in zip(wanted.parts, got.parts, strict=True) if a != b)


def unpaired(these: Shown, those: Shown) -> tuple[Part, ...]:
    """The parts of one side, from the first that the other side doesn't have."""
    same = 0
    for a, b in zip(these.parts, those.parts, strict=False):
        if a != b:
            break
        same += 1
    return these.parts[same:]


def difference(wanted: Part | None, got: Part | None) -> Difference:
    """The difference between two parts; None where a side has none."""
    if isinstance(wanted, Picture) and isinstance(got, Picture):
        return Difference(wanted.kind, str(wanted), pictures.difference(wanted, got))
    kinds = dict.fromkeys(part.kind for part in (wanted, got) if part is not None)
    return Difference(" → ".join(kinds), str(wanted or ""), str(got or ""))
