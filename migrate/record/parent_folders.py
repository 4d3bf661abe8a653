"""Folders above its own that a notebook climbs to: `Path.cwd().parent`, `os.path.dirname(os.getcwd())`."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from migrate.knowledge.facts import does
from migrate.model.notebook import Name, Notebook

DEEPEST = 9  # names that stand for each other


def steps_up(notebook: Notebook) -> list[str]:
    """The folders that code climbs to, as relative paths: `..`, `../..`."""
    nodes = [node for statement in notebook.statements for node in statement.nodes]
    values = {
        target.id: node.value
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = (height(node, values, DEEPEST) for node in nodes if isinstance(node, ast.expr))
    return ["/".join([".."] * steps) for steps in sorted({steps for steps in found if steps})]


def height(node: ast.expr, values: Mapping[Name, ast.expr], depth: int) -> int | None:
    """How far above the notebook's folder an expression is; None if it is something else."""
    match node:
        case ast.Name(name) if name in values and depth:
            return height(values[name], values, depth - 1)
        case ast.Constant("" | "."):
            return 0
        case ast.Attribute(below, "parent"):
            return up(height(below, values, depth), 1)
        case ast.Subscript(ast.Attribute(below, "parents"), ast.Constant(int(steps))):
            return up(height(below, values, depth), steps + 1)
        case ast.Call():
            return height_of_call(node, values, depth)
    return None


def height_of_call(call: ast.Call, values: Mapping[Name, ast.expr], depth: int) -> int | None:
    """The same for a call."""
    match call:
        case ast.Call(ast.Attribute(_, name) | ast.Name(name), []) if does(name, "this folder"):
            return 0
        case ast.Call(ast.Attribute(_, "Path") | ast.Name("Path"), []):
            return 0
        case ast.Call(ast.Attribute(below, name), []) if does(name, "same path"):
            return height(below, values, depth)
        case ast.Call(ast.Attribute(_, name) | ast.Name(name), [below]) if does(name, "same path"):
            return height(below, values, depth)
        case ast.Call(ast.Attribute(_, "dirname") | ast.Name("dirname"), [below]):
            return up(height(below, values, depth), 1)
    return None


def up(found: int | None, steps: int) -> int | None:
    return None if found is None else found + steps
