"""Paths, and the states of files there."""

from __future__ import annotations

import contextlib
import os


def is_inside(path: str, root: str) -> bool:
    """Whether a path is the root or below it."""
    return (os.path.realpath(path) + os.sep).startswith(root + os.sep)


def state_of(path: str) -> tuple[int, ...] | None:
    """What changes when a file is written or made executable; None if there is no file."""
    with contextlib.suppress(OSError):
        stat = os.stat(path)
        return stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_mode
    return None
