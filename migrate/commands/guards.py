"""What a command finds where it wants to write, and whether it may write there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.errors import RequestError
from migrate.model.layout import (
    CONFIG,
    PERCENT_SCRIPT,
    RECORDS,
    RUN_TASK,
    SHARED,
    Layout,
    notebook_path,
    script,
)
from migrate.model.pipeline import Pipeline
from migrate.project.lines import with_ends_of
from migrate.project.project import Project, changed_files
from migrate.project.records import read_added, read_planned, read_recorded
from migrate.project.transaction import Content
from migrate.record.workspace import Tree
from migrate.write import config
from migrate.write.percent import INACTIVE
from migrate.write.record import digest

OUR_MODULES = ("task_runner", "percent_script", "notebook_shell")  # one of which our runner imports
WRITTEN = ".dvc/tmp/nbmigrate.json"  # hashes of these as we last left them; git doesn't see this folder


@dataclass(frozen=True)
class Migration:
    """An earlier migration of the same notebook, read from its record; hashes are by path."""

    notebook: str = ""
    sha256: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    section: str = ""  # hash of its parameters in the configuration


def former_migration(project: Project, pipeline: str) -> Migration:
    """What was migrated to this pipeline before; an empty Migration if it has no record.

    What `add` and `split --no-run` wrote was not proved, so it is never current.
    """
    proved, planned = read_recorded(project, pipeline), read_planned(project, pipeline)
    added = read_added(project, pipeline)
    if proved:
        return Migration(proved.notebook, proved.sha256, proved.files, proved.data, proved.section)
    if planned:
        return Migration(planned.notebook, "", planned.files, planned.data, planned.section)
    return Migration(Path(added.notebook).name, "", added.files, added.data) if added else Migration()


def is_current(project: Project, pipeline: str, path: Path, tree: Tree, former: Migration) -> bool:
    """Whether the notebook, its data and all generated files are unchanged since the last migration."""
    if (former.notebook, former.sha256) != (path.name, digest(path.read_bytes())):
        return False
    places = [f"{folder}/" for folder in (Layout(pipeline).raw, Layout(pipeline).external)]
    data = {
        tree.root / p.removeprefix(place): known
        for p, known in former.data.items()
        for place in places
        if p.startswith(place)
    }
    files = {project.root / p: known for p, known in {**former.files, **former.data}.items()}
    if former.section and section_hash(project, pipeline) != former.section:
        return False
    return all(hash_of(place) == known for place, known in {**files, **data}.items())


def check_untouched(project: Project, former: Migration, pipeline: str) -> None:
    """Refuse to replace generated files, or parameters, that someone has edited."""
    files = former.files.items()
    edited = [path for path, known in files if hash_of(project.root / path) not in (None, known)]
    these = "these files"
    if former.section and section_hash(project, pipeline) not in ("", former.section):
        these = f"{these}, that section" if edited else "that section"
        edited.append(f"{CONFIG}, section {pipeline}")
    if edited:
        raise RequestError(
            f"{', '.join(edited)}: edited since nbmigrate wrote this.\n"
            "  Splitting again would lose that work. To check it, run: nbmigrate verify. To start over,\n"
            f"  delete {these} and the pipeline's folder under {RECORDS}/. Nothing was changed."
        )


def check_same(project: Project, former: Migration, pipeline: str) -> None:
    """Refuse to write if another command migrated to this pipeline while the notebook ran."""
    if former_migration(project, pipeline) != former:
        raise RequestError(
            f"{Layout(pipeline).records}/: another command has migrated to this pipeline in the meantime.\n"
            "  Run this one again if you still want it. Nothing was changed."
        )
    check_untouched(project, former, pipeline)


def check_foreign(project: Project, former: Migration, pipeline: str, files: Mapping[str, Content]) -> None:
    """Refuse to overwrite what nbmigrate didn't write."""
    check_data(project, former, files)
    mine = {*former.files, *former.data, *SHARED, notebook_path(former.notebook)}
    known = (".dvc/", *([f"{Layout(pipeline).records}/"] if former.notebook else []))
    foreign = [
        path
        for path, content in files.items()
        if not (path in mine or path.startswith(known)) and is_other(project.root / path, content)
    ]
    if foreign:
        raise RequestError(
            f"{', '.join(foreign[:5])}: already exists, and isn't nbmigrate's.\n"
            "  Move it away, or rename the notebook: its pipeline gets that name. Nothing was changed."
        )


def check_data(project: Project, former: Migration, files: Mapping[str, Content]) -> None:
    """Refuse to overwrite data that someone changed in the project."""
    known = {path: mark for path, mark in former.data.items() if path in files}
    changed = [path for path, mark in known.items() if hash_of(project.root / path) not in (None, mark)]
    if changed:
        raise RequestError(
            f"{', '.join(changed[:5])}: changed since nbmigrate copied it; "
            "the notebook reads a different version.\n"
            "  To take the notebook's data, delete that file; to keep it, copy it to the notebook's folder.\n"
            "  Nothing was changed."
        )


def check_section(project: Project, former: Migration, pipeline: Pipeline) -> None:
    """Refuse to replace a section of the configuration that isn't ours, or was edited since."""
    there = config.section_of(project.text(CONFIG), pipeline.name)
    fresh = config.section(pipeline)
    if there and fresh and there != fresh and digest(there.encode()) != former.section:
        raise RequestError(
            f"{CONFIG}: its section {pipeline.name} was edited, or isn't nbmigrate's.\n"
            "  Rename it, or the notebook: its pipeline gets that name. To start over, delete the section.\n"
            "  Nothing was changed."
        )


def section_hash(project: Project, pipeline: str) -> str:
    """The hash of a pipeline's parameters in the configuration; "" if there are none."""
    text = config.section_of(project.text(CONFIG), pipeline)
    return digest(text.encode()) if text else ""


def check_clean(project: Project, paths: Sequence[str]) -> None:
    """Refuse to change files with uncommitted work. What our own last command left doesn't count."""
    ours = left_before(project)
    shared = [path for path in paths if path in SHARED]
    changed = dict.fromkeys(changed_files(project.root, shared))
    dirty = [path for path in changed if hash_of(project.root / path) != ours.get(path)]
    if dirty:
        raise RequestError(
            f"{', '.join(dirty)}: not committed yet, and this would change it too.\n"
            "  Commit or stash first. Nothing was changed."
        )


def left_before(project: Project) -> dict[str, Any]:
    """Hashes of the shared files as our last commands left them; empty where that isn't known."""
    try:
        return project.facts(WRITTEN)
    except RequestError:  # it only spares a commit
        return {}


def remembered(project: Project, changes: Mapping[str, Content]) -> dict[str, Content]:
    """The changes, with a note of how they leave the shared files, for `left_before`."""
    shared = {p: digest(text) for p, text in changes.items() if p in SHARED and isinstance(text, bytes)}
    if not shared:
        return {**changes}
    ours = left_before(project) | shared
    return {**changes, WRITTEN: json.dumps(ours, indent=1).encode()}


def check_runner(project: Project) -> None:
    """Refuse a project with another task runner, or whose script reader doesn't know code in comments."""
    runner = project.text(RUN_TASK)
    reader = project.text(PERCENT_SCRIPT) or project.text(script("percent_script"))
    if runner and not any(name in runner for name in OUR_MODULES):
        raise RequestError(
            f"{RUN_TASK}: already exists, and isn't nbmigrate's. nbmigrate runs tasks from there."
            "\n  Move it away. Nothing was changed."
        )
    if reader and INACTIVE not in reader:
        raise RequestError(
            f"{PERCENT_SCRIPT}: is older than this nbmigrate, and would leave cells out."
            "\n  Bring the project's scripts up to date with `uvx copier update`. Nothing was changed."
        )


def as_there(project: Project, files: Mapping[str, Content]) -> dict[str, Content]:
    """The files, with shared ones keeping the line ends they have in the project."""
    there = {p: project.root / p for p in files if p in SHARED and (project.root / p).is_file()}
    return {
        path: with_ends_of(there[path].read_bytes(), content)
        if path in there and isinstance(content, bytes)
        else content
        for path, content in files.items()
    }


def differs(path: Path, content: Content) -> bool:
    """Whether writing this content would change the path; None stands for removing it."""
    return path.exists() if content is None else not path.is_file() or is_other(path, content)


def is_other(path: Path, content: Content) -> bool:
    """Whether something is there, and it isn't a file with this content."""
    wanted = content.read_bytes() if isinstance(content, Path) else content
    return path.exists() and (not path.is_file() or path.read_bytes() != wanted)


def hash_of(path: Path) -> str | None:
    return digest(path.read_bytes()) if path.is_file() else None
