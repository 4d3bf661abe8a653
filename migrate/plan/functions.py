"""Functions and classes that move from the notebook to modules under src."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

from migrate.model.notebook import Cell, Name, Notebook, Span, Statement
from migrate.model.pipeline import Function
from migrate.model.section import Section
from migrate.plan.edits import Edit, edited
from migrate.plan.imports import literal_names, needed_imports, only_imported, shell_imports

BLANK_LINES = re.compile(r"\A(?:[ \t]*(?:\n|\Z))+")


def functions(
    notebook: Notebook, parts: Sequence[Section], names: Sequence[str], stay: frozenset[Name]
) -> tuple[Function, ...]:
    """The definitions that need only imports and each other, each with the stage whose module it moves to.

    `stay` names definitions that are known to behave differently once they live in a module.
    """
    candidates = {
        statement.defines: (cell, statement)
        for cell in notebook.code
        for statement in cell.statements
        if statement.defines and statement.defines not in stay and stands_alone(cell, statement)
    }
    movable = {name: candidates[name] for name in self_contained(notebook, candidates)}
    place = {cell.index: place for place, part in enumerate(parts) for cell in part.code}
    home = homes({name: place[cell.index] for name, (cell, _) in movable.items()}, movable)
    return tuple(
        function(notebook, cell, statement, names[home[name]], frozenset(movable))
        for name, (cell, statement) in movable.items()
    )


def homes(defined: Mapping[Name, int], movable: Mapping[Name, tuple[Cell, Statement]]) -> dict[Name, int]:
    """The section whose module each definition moves to: the first one that has all it uses.

    That way no two modules import each other.
    """
    home = dict(defined)
    while True:
        found = {name: max(home[n] for n in {name, *movable[name][1].free} & home.keys()) for name in home}
        if found == home:
            return home
        home = found


def stands_alone(cell: Cell, statement: Statement) -> bool:
    """Whether the text of a definition can be taken out of its cell as it is."""
    return (
        isinstance(statement.tree, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and statement.span is not None
        and not cell.magic
        and not reaches_globals(statement)
    )


def reaches_globals(statement: Statement) -> bool:
    """Whether code assigns notebook variables, or reaches them in ways that its names don't show."""
    return any(
        isinstance(part, ast.Global)
        or (isinstance(part, ast.Name) and part.id in ("globals", "exec", "eval"))
        for part in statement.nodes
    )


def self_contained(notebook: Notebook, candidates: Mapping[Name, tuple[Cell, Statement]]) -> list[Name]:
    """The candidates that are bound once and reach no variable of the notebook, in page order."""
    bound = Counter(name for statement in notebook.statements for name in statement.effects.may_define)
    imported = only_imported(notebook)
    movable = [name for name in candidates if bound[name] == 1]
    while True:
        known = imported | set(movable)
        kept = [n for n in movable if not candidates[n][1].effects.dynamic and candidates[n][1].free <= known]
        if kept == movable:
            return movable
        movable = kept


def function(
    notebook: Notebook, cell: Cell, statement: Statement, module: str, movable: frozenset[Name]
) -> Function:
    assert statement.span
    begin, end = statement.span
    begin -= len(comments_above(cell.source[:begin]))
    names = literal_names(statement.nodes) | statement.free
    imports = [statement for statement in notebook.statements if statement.kind == "import"]
    needed = needed_imports(imports, names) + shell_imports(names, only_imported(notebook))
    uses = tuple(sorted((statement.free & movable) - {statement.defines}))
    return Function(
        definition=statement,
        module=module,
        cell=cell.index,
        span=(begin, end),
        source=cell.source[begin:end],
        imports=needed,
        uses=uses,
    )


def comments_above(text: str) -> str:
    """The comment lines at the end of the text above a definition; they move with it."""
    above = text.split("\n")[:-1]
    lines: list[str] = []
    while above and above[-1].startswith("#"):
        lines.insert(0, above.pop() + "\n")
    return "".join(lines)


def rewritten(cell: Cell, edits: Sequence[Edit], moved: Sequence[Function], package: str) -> str:
    """The cell's text with the edits made, and one import per module in place of definitions that moved."""
    mine = [function for function in moved if function.cell == cell.index]
    if not mine:
        return edited(cell.source, edits)
    borders = [0, *(border for function in mine for border in function.span), len(cell.source)]
    first, *rest = (edited(cell.source, edits, within) for within in batched(borders))
    return reduce(beside, rest, beside(first, imports_from(mine, package)))


def batched(borders: Sequence[int]) -> Iterator[Span]:
    """Consecutive pairs: [a, b, c, d] → (a, b), (c, d)."""
    return zip(borders[::2], borders[1::2], strict=True)


def imports_from(moved: Iterable[Function], package: str) -> str:
    names: dict[str, list[Name]] = {}
    for item in moved:
        names.setdefault(item.module, []).append(item.name)
    imports = (f"from {package}.{module} import {', '.join(found)}" for module, found in names.items())
    return "\n".join(imports)


def beside(first: str, second: str) -> str:
    """Two pieces of code with a blank line between them, or none between imports."""
    first, second = first.rstrip(), BLANK_LINES.sub("", second)
    imports = all(re.match(r"(import|from)\b", line) for line in (first.rpartition("\n")[2], second))
    return (first + ("\n" if imports else "\n\n") + second).strip("\n")
