"""A file that has another name each time and lies beside others: no pipeline can hand it on."""

from __future__ import annotations

from migrate.plan.conflicts.conflict import Conflict, Scene
from migrate.plan.files import loose


def find(scene: Scene) -> Conflict | None:
    trace = scene.trace
    maker: dict[str, int] = {}
    for place, part in enumerate(scene.parts if trace.renamed else ()):
        seen = [trace.cell(cell.index) for cell in part.code]
        for path in sorted({path for cell in seen for path in cell.reads | cell.alters} & {*maker}):
            reason = f"both use the file {path}, which has another name in each run"
            return Conflict(maker[path], place, reason)
        patterns = loose(part, trace)
        maker |= {path: place for path, pattern in trace.renamed.items() if pattern in patterns}
    return None
