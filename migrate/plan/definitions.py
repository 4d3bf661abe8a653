"""Which statement a name has its value from, and where statements stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.model.notebook import Name, Statement
from migrate.model.once import once
from migrate.model.section import Section


def last_binder(parts: Sequence[Section], name: Name, place: int) -> Statement | None:
    """The last statement before section `place` that binds the name."""
    return next((found for part in reversed(parts[:place]) if (found := binders(part).get(name))), None)


@once
def binders(part: Section) -> Mapping[Name, Statement]:
    """By name: the last statement of the section that binds it."""
    return {name: statement for statement in part.statements for name in statement.effects.may_define}


def place_of(parts: Sequence[Section], statement: Statement) -> int:
    return next(place for place, part in enumerate(parts) if id(statement) in positions(part))


def is_before(parts: Sequence[Section], one: Statement, other: Statement) -> bool:
    first, second = (place_of(parts, statement) for statement in (one, other))
    if first != second:
        return first < second
    return positions(parts[first])[id(one)] < positions(parts[first])[id(other)]


@once
def positions(part: Section) -> Mapping[int, int]:
    """By id(statement): its position in the section."""
    return {id(statement): position for position, statement in enumerate(part.statements)}
