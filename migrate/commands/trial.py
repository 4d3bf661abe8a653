"""Trying a pipeline: written into a copy of the project, run there, compared with the record."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from migrate.model.graph import graph
from migrate.model.pipeline import Pipeline
from migrate.record.injection import EXTENSION, probe_environment
from migrate.record.observe import Recording, fresh
from migrate.scratch import scratch_folder
from migrate.screen import Screen
from migrate.verify.compare import Comparison, compare
from migrate.verify.files import compare_files
from migrate.verify.pipeline import Dvc, Failure, reproduce
from migrate.verify.values import (
    ValueResult,
    Values,
    compare_values,
    repeated,
    values_made,
    watching_products,
    wrong,
)
from migrate.write.files import own_files, shared_files
from migrate.write.project import Project
from migrate.write.record import boundaries, written_files
from migrate.write.stages import brought_along, stage_name


@dataclass(frozen=True)
class Trial:
    """Where pipelines are tried, with what, and the run that they are compared with."""

    recording: Recording
    project: Project
    copy: Path  # of the project
    python: Path
    dvc: Dvc
    screen: Screen


def knowing(recording: Recording, renamed: Mapping[str, str]) -> Recording:
    """The recording with what is known of files that get other names in other runs."""
    trace = recording.trace
    return replace(recording, trace=replace(trace, renamed={**trace.renamed, **renamed}))


def attempt(pipeline: Pipeline, trial: Trial) -> Failure | None:
    """Write the pipeline into the copy and run it, seeded as the recorded run was.

    What goes well in the order that is furthest from the page's needs no edge that isn't there.
    """
    copy, package, layout = trial.copy, trial.project.package, pipeline.layout
    for folder in (layout.tasks, layout.source(package), layout.raw, layout.external):
        shutil.rmtree(copy / folder, ignore_errors=True)
    texts = own_files(pipeline, package) | shared_files(pipeline, package, trial.project.text)
    for path, text in texts.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, encoding="utf-8")
    bring_data(pipeline, trial)
    tasks = [*graph(pipeline).latest_first()]
    stages = [stage_name(pipeline, task) for task in tasks]
    with (
        scratch_folder() as scratch,
        trial.screen.counting("running the pipeline", len(stages)) as started,
    ):
        products = [product.path for task in tasks for product in task.product]
        environment = seeded(scratch, watching_products(copy, package, products))
        first = layout.task(tasks[0].file)
        return reproduce(
            copy,
            stages,
            trial.python,
            environment,
            force=True,
            in_order=True,
            started=started,
            first=first,
            dvc=trial.dvc,
        )


def bring_data(pipeline: Pipeline, trial: Trial) -> None:
    """Put the notebook's data where its tasks look for it."""
    layout = pipeline.layout
    (trial.copy / layout.home(pipeline.folder)).mkdir(parents=True, exist_ok=True)
    there = brought_along(pipeline) | {layout.data(p): p for p in pipeline.private}
    for place, path in there.items():
        target = trial.copy / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(trial.recording.tree.root / path, target)


def seeded(scratch: Path, products: Mapping[str, object]) -> dict[str, str]:
    """The environment in which tasks draw what the recorded run drew, and tell what they have stored."""
    found = probe_environment(fresh(scratch / "probe"), {"seed": True, **products})
    return {**found, "RUN_TASK_EXTENSIONS": EXTENSION}


def judge(pipeline: Pipeline, trial: Trial) -> Comparison:
    """Compare what the tasks showed, and the files that they wrote, with the record."""
    recording, copy, layout = trial.recording, trial.copy, pipeline.layout
    there = [p for p in (copy / layout.executed(task.file) for task in pipeline.tasks) if p.exists()]
    roots = (str(recording.ran_in), str(copy / layout.home(pipeline.folder)), str(copy))
    found = compare(recording.original, recording.plain, there, roots)
    files = compare_files(written_files(recording), copy / layout.raw, trial.python)
    return replace(found, files=files)


def judge_values(pipeline: Pipeline, trial: Trial) -> tuple[Values, tuple[ValueResult, ...]]:
    """What tasks hand on, as the notebook had it, and the judgement on what they stored.

    Where something differs, one more run of the notebook tells which values it doesn't repeat itself.
    """
    recorded = boundaries(pipeline, trial.recording.trace)
    made = values_made(trial.copy, trial.project.package, trial.python, recorded)
    found = compare_values(recorded, made)
    if wrong(found):
        recorded = repeated(recorded, boundaries(pipeline, trial.recording.again()))
        found = compare_values(recorded, made)
    return recorded, found
