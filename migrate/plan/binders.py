"""Which statement a name has its value from."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.notebook import Name, Statement
from migrate.model.section import Section


def last_binder(parts: Sequence[Section], name: Name, place: int) -> Statement | None:
    """The last statement before a section that binds a name."""
    statements = (s for part in reversed(parts[:place]) for s in reversed(part.statements))
    return next((s for s in statements if name in s.flow.binds), None)
