"""Which of a notebook's imports a piece of code needs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from migrate.knowledge.ipython import IMPORTED
from migrate.model.notebook import Name, Notebook, Statement
from migrate.model.once import once
from migrate.model.trace import Trace


def literal_names(nodes: Iterable[ast.AST]) -> frozenset[Name]:
    """Every name in the code itself, and in `{…}` and `$…` of magics and `@…` of queries."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(re.findall(r"[{@$]\s*([A-Za-z_]\w*)", node.value))
    return frozenset(found)


@once
def names_in(statement: Statement) -> frozenset[Name]:
    """Every name in a statement, those in a formula or another text that it evaluates included."""
    words = {word for text in statement.texts for word in re.findall(r"[^\W\d]\w*", text)}
    return literal_names(statement.nodes) | (words & statement.effects.uses)


def is_always_needed(statement: Statement) -> bool:
    """Whether an import matters even if its names aren't used: stars, `__future__`, experimental features.

    Of the `__future__` features, only annotations still changes anything.
    """
    always = r"import \*|from __future__ import .*\bannotations\b|\.experimental import"
    return re.search(always, statement.source) is not None


@once
def only_imported(notebook: Notebook) -> frozenset[Name]:
    """Names that only imports bind, and always to the same thing."""
    meanings: dict[Name, set[str]] = {}
    for statement in notebook.statements:
        for name in statement.imports if statement.kind == "import" else statement.effects.may_define:
            meanings.setdefault(name, set()).add(meaning(statement, name))
    return frozenset(name for name, found in meanings.items() if len(found) == 1 and found != {""})


def meaning(statement: Statement, name: Name) -> str:
    """What an import binds a name to, as text; "" for other statements."""
    if statement.kind != "import":
        return ""
    if binds_package(statement, name):
        return f"import {name}"
    return "\n".join(reduced(statement, {name}))


def binds_package(statement: Statement, name: Name) -> bool:
    """Whether a name is bound to a top-level package, as by `import scipy.stats`: such imports add up."""
    names = statement.tree.names if isinstance(statement.tree, ast.Import) else []
    return any(not alias.asname and alias.name.split(".")[0] == name for alias in names)


def needed_imports(imports: Iterable[Statement], names: frozenset[Name]) -> tuple[str, ...]:
    """The imports that bind these names, and those always needed, in order, reduced to the names used."""
    statements = list(imports)
    latest = {name: statement for statement in statements for name in statement.imports}
    chosen: dict[str, None] = {}
    for statement in statements:
        used = {n for n in statement.imports if n in names and counts(statement, latest[n], n)}
        if is_always_needed(statement):
            chosen[statement.source] = None
        elif used:
            chosen.update(dict.fromkeys(reduced(statement, used)))
    return tuple(chosen)


def counts(statement: Statement, latest: Statement, name: Name) -> bool:
    """Whether an import still affects a name, given the latest import that binds it."""
    return statement is latest or (binds_package(statement, name) and binds_package(latest, name))


def reduced(statement: Statement, used: set[Name]) -> list[str]:
    """An import statement reduced to the names used; `import a, b` becomes one line per module."""
    node = statement.tree
    if isinstance(node, ast.ImportFrom):
        kept = [alias for alias in node.names if (alias.asname or alias.name) in used]
        return [ast.unparse(ast.ImportFrom(node.module, kept, node.level))]
    if isinstance(node, ast.Import):
        kept = [alias for alias in node.names if (alias.asname or alias.name.split(".")[0]) in used]
        return [ast.unparse(ast.Import([alias])) for alias in kept]
    return [statement.source]


def needs_path(source: str, trace: Trace, first: int) -> bool:
    """Whether an import takes a module of the notebook's tree, and a cell before `first` changed sys.path."""
    changes = [change for index, cell in trace.cells.items() if index < first for change in cell.changes]
    if not any(change.setting == "path" for change in changes):
        return False
    own = {part for path in trace.modules for part in PurePosixPath(path).with_suffix("").parts}
    return bool(own & modules_in(source))


def modules_in(source: str) -> set[str]:
    """The top-level packages that an import statement names."""
    node = ast.parse(source).body[0]
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").split(".")[0]}
    return {alias.name.split(".")[0] for alias in node.names} if isinstance(node, ast.Import) else set()


def shell_imports(names: frozenset[Name], bound: frozenset[Name]) -> tuple[str, ...]:
    """Imports for names that IPython gives a notebook without an import, except those in `bound`."""
    return tuple(line for name, line in IMPORTED.items() if name in names and name not in bound)
