"""nbmigrate split --no-run: a pipeline from the notebook's text alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from migrate.commands import secrets as leaks
from migrate.commands.adding.collect import foreign_packages
from migrate.commands.exclusive import writing_in
from migrate.commands.guards import Migration, check_same
from migrate.commands.install import put_in_place, source_files, told
from migrate.commands.options import Options
from migrate.commands.order import reordered_copy
from migrate.commands.static_plan import plan_unrun
from migrate.commands.tell import (
    parts,
    show,
    tell_of_files,
    tell_of_merges,
    tell_of_other_languages,
    tell_of_private,
    tell_of_whole,
)
from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline
from migrate.model.record import Planned, as_text
from migrate.model.user_plan import Cuts
from migrate.project.project import Project
from migrate.screen import Screen
from migrate.write import config
from migrate.write.base import base_files
from migrate.write.distributions import distributions
from migrate.write.files import own_files
from migrate.write.record import digest
from migrate.write.stages import brought_along

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
    planned, trace, tree = plan_unrun(path, notebook, cuts, project)
    provided, unknown = distributions(foreign_packages(notebook, tree))
    pipeline = replace(planned, doubt=DOUBT, packages=tuple(provided))
    show(pipeline, screen)
    data = {p: tree.root / given for p, given in brought_along(pipeline).items()}
    with writing_in(project, screen, dry_run=options.dry_run):
        check_same(project, former, pipeline.name)
        numbered = reordered_copy(path, options)
        own = own_files(pipeline, project.package)
        base = base_files(notebook, pipeline, trace, project.package, own, options.order)
        known = {pipeline.layout.planned: as_text(facts(path, pipeline, data, own, numbered)), **base}
        record = {place: text.encode() for place, text in known.items()}
        files = source_files(path, pipeline, project, former, numbered) | data | record
        if (project.root / pipeline.layout.record).exists():
            screen.say("  the record of the earlier run is removed, since it belongs to other tasks")
        visible = put_in_place(path, pipeline, project, files, former, options, screen)
    screen.say(f"  {parts(pipeline)}")
    tell_of_merges(pipeline, screen)
    tell_of_files(pipeline, screen)
    tell_of_private(pipeline, screen)
    tell_of_whole(notebook, pipeline, screen)
    tell_of_other_languages(notebook, screen)
    if unknown:
        screen.say(f"  add the packages that provide {', '.join(unknown)} to the dependencies")
    screen.say(f"{path.name} was not run: nothing is recorded, and nothing proves that the tasks are right.")
    shown = leaks.in_file(path)
    leaks.tell(path, shown, screen)
    keys = [*leaks.in_cells(notebook), *shown]
    screen.result({**told(path, pipeline, visible, options), "proof": None, "keys": keys})


def facts(
    path: Path,
    pipeline: Pipeline,
    data: Mapping[str, Path],
    own: Mapping[str, str],
    numbered: Mapping[str, bytes],
) -> Planned:
    """What a later migration needs to tell what was written here from what somebody edited."""
    files = {p: text.encode() for p, text in own.items()} | {**numbered}
    return Planned(
        notebook=path.name,
        files={p: digest(content) for p, content in sorted(files.items())},
        data={p: digest(place.read_bytes()) for p, place in sorted(data.items())},
        section=digest(text.encode()) if (text := config.section(pipeline)) else "",
    )
