"""What tasks have stored, described in the process that stored it."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
from collections.abc import Callable
from typing import Any

from .content_hashes import content, tells_content
from .fingerprints import fingerprint
from .kinds import kind, summary
from .seeding import Seeds, unseen


def contents(load: Callable[[str], Any], paths: list[str]) -> dict[str, dict[str, Any]]:
    """Descriptions of stored values, loaded again; those that can't be loaded are left out."""
    found = {}
    for path in paths:
        with contextlib.suppress(Exception):
            value = load(path)
            what = kind(value)[0]
            mark = fingerprint(value)
            found[path] = {"kind": what, "fingerprint": mark, "summary": summary(value, what)}
            found[path]["content"] = mark if tells_content(value, what) else content(value)
    return found


class Products:
    """Describes what a task has stored, in its own process: another one would repeat its imports."""

    def __init__(self, config: dict[str, Any], seeds: Seeds) -> None:
        self.config, self.seeds = config, seeds
        self.known = self.states()

    def states(self) -> dict[str, tuple[int, int]]:
        """The products that exist, with what changes when they are written."""
        found = {}
        for path, place in self.config["products"].items():
            with contextlib.suppress(OSError):
                stat = os.stat(place)
                found[path] = (stat.st_mtime_ns, stat.st_ino)
        return found

    def after(self, result: Any) -> None:
        """Called by IPython after each cell."""
        with contextlib.suppress(Exception):
            before, self.known = self.known, self.states()
            fresh = [path for path, state in self.known.items() if before.get(path) != state]
            if fresh:
                self.tell(fresh)

    def tell(self, paths: list[str]) -> None:
        with unseen(self.seeds):
            found = contents(importlib.import_module(self.config["io"]).load, paths)
            with open(self.config["told"], "a", encoding="utf-8") as file:
                file.write(json.dumps(found) + "\n")
