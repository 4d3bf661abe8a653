"""nbmigrate split: one notebook becomes a pipeline of tasks, and the result is proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrate.commands.proof import Proof, prove
from migrate.commands.target import (
    Migration,
    check_clean,
    check_foreign,
    check_untouched,
    differs,
    former_migration,
    is_current,
)
from migrate.errors import UnprovedError
from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline
from migrate.plan.names import slug
from migrate.plan.needs import names_to_watch
from migrate.plan.sections import sections
from migrate.read.notebook import read
from migrate.record.interpreter import find_python
from migrate.record.kernel import Limits
from migrate.record.observe import Recording, record
from migrate.screen import Screen
from migrate.verify.report import as_json, render
from migrate.write.files import own_files, shared_files
from migrate.write.project import Project, commit, find_project, missing_files, staging
from migrate.write.record import digest, record_files
from migrate.write.stages import data_path
from migrate.write.stripped import stripped
from migrate.write.transaction import Content, roll_back, write_together


@dataclass(frozen=True)
class Options:
    """What the command line says about how to migrate."""

    python: Path | None = None
    limits: Limits = field(default_factory=Limits)
    dry_run: bool = False
    commit: bool = False
    allow_unproved: bool = False


def split(path: Path, project: Path | None, options: Options, screen: Screen) -> None:
    """Migrate one notebook into a project; raises UnprovedError when it can't be proved."""
    notebook = read(path)
    where = find_project(project)
    roll_back(where.root)
    migrate(path, notebook, where, options, screen)


def migrate(path: Path, notebook: Notebook, project: Project, options: Options, screen: Screen) -> None:
    """Record, plan, write, prove; then put everything in place at once."""
    name = slug(notebook.stem, "pipeline")
    former = former_migration(project, name)
    check_untouched(project, former)
    if is_current(project, path, former):
        screen.done(f"{path.name} is migrated already", "nothing to do")
        screen.result({"notebook": path.name, "pipeline": name, "files": [], "current": True})
        return
    python = find_python(options.python, notebook, project.root)
    watch = names_to_watch(sections(notebook))
    recording = record(path, notebook, python, watch, options.limits, screen.progress)
    cells = sum(1 for cell in notebook.code if cell.source.strip())
    screen.done(f"{path.name} ran top to bottom", f"{cells} cells, {recording.seconds:.1f} s (recorded)")
    with staging(project, leave_out=tuple(f"{folder}/{name}/" for folder in ("data/raw", "tasks"))) as copy:
        put(copy, missing_files(project))
        proof = prove(path, notebook, recording, project, copy, python, screen)
        report(proof, project, screen)
        if not proof.comparison.proved and not options.allow_unproved:
            render(proof.comparison, screen.console)
            raise UnprovedError(
                f"{path.name}: could not be proved, not even as one task. Nothing was written."
            )
        files = everything(path, recording, proof, project, copy, former)
        finish(path, proof, project, files, former, options, screen)


def finish(
    path: Path,
    proof: Proof,
    project: Project,
    files: Mapping[str, Content],
    former: Migration,
    options: Options,
    screen: Screen,
) -> None:
    """Check the target, write, commit, and say how it went."""
    changes = {p: content for p, content in files.items() if differs(project.root / p, content)}
    visible = sorted(p for p in changes if p not in proof.outs and not p.startswith(".dvc/cache/"))
    check_foreign(project, former, changes)
    check_clean(project, visible)
    if options.dry_run:
        screen.files(f"{project.root.name}/ (nothing was written)", visible)
    else:
        write_together(project.root, changes)
        if options.commit:
            commit(project.root, visible, f"feat: migrate {path.name} to the pipeline {proof.pipeline.name}")
    render(proof.comparison, screen.console)
    screen.result(
        {
            "notebook": path.name,
            "pipeline": proof.pipeline.name,
            "tasks": [task.file for task in proof.pipeline.tasks],
            "merges": [vars(merge) for merge in proof.pipeline.merges],
            "files": visible,
            "dry_run": options.dry_run,
            "proof": as_json(proof.comparison),
        }
    )


def everything(
    path: Path, recording: Recording, proof: Proof, project: Project, copy: Path, former: Migration
) -> dict[str, Content]:
    """All that goes into the project: code, record, original, data, and what the proof made."""
    pipeline = proof.pipeline
    own = {p: text.encode() for p, text in own_files(pipeline, project.package).items()}
    shared = shared_files(pipeline, project.package, project.text)
    data = {data_path(pipeline, p): recording.tree.root / p for p in pipeline.data}
    facts = {
        "notebook": path.name,
        "sha256": digest(path.read_bytes()),
        "data": {p: digest(source.read_bytes()) for p, source in data.items()},
        "files": {p: digest(content) for p, content in sorted(own.items())},
        "accepted": [],
    }
    kept = record_files(pipeline, recording, facts)
    gone: dict[str, Content] = {p: None for p in former.files if p not in own}
    return (
        gone
        | missing_files(project)
        | own
        | {p: text.encode() for p, text in shared.items()}
        | {f"records/{pipeline.name}/{name}": text.encode() for name, text in kept.items()}
        | {f"notebooks/{path.name}": stripped(path)}
        | data
        | proof.made(copy)
    )


def report(proof: Proof, project: Project, screen: Screen) -> None:
    """Say what the pipeline is made of, and what had to stay together."""
    pipeline = proof.pipeline
    models = sum(product.path.startswith("models/") for task in pipeline.tasks for product in task.product)
    counts = [(len(pipeline.tasks), "task"), (len(pipeline.functions), "function"), (models, "model")]
    what = ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count)
    source = f", src/{project.package}/{pipeline.name}/" if pipeline.functions else ""
    screen.done(what, f"tasks/{pipeline.name}/{source}")
    for merge in pipeline.merges:
        screen.say(f"  cells {merge.first} to {merge.last} stay in one task: {merge.reason}")
    width = side_by_side(pipeline)
    beside = f", {width} stages can run side by side" if width > 1 else ""
    screen.done("pipeline ran", f"{proof.seconds:.1f} s{beside}")


def side_by_side(pipeline: Pipeline) -> int:
    """How many stages may run at once: the most of one depth in the graph."""
    depths: list[int] = []
    depth_of: dict[str, int] = {}
    for task in pipeline.tasks:
        sources = [*(product.path for product in task.loads), *task.reads]
        depths.append(1 + max((depth_of.get(source, 0) for source in sources), default=0))
        made = [*(product.path for product in task.stores), *task.writes]
        depth_of |= dict.fromkeys(made, depths[-1])
    return max(depths.count(depth) for depth in set(depths))


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder of our own."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
