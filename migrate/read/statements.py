"""The statements of all code cells, in page order."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from migrate.knowledge.facts import does
from migrate.model.notebook import Effects, Name, Statement, StatementKind
from migrate.read.combine import maybe
from migrate.read.effects import Walk
from migrate.read.names import Names
from migrate.read.scopes import code
from migrate.read.spans import sources, spans
from migrate.read.strings import quoted
from migrate.read.syntax import Parsed, shell_call

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Import = ast.Import | ast.ImportFrom


def statements(cells: Mapping[int, Parsed], stopping: frozenset[int]) -> dict[int, tuple[Statement, ...]]:
    """The statements by cell index; cells in `stopping` may stop half-way, so they surely bind nothing."""
    walk = Walk(_names(cells.values()))
    result = {}
    for index, cell in cells.items():
        walk.ran.clear()
        found = [_followed(statement, walk) for statement in _plain(cell)]
        result[index] = tuple(map(_unsure, found) if index in stopping else found)
    return result


def texts_alone(cells: Mapping[int, Parsed], _: frozenset[int]) -> dict[int, tuple[Statement, ...]]:
    """Like `statements`, without their effects, which take long to find."""
    return {index: tuple(_plain(cell)) for index, cell in cells.items()}


def _plain(cell: Parsed) -> Iterator[Statement]:
    found = sources(cell)
    for node, source, span in zip(cell.tree.body, found, spans(cell, found), strict=True):
        yield Statement(source=source, kind=kind(node), tree=node, span=span)


def _followed(statement: Statement, walk: Walk) -> Statement:
    effects = walk.effects(statement.tree)
    scope = _defined(statement.tree)
    if scope is None:
        return replace(statement, effects=effects)
    name = _defined_name(statement.tree)
    later = frozenset(free for free in code(scope, walk.names).reads if not walk.names.is_given(free))
    free = (effects.uses | later) - {name}
    return replace(statement, kind="definition", effects=effects, defines=name, free=free)


def _unsure(statement: Statement) -> Statement:
    return replace(statement, effects=maybe(statement.effects))


def _defined(node: ast.stmt) -> Definition | ast.Lambda | ast.Call | None:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return node
        case ast.Assign([ast.Name()], ast.Lambda() as value):
            return value
        case ast.Assign([ast.Name(name)], ast.Call() as value) if _makes(value, name):
            return value
    return None


def _makes(call: ast.Call, name: Name) -> bool:
    """Whether a call makes a class of this name: `Point = namedtuple("Point", "x y")`."""
    match call:
        case ast.Call(ast.Name(word) | ast.Attribute(_, word), [ast.Constant(told), *_]):
            return told == name and does(word, "makes a type")
    return False


def _defined_name(node: ast.stmt) -> Name:
    match node:
        case (
            ast.Assign([ast.Name(name)])
            | ast.FunctionDef(name)
            | ast.AsyncFunctionDef(name)
            | ast.ClassDef(name)
        ):
            return name
    raise AssertionError(f"{type(node).__name__} defines nothing")


def kind(node: ast.stmt) -> StatementKind:
    """A statement's kind; a definition's name is in `Statement.defines`."""
    match node:
        case ast.Expr(value) | ast.Assign(value=value) if shell_call(value):
            return "magic"
    if _defined(node) is not None:
        return "definition"
    return "import" if _only_imports(node) else "other"


def _only_imports(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Try):
        return isinstance(node, Import)
    blocks = [node.body, node.orelse, node.finalbody, *(handler.body for handler in node.handlers)]
    inner = [statement for block in blocks for statement in block]
    return all(isinstance(one, ast.Pass) or _only_imports(one) for one in inner) and bool(node.body)


def _names(cells: Iterable[Parsed]) -> Names:
    """What the whole notebook says about its names, from a first walk that knows nothing yet."""
    cells = [*cells]
    nodes = [node for cell in cells for node in cell.nodes]
    walk = Walk(Names())
    all_effects = [(kind(node), walk.effects(node)) for cell in cells for node in cell.tree.body]
    bound = _bound(effects for _, effects in all_effects) | _global(nodes)
    computed = _bound(effects for kind, effects in all_effects if kind != "import")
    at, formulas = quoted(nodes)
    return Names(bound, bound - computed, _packages(nodes), at & bound, formulas & bound)


def _bound(all_effects: Iterable[Effects]) -> frozenset[Name]:
    return frozenset[Name]().union(*(effects.may_define | effects.deletes for effects in all_effects))


def _global(nodes: Iterable[ast.AST]) -> frozenset[Name]:
    return frozenset(name for node in nodes if isinstance(node, ast.Global) for name in node.names)


def _packages(nodes: Iterable[ast.AST]) -> frozenset[str]:
    imports = [node for node in nodes if isinstance(node, Import)]
    modules = [alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names]
    modules += [node.module for node in imports if isinstance(node, ast.ImportFrom) and node.module]
    return frozenset(module.split(".")[0] for module in modules)
