"""Only one command at a time reads, plans and writes in a project."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from migrate.errors import RequestError
from migrate.project.state import state_folder

LOCK = "lock"
OWNER = "owner.json"
PATIENCE = 60.0  # seconds; nobody holds the lock while a notebook runs


def unheard(text: str) -> None:
    """For callers where nobody needs to know that we wait."""


@contextmanager
def alone(project: Path, tell: Callable[[str], None] = unheard) -> Iterator[None]:
    """Keep other commands out of the project. If one is at work, wait for it, and say so.

    A process that has the lock may take it again. The system drops it when the process ends, even if killed.
    """
    folder = made(state_folder(project))
    lock = FileLock(folder / LOCK, is_singleton=True)
    again = lock.is_locked
    try:
        lock.acquire(blocking=False)
    except Timeout:
        tell(f"waiting for {owner(folder)}, which is at work in {project}")
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            raise RequestError(
                f"{project}: {owner(folder)} is at work here, and hasn't finished after {PATIENCE:.0f} s.\n"
                "  Run this command again when it has. Nothing was changed."
            ) from None
    try:
        if not again:
            sign(folder)
        yield
    finally:
        if not again:
            with suppress(OSError):
                (folder / OWNER).unlink(missing_ok=True)
        lock.release()


def made(folder: Path) -> Path:
    """The folder, made if it wasn't there. Raises RequestError if that isn't possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RequestError(
            f"{error.filename or folder}: {error.strerror}; nbmigrate keeps its lock and journal there.\n"
            "  Make it writable for you. Nothing was changed."
        ) from error
    return folder


def sign(folder: Path) -> None:
    """Note who has the lock, for `owner`."""
    command = " ".join(["nbmigrate", *(arg for arg in sys.argv[1:2] if not arg.startswith("-"))])
    since = datetime.now().astimezone().strftime("%H:%M:%S")
    text = json.dumps({"process": os.getpid(), "command": command, "since": since})
    with suppress(OSError):  # then others learn less
        (folder / f"{OWNER}.new").write_text(text, encoding="utf-8")
        (folder / f"{OWNER}.new").replace(folder / OWNER)


def owner(folder: Path) -> str:
    """Who has the lock, as far as is known."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads((folder / OWNER).read_text(encoding="utf-8"))
        return f"`{told['command']}` (process {int(told['process'])}, since {told['since']})"
    return "another nbmigrate"
