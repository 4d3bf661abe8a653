"""HS08: %store, whose variables are no part of the notebook."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding


def check(subject: Subject) -> Iterator[Finding]:
    for cell in subject.notebook.code:
        for statement in cell.statements:
            if any(map(is_store, statement.nodes)):
                yield Finding(
                    rule="HS08",
                    severity="high",
                    cell=cell.index,
                    span=statement.span,
                    what=(
                        "%store keeps variables in IPython's own database on this computer, "
                        "where tasks can't find them"
                    ),
                    remedy="write them to a file, and read it where they are needed",
                )


def is_store(node: ast.AST) -> bool:
    match node:
        case ast.Call(ast.Attribute(_, "run_line_magic"), [ast.Constant("store"), *_]):
            return True
    return False
