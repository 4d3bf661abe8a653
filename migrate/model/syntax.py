"""Words for pieces of syntax trees."""

from __future__ import annotations

import ast


def last_word(node: ast.AST) -> str:
    """The last word of a dotted name: "read_csv" of `pd.read_csv`; "" if the node has no name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
