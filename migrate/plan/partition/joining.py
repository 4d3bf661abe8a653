"""Joining sections that are slight, or too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from migrate.model.notebook import Cell
from migrate.model.section import Section
from migrate.plan.partition.by_purpose import votes
from migrate.plan.partition.purposes import QUIET
from migrate.plan.partition.segmentation import SLIGHT, Block, Ground, amount, main_purpose, misfit, narrow
from migrate.plan.partition.sizes import AMPLE, FEW

MANY = 2  # times as many sections as people like
ALIKE = 0.4  # how much purposes may differ in a section, from 0 to 1
MAIN = 0.6  # share of a section whose title can stand for the whole
LONGEST_TITLE = 40  # letters of two titles together


def joined(parts: Sequence[Section], known: Ground, most: int) -> tuple[Section, ...]:
    """Join neighbours if one is slight, or if there are more than `most`; up to FEW stay as they are."""
    groups = [[part] for part in parts]
    while len(groups) > FEW and (place := to_join(groups, known, most)) is not None:
        groups[place : place + 2] = [groups[place] + groups[place + 1]]
    return tuple(together(group, known) for group in groups)


def grouped(parts: Sequence[Section], known: Ground, most: int) -> Sequence[Section]:
    """Join neighbours of one purpose if the author put a heading on nearly every cell."""
    if len(parts) <= MANY * most:
        return parts
    return narrow([Block(part.cells, votes(part.cells, known), part.title) for part in parts], known, most)


def to_join(groups: Sequence[Sequence[Section]], known: Ground, most: int) -> int | None:
    """The first of the two neighbours that are best joined next; None if all can stay."""
    blocks = [Block(cells, votes(cells, known)) for cells in map(cells_of, groups)]
    pairs = list(pairwise(blocks))
    tried = [place for place, pair in enumerate(pairs) if len(blocks) > most or is_trifling(*pair)]
    return min(tried, key=lambda place: strangeness(*pairs[place]) + size(*pairs[place]), default=None)


def is_trifling(one: Block, other: Block) -> bool:
    """Whether one of two neighbours is slight, and both serve much the same purpose."""
    return min(one.size, other.size) < SLIGHT and strangeness(one, other) < ALIKE


def strangeness(one: Block, other: Block) -> float:
    """How little the purposes of two neighbours have in common, from 0 to 1."""
    told, then = main_purpose([one.votes]), main_purpose([other.votes])
    return min(misfit(told, then), misfit(then, told)) if told and then else 0.0


def size(one: Block, other: Block) -> float:
    """How large two neighbours would be together; 1 is plenty."""
    return (one.size + other.size) / AMPLE


def together(group: Sequence[Section], known: Ground) -> Section:
    """Several sections as one, titled after all of them or the largest; "" leaves it to its purpose."""
    cells = cells_of(group)
    titles = list(dict.fromkeys(part.title for part in group if part.title))
    name = " and ".join(titles)
    if len(titles) > 2 or len(name) > LONGEST_TITLE:
        largest = max(group, key=lambda part: amount(part.cells))
        quiet = main_purpose([votes(cells, known)]) in (None, *QUIET)
        name = largest.title if quiet or amount(largest.cells) > MAIN * amount(cells) else ""
    return replace(group[0], title=name, cells=cells)


def cells_of(group: Sequence[Section]) -> tuple[Cell, ...]:
    return tuple(cell for part in group for cell in part.cells)
