"""A cell that asks when files were written: they are as old as their task's last run."""

from __future__ import annotations

import re

from migrate.plan.conflicts.conflict import Conflict, Scene

ASKS_TIMES = re.compile(r"\bget[acm]time\b|\bst_[acm]time|\bls -\w*t")


def find(scene: Scene) -> Conflict | None:
    """The first cell that asks, in a section after the first that writes."""
    parts, trace = scene.parts, scene.trace
    writers = [p for p, part in enumerate(parts) if any(trace.cell(cell.index).writes for cell in part.code)]
    for place, part in enumerate(parts):
        asking = [cell.index for cell in part.code if ASKS_TIMES.search(cell.source)]
        if asking and writers and writers[0] < place:
            return Conflict(writers[0], place, f"cell {asking[0]} asks when files were written")
    return None
