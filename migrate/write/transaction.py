"""Write files together or not at all.

What is to be written waits in the project's .nbmigrate folder, with what it replaces beside it. Should
the process die while the files move to their places, the next command puts everything back.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from migrate.errors import RequestError

JOURNAL = ".nbmigrate"
MANIFEST = "manifest.json"


Content = bytes | Path | None  # a text, a file to copy, or nothing: the path goes


def write_together(project: Path, files: Mapping[str, Content]) -> None:
    """Write contents, or copies of files, to paths below the project, and delete what has none."""
    roll_back(project)
    journal = project / JOURNAL
    journal.mkdir()
    try:
        for place, (path, content) in enumerate(files.items()):
            check_inside(project, path)
            if content is not None:
                stage(journal / f"new{place}", content)
            if (project / path).exists():
                shutil.copy2(project / path, journal / f"old{place}")
        manifest = {"pid": os.getpid(), "paths": list(files)}
        stage(journal / "manifest.partial", json.dumps(manifest).encode())
        (journal / "manifest.partial").replace(journal / MANIFEST)
        for place, (path, content) in enumerate(files.items()):
            if content is None:
                (project / path).unlink(missing_ok=True)
            else:
                (project / path).parent.mkdir(parents=True, exist_ok=True)
                (journal / f"new{place}").replace(project / path)
    except BaseException:
        roll_back(project, mine=True)
        raise
    (journal / MANIFEST).unlink()
    shutil.rmtree(journal)


def stage(path: Path, content: bytes | Path) -> None:
    """Put a content on the disk, surely."""
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        path.write_bytes(content)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def roll_back(project: Path, *, mine: bool = False) -> None:
    """Undo what an interrupted command left; refuse while that command still runs."""
    journal = project / JOURNAL
    if not journal.exists():
        return
    manifest = journal / MANIFEST
    if manifest.exists():
        content = json.loads(manifest.read_text())
        if not mine and is_running(content["pid"]):
            raise RequestError(
                f"{project}: another nbmigrate (process {content['pid']}) is writing here; wait for it."
            )
        for place, path in enumerate(content["paths"]):
            put_back(journal, place, project / path)
    shutil.rmtree(journal)


def put_back(journal: Path, place: int, target: Path) -> None:
    """Restore one file; one that was new goes, and the folders that it needed."""
    old, new = journal / f"old{place}", journal / f"new{place}"
    if old.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(old, target)
    elif not new.exists():
        target.unlink(missing_ok=True)
        for folder in target.parents:
            if any(folder.iterdir()):
                break
            folder.rmdir()


def is_running(pid: int) -> bool:
    """Whether a process lives."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def check_inside(project: Path, path: str) -> None:
    """Refuse to write through a link to somewhere else."""
    if not (project / path).resolve().is_relative_to(project.resolve()):
        raise RequestError(f"{path} leads out of {project} by a link; nothing was written.")
