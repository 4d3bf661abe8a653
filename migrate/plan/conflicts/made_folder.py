"""A folder that one section makes, that must not be there before, and that another section needs."""

from __future__ import annotations

from migrate.plan.conflicts.conflict import Conflict, Scene
from migrate.plan.files import may_be_there, shared_folders


def find(scene: Scene) -> Conflict | None:
    parts, trace = scene.parts, scene.trace
    for folder, (maker, user) in shared_folders(parts, trace).items():
        if not may_be_there(parts, folder, maker, trace):
            reason = f"the first makes the folder {folder}, and the later one writes into it"
            return Conflict(maker, user, reason)
    return None
