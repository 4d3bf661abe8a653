"""Notes what each cell did: to settings, random generators, files, and the variables at borders."""

from __future__ import annotations

import builtins
import contextlib
import json
import os
import sys
import time
from typing import Any

from .aliases import shared
from .content_hashes import content, tells_content
from .distributions import HELPERS, asked_for, imports_of, merged, packages
from .files import Files
from .fingerprints import fingerprint
from .kinds import kind, summary
from .marks import MARK, Marks
from .process import swallowing
from .seeding import Seeds, positions, unseen
from .settings import GROUPS, IMPORT_NOISE, changes_between, code_for, defaults, settings
from .settings_code import Places
from .storage import storage


class Watch:
    """Notes what each cell did to the process, to files, and to the variables at borders."""

    def __init__(self, ip: Any, config: dict[str, Any], seeds: Seeds) -> None:
        self.ip, self.config, self.seeds = ip, config, seeds
        self.queue: list[int] = list(config["cells"])
        self.files = Files(config["root"])
        self.known: dict[str, dict[str, Any]] = {}
        self.tangled: set[str] = set()  # variables that had something in common with others
        self.settings: dict[str, dict[str, Any]] | None = None
        self.depth = 0  # %%capture and the like run a cell within the cell
        self.displayed = 0  # how often the last statement displayed something
        self.lines: list[str] = []
        self.clear()
        ip.display_pub.register_hook(self.count)
        builtins.__dict__[MARK] = self.mark
        ip.ast_transformers.append(Marks(self))

    def clear(self) -> None:
        self.changes: list[dict[str, Any]] = []
        self.draws: list[dict[str, Any]] = []
        self.trouble: list[str] = []
        self.statement, self.importing, self.marked = 0, False, False

    def before(self, info: Any) -> None:
        """Called by IPython before each cell."""
        self.depth += 1
        if self.depth > 1:
            return
        self.clear()
        with swallowing(self.trouble.append, "start of the cell"):
            self.index = self.queue.pop(0)
            self.seeds.begin(str(self.index))
            if self.settings is None:
                self.settings = settings()
            self.positions = positions()
            self.seeds.called.clear()
            self.files.begin()
        self.began = time.perf_counter()

    def count(self, message: Any) -> Any:
        """Called by IPython with what is displayed, which it returns unchanged."""
        self.displayed += 1
        return message

    def mark(self, statement: int, importing: bool = False) -> None:
        """Runs between the statements of a cell, and attributes what changed to the one before."""
        on, self.files.on = self.files.on, False
        with swallowing(self.trouble.append, f"statement {self.statement}"):
            self.note_changes()
            self.note_draws()
        self.statement, self.importing, self.displayed = statement, importing, 0
        self.files.on = on

    def note_changes(self) -> None:
        now, last = settings(), self.settings or {}
        for group, values in now.items():
            before = last[group] if group in last else defaults(group, values)
            changed = changes_between(before, values)
            if changed is None or (self.importing and group in IMPORT_NOISE):
                continue
            places = Places(self.files.root, self.files.texts)
            found = {
                "statement": self.statement,
                "setting": group,
                "code": code_for(group, before, changed, places) if changed else [],
                "shows": self.displayed > 0,
                "visible": GROUPS[group].visible,
            }
            self.changes.append(found)
        self.settings = now

    def note_draws(self) -> None:
        """Note the generators that the last statement moved."""
        now, seeded = positions(), dict(self.seeds.called)
        self.seeds.called.clear()
        for generator, position in now.items():
            if generator in seeded or self.positions.get(generator, position) != position:
                seeds = generator in seeded and seeded[generator] == position
                both = generator in seeded and not seeds
                found = {"statement": self.statement, "generator": generator, "seeds": seeds, "both": both}
                self.draws.append(found)
        self.positions = now

    def after(self, result: Any) -> None:
        """Called by IPython after each cell."""
        self.depth -= 1
        if self.depth:
            return
        seconds = time.perf_counter() - self.began
        self.mark(-1)
        self.files.on = False
        found: dict[str, Any] = {"cell": self.index, "seconds": seconds}
        found.update(changes=self.changes, draws=self.draws, reads=[], writes=[], made=[], deletes=[])
        found.update(misses=[], lists=[], beyond=[], spoils=[], finds=[], border={}, shared=[])
        with swallowing(self.trouble.append, "files"):
            found.update(self.files.touched())
        names = self.config["borders"].get(str(self.index), ())
        if names:
            with swallowing(self.trouble.append, "variables"), unseen(self.seeds):
                found["border"] = self.border(names)
                storable = [name for name, item in found["border"].items() if item["format"]]
                found["shared"] = shared({name: self.ip.user_ns[name] for name in storable})
                self.tangled |= {name for *pair, _ in found["shared"] for name in pair}
        if not self.queue:
            with swallowing(self.trouble.append, "modules"):
                found.update(self.modules())
        with contextlib.suppress(Exception):
            self.write({**found, "trouble": "; ".join(self.trouble)} if self.trouble else found)
            if found["border"]:  # to look at values may have run code that sets something
                self.settings = settings()

    def write(self, line: dict[str, Any]) -> None:
        """Keep a line of the trace. It is written after the last cell, as nobody reads a part of it."""
        try:
            self.lines.append(json.dumps(line) + "\n")
        finally:
            if not self.queue:
                with open(self.config["trace"], "w", encoding="utf-8") as file:
                    file.writelines(self.lines)

    def border(self, names: list[str]) -> dict[str, Any]:
        """Describe the variables that later cells may need."""
        found = {}
        for name in names:
            if name in self.ip.user_ns and not self.is_left(name, self.ip.user_ns[name]):
                with swallowing(self.trouble.append, name):
                    found[name] = self.known[name] = self.described(name, self.ip.user_ns[name])
        return found

    def is_left(self, name: str, value: Any) -> bool:
        """Whether, after the last cell, nobody asks if it changed a variable known before.

        It matters for what something else may have changed with it, and for models, which are kept.
        """
        former = self.known.get(name, {})
        plain = former.get("format") in ("parquet", "npy") and former.get("kind") == kind(value)[0]
        return not self.queue and plain and name not in self.tangled

    def described(self, name: str, value: Any) -> dict[str, Any]:
        """What a variable holds; the former description, if it is unchanged."""
        what, home = kind(value)
        mark = fingerprint(value) if home is None else None
        former = self.known.get(name, {})
        if mark is not None and former.get("fingerprint") == mark and former.get("kind") == what:
            return former
        stored = storage(value, what) if home is None else None
        return {
            "kind": what,
            "home": home,
            "fingerprint": mark,
            "format": stored,
            "content": mark if tells_content(value, what) else content(value) if stored else None,
            "summary": summary(value, what),
        }

    def modules(self) -> dict[str, Any]:
        """What was imported: files of the tree, and distributions."""
        found = self.files.modules()
        wanted = {*self.config["imports"], *HELPERS}
        for path in found:
            with contextlib.suppress(Exception), open(os.path.join(self.files.root, path), "rb") as file:
                wanted |= imports_of(file.read())
        python = ".".join(map(str, sys.version_info[:3]))
        outside = self.files.elsewhere()
        listed = merged(packages(wanted), asked_for(self.config.get("installs", [])))
        return {"modules": found, "packages": listed, "python": python, "outside": outside}
