"""Which files a cell read, looked for, wrote and removed."""

from __future__ import annotations

import ast
import contextlib
import functools
import os
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any

from .code_texts import LISTERS, commands, strings
from .openings import Openings
from .paths import is_inside, state_of

SYSTEM = (sys.prefix, sys.base_prefix, sys.exec_prefix, "/dev", "/etc", "/proc", "/sys", "/usr")
READING = ("open", "sqlite3.connect")
# Python's audit events about files, and how many of their first arguments are paths to note.
EVENTS = {"open": 1, "sqlite3.connect": 1, "os.remove": 1, "os.rename": 2, "os.listdir": 0, "os.scandir": 0}
LOOKS = ("stat", "lstat", "access", "chdir")  # how Python asks whether a file or folder is there


class Files:
    """The files below a folder that a cell opened and wrote, and those outside it."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self.on = False
        self.opened: list[str] = []
        self.listed: list[str] = []
        self.named: list[str] = []
        self.texts: list[str] = []  # the strings of the cell
        self.outside: set[str] = set()
        self.looked: set[str] = set()  # what was asked for, there or not
        self.beyond: dict[str, tuple[int, ...] | None] = {}  # as they were at first
        self.folders: set[str] = set()
        self.openings = Openings()
        self.tree = self.states()
        sys.addaudithook(self.audit)
        for name in LOOKS:
            setattr(os, name, self.noting(getattr(os, name)))

    def begin(self) -> None:
        self.openings.take()
        self.opened, self.listed, self.named, self.beyond, self.on = [], [], [], {}, True
        self.looked = set()

    def noting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function that asks for a file, to note which one: no audit hook reports that."""

        @functools.wraps(function)
        def ask(*args: Any, **kwargs: Any) -> Any:
            if self.on and args and kwargs.get("dir_fd") is None:
                with contextlib.suppress(Exception):
                    self.looked.update(self.no_library([os.path.abspath(os.fsdecode(args[0]))]))
            return function(*args, **kwargs)

        return ask

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note the files that Python is about to open, remove or move, and the folders that it lists.

        An error here would become the notebook's.
        """
        if not self.on or event not in EVENTS:
            return
        with contextlib.suppress(Exception):
            if event in ("os.listdir", "os.scandir"):
                if not looks_for_modules():
                    self.listed.append(os.path.abspath(os.fsdecode(arguments[0] or ".")))
                return
            paths = [os.path.abspath(os.fsdecode(p)) for p in arguments[:2] if isinstance(p, (str, bytes))]
            for path in paths[: EVENTS[event]]:
                if self.is_passed_on(path):
                    self.beyond.setdefault(path, state_of(path))
            mode = arguments[1] if event == "open" else "r"
            if event in READING and not (isinstance(mode, str) and mode[:1] in ("w", "x")):
                self.opened += self.no_library(paths[:1])

    def no_library(self, paths: list[str]) -> list[str]:
        """The paths without the thousands that imports open, which would take long to resolve."""
        return [
            p for p in paths if p.startswith(self.root) or not ("site-packages" in p or p.startswith(SYSTEM))
        ]

    def is_passed_on(self, path: str) -> bool:
        """Whether one cell may pass something to another by this file outside the tree.

        Not the system's files, not ours, and no hidden ones that the cell doesn't name: libraries keep caches
        there, and can fill them again.
        """
        own = os.path.dirname(self.root) + os.sep
        hidden = "/." in path and not any(os.path.basename(path) in text for text in self.texts)
        libraries = "__pycache__" in path or "site-packages" in path
        return not (hidden or libraries or path.startswith((own, *SYSTEM)))

    def note_names(self, node: ast.AST) -> None:
        """Note files that the code names: compiled code and other programs may open them unseen."""
        texts = strings(node)
        words = [word for text in commands(node) for word in text.split()]
        self.texts = [*texts, *words]
        on, self.on = self.on, False
        self.named += [os.path.abspath(text) for text in self.texts if os.path.isfile(text)]
        for path in filter(os.path.isabs, map(os.path.expanduser, self.texts)):
            if self.is_passed_on(path) and not os.path.isdir(path):
                self.beyond.setdefault(path, state_of(path))
        self.on = on
        if any(word in LISTERS or "*" in word for word in words):
            self.listed.append(os.getcwd())

    def states(self) -> dict[str, tuple[int, ...]]:
        """Every file in the tree, with what changes when it is written."""
        found = {}
        self.folders = set()
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if name not in ("__pycache__", ".ipynb_checkpoints")]
            self.folders.add(os.path.relpath(folder, self.root))
            for file in files:
                path = os.path.join(folder, file)
                state = state_of(path)
                if state:
                    found[os.path.relpath(path, self.root)] = state
        known = {os.path.normpath(os.path.join(self.root, folder)) for folder in self.folders}
        self.openings.cover(known)
        return found

    def touched(self) -> dict[str, list[str]]:
        """Files in the tree that the cell read, missed, wrote and deleted; folders it made and listed.

        A file that the code names or asks for, and that it wrote, counts as read only if it was seen being
        read, or opened for reading. In a folder that was listed, all files count as read.
        """
        there, (unseen, read) = self.folders, self.openings.take()
        before, self.tree = self.tree, self.states()
        writes = {path for path, state in self.tree.items() if before.get(path) != state}
        opened, looked = self.inside(self.opened), self.inside(self.looked)
        reads = opened | self.inside(read) | ((self.inside([*self.named, *unseen]) | looked) - writes)
        listed = self.inside(self.listed)
        reads |= {path for path in before if (os.path.dirname(path) or ".") in listed} - writes
        self.outside |= {path for path in self.opened if not is_inside(path, self.root)}
        found = {
            "reads": reads & set(before),
            "misses": {path for path in opened | looked if path[:2] != ".."} - set(before) - there,
            "writes": writes,
            "made": self.folders - there,
            "deletes": (set(before) - set(self.tree)) | (there - self.folders),
            "lists": {path for path in listed if path[:2] != ".."},
            "finds": looked & there,
            "beyond": set(self.beyond) | set(filter(self.is_passed_on, self.named)),
            "spoils": {path for path, state in self.beyond.items() if state_of(path) != state},
        }
        return {kind: sorted(paths) for kind, paths in found.items()}

    def inside(self, paths: Iterable[str]) -> set[str]:
        """Paths relative to the root; for a link, its target as well."""
        known = {place for path in paths for place in (path, os.path.realpath(path))}
        return {os.path.relpath(path, self.root) for path in known}

    def elsewhere(self) -> dict[str, list[int]]:
        """Files outside the tree that were opened, with their states; the system's are left out."""
        found = {}
        for path in sorted(self.outside):
            known = "site-packages" in path or any(is_inside(path, place) for place in SYSTEM)
            if not known and os.path.isfile(path):
                stat = os.stat(path)
                found[path] = [stat.st_size, stat.st_mtime_ns]
        return found

    def modules(self) -> list[str]:
        """Files in the tree that were imported."""
        known = [m for m in list(sys.modules.values()) if isinstance(m, types.ModuleType)]
        files = [vars(module).get("__file__") for module in known]  # a lazy one would load at getattr
        mine = self.inside(self.no_library([file for file in files if isinstance(file, str)]))
        return sorted(path for path in mine if not path.startswith(".."))


def looks_for_modules() -> bool:
    """Whether Python itself lists a folder, to find a module or the distributions there."""
    frame = sys._getframe(2)
    for _ in range(8):
        if "importlib" in frame.f_code.co_filename or "pkgutil" in frame.f_code.co_filename:
            return True
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False
