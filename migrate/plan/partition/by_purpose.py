"""Cutting where the purpose of the cells changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrate.model.notebook import Cell, Name
from migrate.model.section import Section
from migrate.plan.partition.comment_titles import headings_of
from migrate.plan.partition.purposes import Purpose, Votes
from migrate.plan.partition.remarks import looks_back
from migrate.plan.partition.segmentation import Block, Ground, halve, narrow
from migrate.plan.partition.setup_cells import is_short, only_names, only_prepares
from migrate.plan.partition.sizes import code, limit


def by_purpose(cells: Sequence[Cell], known: Ground, most: int = 0) -> tuple[Section, ...]:
    """Cut into at most `most` sections; 0 means as many as a notebook of that length may have."""
    found = blocks(cells, known)
    parts = narrow(found, known, most or limit(cells))
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
    """Whether a cell does nothing by itself; at the end of a short `opening`, it may also set options."""
    if all(map(only_names, cell.statements)):
        return True
    return bool(opening) and is_short(opening) and all(only_prepares(s, data) for s in cell.statements)


def votes(cells: Sequence[Cell], known: Ground) -> Votes:
    """The votes of all the cells, added up by purpose."""
    counts: Counter[Purpose] = Counter()
    for cell in code(cells):
        counts.update(known.votes[cell.index])
    return dict(sorted(counts.items()))


def titles(cells: Sequence[Cell]) -> Iterator[str]:
    """The headings among cells, in prose or in comments."""
    for cell in cells:
        yield from (heading.text for heading in headings_of(cell))
