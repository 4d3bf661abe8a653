"""Putting a migrated notebook into its project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from migrate.commands.guards import (
    Migration,
    as_there,
    check_clean,
    check_foreign,
    check_runner,
    check_section,
    differs,
    hash_of,
    remembered,
)
from migrate.commands.options import Options
from migrate.commands.search import Proof
from migrate.commands.trial import Trial
from migrate.model.layout import DVC_LOCK, DVC_YAML, notebook_path
from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline
from migrate.model.record import Boundary, Recorded
from migrate.project.dvc_lock import with_stages_of
from migrate.project.project import Project, commit, known_to_git, missing_files, needed_files
from migrate.project.stripped import stripped
from migrate.project.transaction import Content, write_together
from migrate.read.files import real
from migrate.screen import Screen
from migrate.write import config
from migrate.write.base import base_files
from migrate.write.files import own_files, shared_files
from migrate.write.record import digest, record_files
from migrate.write.stages import brought_along, outs, stages_of
from migrate.write.test_module import pipeline_test


def put_in_place(
    path: Path,
    pipeline: Pipeline,
    project: Project,
    files: Mapping[str, Content],
    former: Migration,
    options: Options,
    screen: Screen,
) -> list[str]:
    """Check the target, write what changes and commit. Returns the changed files that git keeps."""
    kept_by_dvc = [".dvc/cache", *(path for task in pipeline.tasks for path in outs(pipeline, task))]
    wanted = as_there(project, files)
    changes = {p: content for p, content in wanted.items() if differs(project.root / p, content)}
    visible = sorted(p for p in changes if not any(is_below(p, out) for out in kept_by_dvc))
    made_before = former.notebook or stages_of(project.text(DVC_YAML), pipeline.name)
    judged = {p: changes[p] for p in visible} if made_before else changes
    check_runner(project)
    check_section(project, former, pipeline)
    check_foreign(project, former, pipeline.name, judged)
    check_clean(project, visible)
    if options.dry_run:
        screen.files(f"{project.root.name}/ (nothing was written)", visible)
        return visible
    write_together(project.root, changes if options.commit else remembered(project, changes))
    there = [p for p in visible if changes[p] is not None]
    if ignored := sorted({*there} - {*known_to_git(project.root, there)}):
        screen.say(f"  git ignores {', '.join(ignored)}, so a clone of the project won't have it")
    if options.commit:
        standing = ", not verified" if pipeline.doubt else ""
        commit(project.root, visible, f"feat: migrate {path.name} to the pipeline {pipeline.name}{standing}")
    return visible


def is_below(path: str, out: str) -> bool:
    return path == out or path.startswith(f"{out}/")


def told(path: Path, pipeline: Pipeline, visible: Sequence[str], options: Options) -> dict[str, object]:
    """The result of a migration, for programs."""
    return {
        "notebook": path.name,
        "pipeline": pipeline.name,
        "tasks": [task.file for task in pipeline.tasks],
        "parameters": config.values(pipeline),
        "merges": [vars(merge) for merge in pipeline.merges],
        "files": list(visible),
        "dry_run": options.dry_run,
    }


def source_files(
    path: Path,
    pipeline: Pipeline,
    project: Project,
    former: Migration,
    numbered: Mapping[str, bytes],
) -> dict[str, Content]:
    """Code, configuration and the original notebook; None for files that the pipeline no longer has.

    `numbered` is the notebook whose cell numbers the tasks use, where that isn't the original.
    """
    own = own_files(pipeline, project.package)
    texts = own | shared_files(pipeline, project.package, project.text)
    gone: dict[str, Content] = {
        p: None
        for p, known in former.files.items()
        if p not in {*own, *numbered} and hash_of(project.root / p) == known
    }
    # Records that don't describe this pipeline are removed
    gone |= {p: None for p in pipeline.layout.all_records if (project.root / p).exists()}
    missing = missing_files(project, needed_files(project, parameters=bool(pipeline.parameters)))
    found = gone | missing | {**numbered} | {p: text.encode() for p, text in texts.items()}
    copy = notebook_path(path.name)
    return found if real(path) == real(project.root / copy) else found | {copy: stripped(path)}


def everything(
    path: Path,
    notebook: Notebook,
    trial: Trial,
    proof: Proof,
    values: Mapping[str, Boundary],
    former: Migration,
    numbered: Mapping[str, bytes],
    order: str,
) -> dict[str, Content]:
    """Everything that goes into the project: sources, test, record, data, and what the proof made."""
    pipeline, recording, project = proof.pipeline, trial.recording, trial.project
    test = {pipeline.layout.test: pipeline_test(pipeline, project.package)}
    own = own_files(pipeline, project.package) | test
    files = {p: text.encode() for p, text in own.items()} | {**numbered}
    data = {p: recording.tree.root / given for p, given in brought_along(pipeline).items()}
    facts = Recorded(
        notebook=path.name,
        sha256=digest(path.read_bytes()),
        data={p: digest(source.read_bytes()) for p, source in data.items()},
        files={p: digest(content) for p, content in sorted(files.items())},
        parameters=config.values(pipeline),
        section=digest(text.encode()) if (text := config.section(pipeline)) else "",
        folder=pipeline.folder,
    )
    record = record_files(pipeline, recording, facts, values)
    base = base_files(notebook, pipeline, recording.trace, project.package, own, order)
    texts: dict[str, Content] = {p: text.encode() for p, text in {**test, **record, **base}.items()}
    made = proof.made(trial.sandbox.root)
    if isinstance(lock := made.get(DVC_LOCK), Path):
        ran = lock.read_text(encoding="utf-8")
        made[DVC_LOCK] = with_stages_of(pipeline.name, ran, project.text(DVC_LOCK)).encode()
    return source_files(path, pipeline, project, former, numbered) | texts | data | made
