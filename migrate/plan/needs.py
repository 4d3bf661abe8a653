"""Which variables each section needs, and which earlier section last changed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.model.notebook import Name
from migrate.model.section import Section
from migrate.model.trace import Trace, Value

Sources = Mapping[Name, int]  # a variable, and the section that it comes from


def names_to_watch(parts: Sequence[Section]) -> dict[int, tuple[Name, ...]]:
    """For the last code cell of each section but the last: the names that later sections may read."""
    watch: dict[int, tuple[Name, ...]] = {}
    bound: set[Name] = set()
    for place, part in enumerate(parts[:-1]):
        bound |= part.flow.binds
        later = [later.flow for later in parts[place + 1 :]]
        wanted = frozenset[Name]().union(*(flow.reads for flow in later))
        watch[part.last] = tuple(sorted(bound if any(flow.opaque for flow in later) else bound & wanted))
    return watch


def sources(parts: Sequence[Section], trace: Trace) -> tuple[Sources, ...]:
    """For each section, where the variables that it needs come from."""
    found: list[Sources] = []
    last: dict[Name, int] = {}
    before: Mapping[Name, Value] = {}
    for place, part in enumerate(parts):
        flow = part.flow
        wanted = set(last) if flow.opaque else set(flow.reads)
        found.append({name: last[name] for name in sorted(wanted) if name in last})
        after = trace.borders.get(part.last, {})
        for name in flow.deletes:
            last.pop(name, None)
        for name in changed(part, before, after):
            last[name] = place
        before = after
    return tuple(found)


def changed(part: Section, before: Mapping[Name, Value], after: Mapping[Name, Value]) -> set[Name]:
    """Variables that a section made or changed; what can't be compared counts as changed once it is touched.

    Without an observed run, all that is bound or mentioned counts.
    """
    flow = part.flow
    if not after:
        return set(flow.binds | flow.mentions)
    names = set()
    for name, value in after.items():
        old = before.get(name)
        if old is None or old.kind != value.kind:
            names.add(name)
        elif value.home is not None:
            names.update({name} & flow.binds)
        elif value.fingerprint is None:
            names.update({name} & (flow.binds | flow.mentions))
        elif value.fingerprint != old.fingerprint:
            names.add(name)
    return names
