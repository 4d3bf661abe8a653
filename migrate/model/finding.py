"""What a rule finds in a notebook: what it is, why it matters, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from migrate.model.notebook import Name, Span

Severity = Literal["blocks", "high", "medium", "low", "info"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing in one cell. Its sentences begin in lower case and end without a full stop."""

    rule: str  # as "HS01"
    severity: Severity
    cell: int
    span: Span | None = None  # in the cell's text, where it is certain
    subject: Name = ""  # the variable, path or kind of key that it is about
    what: str
    why: str = ""  # why it matters, where `what` doesn't say so
    remedy: str = ""

    def __str__(self) -> str:
        return f"cell {self.cell}: {'; '.join(filter(None, (self.what, self.why, self.remedy)))}"
