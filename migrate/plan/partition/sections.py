"""Where a notebook is cut: at its headings where they make good sections, else by what its cells do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from migrate.model.notebook import Cell, Heading, Name, Notebook
from migrate.model.section import Section
from migrate.plan.partition.comment_titles import BANNER_LEVEL, headings_of
from migrate.plan.partition.purposes import QUIET, Purpose, Votes
from migrate.plan.partition.remarks import looks_back, names_remark
from migrate.plan.partition.segmentation import (
    SLIGHT,
    Block,
    Ground,
    amount,
    ground,
    halve,
    main_purpose,
    misfit,
    narrow,
)
from migrate.plan.partition.setup_cells import data_names, is_short, join_setup, only_names, only_prepares

LEVELS = (2, 1, 3, 4, 5, 6, 7, BANNER_LEVEL)  # in the order in which they are tried; 7 are lines in bold
LINE = 8  # the level of a few words of prose, which name a section but never begin one
FEW = 3  # so many sections a reader keeps apart, however short they are
MOST = 9  # more are too many for a notebook of usual length
LONGEST = 12  # … and for any
HUGE = 36  # cells, lines counted in, of a section that is divided further
AMPLE = 10  # of one that has a good size
MANY = 2  # times as many sections as people like
ALIKE = 0.4  # so much may purposes differ in a section, from 0 to 1
MAIN = 0.6  # share of a section whose title can stand for the whole
LONGEST_TITLE = 40  # letters of two titles together


def sections(notebook: Notebook) -> tuple[Section, ...]:
    """The parts of a notebook that may become tasks: every cell is in one, in order."""
    known = ground(notebook)
    parts = at_headings(notebook.cells)
    if len(parts) < 2:
        found = by_purpose(notebook.cells, known, limit(notebook.cells))
        return distinct(found) if len(found) > 1 else parts
    divided = [piece for part in parts for piece in divide(part, known)]
    most = min(limit(notebook.cells), enough(notebook.cells))
    return distinct(joined(grouped(divided, known, most), known, most))


def limit(cells: Sequence[Cell]) -> int:
    """How many sections a notebook may have."""
    return max(MOST, min(LONGEST, len(code(cells)) // 10))


def enough(cells: Sequence[Cell]) -> int:
    """How many sections people like to have, given how much there is to read."""
    return FEW + 1 + round(amount(cells) / AMPLE)


def code(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that run."""
    return [cell for cell in cells if cell.kind == "code" and cell.source.strip()]


# At headings


def at_headings(cells: Sequence[Cell]) -> tuple[Section, ...]:
    """Cut a notebook at its headings; one section if they don't divide it."""
    return at_smaller(cells, 0, data_names(code(cells)))


def at_smaller(cells: Sequence[Cell], above: int, data: frozenset[Name]) -> tuple[Section, ...]:
    """Cut at the level of headings that suits best, among those below a level; one section if none does."""
    tried = {level: cut(cells, level, data) for level in LEVELS if above < level and occurs(cells, level)}
    good = {level: parts for level, parts in tried.items() if len(parts) > 1}
    fitting = [parts for parts in good.values() if len(parts) <= limit(cells)]
    others = [parts for level, parts in [*good.items(), *tried.items()] if level != BANNER_LEVEL]
    return next(iter([*fitting, *others]), join_setup([Section("", tuple(cells))], data))


def occurs(cells: Sequence[Cell], level: int) -> bool:
    """Whether to cut at a level: one heading of level 1 is the notebook's title, one of level 2 is not."""
    found = (heading for cell in cells for heading in headings_of(cell) if not names_remark(heading))
    count = sum(heading.level == level for heading in found)
    return count > (level != 2)


def cut(cells: Sequence[Cell], level: int, data: frozenset[Name]) -> tuple[Section, ...]:
    """Cut at all headings of this level or larger; what has no code, or only prepares, joins what follows."""
    parts: list[list[Cell]] = [[]]
    for cell in cells:
        if any(divides(heading, level) for heading in headings_of(cell)):
            parts.append([])
        parts[-1].append(cell)
    return join_setup([Section(title(part, level), tuple(part)) for part in parts if part], data)


def divides(heading: Heading, level: int) -> bool:
    """Whether a section begins at a heading, when the notebook is cut at this level."""
    return heading.level <= level and heading.level != LINE and not names_remark(heading)


def title(cells: Sequence[Cell], level: int) -> str:
    """The deepest heading that opens the part."""
    opening = [heading for cell in cells[:1] for heading in headings_of(cell) if heading.level <= level]
    return max(opening, key=lambda heading: heading.level).text if opening else ""


def divide(part: Section, known: Ground) -> tuple[Section, ...]:
    """A huge section at its own headings, else by purpose; any other stays as it is."""
    if amount(part.cells) <= HUGE:
        return (part,)
    level = max((h.level for cell in part.cells[:1] for h in headings_of(cell)), default=0)
    parts = at_smaller(part.cells, level, known.data)
    if len(parts) < 2:
        parts = by_purpose(part.cells, known, MOST)
    return (replace(parts[0], title=parts[0].title or part.title), *parts[1:])


def joined(parts: Sequence[Section], known: Ground, most: int) -> tuple[Section, ...]:
    """Join neighbours where one is slight, or where there are more than so many; a few stay as they are."""
    groups = [[part] for part in parts]
    while len(groups) > FEW and (place := to_join(groups, known, most)) is not None:
        groups[place : place + 2] = [groups[place] + groups[place + 1]]
    return tuple(together(group, known) for group in groups)


def grouped(parts: Sequence[Section], known: Ground, most: int) -> Sequence[Section]:
    """Join neighbours of one purpose where the author put a heading on nearly every cell."""
    if len(parts) <= MANY * most:
        return parts
    return narrow([Block(part.cells, votes(part.cells, known), part.title) for part in parts], known, most)


def to_join(groups: Sequence[Sequence[Section]], known: Ground, most: int) -> int | None:
    """The first of the two neighbours that had best be joined; None if all can stay."""
    blocks = [Block(cells, votes(cells, known)) for cells in map(cells_of, groups)]
    pairs = list(pairwise(blocks))
    tried = [place for place, pair in enumerate(pairs) if len(blocks) > most or is_trifling(*pair)]
    return min(tried, key=lambda place: strangeness(*pairs[place]) + size(*pairs[place]), default=None)


def is_trifling(one: Block, other: Block) -> bool:
    """Whether one of two neighbours is slight, and both are for much the same."""
    return min(one.size, other.size) < SLIGHT and strangeness(one, other) < ALIKE


def strangeness(one: Block, other: Block) -> float:
    """How little the purposes of two neighbours have in common, from 0 to 1."""
    told, then = main_purpose([one.votes]), main_purpose([other.votes])
    return min(misfit(told, then), misfit(then, told)) if told and then else 0.0


def size(one: Block, other: Block) -> float:
    """How much two neighbours would be together; 1 is plenty."""
    return (one.size + other.size) / AMPLE


def together(group: Sequence[Section], known: Ground) -> Section:
    """Sections as one, named after all of them, or the largest, or what they are for."""
    cells = cells_of(group)
    titles = list(dict.fromkeys(part.title for part in group if part.title))
    name = " and ".join(titles)
    if len(titles) > 2 or len(name) > LONGEST_TITLE:
        largest = max(group, key=lambda part: amount(part.cells))
        quiet = main_purpose([votes(cells, known)]) in (None, *QUIET)
        name = largest.title if quiet or amount(largest.cells) > MAIN * amount(cells) else ""
    return replace(group[0], title=name, cells=cells)


def cells_of(group: Sequence[Section]) -> tuple[Cell, ...]:
    """All cells of sections that follow each other."""
    return tuple(cell for part in group for cell in part.cells)


def distinct(parts: Sequence[Section]) -> tuple[Section, ...]:
    """Sections of which no two have the same title: a later one is named after what it does."""
    seen = Counter[str]()
    found = []
    for part in parts:
        found.append(replace(part, title="") if seen[part.title] else part)
        seen[part.title] += 1
    return tuple(found)


# By purpose


def by_purpose(cells: Sequence[Cell], known: Ground, most: int) -> tuple[Section, ...]:
    """Cut where the purpose of the cells changes."""
    found = blocks(cells, known)
    parts = narrow(found, known, most)
    return parts if len(parts) > 1 else halve(found, known)


def blocks(cells: Sequence[Cell], known: Ground) -> list[Block]:
    """Cells that stay together: one that does something, what prepares for it, and the prose before it."""
    found: list[Block] = []
    waiting: tuple[Cell, ...] = ()
    for cell in cells:
        if found and not waiting and looks_back(cell):
            found[-1] = replace(found[-1], cells=(*found[-1].cells, cell))
            continue
        waiting += (cell,)
        if not prepares(cell, known.data, () if found else waiting):
            opened = next(titles(waiting), "") if found else ""  # what stands at the top names the whole
            found.append(Block(waiting, votes(waiting, known), opened))
            waiting = ()
    if not found:
        return [Block(waiting, {})]
    last = found[-1]
    return [*found[:-1], replace(last, cells=last.cells + waiting)]


def prepares(cell: Cell, data: frozenset[Name], opening: Sequence[Cell]) -> bool:
    """Whether a cell does nothing by itself; in a short opening, which it ends, it may also set options."""
    if all(map(only_names, cell.statements)):
        return True
    return bool(opening) and is_short(opening) and all(only_prepares(s, data) for s in cell.statements)


def votes(cells: Sequence[Cell], known: Ground) -> Votes:
    """What cells are for, taken together."""
    counts: Counter[Purpose] = Counter()
    for cell in code(cells):
        counts.update(known.votes[cell.index])
    return dict(sorted(counts.items()))


def titles(cells: Sequence[Cell]) -> Iterator[str]:
    """The headings that stand among cells, as prose or as comments."""
    for cell in cells:
        yield from (heading.text for heading in headings_of(cell))
