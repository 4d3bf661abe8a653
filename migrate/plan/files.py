"""Files that the notebook reads and writes itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from pathlib import PurePosixPath

from migrate.model.paths import is_text
from migrate.model.section import Section
from migrate.model.trace import Trace

MANY = 3  # files of a folder that are listed one by one, rather than as the folder
MOST = 20  # the same for data, which a task may need without the rest of the folder


def raw_files(trace: Trace) -> tuple[str, ...]:
    """Files that existed before the notebook ran and that it read: modules included, secrets left out."""
    new: set[str] = set()
    found = set(trace.modules) - {path for cell in trace.cells.values() for path in cell.writes}
    for index in sorted(trace.cells):
        cell = trace.cells[index]
        found |= cell.reads - new
        new |= cell.writes
    return tuple(sorted(found - trace.private))


def written(part: Section, trace: Trace) -> tuple[str, ...]:
    """The files that a section writes, and the whole folders that are its own work.

    A folder that it makes and fills alone counts as one: it is removed before the section runs again, since
    making a folder that exists is an error. So does a folder that existed before, if it gets many files, or
    files whose names change each run. Such files in a folder shared with others are left out, since none of
    their names is certain.
    """
    files = left(part, trace)
    folders = own_folders(part, trace)
    single = {path for path in files if path not in trace.renamed}
    return tuple(sorted(folders | {path for path in single if not any(below(path, f) for f in folders)}))


def loose(part: Section, trace: Trace) -> tuple[str, ...]:
    """Patterns of the files that a section writes under new names each run, in folders that it shares."""
    folders = own_folders(part, trace)
    shared = {p for p in left(part, trace) & {*trace.renamed} if not any(below(p, f) for f in folders)}
    return tuple(sorted({trace.renamed[path] for path in shared}))


def left(part: Section, trace: Trace) -> set[str]:
    """The files that a section wrote and that still exist when it ends."""
    files: set[str] = set()
    for cell in (trace.cell(cell.index) for cell in part.code):
        files = (files | cell.writes) - cell.deletes
    return files


def own_folders(part: Section, trace: Trace) -> set[str]:
    """The topmost folders that are a section's own work."""
    files = left(part, trace)
    others = {path for cell in trace.cells.values() for path in cell.writes} - files
    given = {*raw_files(trace), *trace.modules}
    made = {folder for cell in part.code for folder in trace.cell(cell.index).made}
    held = Counter(folder.as_posix() for path in files for folder in PurePosixPath(path).parents)
    filled = {
        f for f, count in held.items() if count > MANY or any(below(p, f) for p in files & {*trace.renamed})
    }
    filled = {f for f in filled if not (f == trace.folder or below(trace.folder, f) or f == ".")}
    own = {f for f in made & {*held} | filled if not any(below(path, f) for path in others)}
    own -= {f for f in own & filled - made if any(below(path, f) for path in given)}
    own -= {
        f for f in own if any(below(p, f) and not is_fixed(f, p, trace.renamed[p]) for p in trace.renamed)
    }
    return {folder for folder in own if not any(below(folder, other) for other in own)}


def is_fixed(folder: str, path: str, pattern: str) -> bool:
    """Whether a folder keeps its name from run to run, though a file in it doesn't."""
    depth = len(PurePosixPath(folder).parts)
    return PurePosixPath(path).parts[:depth] == PurePosixPath(pattern).parts[:depth]


def needed(part: Section, reads: Iterable[str], earlier: Iterable[str], trace: Trace) -> set[str]:
    """What a section reads: files, and folders of which it needs more than a few.

    `earlier` are the files and folders that sections before it write.
    """
    found = {*reads}
    listed = {folder for cell in part.code for folder in trace.cell(cell.index).lists}
    for folder in earlier:
        inside = {path for path in found if below(path, folder)}
        if inside and (len(inside) > MANY or folder in listed or inside & {*trace.renamed}):
            found = (found - inside) | {folder}
    given = {*raw_files(trace)}
    others = given - found | {path for path in given if not is_text(path)}
    others |= {path for cell in trace.cells.values() for path in cell.alters}
    return (found - given) | gathered(found & given, others, MOST)


def changed_files(trace: Trace) -> frozenset[str]:
    """Files that existed before the notebook ran, and that it both uses and overwrites or removes."""
    return frozenset(raw_files(trace)) & {path for cell in trace.cells.values() for path in cell.alters}


def restored(part: Section, trace: Trace) -> tuple[str, ...]:
    """The given files that a section changes, or the folders that hold nothing else."""
    mine = {path for cell in part.code for path in trace.cell(cell.index).alters} & changed_files(trace)
    return tuple(sorted(gathered(mine, changed_files(trace) - mine, MANY)))


def gathered(files: Set[str], others: Set[str], most: int) -> set[str]:
    """The files, with folders standing for those in them.

    A folder does so if it holds more than `most` of the files and none of the others; the topmost one counts.
    """
    held = Counter(folder.as_posix() for path in files for folder in PurePosixPath(path).parents)
    taken = {folder.as_posix() for path in others for folder in PurePosixPath(path).parents} | {"."}
    own = {folder for folder, count in held.items() if count > most} - taken
    top = {folder for folder in own if not any(below(folder, other) for other in own)}
    return top | {path for path in files if not any(below(path, folder) for folder in top)}


def shared_folders(parts: Sequence[Section], trace: Trace) -> dict[str, tuple[int, int]]:
    """Folders that one section makes and a later one writes into → the places of both sections."""
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
    """Whether the code that makes a folder accepts that it exists already, as far as its text tells."""
    makers = [cell for cell in parts[maker].code if folder in trace.cell(cell.index).made]
    return all(re.search(r"exist_ok ?= ?True|mkdir -p|exists\(|isdir\(", cell.source) for cell in makers)


def below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/") or (folder == "." and path != ".")
