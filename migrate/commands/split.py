"""nbmigrate split: one notebook becomes a pipeline of tasks, and the result is proved."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from migrate.commands.proof import Proof, prove
from migrate.errors import RequestError, UnprovedError
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
from migrate.verify.report import as_json, render, summary
from migrate.write.files import own_files, shared_files
from migrate.write.project import Project, changed_files, commit, find_project, missing_files, staging
from migrate.write.record import digest, record_files
from migrate.write.stages import data_path
from migrate.write.stripped import stripped
from migrate.write.transaction import Content, roll_back, write_together


@dataclass(frozen=True)
class Options:
    """What the command line says about how to migrate."""

    python: Path | None = None
    limits: Limits = Limits()
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
    former = read_record(project, name)
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
    with staging(project, (f"data/raw/{name}/", f"tasks/{name}/", f"outputs/notebooks/{name}/")) as copy:
        put(copy, {**missing_files(project)})
        proof = prove(path, notebook, recording, project, copy, python, options.limits, screen)
        report(proof, project, screen)
        if not proof.comparison.proved and not options.allow_unproved:
            render(proof.comparison, screen.console)
            raise UnprovedError(f"{path.name}: could not be proved, not even as one task. Nothing was written.")
        files = everything(path, notebook, recording, proof, project, copy, former)
        finish(path, proof, project, files, options, screen)


def finish(
    path: Path, proof: Proof, project: Project, files: Mapping[str, Content], options: Options, screen: Screen
) -> None:
    """Check the target, write, commit, and say how it went."""
    changes = {p: content for p, content in files.items() if differs(project.root / p, content)}
    visible = sorted(p for p in changes if not p.startswith((".dvc/cache/", "outputs/", "data/interim/", "models/")))
    check_clean(project, [p for p in visible if p in ("dvc.yaml", "dvc.lock", "pyproject.toml", "README.md")])
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


def report(proof: Proof, project: Project, screen: Screen) -> None:
    """Say what the pipeline is made of, and what had to stay together."""
    pipeline = proof.pipeline
    models = sum(product.path.startswith("models/") for task in pipeline.tasks for product in task.product)
    counts = [(len(pipeline.tasks), "task"), (len(pipeline.functions), "function"), (models, "model")]
    what = ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count)
    where = f"tasks/{pipeline.name}/" + (f", src/{project.package}/{pipeline.name}/" if pipeline.functions else "")
    screen.done(what, where)
    for merge in pipeline.merges:
        screen.say(f"  cells {merge.first} to {merge.last} stay in one task: {merge.reason}")
    width = side_by_side(pipeline)
    beside = f", {width} stages can run side by side" if width > 1 else ""
    screen.done("pipeline ran", f"{proof.seconds:.1f} s{beside}")


def side_by_side(pipeline: Pipeline) -> int:
    """How many stages may run at once: the most of one depth in the graph."""
    depth: dict[str, int] = {}
    deepest: dict[str, int] = {}
    for task in pipeline.tasks:
        sources = [product.path for product in filter(None, [*task.upstream, task.random_from])] + list(task.reads)
        depth[task.name] = 1 + max((deepest.get(source, 0) for source in sources), default=0)
        for product in filter(None, [*task.product, task.random_to]):
            deepest[product.path] = depth[task.name]
        deepest |= dict.fromkeys(task.writes, depth[task.name])
    return max(list(depth.values()).count(level) for level in set(depth.values()))


def everything(
    path: Path,
    notebook: Notebook,
    recording: Recording,
    proof: Proof,
    project: Project,
    copy: Path,
    former: Mapping[str, object],
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
    ran_in = str(recording.ran_in)
    kept = record_files(pipeline, recording.original, recording.plain, recording.trace, ran_in, facts)
    found: dict[str, Content] = {p: None for p in former.get("files", {}) if p not in own}  # type: ignore[attr-defined]
    found |= missing_files(project)
    found |= own
    found |= {p: text.encode() for p, text in shared.items()}
    found |= {f"records/{pipeline.name}/{name}": text.encode() for name, text in kept.items()}
    found[f"notebooks/{path.name}"] = stripped(path)
    found |= data
    return found | proof.made(copy)


def read_record(project: Project, name: str) -> dict[str, object]:
    """The record of an earlier migration of the same notebook; empty where there is none."""
    text = project.text(f"records/{name}/record.json")
    return json.loads(text) if text else {}


def check_untouched(project: Project, former: Mapping[str, object]) -> None:
    """Refuse to replace generated files that someone has worked on."""
    files: Mapping[str, str] = former.get("files", {})  # type: ignore[assignment]
    edited = [p for p, known in files.items() if (project.root / p).is_file() and digest_of(project.root / p) != known]
    if edited:
        raise RequestError(
            f"{', '.join(edited)}: edited since nbmigrate wrote {'it' if len(edited) == 1 else 'them'}.\n"
            "  Splitting again would lose that work. Check it with `nbmigrate verify`, or delete the files and the "
            "pipeline's folder under records/ to start over. Nothing was changed."
        )


def is_current(project: Project, path: Path, former: Mapping[str, object]) -> bool:
    """Whether the notebook, its data and all generated files are as they were at the last migration."""
    if former.get("notebook") != path.name or former.get("sha256") != digest(path.read_bytes()):
        return False
    files: Mapping[str, str] = {**former["files"], **former["data"]}  # type: ignore[dict-item]
    return all((project.root / p).is_file() and digest_of(project.root / p) == known for p, known in files.items())


def check_clean(project: Project, paths: list[str]) -> None:
    """Refuse to change files that hold uncommitted work."""
    dirty = changed_files(project.root, paths)
    if dirty:
        raise RequestError(
            f"{', '.join(dirty)}: not committed yet, and this would change it too.\n"
            "  Commit or stash first (or pass --commit from the start). Nothing was changed."
        )


def differs(path: Path, content: Content) -> bool:
    """Whether a path would change."""
    if content is None:
        return path.exists()
    wanted = content.read_bytes() if isinstance(content, Path) else content
    return not path.is_file() or path.read_bytes() != wanted


def digest_of(path: Path) -> str:
    """The hash of a file."""
    return digest(path.read_bytes())


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder of our own."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


__all__ = ["Options", "migrate", "split", "summary", "time"]
