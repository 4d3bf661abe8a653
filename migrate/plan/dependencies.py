"""How a name gets to a section from earlier ones: imported, defined again, or as a stored value."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from migrate.model.notebook import Name, Statement
from migrate.model.section import Section
from migrate.model.trace import Trace, Value
from migrate.plan.dataflow import MAIN, OWN_CLASS, Border, Sources, own_class, sources
from migrate.plan.definitions import last_binder, place_of, positions
from migrate.plan.run_locations import Places, moves, places

IMMUTABLE = ("int", "float", "bool", "str", "bytes", "NoneType", "numpy.int", "numpy.float", "numpy.bool")

Kind = Literal["import", "definition", "value", "none"]


@dataclass(frozen=True)
class Dependency:
    """A name that a section needs from an earlier one."""

    name: Name
    source: int  # the section that it comes from
    kind: Kind
    definition: Statement | None = None  # to be repeated
    module: str | None = None  # to be imported under the name, where no import statement bound it
    blocker: str = ""  # why there is no way, as it follows the name in a sentence


def dependencies(parts: Sequence[Section], trace: Trace) -> tuple[Mapping[Name, Dependency], ...]:
    """For each section, the names that it needs from earlier ones, and how each gets there."""
    found = []
    stays = not moves(trace)
    for place, needed in enumerate(sources(parts, trace)):
        before = trace.snapshots.get(parts[place - 1].last, {}) if place else {}
        ways = [crossing(parts[:place], needed, before, name) for name in needed]
        made_anew = places(parts[:place]) if stays else frozenset()
        found.append({item.name: found_again(parts[:place], item, made_anew) for item in ways})
    return tuple(found)


def found_again(earlier: Sequence[Section], item: Dependency, made_anew: Places) -> Dependency:
    """Turn a value that tells where the notebook runs into a definition: each task looks it up anew."""
    binder = last_binder(earlier, item.name, len(earlier))
    if item.kind != "value" or not binder or id(binder) not in made_anew:
        return item
    return Dependency(item.name, item.source, "definition", binder)


def crossing(earlier: Sequence[Section], needed: Sources, before: Border, name: Name) -> Dependency:
    source, value = needed[name], before.get(name)
    binder = last_binder(earlier, name, len(earlier))
    if binder and binder.defines == name:
        return definition(earlier, needed, before, name, binder)
    if binder and binder.kind == "import" and not changed_elsewhere(earlier[source], binder, value):
        return Dependency(name, source, "import")
    if value and value.kind == "module":
        return Dependency(name, source, "import", module=value.home)
    if value and value.home is not None and binder is None and any(part.effects.star for part in earlier):
        return Dependency(name, source, "import")
    return stored(earlier, source, name, value)


def stored(earlier: Sequence[Section], source: int, name: Name, value: Value | None) -> Dependency:
    """A stored value; if no file can hold it, an alias is defined again, and anything else has no way."""
    before = next((p for p in reversed(range(source)) if name in earlier[p].effects.may_define), None)
    if before is not None and not touches(earlier[source], name):
        return Dependency(name, before, "none", blocker=", which is changed under another name")
    why = unstorable(earlier, source, value) if value else ""
    binder = last_binder(earlier, name, len(earlier))
    if why and binder and is_alias(earlier, binder):
        return Dependency(name, source, "definition", binder)
    return Dependency(name, source, "none" if why else "value", blocker=why and f" {why}")


def is_alias(earlier: Sequence[Section], statement: Statement) -> bool:
    """Whether a statement names something that each process has of its own: `out = sys.stdout`."""
    match statement.tree:
        case ast.Assign([ast.Name()], ast.Call(ast.Name("get_ipython"), [], [])):
            return True
        case ast.Assign([ast.Name()], ast.Attribute() as value):
            parts = [part for part in ast.walk(value) if not isinstance(part, ast.expr_context)]
            binders = [last_binder(earlier, name, len(earlier)) for name in statement.effects.uses]
            return all(isinstance(part, ast.Attribute | ast.Name) for part in parts) and all(
                binder is not None and binder.kind == "import" for binder in binders
            )
    return False


def touches(part: Section, name: Name) -> bool:
    """Whether a section's code uses, binds or may change a variable under this very name."""
    effects = part.effects
    return effects.dynamic or name in effects.may_define | effects.may_mutate | effects.uses


def changed_elsewhere(source: Section, binder: Statement, value: Value | None) -> bool:
    """Whether an imported name is data that another section has changed since."""
    is_data = value is not None and value.home is None and value.fingerprint is not None
    return is_data and binder not in source.statements


def definition(
    earlier: Sequence[Section], needed: Sources, before: Border, name: Name, binder: Statement
) -> Dependency:
    """A function or class to define again; no way if what its definition read has changed since."""
    source = place_of(earlier, binder)
    stale = [
        other
        for other in sorted(binder.effects.uses)
        if is_rebound(earlier, other, binder) or is_changed(earlier, needed, before, other, binder)
    ]
    if not stale:
        return Dependency(name, needed[name], "definition", binder)
    why = f", which was defined with `{stale[0]}` as it was then"
    return Dependency(name, source, "none", blocker=why)


def is_rebound(earlier: Sequence[Section], name: Name, since: Statement) -> bool:
    """Whether a name has been bound anew or deleted after the definition `since`, other than by an import."""
    binder = last_binder(earlier, name, len(earlier))
    later = [s for part in earlier[place_of(earlier, since) + 1 :] for s in part.statements]
    rebound = any(
        name in s.effects.may_define | s.effects.deletes for s in (*rest_of_section(earlier, since), *later)
    )
    return rebound and not (binder and binder.kind == "import")


def is_changed(
    earlier: Sequence[Section], needed: Sources, before: Border, name: Name, since: Statement
) -> bool:
    """Whether a variable may have changed in place after the definition `since` read it."""
    binder, place, value = (
        last_binder(earlier, name, len(earlier)),
        place_of(earlier, since),
        before.get(name),
    )
    if (binder and binder.kind in ("import", "definition")) or needed.get(name, -1) < place:
        return False
    mutable = value is None or not value.kind.startswith(IMMUTABLE)
    rest = rest_of_section(earlier, since)
    touched = any(s.effects.dynamic or (mutable and name in s.effects.may_mutate) for s in rest)
    return touched or needed[name] > place


def rest_of_section(parts: Sequence[Section], since: Statement) -> tuple[Statement, ...]:
    """The statements after `since` in its own section."""
    part = parts[place_of(parts, since)]
    return part.statements[positions(part)[id(since)] + 1 :]


def unstorable(earlier: Sequence[Section], source: int, value: Value) -> str:
    """Why no file can hold a value, such as a connection or a generator; "" if one can."""
    if value.home == MAIN:
        return f"({value.kind}), which no statement of its own defines"
    if value.home is None and value.format is None:
        return f"({value.kind}), which can't be stored in a file"
    if value.kind.startswith(OWN_CLASS):
        return unloadable(earlier, source, own_class(value))
    return ""


def unloadable(earlier: Sequence[Section], source: int, name: Name) -> str:
    """Why an instance of this class of the notebook can't be loaded elsewhere; "" if it can."""
    binder = last_binder(earlier, name, len(earlier))
    if not binder or binder.defines != name:
        return f"(an instance of `{name}`), which can't be stored in a file"
    if needs_variables(earlier, binder):
        return f"(an instance of `{name}`), and the definition of `{name}` needs variables"
    if place_of(earlier, binder) > source:
        return f"(an instance of `{name}`), and `{name}` is defined again in between"
    return ""


def needs_variables(earlier: Sequence[Section], definition: Statement) -> bool:
    """Whether a definition can be made only once variables are loaded."""
    binders = (last_binder(earlier, name, len(earlier)) for name in definition.effects.uses)
    return any(binder is not None and binder.kind not in ("import", "definition") for binder in binders)
