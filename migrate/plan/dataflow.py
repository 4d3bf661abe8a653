"""Which variables each section needs, and which earlier section last changed them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from migrate.model.notebook import Effects, Name, Statement
from migrate.model.section import Section
from migrate.model.trace import Trace, Value
from migrate.plan.definitions import last_binder
from migrate.plan.final_model import models
from migrate.plan.run_locations import places

Sources = Mapping[Name, int]  # a variable, and the section that it comes from
Border = Mapping[Name, Value]

MAIN = "__main__"  # the home of the notebook's own functions and classes
OWN_CLASS = f"{MAIN}."  # how the kinds of instances of the notebook's own classes begin
NO_INSTANCES = ("pandas.", "numpy.", "scipy.")  # kinds whose pickles hold no instances of own classes


def names_to_watch(parts: Sequence[Section]) -> dict[int, tuple[Name, ...]]:
    """By the last code cell of each section: the names that it or a later section may need from others."""
    watch: dict[int, tuple[Name, ...]] = {}
    bound: set[Name] = set()
    hidden = False  # code ran that may bind names that its text doesn't show
    fitted = models(parts)
    for place, part in enumerate(parts):
        used = bound & (bound if part.effects.dynamic else part.effects.uses)
        bound |= part.effects.may_define
        hidden = hidden or part.effects.dynamic
        later = [later.effects for later in parts[place + 1 :]]
        wanted = {name for effects in later for name in effects.uses}
        wanted |= repeating(parts[: place + 1]) if later else set()
        wanted |= bound if any(effects.dynamic for effects in later) else set()
        wanted |= fitted[place].keys()
        watch[part.last] = tuple(sorted(used | (wanted if hidden else wanted & bound)))
    return {cell: names for cell, names in watch.items() if names}


def repeating(parts: Sequence[Section]) -> set[Name]:
    """The names that making the definitions once more takes, their own included."""
    definitions = [s for part in parts for s in part.statements if s.kind == "definition"]
    return {name for d in definitions for name in d.effects.uses | {d.defines or ""}}


def sources(parts: Sequence[Section], trace: Trace) -> tuple[Sources, ...]:
    """For each section, where the variables that it needs come from."""
    found: list[dict[Name, int]] = []
    known: list[dict[Name, int]] = [{}]  # before each section: which one last changed a variable
    before: Border = {}
    for place, part in enumerate(parts):
        last = known[place]
        found.append({name: last[name] for name in sorted(live_in(parts, place, before, frozenset(last)))})
        after = trace.snapshots.get(part.last, {})
        kept = {name: source for name, source in last.items() if name not in gone(part.effects)}
        known.append(kept | dict.fromkeys(changed(part, frozenset(last), before, after), place))
        before = after
    return pass_on(parts, found, known)


def pass_on(
    parts: Sequence[Section], found: Sequence[dict[Name, int]], known: Sequence[Sources]
) -> tuple[Sources, ...]:
    """Make a section need a variable that it may leave unchanged, if a later section takes it from there."""
    for needed in reversed(found):
        for name, source in needed.items():
            if name not in parts[source].effects.must_define and name in known[source]:
                found[source].setdefault(name, known[source][name])
    return tuple(dict(sorted(needed.items())) for needed in found)


def live_in(parts: Sequence[Section], place: int, before: Border, known: frozenset[Name]) -> set[Name]:
    """The variables that a section reads, and those that defining or loading them takes."""
    effects = parts[place].effects
    classes, made_anew = plain_classes(parts[:place]), places(parts[:place])
    found: set[Name] = set()
    todo = set(known if effects.dynamic else effects.uses & known)
    while todo:
        found |= todo
        more: set[Name] = set()
        for name in todo:
            binder = last_binder(parts, name, place)
            more |= needed_for(binder, name, before.get(name), classes)
            more |= binder.effects.uses if binder and id(binder) in made_anew else frozenset()
        todo = (more & known) - found
    return found


def needed_for(
    binder: Statement | None, name: Name, value: Value | None, classes: frozenset[Name]
) -> frozenset[Name]:
    """What must exist before a name can be defined again or its value loaded."""
    if binder and binder.defines == name:
        return binder.effects.uses
    if value and value.kind.startswith(OWN_CLASS):
        return frozenset({own_class(value)})
    if value and (value.format not in ("pkl", "joblib") or value.kind.startswith(NO_INSTANCES)):
        return frozenset()
    return frozenset() if binder and binder.kind == "import" else classes


def own_class(value: Value) -> Name:
    """The class alone: "__main__.Model.Part" → "Model"."""
    return value.kind.removeprefix(OWN_CLASS).split(".")[0]


def plain_classes(parts: Sequence[Section]) -> frozenset[Name]:
    """Classes of the notebook that need no variable to be defined: any pickle may hold instances of them."""
    statements = [s for part in parts for s in part.statements]
    variables = {name for s in statements if s.kind == "other" for name in s.effects.may_define}
    classes = (s for s in statements if s.defines and is_class(s))
    return frozenset(s.defines for s in classes if s.defines and not s.effects.uses & variables)


def is_class(statement: Statement) -> bool:
    """Whether a definition is a class, or a call makes one: stored instances load only after it."""
    value = getattr(statement.tree, "value", None)
    return isinstance(statement.tree, ast.ClassDef) or isinstance(value, ast.Call)


def gone(effects: Effects) -> frozenset[Name]:
    """Variables that are certainly deleted."""
    return effects.deletes - effects.may_define


def changed(part: Section, known: frozenset[Name], before: Border, after: Border) -> set[Name]:
    """Variables that a section made or changed.

    What can't be compared counts as changed once it is touched. Without an observed run, all that is bound or
    mentioned counts; in an opaque section, all that is known.
    """
    effects = part.effects
    if not after:
        return set(
            effects.may_define | ((known if effects.dynamic else known & effects.may_mutate) - gone(effects))
        )
    names = set()
    for name, value in after.items():
        old = before.get(name)
        if old is None or old.kind != value.kind:
            names.add(name)
        elif value.home is not None:
            names.update({name} & effects.may_define)
        elif value.fingerprint is None:
            names.update({name} & (effects.may_define | effects.may_mutate))
        elif value.fingerprint != old.fingerprint:
            names.add(name)
    return names
