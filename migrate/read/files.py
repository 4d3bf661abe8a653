"""The bytes of a notebook file; anything else under its name is refused with what it is."""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path

from migrate.errors import RequestError

LARGEST = 500 * 2**20
POINTERS = (
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"PK\x03\x04", "a zip archive; unpack it first"),
    (b"SQLite format 3\x00", "an SQLite database; name the notebook instead"),
    (b"%PDF-", "a PDF document; name the notebook that it was printed from"),
    (b"version https://git-lfs", "a Git LFS pointer in place of the notebook; run `git lfs pull`"),
    (b"outs:\n", "a DVC pointer; run `dvc pull` and name the file that it brings"),
    (b"/annex/objects/", "a git-annex pointer in place of the notebook; run `git annex get`"),
)


def real(path: Path) -> Path:
    """Where a path leads, without `Path.resolve`'s error for a link that leads to itself."""
    return Path(os.path.realpath(path))


def shown(path: Path) -> str:
    """The file's name as the user typed it, safe to print."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in str(path))


def content(path: Path) -> bytes:
    """The bytes of a regular file; RequestError if there is none or if it is plainly something else."""
    try:
        path.name.encode("utf-8")
        data = _regular_file(path)
    except UnicodeEncodeError:
        raise RequestError(f"{shown(path)}: its name is not UTF-8; rename the file.") from None
    except FileNotFoundError:
        raise RequestError(f"{shown(path)}: there is no such file; check the path.") from None
    except PermissionError:
        raise RequestError(f"{shown(path)}: you may not read it; change its permissions.") from None
    except (OSError, ValueError) as error:
        raise RequestError(f"{shown(path)}: it can't be read: {error}.") from None
    for beginning, what in POINTERS:
        if data.startswith(beginning):
            raise RequestError(f"{shown(path)}: this is {what}.")
    return data


def _regular_file(path: Path) -> bytes:
    # Opened without waiting, so that a FIFO doesn't hang; judged when open, so that it can't be swapped.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    try:
        _refuse_unless_regular(path, os.fstat(handle))
        with open(handle, "rb", closefd=False) as file:
            return file.read(LARGEST + 1)
    finally:
        os.close(handle)


def _refuse_unless_regular(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise RequestError(
            f"{shown(path)}: this is a folder; name one notebook in it.\n"
            f"  To make a task of each notebook in it: nbmigrate add {shlex.quote(str(path))}"
        )
    if not stat.S_ISREG(status.st_mode):
        raise RequestError(f"{shown(path)}: this is not a regular file; name a notebook file.")
    if status.st_size > LARGEST:
        size, limit = status.st_size // 2**20, LARGEST // 2**20
        raise RequestError(
            f"{shown(path)}: {size} MB is more than the limit of {limit} MB; clear its outputs first."
        )
