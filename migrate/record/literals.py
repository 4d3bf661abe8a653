"""Texts in a notebook's code that could be paths."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.model.notebook import Notebook


def path_literals(notebook: Notebook) -> tuple[str, ...]:
    """String constants short enough to be paths, each once, in order."""
    statements = [statement for cell in notebook.code for statement in cell.statements]
    trees = [ast.parse(statement.source) for statement in statements]
    return tuple(dict.fromkeys(text for tree in trees for text in literals_in(tree)))


def literals_in(tree: ast.AST) -> Iterator[str]:
    """The same of some code, in order."""
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return (text for text in texts if isinstance(text, str) and could_be_path(text))


def could_be_path(text: str) -> bool:
    """Whether a text can name a file: one short line."""
    return 0 < len(text) < 256 and not set(text) & set("\0\n\r")
