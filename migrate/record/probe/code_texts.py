"""Strings in code that may name files."""

from __future__ import annotations

import ast


def strings(node: ast.AST) -> list[str]:
    """The short strings in some code."""
    values = [item.value for item in ast.walk(node) if isinstance(item, ast.Constant)]
    texts = [value for value in values if isinstance(value, str)]
    return [text for text in texts if 0 < len(text) < 256 and "\0" not in text]


LISTERS = ("ls", "find", "tree", "du", "wc", "dir")  # programs that look at all files of a folder
RUNNERS = ("system", "getoutput", "run", "run_cell_magic", "run_line_magic", "check_output", "Popen", "call")


def commands(node: ast.AST) -> list[str]:
    """The strings that are passed to other programs."""
    calls = [item for item in ast.walk(node) if isinstance(item, ast.Call)]
    return [text for call in calls if getattr(call.func, "attr", "") in RUNNERS for text in strings(call)]
