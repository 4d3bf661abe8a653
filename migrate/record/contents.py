"""What files a run left behind, told by their content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

State = tuple[int, int]  # size, and time of the last change
PICKLE = b"\x80"  # pickles of equal values may differ
MOST = 200 * 2**20  # bytes that are read of one file
CACHES = ("__pycache__", ".ipynb_checkpoints")


def states(root: Path) -> dict[str, State]:
    """Every file below a folder, and how it was last changed."""
    found = {}
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in CACHES]
        for path in (Path(folder, file) for file in files):
            if path.is_file() and not path.is_symlink():
                stat = path.stat()
                found[path.relative_to(root).as_posix()] = (stat.st_size, stat.st_mtime_ns)
    return found


def left_behind(root: Path, before: Mapping[str, State]) -> dict[str, str]:
    """The files that are new or changed, with digests; those that can't be compared are left out."""
    new = sorted(path for path, state in states(root).items() if before.get(path) != state)
    found = {path: digest(root / path, root) for path in new}
    return {path: known for path, known in found.items() if known}


def digest(path: Path, root: Path) -> str | None:
    """A hash of a file's content, wherever its folder lies."""
    if not path.is_file() or path.stat().st_size > MOST:
        return None
    content = path.read_bytes()
    if content.startswith(PICKLE):
        return None
    return hashlib.sha256(content.replace(os.fsencode(root.resolve()), b"\0")).hexdigest()
