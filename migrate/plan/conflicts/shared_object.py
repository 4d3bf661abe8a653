"""Two variables with something in common: stored, they would be independent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from migrate.model.notebook import Name
from migrate.model.section import Section
from migrate.model.trace import Shared, Trace
from migrate.plan.conflicts.conflict import Conflict, Scene
from migrate.plan.dataflow import sources

IN_COMMON = {
    "same": "is the same object as",
    "memory": "shares its memory with",
    "part": "shares an object with",
}


def find(scene: Scene) -> Conflict | None:
    """The first two that a section needs, and both of which it alters, by whichever name."""
    parts, trace = scene.parts, scene.trace
    for place, needed in enumerate(sources(parts, trace)):
        for pair in trace.aliases.get(parts[place - 1].last, ()) if place and len(needed) > 1 else ():
            if all(name in needed and is_altered(parts, place, name, trace) for name in pair.names):
                source = max(needed[name] for name in pair.names)
                return Conflict(source, place, told(parts, place, pair))
    return None


def is_altered(parts: Sequence[Section], place: int, name: Name, trace: Trace) -> bool:
    before = trace.snapshots.get(parts[place - 1].last, {}).get(name)
    after = trace.snapshots.get(parts[place].last, {}).get(name)
    return before is not None and after is not None and before.fingerprint != after.fingerprint


def told(parts: Sequence[Section], place: int, pair: Shared) -> str:
    """A sentence on which cell changes both variables, and where the later one comes from."""
    cell = next(
        c.index for c in parts[place].code if c.effects.may_mutate & {*pair.names} or c.effects.dynamic
    )
    made, name, other = max((made_in(parts[:place], n), n, o) for n, o in permutations(pair.names))
    return f"cell {cell} changes `{other}`, and `{name}` of cell {made} {IN_COMMON[pair.what]} it"


def made_in(earlier: Sequence[Section], name: Name) -> int:
    """The last cell that bound a variable, as far as the text tells; else the first cell of all."""
    cells = [cell.index for part in earlier for cell in part.code if name in cell.effects.may_define]
    return cells[-1] if cells else earlier[0].first
