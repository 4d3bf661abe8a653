"""nbmigrate new: a project from the template, with notebooks migrated into it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from migrate.commands.html_report import check_place, write_report
from migrate.commands.new_answers import Answers
from migrate.commands.options import Options
from migrate.commands.recorded import python_for
from migrate.commands.split import migrate
from migrate.errors import RequestError
from migrate.model.layout import Layout
from migrate.model.notebook import Notebook
from migrate.plan.names import pipeline_name
from migrate.project.project import Project, commit, git, kept_files, package_of
from migrate.project.template import render
from migrate.read.notebook import read
from migrate.scratch import scratch_folder
from migrate.screen import Screen
from migrate.verify.page.page import Compared

Sources = Sequence[tuple[Path, Notebook]]
Put = Callable[[Sources, Project, Options, Screen], Sequence[Compared]]  # migrates notebooks into a project


def new(
    target: Path, notebooks: Sequence[Path], put: Put, answers: Answers, options: Options, screen: Screen
) -> None:
    """Build the project beside its place, and move it there once everything has worked."""
    asked, target = target, target.absolute()
    check_free(target)
    check_place(options.html)
    sources = [(path, read(path)) for path in notebooks]
    if put is split_each:
        check_split(sources, options, screen)
    with place_to_work_in(target, options) as staged:
        root = staged / target.name
        screen.pause()  # for questions
        preset: Mapping[str, str | bool] = {"example": False} if notebooks else {}
        render(root, {"project_name": target.name, **preset, **answers.given}, ask=answers.ask)
        project = Project(root, package_of(root))
        git(root, "init", "--quiet", "--initial-branch=main")
        paths = kept_files(root)
        commit(root, paths, "chore: start from the template")
        screen.done("project created from the template", f"{len(paths)} files")
        compared = put(sources, project, replace(options, commit=True, dry_run=False), screen)
        if options.dry_run:
            screen.files(f"{target.name}/ (nothing was written)", kept_files(root))
            return
        if target.exists():
            target.rmdir()
        root.rename(target)
        if compared:
            there = [replace(one, folder=target / Layout(one.pipeline).tasks) for one in compared]
            write_report(options.html, there, screen)
        screen.say(f"Next: cd {shlex.quote(str(asked))} && make test")


@contextmanager
def room_for(target: Path) -> Iterator[None]:
    """Make the folders above a new project, and remove those that are still empty at the end."""
    above = [folder for folder in target.parents if not folder.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RequestError(
            f"{error.filename or target}: {error.strerror}.\n  Choose another folder. Nothing was written."
        ) from error
    try:
        yield
    finally:
        for folder in above:
            with suppress(OSError):  # something is in it, or it was never made
                folder.rmdir()


@contextmanager
def place_to_work_in(target: Path, options: Options) -> Iterator[Path]:
    """A folder beside the target, so that the project can be moved; a dry run gets one elsewhere."""
    if options.dry_run:
        with scratch_folder() as staged:
            yield staged
    else:
        with room_for(target), scratch_folder(beside=target) as staged:
            yield staged


def split_each(sources: Sources, project: Project, options: Options, screen: Screen) -> list[Compared]:
    """Split notebooks one after the other. Returns what was compared, for the report."""
    found = [migrate(path, notebook, project, options, screen) for path, notebook in sources]
    return [one for one in found if one]


def check_free(target: Path) -> None:
    """Refuse a target that exists, unless it is an empty folder."""
    if target.is_symlink() or (os.path.lexists(target) and not is_empty_folder(target)):
        raise RequestError(
            f"{target} already exists.\n  Choose another folder, or migrate into that project: "
            f"nbmigrate split NOTEBOOK --project {target}"
        )


def check_split(sources: Sources, options: Options, screen: Screen) -> None:
    """Refuse what can't be split before anything is made, and say which interpreters run the notebooks."""
    check_names(sources)
    if options.plan and len(sources) != 1:
        raise RequestError("--plan says how to cut one notebook; name just that one.")
    for path, notebook in sources if options.run else ():
        python_for(path, notebook, None, options, screen)


def is_empty_folder(place: Path) -> bool:
    try:
        return place.is_dir() and not any(place.iterdir())
    except OSError:  # nobody may look
        return False


def check_names(sources: Sources) -> None:
    """Refuse two notebooks whose pipelines would get the same name."""
    seen: dict[str, Path] = {}
    for path, notebook in sources:
        name = pipeline_name(notebook.stem)
        if name in seen:
            raise RequestError(
                f"{seen[name]} and {path} would both become the pipeline {name}; rename one of them."
            )
        seen[name] = path
