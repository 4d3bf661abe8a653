"""Texts in a notebook's code that could be paths."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.model.notebook import Notebook
from migrate.record.nodes import nodes_of


def path_literals(notebook: Notebook) -> tuple[str, ...]:
    """String constants short enough to be paths, each once, in order."""
    statements = [statement for cell in notebook.code for statement in cell.statements]
    return tuple(dict.fromkeys(text for one in statements for text in texts_in(nodes_of(one.source))))


def literals_in(tree: ast.AST) -> Iterator[str]:
    """The same of some code, in order."""
    return texts_in(ast.walk(tree))


def texts_in(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The same of its nodes."""
    texts = (node.value for node in nodes if isinstance(node, ast.Constant))
    return (text for text in texts if isinstance(text, str) and could_be_path(text))


def could_be_path(text: str) -> bool:
    """Whether a text can name a file: one short line."""
    return 0 < len(text) < 256 and not set(text) & set("\0\n\r")
