"""The syntax of a notebook's statements, which several questions are asked of."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=4096)
def nodes_of(source: str) -> tuple[ast.AST, ...]:
    """The nodes of a statement, as `ast.walk` gives them; only to look at."""
    return tuple(ast.walk(ast.parse(source)))
