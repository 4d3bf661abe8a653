"""What `add` says: what it did, what the text alone couldn't settle, and what to do next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from migrate.check.rules import machine_path, missing_file, not_python, private_file
from migrate.check.subject import Subject
from migrate.commands.adding.collect import Addition
from migrate.commands.options import Options
from migrate.commands.secrets import in_cells, in_file
from migrate.commands.tell import elsewhere
from migrate.errors import RequestError
from migrate.model.layout import ATTRIBUTES, DVC_YAML, NOTEBOOKS, PRE_COMMIT, PYPROJECT, RAW, TASKS
from migrate.model.paths import printable
from migrate.project.project import Project
from migrate.project.template import given_answers
from migrate.project.tooling import SCRIPTS
from migrate.screen import Screen
from migrate.write.distributions import distributions
from migrate.write.percent import WHY, trimmed
from migrate.write.round_trip import as_tasks_read
from migrate.write.stages import brought_along, stage_name

MOST = 3  # lines of each kind
LARGE = 50 * 2**20
READABLE = 16  # paths in one line
FOR_GIT = (ATTRIBUTES, PRE_COMMIT, *SCRIPTS)
COPIES = (f"{NOTEBOOKS}/", f"{RAW}/")


def say(
    additions: Sequence[Addition],
    visible: Sequence[str],
    clone: Sequence[str],
    notes: Sequence[str],
    project: Project,
    screen: Screen,
) -> None:
    """Print the report for a person; `clone` is what was set up in git."""
    if not visible:
        names = ", ".join(shortened([one.path.name for one in additions])) or "all of these"
        screen.done(f"{names}: already added", "nothing to do")
        return
    say_additions(additions, notes, screen)
    say_outside(visible, clone, screen)
    first = additions[0]
    layout, file = first.pipeline.layout, first.pipeline.tasks[0].file
    name = stage_name(first.pipeline, first.pipeline.tasks[0])
    screen.say("Nothing was run. Next:")
    screen.copied(f"  {needs(additions, project)}")
    screen.say(f"  dvc repro {name:<36} runs it; the result is {layout.executed(file)}")
    screen.say(f"  jupyter lab {layout.task(file):<34} opens it: Open With > Notebook")
    screen.say(
        f"  nbmigrate split {shlex.quote(str(first.path)):<30} turns it into stages, functions and tests"
    )
    if not given_answers(project.root):
        does = (
            "checks your commits as well; outputs already stay out" if clone else "sets up git for notebooks"
        )
        screen.say(f"  {'nbmigrate git':<46} {does}")


def say_additions(additions: Sequence[Addition], notes: Sequence[str], screen: Screen) -> None:
    for one in additions[:MOST]:
        screen.done(f"{one.path} is now a task", described(one))
    if len(additions) > MOST:
        screen.done(f"and {len(additions) - MOST} more", f"all in {TASKS}/")
    for note in notes[:MOST]:
        screen.say(f"  {note}")
    if len(notes) > MOST:
        screen.say(f"  … and {len(notes) - MOST} more notes; --json lists them all")


def described(one: Addition) -> str:
    cells, data = len(one.notebook.cells), len(brought_along(one.pipeline))
    also = f", {data} data file{'s' * (data != 1)}" if data else ""
    task = one.pipeline.layout.task(one.pipeline.tasks[0].file)
    return f"{task}, {cells} cell{'s' * (cells != 1)}{also}"


def say_outside(visible: Sequence[str], clone: Sequence[str], screen: Screen) -> None:
    """Print what changes outside the folder of tasks, grouped by purpose."""
    git = [path for path in visible if path in FOR_GIT]
    copies = [path for path in visible if path.startswith(COPIES)]
    others = [path for path in visible if not path.startswith((f"{TASKS}/", *COPIES)) and path not in FOR_GIT]
    if git or clone:
        told = "; ".join([", ".join(git) or "nothing new", *clone])
        screen.say(f"  how git treats all notebooks here (--no-git leaves this out): {told}")
    if others:
        screen.say(f"  what tasks need to run: {', '.join(folded(others))}")
    if copies:
        screen.say(f"  copies: {', '.join(folded(copies))}")


def folded(paths: Sequence[str]) -> list[str]:
    """The paths; where they are too many to read, those in one folder are counted."""
    if len(paths) <= READABLE:
        return [*paths]
    folders = Counter(path.split("/")[0] for path in paths)
    whole = {path for path in paths if "/" not in path}
    found = (
        f"{top}/ ({count} file{'s' * (count != 1)})" for top, count in folders.items() if top not in whole
    )
    return [*sorted(whole), *found]


def needs(additions: Sequence[Addition], project: Project) -> str:
    """The command to copy that installs what the tasks need."""
    if given_answers(project.root):
        return "make setup"
    packages = sorted({name for one in additions for name in one.pipeline.packages})
    known, others = distributions(packages)
    return shlex.join(["pip", "install", "dvc", "ipykernel", *known, *others])


def shortened(names: Sequence[str], most: int = 3) -> list[str]:
    return [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]


def notes_of(one: Addition, project: Project) -> Iterator[str]:
    """What reading the text alone couldn't settle, and what differs from the original."""
    name, subject = one.path.name, Subject(one.notebook, files=one.named)
    for missing in missing_file.check(subject):
        yield f"{name}, {missing}; put it at {goes_to(one, missing.subject)}"
    for item in one.relocated:
        yield (
            f"{name}, cell {item.cell}: reads {item.path!r}, which is at {item.place}; "
            "the task reads a copy of it"
        )
    hosts = elsewhere(one.notebook)
    said = {finding.cell for finding in hosts if finding.what.startswith("uses /")}
    paths = [finding for finding in machine_path.check(subject) if finding.cell not in said]
    yield from (f"{name}, {finding}" for finding in (*hosts, *paths))
    for private in private_file.check(subject):
        yield (
            f"{name}, {private}; put it at {goes_to(one, private.subject)}, "
            "where the task reads it and git ignores it"
        )
    yield from (f"{name}, {sentence}" for sentence in [*in_cells(one.notebook), *in_file(one.path)])
    for wrong in not_python.check(subject):
        yield f"{name}, {wrong}; the stage will stop there"
    yield from altered(one)
    for path in one.pipeline.changed:
        place = one.pipeline.layout.given(path)
        yield f"{name}: changes {printable(path)}, so each run starts with a copy of {place}"
    for place in brought_along(one.pipeline):
        if (project.root / place).is_file() and (size := (project.root / place).stat().st_size) > LARGE:
            yield f"{place} is {size // 2**20} MB, too large for git: dvc add {shlex.quote(place)}"
    if one.kept_stage:
        yield f"{DVC_YAML}: {stage_name(one.pipeline, one.pipeline.tasks[0])} was edited, and stays as it is"
    _, unknown = distributions(one.pipeline.packages)
    if unknown and given_answers(project.root):
        yield f"{name}: imports {', '.join(unknown)}; add the package that provides it to {PYPROJECT}"


def goes_to(one: Addition, path: str) -> str:
    """Where a task looks for a file that the notebook names."""
    parts: list[str] = []
    for part in Path(one.pipeline.folder, path).parts:
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", ".."):
            parts.append(part)
    return one.pipeline.layout.data("/".join(parts))


def altered(one: Addition) -> Iterator[str]:
    """Notes on cells whose text in the task isn't the notebook's."""
    script = one.files[one.pipeline.layout.task(one.pipeline.tasks[0].file)]
    assert isinstance(script, bytes)
    cells = as_tasks_read(script.decode())
    first = next(place for place, (_, text) in enumerate(cells) if text.startswith("import _setup"))
    for cell, (_, source) in zip(one.notebook.cells, cells[:first] + cells[first + 1 :], strict=True):
        if source.startswith(WHY):
            yield f"{one.path.name}, cell {cell.index}: kept as text in the task; a script can't hold it"
        elif trimmed(source) != trimmed(cell.source):
            yield f"{one.path.name}, cell {cell.index}: a mark in its text had to be escaped"


def as_json(
    additions: Sequence[Addition],
    notes: Sequence[Sequence[str]],
    visible: Sequence[str],
    wrong: Sequence[RequestError],
    options: Options,
) -> dict[str, Any]:
    return {
        "notebooks": [
            {
                "notebook": str(one.path),
                "pipeline": one.pipeline.name,
                "tasks": [task.file for task in one.pipeline.tasks],
                "stage": stage_name(one.pipeline, one.pipeline.tasks[0]),
                "data": [*brought_along(one.pipeline)],
                "notes": [*about],
            }
            for one, about in zip(additions, notes, strict=True)
        ],
        "failed": [str(error) for error in wrong],
        "files": list(visible),
        "dry_run": options.dry_run,
    }
