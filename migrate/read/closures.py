"""Which code the value of an expression may carry along, to run later."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from migrate.knowledge.facts import does, lazy
from migrate.model.notebook import Name
from migrate.read.names import Names
from migrate.read.scopes import NO_CODE, Code, code

Lazy = ast.Lambda | ast.GeneratorExp
PLAIN = ast.Constant | ast.Compare | ast.JoinedStr | ast.FormattedValue


def receiver(node: ast.AST) -> Name | None:
    """The name at the beginning of `name.attribute[index]…`; None if it begins otherwise."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def eager(call: ast.Call, names: Names) -> bool:
    """Whether a call keeps none of the functions that it is given."""
    word = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    lazily = word in ("map", "filter") and isinstance(call.func, ast.Name)
    return does(word, "not kept") and not lazily and not names.packages & lazy()


def carried_by(node: ast.AST | None, carried: Mapping[Name, Code], names: Names) -> Code:
    if node is None or isinstance(node, PLAIN):
        return NO_CODE
    if isinstance(node, ast.Name):
        return carried.get(node.id, NO_CODE)
    if isinstance(node, Lazy):
        return code(node, names)
    if isinstance(node, ast.Call):
        return _result(node, carried, names)
    total = NO_CODE
    for part in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Subscript) and part is node.slice):
            total |= carried_by(part, carried, names)
    return total


def _result(call: ast.Call, carried: Mapping[Name, Code], names: Names) -> Code:
    called = carried_by(call.func, carried, names)
    total = called.called() if isinstance(call.func, ast.Name) else called
    if eager(call, names):
        return NO_CODE
    for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
        total |= carried_by(argument, carried, names)
    return total
