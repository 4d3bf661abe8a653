"""EX08: a standard stream that is replaced for good."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding
from migrate.model.notebook import Statement
from migrate.model.syntax import last_word

STREAMS = {"stdout", "stderr"}
REDIRECTS = {f"redirect_{stream}": stream for stream in STREAMS}


def check(subject: Subject) -> Iterator[Finding]:
    for cell in subject.notebook.code:
        for statement in cell.statements:
            for stream in replaced(statement):
                yield Finding(
                    rule="EX08",
                    severity="high",
                    cell=cell.index,
                    span=statement.span,
                    subject=f"sys.{stream}",
                    what=f"sys.{stream} is replaced, so output no longer reaches the notebook",
                    remedy=(
                        f"use `with contextlib.redirect_{stream}(…):` around what needs it, within one cell"
                    ),
                )


def replaced(statement: Statement) -> Iterator[str]:
    """The streams that a statement assigns, or redirects other than for a block."""
    blocks = [node for node in statement.nodes if isinstance(node, ast.With)]
    entered = [item.context_expr for block in blocks for item in block.items]
    for node in statement.nodes:
        match node:
            case ast.Attribute(ast.Name("sys"), stream, ast.Store()) if stream in STREAMS:
                yield stream
            case ast.Call(func) if node not in entered and last_word(func) in REDIRECTS:
                yield REDIRECTS[last_word(func)]
