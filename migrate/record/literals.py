"""Texts in a notebook's code that could be paths."""

from __future__ import annotations

import ast

from migrate.model.notebook import Notebook


def path_literals(notebook: Notebook) -> tuple[str, ...]:
    """String constants short enough to be paths, each once, in order."""
    statements = [statement for cell in notebook.code for statement in cell.statements]
    nodes = [node for statement in statements for node in ast.walk(ast.parse(statement.source))]
    texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return tuple(dict.fromkeys(text for text in texts if isinstance(text, str) and could_be_path(text)))


def could_be_path(text: str) -> bool:
    """Whether a text can name a file: one short line."""
    return 0 < len(text) < 256 and not set(text) & set("\0\n\r")
