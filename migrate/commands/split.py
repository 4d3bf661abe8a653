"""nbmigrate split: one notebook becomes a pipeline of tasks, and the result is proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat

from migrate.commands import secrets as leaks
from migrate.commands.exclusive import settled, writing_in
from migrate.commands.guards import check_same, check_untouched, former_migration, is_current
from migrate.commands.html_report import check_place, write_report
from migrate.commands.install import everything, put_in_place, told
from migrate.commands.no_run import write_unproved
from migrate.commands.options import Options
from migrate.commands.order import copy_of, in_order, reordered_copy
from migrate.commands.recorded import python_for, recorded
from migrate.commands.search import Proof, prove, refuse
from migrate.commands.tell import (
    parts,
    show,
    tell_of_draws,
    tell_of_files,
    tell_of_hosts,
    tell_of_merges,
    tell_of_paths,
    tell_of_pickles,
    tell_of_private,
    tell_of_whole,
)
from migrate.commands.trial import Trial, knowing
from migrate.commands.user_plan import beginning, cuts_for, to_watch
from migrate.errors import UnprovedError
from migrate.model.graph import graph
from migrate.model.layout import Layout
from migrate.model.notebook import Notebook
from migrate.plan.names import pipeline_name
from migrate.plan.pipeline import plan
from migrate.plan.randomness import unseeded
from migrate.plan.renamed_files import renamed
from migrate.project.project import Project, find_project, missing_files, staging
from migrate.read.notebook import read
from migrate.record.path_remapping import at_home
from migrate.record.workspace import surroundings
from migrate.screen import Screen
from migrate.verify.compare import Comparison
from migrate.verify.page.page import Compared
from migrate.verify.proof import Sandbox
from migrate.verify.report import as_json, render
from migrate.verify.run_dvc import Dvc
from migrate.verify.values import wrong


def split(path: Path, project: Path | None, options: Options, screen: Screen) -> None:
    """Migrate one notebook into a project. Raises UnprovedError if the result can't be proved."""
    notebook = read(path)
    where = find_project(project)
    settled(where, screen, dry_run=options.dry_run)
    compared = migrate(path, notebook, where, options, screen)
    if compared:
        write_report(place_of(options), [compared], screen)


def migrate(
    path: Path, notebook: Notebook, project: Project, options: Options, screen: Screen
) -> Compared | None:
    """Record, plan, write and prove, then put everything in place at once.

    Returns what was compared, for a report; None if nothing was run.
    """
    check_place(options.html)
    numbered = reordered_copy(path, options)
    notebook = at_home(path, in_order(path, notebook, options))
    name = pipeline_name(notebook.stem)
    former = former_migration(project, name)
    check_untouched(project, former, name)
    tree = surroundings(path, notebook)
    same_order = (copy_of(path) in former.files) == bool(numbered)
    if options.run and not options.plan and same_order and is_current(project, name, path, tree, former):
        screen.done(f"{path.name} is already migrated", "nothing to do")
        screen.result({"notebook": path.name, "pipeline": name, "files": [], "current": True})
        return None
    tell_of_paths(notebook, screen)
    keys = leaks.in_cells(notebook)
    leaks.tell(path, keys, screen)
    tell_of_hosts(notebook, screen)
    cuts = cuts_for(notebook, options.plan)
    if not options.run:
        write_unproved(path, notebook, cuts, project, former, options, screen)
        return None
    python = python_for(path, notebook, project.root, options, screen)
    layout = Layout(name)
    replaced = tuple(f"{folder}/" for folder in (layout.raw, layout.external, layout.tasks))
    with (
        Dvc() as dvc,
        recorded(path, notebook, to_watch(notebook, cuts), python, options, screen) as recording,
        staging(project, leave_out=replaced) as copy,
    ):
        screen.now("planning the tasks")
        put(copy, missing_files(project))
        recording = knowing(recording, renamed(notebook, recording.trace))
        trial = Trial(
            recording,
            project,
            Sandbox(root=copy, package=project.package, python=python, dvc=dvc),
            screen,
        )
        start = beginning(notebook, cuts, recording.trace)
        show(plan(notebook, cuts.sections, recording.trace, project.package, start), screen)
        proof = prove(path, notebook, cuts.sections, trial, start)
        trial = proof.trial
        report(proof, project, screen)
        tell_of_whole(notebook, proof.pipeline, screen)
        tell_of_draws(untold(proof.comparison, unseeded(notebook, recording.trace)), screen)
        if not proof.comparison.proved and not options.allow_unproved:
            render(proof.comparison, screen.console)
            write_report(place_of(options), [compared(proof, trial)], screen)
            refuse(path, notebook)
            raise UnprovedError(unproved(path, proof.comparison, options))
        tell_of_pickles(proof.values, python, screen)
        shown = leaks.in_record(recording.original, proof.values)
        leaks.tell(path, shown, screen)
        with writing_in(project, screen, dry_run=options.dry_run):
            check_same(project, former, name)
            files = everything(path, notebook, trial, proof, proof.values, former, numbered, options.order)
            visible = put_in_place(path, proof.pipeline, project, files, former, options, screen)
        found = compared(proof, trial, project.root) if options.html else None
    if numbered:
        screen.say(f"  cells are numbered as in {copy_of(path)}, which gives their place on the page")
    render(proof.comparison, screen.console)
    took = {"record": round(recording.seconds, 2), "pipeline": round(proof.seconds, 2)}
    facts = {
        "proof": as_json(proof.comparison),
        "seconds": took,
        "python": str(python),
        "keys": [*keys, *shown],
    }
    screen.result({**told(path, proof.pipeline, visible, options), **facts})
    return found


def untold(comparison: Comparison, cells: Sequence[int]) -> list[int]:
    """The cells among these that the summary doesn't already report as differing from run to run."""
    varying = [cell for cell in comparison.cells if cell.reason or cell.status != "equal"]
    return [index for index in cells if all(index not in cell.origin for cell in varying)]


def compared(proof: Proof, trial: Trial, root: Path | None = None) -> Compared:
    """What the report shows. Without a root there are no scripts to link to."""
    pipeline = proof.pipeline
    folder = root / pipeline.layout.tasks if root else None
    runs = {task.file: trial.sandbox.root / pipeline.layout.executed(task.file) for task in pipeline.tasks}
    there = {name: nbformat.read(path, as_version=4) for name, path in runs.items() if path.exists()}
    first = "".join(value.difference for value in wrong(proof.comparison.values)[:1])
    return Compared(pipeline.name, proof.comparison, trial.recording.original, there, folder, first)


def place_of(options: Options) -> Path | None:
    """Where the report goes; None in a dry run, which writes none."""
    return None if options.dry_run else options.html


def unproved(path: Path, comparison: Comparison, options: Options) -> str:
    """The message where no pipeline is right, or where the runs leave nothing to compare."""
    if comparison.blind:
        return (
            f"{path.name}: could not be proved: nothing that it shows or writes is the same in two runs.\n"
            "  Let it show something stable, such as a shape, or fix what varies, such as a seed.\n"
            "  To write the pipeline anyway, add --allow-unproved. Nothing was written."
        )
    see = "" if options.html else "\n  To see both sides of each cell in a browser, add --html FILE."
    return (
        f"{path.name}: could not be proved, not even as one task. Nothing was written.{see}\n"
        "  To write the pipeline anyway, add --allow-unproved."
    )


def report(proof: Proof, project: Project, screen: Screen) -> None:
    pipeline = proof.pipeline
    source = f", {pipeline.layout.source(project.package)}/" if pipeline.functions else ""
    screen.done(parts(pipeline), f"{pipeline.layout.tasks}/{source}")
    tell_of_merges(pipeline, screen)
    tell_of_files(pipeline, screen)
    tell_of_private(pipeline, screen)
    width = graph(pipeline).width
    beside = f", {width} stages can run side by side" if width > 1 else ""
    screen.done("pipeline ran", f"{proof.seconds:.1f} s{beside}")


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
