"""A process-wide setting that can't be made without running its cell."""

from __future__ import annotations

from migrate.plan.conflicts.conflict import Conflict, Scene
from migrate.plan.settings import unrepeatable_setting


def find(scene: Scene) -> Conflict | None:
    parts = scene.parts
    for place, part in enumerate(parts[:-1]):
        for cell in part.code:
            setting = unrepeatable_setting(scene.notebook, cell, scene.trace)
            if setting:
                reason = f"cell {cell.index} changes the {setting} settings in a way that needs its variables"
                return Conflict(place, len(parts) - 1, reason)
    return None
