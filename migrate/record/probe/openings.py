"""Which files any program opened or read, as reported by Linux."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterator

READ, OPENED = 0x1, 0x20  # of inotify(7)


class Openings:
    """The files below some folders that any program opened or read; only on Linux."""

    HEAD = struct.Struct("iIII")

    def __init__(self) -> None:
        self.folders: dict[int, str] = {}
        self.source = -1
        with contextlib.suppress(Exception):
            self.system = ctypes.CDLL(None, use_errno=True)
            self.source = self.system.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)

    def cover(self, folders: set[str]) -> None:
        if self.source >= 0:
            for folder in folders.difference(self.folders.values()):
                watch = self.system.inotify_add_watch(self.source, os.fsencode(folder), OPENED | READ)
                self.folders[watch] = folder

    def take(self) -> tuple[list[str], list[str]]:
        """What was opened, and what was read, since the last call, folders included.

        A program that writes a file may read it before.
        """
        found: list[tuple[int, str]] = []
        with contextlib.suppress(OSError):
            while self.source >= 0:
                found += self.events(os.read(self.source, 2**16))
        opened = [path for what, path in found if what & OPENED]
        return opened, [path for what, path in found if what & READ]

    def events(self, told: bytes) -> Iterator[tuple[int, str]]:
        """What happened, and the path that it happened to."""
        while told:
            folder, what, _, length = self.HEAD.unpack_from(told)
            end = self.HEAD.size + length
            name = told[self.HEAD.size : end].rstrip(b"\0")
            if what & (OPENED | READ) and name and folder in self.folders:
                yield what, os.path.join(self.folders[folder], os.fsdecode(name))
            told = told[end:]
