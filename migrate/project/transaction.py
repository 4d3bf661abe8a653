"""Write files together or not at all.

What is to be written waits in a folder below .git, with what it replaces beside it. If the process dies
while the files move to their places, the next command that writes puts everything back, following a journal
that git can't bring along. A file that holds neither its former nor its new content is somebody's work by
then, and stays.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from migrate.errors import RequestError
from migrate.project.journal import Change, Journal, read_journal
from migrate.project.lock import alone
from migrate.project.own_paths import check_inside
from migrate.project.state import state_folder

FOLDER = "journal"
JOURNAL = "journal.json"  # there only while files are on their way
FORMER = ".nbmigrate"  # where older versions kept it, and anybody could have committed one

Content = bytes | Path | None  # a text, a file to copy, or nothing: the path goes


def write_together(project: Path, files: Mapping[str, Content]) -> None:
    """Write contents, or copies of files, to paths below the project; delete those with None."""
    with alone(project):
        restore(project)
        folder = journal_folder(project)
        try:
            folder.mkdir()
            prepare(project, folder, files)
            put_in_place(project, folder, files)
            (folder / JOURNAL).unlink()
        except OSError as error:
            restore(project)
            raise RequestError(
                f"{error.filename or project}: {error.strerror}. Nothing was changed."
            ) from error
        except BaseException:
            restore(project)
            raise
        shutil.rmtree(folder, ignore_errors=True)


def roll_back(project: Path) -> list[str]:
    """Undo what an interrupted command left. Returns what the user should know about it."""
    with alone(project):
        try:
            stay = restore(project)
        except OSError as error:
            raise RequestError(
                f"{error.filename or project}: {error.strerror}.\n  An interrupted command left files half "
                "written, and they can't be put back. Fix this, and run the command again."
            ) from error
    return [
        f"{path}: half written by an interrupted command, and changed since; it stays as it is"
        for path in stay
    ] + foreign(project)


def pending(project: Path) -> list[str]:
    """What there is to undo, for a command that changes nothing."""
    begun = (journal_folder(project) / JOURNAL).exists()
    told = "an interrupted command left files half written; the next one that writes puts them back first"
    return [told] * begun + foreign(project)


def foreign(project: Path) -> list[str]:
    """A note on a journal that may have come with the clone."""
    if not os.path.lexists(project / FORMER / "manifest.json"):
        return []
    return [
        f"{FORMER}/manifest.json was left alone, since it may have come with the clone. If an older "
        f"nbmigrate was interrupted here, `git status` shows what is half done. Delete {FORMER}/ in the end."
    ]


def journal_folder(project: Path) -> Path:
    """Where files wait, with what they replace."""
    return state_folder(project) / FOLDER


def prepare(project: Path, folder: Path, files: Mapping[str, Content]) -> None:
    """Store the new files, and copies of those they replace. The journal is written last."""
    changes = []
    for place, (path, content) in enumerate(files.items()):
        check_inside(project, path)
        target, new = project / path, folder / f"new{place}"
        if content is not None:
            stage(new, content)
        if target.is_symlink() or target.exists():
            shutil.copy2(target, folder / f"old{place}", follow_symlinks=False)
            if content is not None and target.exists():
                shutil.copymode(target, new)
        changes.append(Change(path, mark(target), mark(new)))
    journal = Journal(changes, new_folders(project, files))
    stage(folder / "journal.partial", journal.text().encode())
    (folder / "journal.partial").replace(folder / JOURNAL)


def new_folders(project: Path, paths: Iterable[str]) -> list[str]:
    """Folders that the paths need and that don't exist yet, the deepest first."""
    needed = {parent for path in paths for parent in Path(path).parents}
    return sorted((str(folder) for folder in needed if not (project / folder).exists()), reverse=True)


def put_in_place(project: Path, folder: Path, files: Mapping[str, Content]) -> None:
    for place, (path, content) in enumerate(files.items()):
        target = project / path
        if content is None:
            target.unlink(missing_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            move(folder / f"new{place}", target, beside(target, place))


def stage(path: Path, content: bytes | Path) -> None:
    """Write a content and make sure that it is on the disk."""
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        path.write_bytes(content)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def move(source: Path, target: Path, partial: Path) -> None:
    """Put a file into its place atomically, even if that is on another file system than .git."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copy2(source, partial, follow_symlinks=False)
        partial.replace(target)
        source.unlink()


def beside(target: Path, place: int) -> Path:
    """Where a file from another file system waits, beside its place."""
    return target.with_name(f".nbmigrate-{place}.partial")


def restore(project: Path) -> list[str]:
    """Put everything back as it was before the files moved. Returns the paths that were left as they are."""
    folder = journal_folder(project)
    stay: list[str] = []
    if (folder / JOURNAL).exists():
        journal = read_journal(folder / JOURNAL)
        for change in journal.changes:
            check_inside(project, str(Path(change.path).parent / "any"))
        stay = [c.path for place, c in enumerate(journal.changes) if not put_back(project, folder, place, c)]
        for path in journal.folders:
            with suppress(OSError):  # never made, or someone has put a file there
                (project / path).rmdir()
    if folder.exists():
        (folder / JOURNAL).unlink(missing_ok=True)  # first: without its copies it would put back too little
        shutil.rmtree(folder)
    return stay


def put_back(project: Path, folder: Path, place: int, change: Change) -> bool:
    """Restore one file if it is as we left it, or remove it if it was new. False if it has to stay."""
    target, old = project / change.path, folder / f"old{place}"
    with suppress(OSError):
        beside(target, place).unlink()
    now = mark(target)
    if now in (change.before, change.after) and now != change.before:
        if change.before is None:
            target.unlink()
        elif mark(old) == change.before:
            restored = folder / "restored"
            restored.unlink(missing_ok=True)
            shutil.copy2(old, restored, follow_symlinks=False)
            target.parent.mkdir(parents=True, exist_ok=True)
            move(restored, target, beside(target, place))
    return now in (change.before, change.after)


def mark(path: Path) -> str | None:
    """What a path holds, in short; None if nothing is there."""
    if path.is_symlink():
        return f"link {os.readlink(path)}"
    if path.is_dir():
        return "folder"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
