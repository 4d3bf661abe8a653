"""EX07: work that goes on after its cell, which no process waits for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.knowledge.facts import does
from migrate.model.finding import Finding
from migrate.model.syntax import last_word


def check(subject: Subject) -> Iterator[Finding]:
    for cell in subject.notebook.code:
        for statement in cell.statements:
            for node in statement.nodes:
                if isinstance(node, ast.Call) and does(starter := last_word(node.func), "goes on"):
                    yield Finding(
                        rule="EX07",
                        severity="high",
                        cell=cell.index,
                        span=statement.span,
                        subject=starter,
                        what=f"`{starter}` starts work that continues after its cell",
                        remedy="await it in the cell that starts it",
                    )
