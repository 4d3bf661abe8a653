"""How a command comes to have a project for itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from migrate.project.lock import alone
from migrate.project.project import Project
from migrate.project.transaction import pending, roll_back
from migrate.screen import Screen


@contextmanager
def alone_in(project: Project, screen: Screen, *, dry_run: bool) -> Iterator[None]:
    """No other command writes meanwhile, and nothing is half written; a dry run only tells what is."""
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
    """No other command writes meanwhile, where what takes long is done; a dry run doesn't wait."""
    if dry_run:
        yield
        return
    with alone(project.root, screen.say):
        yield


def settled(project: Project, screen: Screen, *, dry_run: bool) -> None:
    """Undo what an interrupted command left, before something that takes long and writes in the end."""
    with alone_in(project, screen, dry_run=dry_run):
        pass
