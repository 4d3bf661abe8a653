"""Where we keep what belongs to a project on this machine only, and no clone can bring along."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import platformdirs


def state_folder(project: Path) -> Path:
    """Our folder below .git, which git never carries; without git, one among the user's own files.

    In a linked worktree or a submodule .git is a file, and git itself says where its folder is. Projects
    that share one repository have a folder each.
    """
    asked = ["git", "rev-parse", "--show-prefix", "--git-path", "nbmigrate"]
    done = subprocess.run(asked, cwd=project, capture_output=True, encoding="utf-8", errors="surrogateescape")
    if done.returncode:
        return platformdirs.user_state_path("nbmigrate") / "projects" / key(str(project.resolve()))
    prefix, place = done.stdout.rstrip("\n").rsplit("\n", 1)
    return project / place / (key(prefix) if prefix else "top")


def key(text: str) -> str:
    """A short name for a path, from its hash."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
