"""How a command gets a project to itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from migrate.project.lock import alone
from migrate.project.project import Project
from migrate.project.transaction import pending, roll_back
from migrate.screen import Screen


@contextmanager
def alone_in(project: Project, screen: Screen, *, dry_run: bool) -> Iterator[None]:
    """Hold the project's lock, after undoing what was left half written; a dry run only says what that is."""
    if dry_run:
        for note in pending(project.root):
            screen.say(f"  {note}")
        yield
        return
    with alone(project.root, screen.say):
        for note in roll_back(project.root):
            screen.say(f"  {note}")
        yield


@contextmanager
def writing_in(project: Project, screen: Screen, *, dry_run: bool) -> Iterator[None]:
    """Hold the project's lock just for writing, after a long run; a dry run doesn't wait for it."""
    if dry_run:
        yield
        return
    with alone(project.root, screen.say):
        yield


def settled(project: Project, screen: Screen, *, dry_run: bool) -> None:
    """Undo what an interrupted command left, before a command that runs long and writes at the end."""
    with alone_in(project, screen, dry_run=dry_run):
        pass
