"""Which paths are a project's own: below it, by name and with links followed, and not git's."""

from __future__ import annotations

from pathlib import Path, PurePath

from migrate.errors import RequestError
from migrate.read.files import real


def is_inside(path: str) -> bool:
    """Whether a path, as written, stays below the folder that it starts from, and out of .git."""
    parts = PurePath(path).parts
    if not parts or "\0" in path or PurePath(path).is_absolute() or PurePath(path).drive:
        return False
    return not any(part == ".." or part.lower() == ".git" for part in parts)


def check_inside(project: Path, path: str) -> None:
    """Refuse to write outside the project, whether by name or through a link."""
    if not is_inside(path):
        raise RequestError(f"{path} isn't a path in {project}; nothing was written.")
    root = real(project)
    target = real(project / path)
    if not target.is_relative_to(root):
        raise RequestError(f"{path} leads out of {project} through a link; nothing was written.")
    if not is_inside(str(target.relative_to(root))):
        raise RequestError(f"{path} leads into git's own files through a link; nothing was written.")
