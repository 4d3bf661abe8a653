"""A value that no file can hold, or that can't be made again as it was."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.section import Section
from migrate.plan.conflicts.conflict import Conflict, Scene
from migrate.plan.dependencies import Dependency, dependencies


def find(scene: Scene) -> Conflict | None:
    for place, needed in enumerate(dependencies(scene.parts, scene.trace)):
        for item in needed.values():
            if item.kind == "none":
                return Conflict(item.source, place, reason(scene.parts, place, item))
    return None


def reason(parts: Sequence[Section], place: int, item: Dependency) -> str:
    """Which cell needs which variable of which other cell, and what stands in the way."""
    code = parts[item.source].code
    makers = [cell.index for cell in code if item.name in cell.effects.may_define]
    makers = makers or [cell.index for cell in code if item.name in cell.effects.may_mutate]
    users = [
        cell.index for cell in parts[place].code if item.name in cell.effects.uses | cell.effects.may_mutate
    ]
    maker, user = (makers or [parts[item.source].last])[-1], (users or [parts[place].first])[0]
    return f"cell {user} needs `{item.name}` of cell {maker}{item.blocker}"
