"""Texts in a notebook's code that could be paths."""

from __future__ import annotations

import ast

from migrate.model.notebook import Notebook


def path_literals(notebook: Notebook) -> tuple[str, ...]:
    """String constants short enough to be paths, each once, in order."""
    found: dict[str, None] = {}
    for cell in notebook.code:
        for statement in cell.statements:
            for node in ast.walk(ast.parse(statement.source)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and could_be_path(node.value):
                    found[node.value] = None
    return tuple(found)


def could_be_path(text: str) -> bool:
    """Whether a text can name a file: one short line."""
    return 0 < len(text) < 256 and not set(text) & set("\0\n\r")
