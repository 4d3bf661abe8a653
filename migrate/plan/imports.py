"""Which of a notebook's imports a piece of code needs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from migrate.model.notebook import Name, Notebook, Statement

# IPython puts these among the builtins of a notebook; a module has to import them.
SHELL = {
    "display": "from IPython.display import display",
    "get_ipython": "from IPython import get_ipython",
}


def literal_names(source: str) -> frozenset[Name]:
    """Every name that stands in the code itself, also in `{…}` and `$…` of magics and `@…` of queries."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(re.findall(r"[{@$]\s*([A-Za-z_]\w*)", node.value))
    return frozenset(found)


def import_names(statement: Statement) -> tuple[Name, ...]:
    """The names that an import statement binds; a star binds none that are known."""
    names: list[Name] = []
    for node in ast.walk(ast.parse(statement.source)):
        if isinstance(node, ast.Import):
            names += [alias.asname or alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [alias.asname or alias.name for alias in node.names if alias.name != "*"]
    return tuple(names)


def is_always_needed(statement: Statement) -> bool:
    """Whether an import matters although its names aren't used: stars, features, experiments."""
    return bool(re.search(r"import \*|from __future__|\.experimental import", statement.source))


def only_imported(notebook: Notebook) -> frozenset[Name]:
    """Names that nothing but imports ever binds."""
    statements = [statement for cell in notebook.code for statement in cell.statements]
    imported = {name for s in statements if s.kind == "import" for name in import_names(s)}
    return frozenset(imported).difference(*(s.flow.binds for s in statements if s.kind != "import"))


def needed_imports(imports: Iterable[Statement], names: frozenset[Name]) -> tuple[str, ...]:
    """The imports that bind these names, in order, each reduced to the names that are used."""
    latest: dict[Name, int] = {}
    statements = list(imports)
    for place, statement in enumerate(statements):
        latest.update(dict.fromkeys(import_names(statement), place))
    chosen: dict[str, None] = {}
    for place, statement in enumerate(statements):
        used = {name for name in import_names(statement) if name in names and latest[name] == place}
        if is_always_needed(statement):
            chosen[statement.source] = None
        elif used:
            chosen.update(dict.fromkeys(reduced(statement.source, used)))
    return tuple(chosen)


def reduced(source: str, used: set[Name]) -> list[str]:
    """An import statement without the names that aren't used; several modules become a line each."""
    node = ast.parse(source).body[0]
    if isinstance(node, ast.ImportFrom):
        kept = [alias for alias in node.names if (alias.asname or alias.name) in used]
        return [ast.unparse(ast.ImportFrom(node.module, kept, node.level))]
    if isinstance(node, ast.Import):
        kept = [alias for alias in node.names if (alias.asname or alias.name.split(".")[0]) in used]
        return [ast.unparse(ast.Import([alias])) for alias in kept]
    return [source]


def shell_imports(source: str, bound: Mapping[Name, object] | frozenset[Name]) -> tuple[str, ...]:
    """Imports for what a notebook has without importing it."""
    names = literal_names(source)
    return tuple(line for name, line in SHELL.items() if name in names and name not in bound)
