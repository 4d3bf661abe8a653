"""Variables that tell where a notebook runs: each task looks that up, as a stored one is of another run."""

from __future__ import annotations

import ast
from collections.abc import Sequence, Set

from migrate.knowledge.facts import does
from migrate.model.notebook import Statement
from migrate.model.once import once
from migrate.model.section import Section
from migrate.model.syntax import last_word
from migrate.model.trace import Trace
from migrate.plan.definitions import is_before, last_binder

Places = frozenset[int]  # statements, by their identity


def places(earlier: Sequence[Section]) -> Places:
    """The statements that name a place by where the notebook runs: `DATA = Path.cwd().parent / "data"`."""
    if not any(map(asks_in, earlier)):
        return frozenset()
    found: set[int] = set()
    for statement in (statement for part in earlier for statement in likely(part)):
        if is_place(earlier, statement, found):
            found.add(id(statement))
    return frozenset(found)


def is_place(earlier: Sequence[Section], statement: Statement, found: Set[int]) -> bool:
    """Whether all that a likely statement reads is imported, or a place that was found before."""
    binders = [last_binder(earlier, name, len(earlier)) for name in statement.effects.uses]
    others = [binder for binder in binders if not binder or binder.kind != "import"]
    if not all(id(other) in found for other in others):
        return False
    imports = [binder for binder in binders if binder and binder.kind == "import"]
    return all(is_before(earlier, one, statement) for one in imports) and (
        bool(others) or asks_where(statement)
    )


@once
def likely(part: Section) -> tuple[Statement, ...]:
    return tuple(statement for statement in part.statements if may_name_a_place(statement))


@once
def asks_in(part: Section) -> bool:
    """Whether a section looks up where it runs, as all places begin by doing."""
    return any(map(asks_where, likely(part)))


def may_name_a_place(statement: Statement) -> bool:
    """Whether a statement binds a name, and calls only what looks up where it runs or joins paths."""
    match statement.tree:
        case ast.Assign([ast.Name(), *_], value):
            called = {last_word(part.func) for part in ast.walk(value) if isinstance(part, ast.Call)}
            return all(does(word, "asks where", "joins paths") for word in called)
    return False


def asks_where(statement: Statement) -> bool:
    """Whether a statement looks up the folder, the user or the environment."""
    return any(does(last_word(part), "asks where") for part in statement.nodes)


def moves(trace: Trace) -> bool:
    """Whether a notebook changes the folder that it runs in."""
    return any(change.setting == "folder" for cell in trace.cells.values() for change in cell.changes)
