"""A file outside the notebook's folder that several use and one alters: no pipeline keeps track of it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from migrate.plan.conflicts.conflict import Conflict, Scene

TEMPORARY = re.compile(r".*/tmp[a-z0-9_]{8}\b")  # as Python's tempfile calls them


def find(scene: Scene) -> Conflict | None:
    trace = scene.trace
    spoilt = {path for cell in trace.cells.values() for path in cell.external_changes}
    user: dict[str, int] = {}
    for place, part in enumerate(scene.parts):
        used = {path for cell in part.code for path in trace.cell(cell.index).external_files & spoilt}
        for path in sorted(used):
            if user.setdefault(path, place) != place:
                name = PurePosixPath(path).name
                what = "a temporary file" if TEMPORARY.match(path) else f"the file {name}"
                return Conflict(user[path], place, f"both use {what} beyond the notebook's folder")
    return None
