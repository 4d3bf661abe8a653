"""Where a notebook is cut: at its headings where they make good sections, else by what its cells do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrate.model.notebook import Cell, Name, Notebook
from migrate.model.section import Section
from migrate.plan.narrowing import Block, Ground, ground, narrow
from migrate.plan.purposes import Purpose, Votes
from migrate.plan.setup import data_names, join_setup, only_names, only_prepares

LEVELS = (2, 1, 3, 4, 5, 6, 7)  # in the order in which they are tried; 7 are lines in bold
FEW = 3  # so many sections a reader keeps apart, however short they are
MOST = 9  # more are too many for a notebook of usual length
LONGEST = 12  # … and for any
HUGE = 30  # cells of code in a section that is divided further


def sections(notebook: Notebook) -> tuple[Section, ...]:
    """The parts of a notebook that may become tasks: every cell is in one, in order."""
    known = ground(notebook)
    parts = at_headings(notebook.cells)
    if len(parts) < 2:
        found = by_purpose(notebook.cells, known, limit(notebook.cells))
        return found if len(found) > 1 else parts
    divided = tuple(piece for part in parts for piece in divide(part, known))
    return grouped(join_trifles(divided, known), known, limit(notebook.cells))


def limit(cells: Sequence[Cell]) -> int:
    """How many sections people like to have."""
    return max(MOST, min(LONGEST, len(code(cells)) // 10))


def code(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that run."""
    return [cell for cell in cells if cell.kind == "code" and cell.source.strip()]


# At headings


def at_headings(cells: Sequence[Cell]) -> tuple[Section, ...]:
    """Cut a notebook at its headings; one section if they don't divide it."""
    return at_smaller(cells, 0, data_names(code(cells)))


def at_smaller(cells: Sequence[Cell], above: int, data: frozenset[Name]) -> tuple[Section, ...]:
    """Cut at the level of headings that suits best, among those below a level; one section if none does."""
    tried = [cut(cells, level, data) for level in LEVELS if above < level and occurs(cells, level)]
    good = [parts for parts in tried if len(parts) > 1]
    fitting = [parts for parts in good if len(parts) <= limit(cells)]
    return next(iter([*fitting, *good, *tried]), join_setup([Section("", tuple(cells))], data))


def occurs(cells: Sequence[Cell], level: int) -> bool:
    """Whether to cut at a level: one heading of level 1 is the notebook's title, one of level 2 is not."""
    count = sum(heading.level == level for cell in cells for heading in cell.headings)
    return count > (level != 2)


def cut(cells: Sequence[Cell], level: int, data: frozenset[Name]) -> tuple[Section, ...]:
    """Cut at all headings of this level or larger; what has no code, or only prepares, joins what follows."""
    parts: list[list[Cell]] = [[]]
    for cell in cells:
        if any(heading.level <= level for heading in cell.headings):
            parts.append([])
        parts[-1].append(cell)
    return join_setup([Section(title(part, level), tuple(part)) for part in parts if part], data)


def title(cells: Sequence[Cell], level: int) -> str:
    """The deepest heading that opens the part."""
    opening = [heading for cell in cells[:1] for heading in cell.headings if heading.level <= level]
    return max(opening, key=lambda heading: heading.level).text if opening else ""


def divide(part: Section, known: Ground) -> tuple[Section, ...]:
    """A huge section at its own headings, else by purpose; any other stays as it is."""
    if len(part.code) <= HUGE:
        return (part,)
    level = max((h.level for cell in part.cells[:1] for h in cell.headings), default=0)
    parts = at_smaller(part.cells, level, known.data)
    if len(parts) < 2:
        parts = by_purpose(part.cells, known, MOST)
    return (replace(parts[0], title=parts[0].title or part.title), *parts[1:])


def join_trifles(parts: Sequence[Section], known: Ground) -> tuple[Section, ...]:
    """Join sections in which hardly anything happens to the one before, where there are more than a few."""
    parts = list(parts)
    while len(parts) > FEW and (found := [i for i, p in enumerate(parts) if is_trifle(p, known)]):
        first = max(found[0] - 1, 0)
        one, other = parts[first : first + 2]
        kept = one if first < found[0] else other
        parts[first : first + 2] = [replace(kept, cells=one.cells + other.cells)]
    return tuple(parts)


def is_trifle(part: Section, known: Ground) -> bool:
    """Whether a section only looks at something, in a line or two."""
    weight = sum(share for cell in part.code for share in known.votes[cell.index].values())
    return weight < 1 and len(part.statements) <= 2


def grouped(parts: Sequence[Section], known: Ground, most: int) -> tuple[Section, ...]:
    """Join neighbours of one purpose where there are too many sections."""
    if len(parts) <= most:
        return tuple(parts)
    blocks = [Block(part.cells, votes(part.cells, known), part.title) for part in parts]
    return narrow(blocks, known, most)


# By purpose


def by_purpose(cells: Sequence[Cell], known: Ground, most: int) -> tuple[Section, ...]:
    """Cut where the purpose of the cells changes."""
    return narrow(blocks(cells, known), known, most)


def blocks(cells: Sequence[Cell], known: Ground) -> list[Block]:
    """Cells that stay together: one that does something, what prepares for it, and the prose before it."""
    found: list[Block] = []
    waiting: tuple[Cell, ...] = ()
    for cell in cells:
        waiting += (cell,)
        if not prepares(cell, known.data, first=not found):
            opened = next(titles(waiting), "") if found else ""  # what stands at the top names the whole
            found.append(Block(waiting, votes(waiting, known), opened))
            waiting = ()
    if not found:
        return [Block(waiting, {})]
    last = found[-1]
    return [*found[:-1], replace(last, cells=last.cells + waiting)]


def prepares(cell: Cell, data: frozenset[Name], first: bool) -> bool:
    """Whether a cell does nothing by itself; before the first that does, that includes setting options."""
    return all(only_names(s) or (first and only_prepares(s, data)) for s in cell.statements)


def votes(cells: Sequence[Cell], known: Ground) -> Votes:
    """What cells are for, taken together."""
    counts: Counter[Purpose] = Counter()
    for cell in code(cells):
        counts.update(known.votes[cell.index])
    return dict(sorted(counts.items()))


def titles(cells: Sequence[Cell]) -> Iterator[str]:
    """The headings that stand among cells."""
    return (heading.text for cell in cells for heading in cell.headings)
