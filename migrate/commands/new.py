"""nbmigrate new: a project from the template, with notebooks migrated into it."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from migrate.commands.options import Options
from migrate.commands.split import migrate
from migrate.errors import RequestError
from migrate.model.notebook import Notebook
from migrate.plan.names import pipeline_name
from migrate.read.notebook import read
from migrate.screen import Screen
from migrate.write.project import Project, commit, git, kept_files, package_of
from migrate.write.template import render

Sources = Sequence[tuple[Path, Notebook]]
Put = Callable[[Sources, Project, Options, Screen], None]  # migrates notebooks into a project


def new(target: Path, notebooks: Sequence[Path], put: Put, options: Options, screen: Screen) -> None:
    """Make the project beside its place, and move it there when everything has worked."""
    asked, target = target, target.absolute()
    check_free(target)
    sources = [(path, read(path)) for path in notebooks]
    if put is split_each:
        check_names(sources)
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        root = staged / target.name
        render(root, {"project_name": target.name, **({"example": False} if notebooks else {})})
        project = Project(root, package_of(root))
        git(root, "init", "--quiet", "--initial-branch=main")
        paths = kept_files(root)
        commit(root, paths, "chore: start from the template")
        screen.done("project created from the template", f"{len(paths)} files")
        put(sources, project, replace(options, commit=True, dry_run=False), screen)
        if options.dry_run:
            screen.files(f"{target.name}/ (nothing was written)", kept_files(root))
            return
        if target.exists():
            target.rmdir()
        root.rename(target)
        screen.say(f"Next: cd {shlex.quote(str(asked))} && make test")
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def split_each(sources: Sources, project: Project, options: Options, screen: Screen) -> None:
    """Split notebooks one after the other."""
    for path, notebook in sources:
        migrate(path, notebook, project, options, screen)


def check_free(target: Path) -> None:
    """Refuse a place where something is already."""
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise RequestError(
            f"{target} exists already.\n  Choose another folder, or migrate into that project: "
            f"nbmigrate split NOTEBOOK --project {target}"
        )


def check_names(sources: Sources) -> None:
    """Refuse two notebooks whose pipelines would have the same name."""
    seen: dict[str, Path] = {}
    for path, notebook in sources:
        name = pipeline_name(notebook.stem)
        if name in seen:
            raise RequestError(
                f"{seen[name]} and {path} would both become the pipeline {name}; rename one of them."
            )
        seen[name] = path
