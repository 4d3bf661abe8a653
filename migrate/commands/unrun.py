"""nbmigrate split --no-run: a pipeline from the notebook's text alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.commands.options import Options
from migrate.commands.placing import put_in_place, source_files, told
from migrate.commands.target import Migration
from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline
from migrate.model.section import Section
from migrate.plan.assumed import assumed_trace
from migrate.plan.pipeline import plan
from migrate.record.literals import path_literals
from migrate.record.tree import Tree, surroundings
from migrate.screen import Screen
from migrate.write.project import Project
from migrate.write.stages import data_path
from migrate.write.transaction import Content


def write_unproved(
    path: Path,
    notebook: Notebook,
    cuts: Sequence[Section],
    project: Project,
    former: Migration,
    options: Options,
    screen: Screen,
) -> None:
    """Write a pipeline that nothing has run, and say so."""
    pipeline, tree = plan_unrun(path, notebook, cuts, project)
    data: dict[str, Content] = {data_path(pipeline.name, p): tree.root / p for p in pipeline.data}
    files = source_files(path, pipeline, project, former) | data
    visible = put_in_place(path, pipeline, project, files, former, options, screen)
    screen.say(f"{path.name} was not run: nothing is recorded, and nothing proves that the tasks are right.")
    screen.result({**told(path, pipeline, visible, options), "proof": None})


def plan_unrun(
    path: Path, notebook: Notebook, cuts: Sequence[Section], project: Project
) -> tuple[Pipeline, Tree]:
    """A plan from the notebook's text alone."""
    tree = surroundings(path, notebook)
    named = [(tree.home / text).resolve() for text in path_literals(notebook)]
    files = [
        str(place.relative_to(tree.root))
        for place in named
        if place.is_file() and place.is_relative_to(tree.root)
    ]
    trace = assumed_trace(notebook, tree.folder, files)
    return plan(notebook, cuts, trace, project.package), tree
