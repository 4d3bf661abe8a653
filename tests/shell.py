"""Run commands in tests as a user does at a prompt."""

import os
import subprocess
from pathlib import Path


def run(folder: Path, *command: str, **environment: str) -> str:
    """Run a command in a folder; it has to succeed. Gives what it prints."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}{done.stderr}"
    return done.stdout


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody, whoever is at the machine."""
    return run(folder, "git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments)


def commit(folder: Path) -> None:
    """Commit all there is in a folder, which becomes a repository where it isn't one."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "change")
