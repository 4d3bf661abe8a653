"""What git carries into a clone: anybody may have put it there, so nothing of it is run."""

from __future__ import annotations

import subprocess
from pathlib import Path

from migrate.errors import RequestError
from migrate.read.files import real


def is_carried(root: Path, path: Path) -> bool:
    """Whether git tracks a path, something below it, or what it links to."""
    places = {place for place in (path.absolute(), real(path)) if place.is_relative_to(real(root))}
    return any(tracked(root, place) for place in places)


def tracked(root: Path, place: Path) -> bool:
    """Whether git tracks a place or something below it; False outside a repository."""
    asked = ["git", "--literal-pathspecs", "ls-files", "-z", "--", str(place)]
    return bool(subprocess.run(asked, cwd=root, capture_output=True).stdout)


def refuse_carried(root: Path, environment: Path) -> None:
    """RequestError if the environment came with the repository."""
    if is_carried(root, environment):
        raise RequestError(
            f"{environment}: is in git, so anybody may have put it there, and nbmigrate runs nothing of it.\n"
            f"  Take it out of git (git rm -r --cached {environment.name}), or name another interpreter with "
            "--python PATH."
        )
