"""Write files together or not at all.

What is to be written waits in the project's .nbmigrate folder, with what it replaces beside it. Should
the process die while the files move to their places, the next command puts everything back. A lock on
the project's folder keeps two commands apart; the system drops it when its process ends.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from migrate.errors import RequestError

JOURNAL = ".nbmigrate"
MANIFEST = "manifest.json"  # there only while files are on their way
OWNER = "pid"


Content = bytes | Path | None  # a text, a file to copy, or nothing: the path goes


def write_together(project: Path, files: Mapping[str, Content]) -> None:
    """Write contents, or copies of files, to paths below the project, and delete what has none."""
    with alone(project):
        restore(project)
        journal = project / JOURNAL
        try:
            journal.mkdir()
            stage(journal / OWNER, str(os.getpid()).encode())
            prepare(project, files)
            put_in_place(project, files)
            (journal / MANIFEST).unlink()
        except OSError as error:
            restore(project)
            raise RequestError(
                f"{error.filename or project}: {error.strerror}. Nothing was changed."
            ) from error
        except BaseException:
            restore(project)
            raise
        shutil.rmtree(journal, ignore_errors=True)


def roll_back(project: Path) -> None:
    """Undo what an interrupted command left; refuse while a command still writes."""
    with alone(project):
        restore(project)


@contextmanager
def alone(project: Path) -> Iterator[None]:
    """Keep other commands from writing to the project meanwhile."""
    folder = os.open(project, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RequestError(f"{project}: another nbmigrate{owner(project)} is writing here.") from None
        yield
    finally:
        os.close(folder)


def owner(project: Path) -> str:
    """The process that writes, where it has said so."""
    with suppress(OSError):
        return f" (process {(project / JOURNAL / OWNER).read_text()})"
    return ""


def prepare(project: Path, files: Mapping[str, Content]) -> None:
    """Lay out the new files, and copies of those that they replace; say in the manifest that this is done."""
    journal = project / JOURNAL
    for place, (path, content) in enumerate(files.items()):
        check_inside(project, path)
        target = project / path
        if content is not None:
            stage(journal / f"new{place}", content)
        if target.is_symlink() or target.exists():
            shutil.copy2(target, journal / f"old{place}", follow_symlinks=False)
            if content is not None and target.exists():
                shutil.copymode(target, journal / f"new{place}")
    manifest = {"paths": list(files), "folders": new_folders(project, files)}
    stage(journal / "manifest.partial", json.dumps(manifest).encode())
    (journal / "manifest.partial").replace(journal / MANIFEST)


def new_folders(project: Path, paths: Iterable[str]) -> list[str]:
    """Folders that the paths need and that aren't there yet, the deepest first."""
    needed = {parent for path in paths for parent in Path(path).parents}
    return sorted((str(folder) for folder in needed if not (project / folder).exists()), reverse=True)


def put_in_place(project: Path, files: Mapping[str, Content]) -> None:
    """Move the new files to their places."""
    for place, (path, content) in enumerate(files.items()):
        target = project / path
        if content is None:
            target.unlink(missing_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            (project / JOURNAL / f"new{place}").replace(target)


def stage(path: Path, content: bytes | Path) -> None:
    """Put a content on the disk, surely."""
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        path.write_bytes(content)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def restore(project: Path) -> None:
    """Put everything back to where it was before the files that are on their way began to move."""
    journal = project / JOURNAL
    if (journal / MANIFEST).exists():
        manifest = json.loads((journal / MANIFEST).read_text())
        for place, path in enumerate(manifest["paths"]):
            put_back(journal, place, project / path)
        for folder in manifest["folders"]:
            with suppress(OSError):  # never made, or someone has put a file there
                (project / folder).rmdir()
    if journal.exists():
        (journal / MANIFEST).unlink(missing_ok=True)  # first: without its copies it would put back too little
        shutil.rmtree(journal)


def put_back(journal: Path, place: int, target: Path) -> None:
    """Restore one file; one that is new goes."""
    old, new = journal / f"old{place}", journal / f"new{place}"
    if old.is_symlink() or old.exists():
        restored = journal / "restored"
        restored.unlink(missing_ok=True)
        shutil.copy2(old, restored, follow_symlinks=False)
        restored.replace(target)
    elif not new.exists():
        target.unlink(missing_ok=True)


def check_inside(project: Path, path: str) -> None:
    """Refuse to write through a link to somewhere else."""
    if not (project / path).resolve().is_relative_to(project.resolve()):
        raise RequestError(f"{path} leads out of {project} by a link; nothing was written.")
