"""nbmigrate split --plan-only: the plan as a file to edit and as a picture, and nothing else."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from migrate.commands.options import Options
from migrate.commands.static_plan import plan_unrun
from migrate.commands.tell import (
    parts,
    show,
    tell_of_merges,
    tell_of_other_languages,
    tell_of_paths,
    tell_of_whole,
)
from migrate.commands.user_plan import beginning, cuts_for, to_watch
from migrate.errors import RequestError
from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline
from migrate.model.trace import Trace
from migrate.model.user_plan import Cuts
from migrate.plan.kept_definitions import staying
from migrate.project.project import Project, find_project
from migrate.record.path_remapping import read_here
from migrate.screen import Screen
from migrate.write.config import values
from migrate.write.plan_file import plan_text


def preview(path: Path, project: Path | None, options: Options, screen: Screen) -> None:
    """Write only the plan, into the current folder. A plan that is given is checked, and not written."""
    notebook = in_asked_order(path, options)
    tell_of_paths(notebook, screen)
    where = find_project(project)
    cuts = cuts_for(notebook, options.plan)
    target = options.plan or Path(f"{notebook.stem}.plan.yaml")
    check_writable(target, options)
    pipeline, trace = planned(path, notebook, cuts, where, options, screen)
    stays = staying(notebook, {function.name for function in pipeline.functions})
    text = plan_text(notebook, pipeline, trace, stays, following(path, target, options))
    written = not options.plan and put(target, text, options)
    show(pipeline, screen)
    if not options.run:
        tell_of_other_languages(notebook, screen)
    told(path, target, text, notebook, pipeline, written, options, screen)


def in_asked_order(path: Path, options: Options) -> Notebook:
    if options.order == "page":
        return read_here(path)
    from migrate.commands.order import in_order  # slow to import, and rarely asked for

    return in_order(path, read_here(path), options)


def following(path: Path, plan: Path, options: Options) -> str:
    """The command to run next, with this plan."""
    order = "" if options.order == "page" else f" --order {options.order}"
    return f"nbmigrate split {shlex.quote(str(path))}{order} --plan {shlex.quote(str(plan))}"


def planned(
    path: Path, notebook: Notebook, cuts: Cuts, project: Project, options: Options, screen: Screen
) -> tuple[Pipeline, Trace]:
    """The plan from a run of the notebook or, with --no-run, from its text alone."""
    if not options.run:
        pipeline, trace, _ = plan_unrun(path, notebook, cuts, project)
        return pipeline, trace
    from migrate.commands.recorded import python_for, recorded  # slow to import, and only needed to run
    from migrate.plan.pipeline import plan

    python = python_for(path, notebook, project.root, options, screen)
    with recorded(path, notebook, to_watch(notebook, cuts), python, options, screen) as recording:
        start = beginning(notebook, cuts, recording.trace)
        return plan(notebook, cuts.sections, recording.trace, project.package, start), recording.trace


def put(target: Path, text: str, options: Options) -> bool:
    """Write the file; False if it is already there. Another content may have been edited: RequestError."""
    if target.exists():
        if target.read_bytes() == text.encode():
            return False
        raise RequestError(
            f"{target}: already exists, and differs from the plan as it would be now. It was left as it is.\n"
            f"  Follow it with --plan {target}, or move it away to get a new one."
        )
    if not options.dry_run:
        try:
            target.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise unwritable(target, error.strerror or "it can't be written") from error
    return not options.dry_run


def check_writable(target: Path, options: Options) -> None:
    """Refuse, before the notebook runs, a folder where the plan can't be written."""
    if not (options.dry_run or target.exists() or os.access(target.absolute().parent, os.W_OK)):
        raise unwritable(target, "you don't have permission to write in this folder")


def unwritable(target: Path, reason: str) -> RequestError:
    return RequestError(
        f"{target}: {reason}.\n  Run this in another folder (with --project DIR), or add --dry-run to see "
        "the plan here. Nothing was written."
    )


def told(
    path: Path,
    target: Path,
    text: str,
    notebook: Notebook,
    pipeline: Pipeline,
    written: bool,
    options: Options,
    screen: Screen,
) -> None:
    command = following(path, target, options)
    screen.say(f"  {parts(pipeline)}")
    tell_of_merges(pipeline, screen)
    tell_of_whole(notebook, pipeline, screen)
    if options.plan:
        screen.done(f"{target} can be followed", f"run: {command}")
    elif options.dry_run:
        screen.say(f"{target} would hold:\n\n{text}")
    else:
        screen.done(f"{target} {'written' if written else 'already exists'}", f"edit it, then: {command}")
    screen.result(
        {
            "notebook": path.name,
            "plan": str(target),
            "text": text,
            "tasks": [task.file for task in pipeline.tasks],
            "parameters": values(pipeline),
            "merges": [vars(merge) for merge in pipeline.merges],
            "dry_run": options.dry_run,
        }
    )
