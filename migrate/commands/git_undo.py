"""nbmigrate git --undo: this clone treats notebooks as before; what is committed stays."""

from __future__ import annotations

from pathlib import Path

from migrate.commands.git import check_work_tree
from migrate.model.layout import ATTRIBUTES
from migrate.project.attributes import OURS
from migrate.project.project import Project, find_project, git
from migrate.screen import Screen

MARKS = {  # by our settings in git: those of other tools there, such as nbdime, have other values
    "filter.strip-notebook.required": "true",
    "diff.jupyternotebook.command": "--use-filter",
    "merge.jupyternotebook.name": "notebooks, cell by cell",
}


def undo(project: Path | None, screen: Screen, *, dry_run: bool = False) -> None:
    """Remove the filter and the drivers from the clone's own settings."""
    where = find_project(project)
    check_work_tree(where)
    found = [key.rpartition(".")[0] for key, mark in MARKS.items() if mark in set_here(where, key)]
    for section in found:
        if not dry_run:
            git(where.root, "config", "--local", "--remove-section", section)
        screen.done(f"{section} in .git/config", "would be removed" if dry_run else "removed")
    if not found:
        screen.done("git has no settings of nbmigrate's in this clone", "nothing to do")
    elif OURS["filter"] in where.text(ATTRIBUTES):
        screen.say(
            "  .gitattributes still names the filter; without these settings git stages notebooks with their "
            "outputs. `nbmigrate git` sets it up again."
        )
    screen.result({"removed": found, "dry_run": dry_run})


def set_here(project: Project, key: str) -> str:
    """The value of a key in the clone's own settings; "" where it isn't set."""
    return git(project.root, "config", "--local", "--default", "", "--get", key)
