"""Our temporary folders, and the removal of those whose process was killed.

Each one holds a lock, which the system drops when its process ends, however that ends: a folder of ours
whose lock is free belongs to nobody any more.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from filelock import FileLock, Timeout

from migrate.errors import RequestError

OWN = "nbmigrate-"  # how the names of our own temporary folders begin
ALIVE = ".nbmigrate-alive"
NAME = re.compile(rf"(\..+\.)?{OWN}\w{{8}}")


@contextmanager
def scratch_folder(beside: Path | None = None) -> Iterator[Path]:
    """A temporary folder, removed at the end; in the same folder as `beside`, if that is given."""
    where = beside.parent if beside else Path(gettempdir())
    for place in (where, Path()):
        sweep(place)
    prefix = f".{beside.name[:100]}.{OWN}" if beside else OWN
    try:
        folder = TemporaryDirectory(prefix=prefix, dir=where, ignore_cleanup_errors=True)
    except OSError as error:
        raise RequestError(
            f"{where}: {error.strerror}, so no folder can be made there. Nothing was written."
        ) from error
    with folder as name, living(Path(name)):
        yield Path(name).resolve()


@contextmanager
def living(folder: Path) -> Iterator[None]:
    """Show that the folder's process is alive. The sign appears locked, so nobody finds it unlocked."""
    with FileLock(folder / f"{ALIVE}.new"):
        with suppress(OSError):  # as on Windows: then nobody will sweep it
            (folder / f"{ALIVE}.new").rename(folder / ALIVE)
        yield


@cache
def sweep(place: Path) -> None:
    """Delete what killed commands left in a folder. Once per command is enough."""
    with suppress(OSError), os.scandir(place) as entries:
        names = [entry.path for entry in entries if NAME.fullmatch(entry.name)]
        for folder in map(Path, names):
            if is_ours(folder):
                delete_if_dead(folder)


def is_ours(folder: Path) -> bool:
    """Whether we made this folder: it is the user's, closed to others, with the sign in it."""
    status, sign = folder.lstat(), folder / ALIVE
    mine = not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o077)
    return mine and stat.S_ISDIR(status.st_mode) and sign.is_file() and not sign.is_symlink()


def delete_if_dead(folder: Path) -> None:
    with suppress(Timeout, OSError), FileLock(folder / ALIVE, blocking=False):
        shutil.rmtree(folder, ignore_errors=True)
