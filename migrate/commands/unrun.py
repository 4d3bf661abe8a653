"""nbmigrate split --no-run: a pipeline from the notebook's text alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from migrate.commands.addition import foreign_packages
from migrate.commands.options import Options
from migrate.commands.order import reordered_copy
from migrate.commands.placing import put_in_place, source_files, told
from migrate.commands.showing import parts, show, tell_of_merges, tell_of_one, tell_of_other_languages
from migrate.commands.static import plan_unrun
from migrate.commands.target import Migration
from migrate.model.asked import Cuts
from migrate.model.notebook import Notebook
from migrate.screen import Screen
from migrate.write.distributions import distributions
from migrate.write.project import Project
from migrate.write.stages import data_path
from migrate.write.transaction import Content

DOUBT = "the notebook was not run, so nothing proves that the tasks are right"


def write_unproved(
    path: Path,
    notebook: Notebook,
    cuts: Cuts,
    project: Project,
    former: Migration,
    options: Options,
    screen: Screen,
) -> None:
    """Write a pipeline that nothing has run, and say so."""
    planned, _, tree = plan_unrun(path, notebook, cuts, project)
    known, unknown = distributions(foreign_packages(notebook, tree))
    pipeline = replace(planned, doubt=DOUBT, packages=tuple(known))
    show(pipeline, screen)
    data: dict[str, Content] = {data_path(pipeline.name, p): tree.root / p for p in pipeline.data}
    files = source_files(path, pipeline, project, former, reordered_copy(path, options)) | data
    visible = put_in_place(path, pipeline, project, files, former, options, screen)
    screen.say(f"  {parts(pipeline)}")
    tell_of_merges(pipeline, screen)
    tell_of_one(pipeline, cuts, screen)
    tell_of_other_languages(notebook, screen)
    if unknown:
        screen.say(f"  add to the dependencies what provides {', '.join(unknown)}")
    screen.say(f"{path.name} was not run: nothing is recorded, and nothing proves that the tasks are right.")
    screen.result({**told(path, pipeline, visible, options), "proof": None})
