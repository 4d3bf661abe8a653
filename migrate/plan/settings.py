"""Process-wide settings as constants: what each task has to set before its own cells."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from textwrap import indent

from migrate.knowledge.facts import does
from migrate.model.notebook import Cell, Name, Notebook, Statement
from migrate.model.pipeline import Function, Setting
from migrate.model.trace import Change, Trace
from migrate.plan.imports import literal_names, needed_imports, only_imported, shell_imports

HUSH = "from IPython.utils.capture import capture_output"


def settings(notebook: Notebook, functions: Sequence[Function], trace: Trace) -> tuple[Setting, ...]:
    """The settings of the whole notebook, in the order in which its cells make them."""
    found = [setting_of(notebook, cell, functions, trace) for cell in notebook.code]
    return tuple(setting for setting in found if setting)


def setting_of(notebook: Notebook, cell: Cell, functions: Sequence[Function], trace: Trace) -> Setting | None:
    """What one cell sets: by its own statements if they stand alone, else by the values that were seen."""
    movable = frozenset(function.name for function in functions)
    found = [replayed(notebook, cell, place, trace, movable) for place in setting_statements(cell, trace)]
    code = [line for lines, _ in found for line in lines]
    imports = [line for _, lines in found for line in lines]
    if not code:
        return None
    names = frozenset[Name]().union(*(literal_names(ast.walk(ast.parse(line))) for line in code))
    own = [s for c in notebook.code for s in c.statements if s.kind == "import" and c.index <= cell.index]
    needed = (*imports, *needed_imports(own, names), *shell_imports(names, frozenset()))
    return Setting(cell.index, tuple(code), tuple(dict.fromkeys(needed)), tuple(sorted(names & movable)))


def replayed(
    notebook: Notebook, cell: Cell, place: int, trace: Trace, movable: frozenset[Name]
) -> tuple[list[str], list[str]]:
    """Code that makes one statement's settings again, and imports that it needs besides the notebook's."""
    statement, seen = cell.statements[place], changes_at(cell, place, trace)
    if repeatable(notebook, statement, movable) and not talks(statement, seen):
        shows = any(change.shows for change in seen)
        return ([hushed(statement.source)], [HUSH]) if shows else ([statement.source], [])
    if not all(change.code for change in seen) and (calls := setting_calls(notebook, cell, place)):
        return calls, []
    lines = [line for change in seen for line in change.code]
    imports = [line for line in lines if line.startswith("import ")]
    return [line for line in lines if line not in imports], imports


def hushed(source: str) -> str:
    """The statement with its output suppressed: the notebook has shown it already."""
    return "with capture_output():\n" + indent(source, "    ")


def setting_statements(cell: Cell, trace: Trace) -> list[int]:
    """The places of the statements that set something for the process, seeds included."""
    seen = trace.cell(cell.index)
    places = {change.statement for change in seen.changes} | {d.statement for d in seen.draws if d.seeds}
    statements = cell.statements
    return sorted(
        p for p in places if p < len(statements) and statements[p].kind not in ("import", "definition")
    )


def talks(statement: Statement, seen: Sequence[Change]) -> bool:
    """Whether a magic is better replaced by what it was seen to do: `%cd` prints where it goes."""
    return statement.kind == "magic" and bool(seen) and all(change.code for change in seen)


def changes_at(cell: Cell, place: int, trace: Trace) -> Sequence[Change]:
    return [change for change in trace.cell(cell.index).changes if change.statement == place]


def repeatable(notebook: Notebook, statement: Statement, movable: frozenset[Name] = frozenset()) -> bool:
    """Whether a statement can run again by itself: it binds nothing and reads only imports and `movable`."""
    known = only_imported(notebook) | movable
    return (
        not statement.effects.dynamic and not statement.effects.may_define and statement.effects.uses <= known
    )


def setting_calls(notebook: Notebook, cell: Cell, place: int) -> list[str]:
    """The calls in a loop or branch that set something for the process and need only imported names."""
    known = only_imported(notebook)
    calls = [node.value for node in cell.statements[place].nodes if isinstance(node, ast.Expr)]
    alone = [call for call in calls if is_setter(call) and names_in(call) <= known]
    return list(dict.fromkeys(ast.unparse(call) for call in sorted(alone, key=lambda call: call.lineno)))


def is_setter(node: ast.expr) -> bool:
    """Whether code is a call that configures a package: `np.set_printoptions(…)`."""
    match node:
        case ast.Call(ast.Attribute(_, word)):
            return does(word, "repeatable")
    return False


def names_in(node: ast.expr) -> set[Name]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def unrepeatable_setting(notebook: Notebook, cell: Cell, trace: Trace) -> str | None:
    """A setting that shows in outputs and that neither its statement nor its value can make again."""
    for place in setting_statements(cell, trace):
        if repeatable(notebook, cell.statements[place]) or setting_calls(notebook, cell, place):
            continue
        for change in changes_at(cell, place, trace):
            if change.visible and not change.code:
                return change.setting
    return None


def imports_that_set(notebook: Notebook, trace: Trace) -> frozenset[str]:
    """Import statements that change how outputs look: every later task repeats them."""
    return frozenset(
        cell.statements[change.statement].source
        for cell in notebook.code
        for change in trace.cell(cell.index).changes
        if change.statement < len(cell.statements)
        and cell.statements[change.statement].kind == "import"
        and change.visible
    )
