"""Cutting at headings, where they make good sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from migrate.model.notebook import Cell, Heading, Name
from migrate.model.section import Section
from migrate.plan.partition.by_purpose import by_purpose
from migrate.plan.partition.comment_titles import BANNER_LEVEL, headings_of
from migrate.plan.partition.joining import grouped, joined
from migrate.plan.partition.remarks import names_remark
from migrate.plan.partition.segmentation import Ground, amount
from migrate.plan.partition.setup_cells import data_names, join_setup
from migrate.plan.partition.sizes import MOST, code, enough, limit

LEVELS = (2, 1, 3, 4, 5, 6, 7, BANNER_LEVEL)  # in the order in which they are tried; 7 are lines in bold
LINE = 8  # the level of a few words of prose, which name a section but never begin one
HUGE = 36  # cells, weighted by their lines, above which a section is divided further


def by_headings(cells: Sequence[Cell], known: Ground) -> tuple[Section, ...]:
    """Cut at headings; divide huge sections further, and join slight ones to a neighbour."""
    parts = at_headings(cells)
    if len(parts) < 2:
        return parts
    divided = [piece for part in parts for piece in divide(part, known)]
    most = min(limit(cells), enough(cells))
    return joined(grouped(divided, known, most), known, most)


def at_headings(cells: Sequence[Cell]) -> tuple[Section, ...]:
    """Cut a notebook at its headings; one section if they don't divide it."""
    return at_smaller(cells, 0, data_names(code(cells)))


def at_smaller(cells: Sequence[Cell], above: int, data: frozenset[Name]) -> tuple[Section, ...]:
    """Cut at the level of headings below `above` that suits best; one section if none does."""
    tried = {level: cut(cells, level, data) for level in LEVELS if above < level and occurs(cells, level)}
    good = {level: parts for level, parts in tried.items() if len(parts) > 1}
    fitting = [parts for parts in good.values() if len(parts) <= limit(cells)]
    others = [parts for level, parts in [*good.items(), *tried.items()] if level != BANNER_LEVEL]
    return next(iter([*fitting, *others]), join_setup([Section("", tuple(cells))], data))


def occurs(cells: Sequence[Cell], level: int) -> bool:
    """Whether a level has enough headings to cut at.

    Level 2 needs one. Other levels need two: a single one of level 1 is the notebook's title.
    """
    found = (heading for cell in cells for heading in headings_of(cell) if not names_remark(heading))
    count = sum(heading.level == level for heading in found)
    return count > (level != 2)


def cut(cells: Sequence[Cell], level: int, data: frozenset[Name]) -> tuple[Section, ...]:
    """Cut at all headings of this level or larger; what has no code or only prepares joins the next."""
    parts: list[list[Cell]] = [[]]
    for cell in cells:
        if any(divides(heading, level) for heading in headings_of(cell)):
            parts.append([])
        parts[-1].append(cell)
    return join_setup([Section(title(part, level), tuple(part)) for part in parts if part], data)


def divides(heading: Heading, level: int) -> bool:
    """Whether a section begins at a heading if the notebook is cut at this level."""
    return heading.level <= level and heading.level != LINE and not names_remark(heading)


def title(cells: Sequence[Cell], level: int) -> str:
    """The smallest heading that opens the part, down to `level`; "" if none does."""
    opening = [heading for cell in cells[:1] for heading in headings_of(cell) if heading.level <= level]
    return max(opening, key=lambda heading: heading.level).text if opening else ""


def divide(part: Section, known: Ground) -> tuple[Section, ...]:
    """Divide a huge section at its own headings, else by purpose; leave any other as it is."""
    if amount(part.cells) <= HUGE:
        return (part,)
    level = max((h.level for cell in part.cells[:1] for h in headings_of(cell)), default=0)
    parts = at_smaller(part.cells, level, known.data)
    if len(parts) < 2:
        parts = by_purpose(part.cells, known, MOST)
    return (replace(parts[0], title=parts[0].title or part.title), *parts[1:])
