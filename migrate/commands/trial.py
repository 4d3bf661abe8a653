"""Trying a pipeline: written into a copy of the project, run there, compared with the notebook's run."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace

from migrate.model.graph import graph
from migrate.model.pipeline import Pipeline
from migrate.project.project import Project
from migrate.record.observe import Recording
from migrate.screen import Screen
from migrate.verify.proof import Expected, Outcome, Sandbox, judge, run
from migrate.verify.run_dvc import Failure
from migrate.write.files import own_files, shared_files
from migrate.write.record import boundaries, written_files
from migrate.write.stages import brought_along, stage_name


@dataclass(frozen=True)
class Trial:
    """Where pipelines are tried, and the run they are compared with."""

    recording: Recording
    project: Project
    sandbox: Sandbox
    screen: Screen


def knowing(recording: Recording, renamed: Mapping[str, str]) -> Recording:
    """The recording, with files added whose names differ from run to run."""
    trace = recording.trace
    return replace(recording, trace=replace(trace, renamed={**trace.renamed, **renamed}))


def attempt(pipeline: Pipeline, trial: Trial) -> Failure | None:
    """Write the pipeline into the copy and run it there.

    Stages run in the order furthest from the page's: if that works, no edge is missing.
    """
    install(pipeline, trial)
    tasks = [*graph(pipeline).latest_first()]
    stages = [stage_name(pipeline, task) for task in tasks]
    values = [product.path for task in tasks for product in task.product]
    with trial.screen.counting("running the pipeline", len(stages)) as started:
        return run(
            trial.sandbox,
            pipeline.layout,
            stages,
            [task.file for task in tasks],
            values,
            in_order=True,
            started=started,
        )


def install(pipeline: Pipeline, trial: Trial) -> None:
    """Write the pipeline's files and the notebook's data, replacing those of an earlier attempt."""
    copy, package, layout = trial.sandbox.root, trial.project.package, pipeline.layout
    for folder in (layout.tasks, layout.source(package), layout.raw, layout.external):
        shutil.rmtree(copy / folder, ignore_errors=True)
    texts = own_files(pipeline, package) | shared_files(pipeline, package, trial.project.text)
    for path, text in texts.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, encoding="utf-8")
    (copy / layout.home(pipeline.folder)).mkdir(parents=True, exist_ok=True)
    there = brought_along(pipeline) | {layout.data(p): p for p in pipeline.private}
    for place, path in there.items():
        target = copy / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(trial.recording.tree.root / path, target)


def judged(pipeline: Pipeline, trial: Trial, *, values: bool) -> Outcome:
    """Compare what the pipeline did with the notebook's run; its values only if asked."""
    recording = trial.recording
    expected = Expected(
        original=recording.original,
        second=recording.plain,
        written=written_files(recording),
        values=boundaries(pipeline, recording.trace),
        folder=pipeline.folder,
        roots=(str(recording.ran_in),),
        again=lambda: boundaries(pipeline, recording.again()),
    )
    tasks = [task.file for task in pipeline.tasks]
    return judge(trial.sandbox, pipeline.layout, tasks, expected, values=values)
