"""What functions, classes and lambdas do with the notebook's names when they run, after they are made."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrate.model.notebook import Name
from migrate.read.names import Names
from migrate.read.strings import effects_of_call

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda | ast.Call | Comprehension


@dataclass(frozen=True)
class Code:
    """Code that a value may carry: a function, or an object that has methods."""

    reads: frozenset[Name] = frozenset()
    writes: frozenset[Name] = frozenset()
    opaque: bool = False
    gives: bool = False  # calling it may give a value that carries the code on: a class, a decorator

    def __or__(self, other: Code) -> Code:
        return Code(
            self.reads | other.reads,
            self.writes | other.writes,
            self.opaque or other.opaque,
            self.gives or other.gives,
        )

    def called(self) -> Code:
        """The code that a call's result may carry."""
        return replace(self, gives=False) if self.gives else NO_CODE

    def __bool__(self) -> bool:
        return self != NO_CODE


NO_CODE = Code()


def code(node: Scope, names: Names) -> Code:
    """What running the scope's body may do, nested scopes included; not what making it does."""
    try:
        tables = list(
            _inner(symtable.symtable(_text(node), "<cell>", "exec"), isinstance(node, ast.ClassDef))
        )
        reads = frozenset(_reads(tables))
        writes = frozenset(_writes(tables))
    except (SyntaxError, ValueError, RecursionError):  # what can't be written back as text
        reads = frozenset(part.id for part in ast.walk(node) if isinstance(part, ast.Name))
        writes = frozenset(
            name for part in ast.walk(node) if isinstance(part, ast.Global) for name in part.names
        )
    calls = [effects_of_call(part, names) for part in ast.walk(node) if isinstance(part, ast.Call)]
    hidden = frozenset[Name]().union(*(effects.uses for effects in calls))
    opaque = any(effects.dynamic for effects in calls) or any(map(reaches_all, ast.walk(node)))
    writes |= _leaked(node)
    return Code(reads | hidden | _used(node, writes), writes, opaque, _gives(node))


def _leaked(node: Scope) -> frozenset[Name]:
    """What `:=` in a comprehension binds outside it."""
    if not isinstance(node, Comprehension):
        return frozenset()
    return frozenset(part.target.id for part in ast.walk(node) if isinstance(part, ast.NamedExpr))


def _used(node: Scope, writes: frozenset[Name]) -> frozenset[Name]:
    """The names among `writes` that are also loaded, if only by `+=`."""
    parts = list(ast.walk(node)) if writes else []
    loaded = {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    changed = {getattr(part.target, "id", "") for part in parts if isinstance(part, ast.AugAssign)}
    return writes & (loaded | changed)


def _text(node: Scope) -> str:
    # Comprehensions within a lambda, because they have no scope of their own from Python 3.12 on
    inlined = isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp)
    return f"lambda: {ast.unparse(node)}" if inlined else ast.unparse(node)


def _inner(top: symtable.SymbolTable, body_has_run: bool) -> Iterator[symtable.SymbolTable]:
    """The tables of what runs later; of a class, its methods."""
    todo = list(top.get_children())
    if body_has_run:
        todo = [inner for table in todo for inner in _class_members(table)]
    while todo:
        table = todo.pop()
        todo.extend(table.get_children())
        yield table


def _class_members(table: symtable.SymbolTable) -> list[symtable.SymbolTable]:
    if str(table.get_type()).endswith("class"):
        return list(table.get_children())
    return [inner for child in table.get_children() for inner in _class_members(child)]


def _reads(tables: list[symtable.SymbolTable]) -> Iterator[Name]:
    for table in tables:
        yield from (s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced())


def _writes(tables: list[symtable.SymbolTable]) -> Iterator[Name]:
    for table in tables:
        for symbol in table.get_symbols():
            if symbol.is_declared_global() and (symbol.is_assigned() or symbol.is_imported()):
                yield symbol.get_name()


def reaches_all(node: ast.AST) -> bool:
    """Whether a node gives access to all names at once."""
    match node:
        case ast.Attribute(_, "user_ns" | "user_global_ns" | "__globals__"):
            return True
        case ast.Subscript(_, ast.Constant("__main__")) | ast.alias("__main__"):
            return True
    return False


def _gives(node: Scope) -> bool:
    if isinstance(node, (ast.ClassDef, ast.AsyncFunctionDef)):
        return True
    makers = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Yield, ast.YieldFrom)
    inside = (part for part in ast.walk(node) if part is not node)
    return any(isinstance(part, makers) or _returns_code(part) for part in inside)


def _returns_code(node: ast.AST) -> bool:
    lazy = (ast.Lambda, ast.GeneratorExp)
    match node:
        case ast.Return(ast.expr() as value) | ast.Assign(value=value) | ast.Lambda(body=value):
            return isinstance(value, lazy)
    return False
