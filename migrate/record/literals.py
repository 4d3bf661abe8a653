"""Texts in a notebook's code that could be paths."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.model.notebook import Notebook


def path_literals(notebook: Notebook) -> tuple[str, ...]:
    """String constants short enough to be paths, each once, in order."""
    texts = (text for statement in notebook.statements for text in statement.texts)
    return tuple(dict.fromkeys(filter(could_be_path, texts)))


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
