"""Joining sections that can't run apart, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from pathlib import PurePosixPath

from migrate.model.notebook import Name, Notebook
from migrate.model.paths import printable
from migrate.model.pipeline import Merge
from migrate.model.section import Section
from migrate.model.trace import CellTrace, Shared, Trace
from migrate.plan.at_exit import left_for_exit
from migrate.plan.crossing import Crossing, crossings
from migrate.plan.files import below, loose, may_be_there, raw_files, shared_folders
from migrate.plan.needs import sources
from migrate.plan.settings import unrepeatable_setting

ASKS_TIMES = re.compile(r"\bget[acm]time\b|\bst_[acm]time|\bls -\w*t")
TEMPORARY = re.compile(r".*/tmp[a-z0-9_]{8}\b")  # as Python's tempfile calls them


def join(parts: Sequence[Section], first: int, last: int) -> tuple[Section, ...]:
    """Make one section of those from `first` to `last`, named after the first."""
    together = parts[first : last + 1]
    cells = tuple(cell for part in together for cell in part.cells)
    return (*parts[:first], replace(together[0], cells=cells), *parts[last + 1 :])


def merge(
    notebook: Notebook, parts: Sequence[Section], trace: Trace
) -> tuple[tuple[Section, ...], tuple[Merge, ...]]:
    """Join sections until each can run in a process of its own."""
    parts = tuple(parts)
    merges: list[Merge] = []
    while found := obstacle(notebook, parts, trace):
        first, last, reason = found
        merges.append(Merge(parts[first].first, parts[last].last, printable(reason)))
        parts = join(parts, first, last)
    return parts, tuple(merges)


def obstacle(notebook: Notebook, parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """The first pair of sections that can't be apart, and why."""
    return (
        uncrossable(parts, trace)
        or entangled(parts, trace)
        or overwritten(parts, trace)
        or renamed(parts, trace)
        or told_elsewhere(parts, trace)
        or dated(parts, trace)
        or unmade(parts, trace)
        or unsettable(notebook, parts, trace)
        or unfinished(notebook, parts)
    )


def uncrossable(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A value that no file can hold, or that can't be made again as it was."""
    for place, needed in enumerate(crossings(parts, trace)):
        for item in needed.values():
            if item.way == "none":
                return item.source, place, named(parts, place, item)
    return None


def named(parts: Sequence[Section], place: int, item: Crossing) -> str:
    """Which cells need to be together for the sake of which variable, and why."""
    code = parts[item.source].code
    makers = [cell.index for cell in code if item.name in cell.flow.binds]
    makers = makers or [cell.index for cell in code if item.name in cell.flow.mentions]
    users = [cell.index for cell in parts[place].code if item.name in cell.flow.reads | cell.flow.mentions]
    maker, user = (makers or [parts[item.source].last])[-1], (users or [parts[place].first])[0]
    return f"cell {user} needs `{item.name}` of cell {maker}{item.hindrance}"


def entangled(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """Two variables with something in common that a section changes: stored, they would be independent."""
    for place, needed in enumerate(sources(parts, trace)):
        for pair in trace.shared.get(parts[place - 1].last, ()) if place and len(needed) > 1 else ():
            if all(name in needed and is_altered(parts, place, name, trace) for name in pair.names):
                source = max(needed[name] for name in pair.names)
                return source, place, told(parts, place, pair)
    return None


def is_altered(parts: Sequence[Section], place: int, name: Name, trace: Trace) -> bool:
    """Whether a variable has another content after a section than before it."""
    before = trace.borders.get(parts[place - 1].last, {}).get(name)
    after = trace.borders.get(parts[place].last, {}).get(name)
    return before is not None and after is not None and before.fingerprint != after.fingerprint


IN_COMMON = {
    "same": "is the same object as",
    "memory": "shares its memory with",
    "part": "shares an object with",
}


def told(parts: Sequence[Section], place: int, pair: Shared) -> str:
    """Which cell changes two variables at once, and where the later of them comes from."""
    cell = next(c.index for c in parts[place].code if c.flow.mentions & {*pair.names} or c.flow.opaque)
    made, name, other = max((made_in(parts[:place], n), n, o) for n, o in permutations(pair.names))
    return f"cell {cell} changes `{other}`, and `{name}` of cell {made} {IN_COMMON[pair.what]} it"


def made_in(earlier: Sequence[Section], name: Name) -> int:
    """The last cell that bound a variable, as far as text tells; else the first."""
    cells = [cell.index for part in earlier for cell in part.code if name in cell.flow.binds]
    return cells[-1] if cells else earlier[0].first


def overwritten(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A file that a section alters after another used, missed or listed it: no other order will do."""
    given = frozenset(raw_files(trace))
    first = Firsts()
    for place, part in enumerate(parts):
        seen = [trace.cell(cell.index) for cell in part.code]
        for earlier, reason in collisions(seen, first, given):
            if earlier is not None:
                return earlier, place, reason
        for cell in seen:
            first = first.after(cell, place, given)
    return None


@dataclass(frozen=True)
class Firsts:
    """By path: the first section that used it, looked for it in vain, listed it, altered what was given."""

    uses: Mapping[str, int] = field(default_factory=dict)
    misses: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, int] = field(default_factory=dict)
    makes: Mapping[str, int] = field(default_factory=dict)  # a folder
    spoils: Mapping[str, int] = field(default_factory=dict)

    def after(self, cell: CellTrace, place: int, given: frozenset[str]) -> Firsts:
        """The same once a cell of a section has run."""
        return Firsts(
            {**dict.fromkeys(cell.reads | cell.alters | cell.made, place), **self.uses},
            {**dict.fromkeys(cell.misses, place), **self.misses},
            {**dict.fromkeys(cell.lists, place), **self.lists},
            {**dict.fromkeys(cell.made, place), **self.makes},
            {**dict.fromkeys(cell.alters & given, place), **self.spoils},
        )


def collisions(
    seen: Sequence[CellTrace], first: Firsts, given: frozenset[str]
) -> Iterator[tuple[int | None, str]]:
    """What a section does to files and folders, each with the earlier section that minds, and why."""
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
    for path in sorted((reads | {path for cell in seen for path in cell.misses}) & given):
        yield first.spoils.get(path), f"both use the file {path}, and the first overwrites what was given"


def renamed(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A file that has another name each time and lies beside others: no pipeline can hand it on."""
    maker: dict[str, int] = {}
    for place, part in enumerate(parts if trace.renamed else ()):
        seen = [trace.cell(cell.index) for cell in part.code]
        for path in sorted({path for cell in seen for path in cell.reads | cell.alters} & {*maker}):
            return maker[path], place, f"both use the file {path}, which has another name in each run"
        patterns = loose(part, trace)
        maker |= {path: place for path, pattern in trace.renamed.items() if pattern in patterns}
    return None


def told_elsewhere(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A file beyond the notebook's folder that several use and one alters: no pipeline keeps track of it."""
    spoilt = {path for cell in trace.cells.values() for path in cell.spoils}
    user: dict[str, int] = {}
    for place, part in enumerate(parts):
        used = {path for cell in part.code for path in trace.cell(cell.index).beyond & spoilt}
        for path in sorted(used):
            if user.setdefault(path, place) != place:
                name = PurePosixPath(path).name
                what = "a temporary file" if TEMPORARY.match(path) else f"the file {name}"
                return user[path], place, f"both use {what} beyond the notebook's folder"
    return None


def dated(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """Files are as old as their last run: who asks for that has to be where they are written."""
    writers = [p for p, part in enumerate(parts) if any(trace.cell(cell.index).writes for cell in part.code)]
    for place, part in enumerate(parts):
        asking = [cell.index for cell in part.code if ASKS_TIMES.search(cell.source)]
        if asking and writers and writers[0] < place:
            return writers[0], place, f"cell {asking[0]} asks when files were written"
    return None


def unmade(parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A folder that one section makes, and can't find there, and that another one needs."""
    for folder, (maker, user) in shared_folders(parts, trace).items():
        if not may_be_there(parts, folder, maker, trace):
            return maker, user, f"the first makes the folder {folder}, and the later one writes into it"
    return None


def unsettable(notebook: Notebook, parts: Sequence[Section], trace: Trace) -> tuple[int, int, str] | None:
    """A process-wide setting that can't be made without running its cell."""
    for place, part in enumerate(parts[:-1]):
        for cell in part.code:
            setting = unrepeatable_setting(notebook, cell, trace)
            if setting:
                reason = f"cell {cell.index} changes the {setting} settings in a way that needs its variables"
                return place, len(parts) - 1, reason
    return None


def unfinished(notebook: Notebook, parts: Sequence[Section]) -> tuple[int, int, str] | None:
    """Work that waits for the end of the process, which comes too soon in any task but the last."""
    for place, part in enumerate(parts[:-1]):
        for cell in part.code:
            if found := left_for_exit(notebook, cell):
                return place, len(parts) - 1, f"cell {cell.index} calls `{found}`, for when the process ends"
    return None
