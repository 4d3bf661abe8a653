"""One notebook as a task of its own: what the project gets, and what became of an earlier addition."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from migrate.commands.guards import differs, hash_of
from migrate.errors import RequestError
from migrate.model.files import Named
from migrate.model.layout import IGNORED, IGNORED_DATA, NOTEBOOKS, PYPROJECT, README, Layout, notebook_path
from migrate.model.notebook import Notebook, Relocated
from migrate.model.pipeline import Pipeline
from migrate.model.record import Added, as_text
from migrate.plan.names import pipeline_name
from migrate.project.project import Project
from migrate.project.records import read_added, read_planned, read_recorded, spoilt
from migrate.project.requirements import with_dependencies
from migrate.project.ruff_config import with_exception
from migrate.project.stripped import cleaned, emptied
from migrate.project.template import given_answers
from migrate.project.transaction import Content
from migrate.read.files import content, real, shown
from migrate.read.formats import upgraded
from migrate.read.json_text import decoded, parse
from migrate.record.brought import brought
from migrate.record.file_references import named
from migrate.record.modules import imported, modules
from migrate.record.workspace import Tree, surroundings
from migrate.write.distributions import distributions
from migrate.write.readme import with_section
from migrate.write.record import digest
from migrate.write.stages import Block, Stages, brought_along, check_own_stages, stages
from migrate.write.whole_notebook import unchanged_files, whole, with_ignored_data, with_ignored_task

Texts = Callable[[str], str]  # the text of a shared file, with what this command has changed so far


@dataclass(frozen=True, kw_only=True)
class Former(Added):
    """What an earlier command wrote for a notebook: its record, and the name of its pipeline."""

    pipeline: str

    def copies(self, project: Project) -> dict[str, str]:
        """The copy's path and current hash; "" if it was edited, so that it isn't replaced."""
        place = project.root / self.notebook
        held = place.is_file() and digest(without_outputs(place)) == self.sha256
        return {self.notebook: digest(place.read_bytes()) if held else ""}


@dataclass(frozen=True)
class Seen:
    """What a command looks up once for all its notebooks."""

    split: Mapping[str, str]  # notebooks that were split before, by their pipelines
    stages: Mapping[str, Block]  # of dvc.yaml
    known_to_git: Callable[[], frozenset[str]]  # files that git isn't told to ignore
    files_of: Callable[[Path], frozenset[Path]]  # those of a repository


@dataclass(frozen=True)
class Addition:
    """What a project gets for one notebook."""

    path: Path
    notebook: Notebook
    pipeline: Pipeline
    named: Named
    relocated: Sequence[Relocated]  # files that lie elsewhere than where their cells look for them
    files: Mapping[str, Content]  # its own
    shared: Mapping[str, str]  # texts that others have a part in
    stages: Stages  # for dvc.yaml
    kept_stage: bool  # the stage in dvc.yaml is the user's by now, and was left alone


def former_additions(project: Project) -> list[Former]:
    names = [path.parent.name for path in sorted(project.root.glob(Layout("*").added))]
    kept = {name: read_added(project, name) for name in names}
    if empty := [name for name, record in kept.items() if record is None]:
        raise spoilt(Layout(empty[0]).added, "it is empty")
    return [Former(pipeline=name, **vars(record)) for name, record in kept.items() if record]


def split_pipelines(project: Project) -> dict[str, str]:
    """The notebooks that were split before, with a run or without, by pipeline."""
    kinds = (Layout("*").record, Layout("*").planned)
    names = sorted({path.parent.name for kind in kinds for path in project.root.glob(kind)})
    kept = {name: read_recorded(project, name) or read_planned(project, name) for name in names}
    return {name: record.notebook for name, record in kept.items() if record}


def plain_copy_is_taken(path: Path, project: Project) -> bool:
    """Whether another notebook is where this one's copy would go."""
    copy = project.root / copy_of(path, pipeline_name(path.stem), project)
    return copy.exists() and not holds(copy, path, without_outputs(path))


def addition(
    path: Path,
    notebook: Notebook,
    name: str,
    former: Former | None,
    project: Project,
    texts: Texts,
    seen: Seen,
) -> Addition:
    """Plan what the project gets for a notebook whose pipeline has this name."""
    tree = surroundings(path, notebook)
    found, near, relocated = brought(path, notebook, tree, named(path, notebook, tree), seen.files_of)
    copy = copy_of(path, name, project)
    packages = foreign_packages(notebook, tree)
    sources = {**{p: tree.root / p for p in found.files}, **near}
    changed = [path for path in sorted(sources) if path in found.changed]
    kept = [path for path in sorted(sources) if path not in found.changed]
    pipeline = whole(notebook, name, copy.removeprefix(f"{NOTEBOOKS}/"), tree.folder, kept, changed, packages)
    data = {p: sources[given] for p, given in brought_along(pipeline).items()}
    own = {p: text.encode() for p, text in unchanged_files(pipeline, project.package).items()}
    check_own(path, own, former.files if former else {}, project)
    check_own(
        path, {p: place.read_bytes() for p, place in data.items()}, former.data if former else {}, project
    )
    fresh = stages(pipeline, project.package)
    ((stage, said),) = fresh.items()
    facts = Added(
        notebook=copy,
        source=source_of(path, project),
        sha256=digest(without_outputs(path)),
        files={p: digest(content) for p, content in sorted(own.items())},
        data={p: digest(place.read_bytes()) for p, place in sorted(data.items())},
        stage=said,
    )
    files: dict[str, Content] = {**own, **data, pipeline.layout.added: as_text(facts).encode()}
    files |= {p: None for p in unedited(former, project) if p not in own} if former else {}
    original = without_outputs(path)
    if not holds(project.root / copy, path, original):
        check_own(path, {copy: original}, former.copies(project) if former else {}, project)
        files[copy] = original
    mine = may_change(seen.stages.get(stage), said, former)
    if mine:
        check_own_stages(pipeline.name, fresh, seen.stages)
    hidden = [*hidden_from_git(sources, project, seen.known_to_git), *found.withheld, *changed]
    shared = shared_texts(pipeline, project, texts, hidden)
    return Addition(
        path, notebook, pipeline, found, relocated, files, shared, fresh if mine else {}, not mine
    )


def unedited(former: Former, project: Project) -> list[str]:
    """The tasks of an earlier addition that are still as it wrote them."""
    tasks = f"{Layout(former.pipeline).tasks}/"
    return [
        p for p, known in former.files.items() if p.startswith(tasks) and hash_of(project.root / p) == known
    ]


def foreign_packages(notebook: Notebook, tree: Tree) -> list[str]:
    """The top-level packages that a notebook imports, without modules beside it."""
    names = {name.split(".")[0] for name in imported(notebook)}
    return sorted(name for name in names if not modules({name}, tree.home))


def copy_of(path: Path, name: str, project: Project) -> str:
    """Where the project keeps the original: where it is, if that is already among the notebooks."""
    place, folder = real(path), real(project.root / NOTEBOOKS)
    if place.is_relative_to(folder):
        return notebook_path(place.relative_to(folder).as_posix())
    sound = path.name.isprintable() and not re.search(r'[<>:"|?*\\]', path.name)
    return notebook_path(path.name if is_plain(path, name) and sound else f"{name}.ipynb")


def is_plain(path: Path, name: str) -> bool:
    """Whether the pipeline's name is the one that the notebook's file name gives."""
    return name == pipeline_name(path.stem)


def source_of(path: Path, project: Project) -> str:
    """How the project knows a notebook: by path, or if it is outside, by a hash that hides its folders."""
    place = place_of(path, project)
    inside = real(path).is_relative_to(real(project.root))
    return place if inside else digest(place.encode("utf-8", "surrogatepass"))


def place_of(path: Path, project: Project) -> str:
    """A notebook's path from the project's root; if it is outside, its last few folders, to tell it apart."""
    full, root = real(path), real(project.root)
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else "/".join(full.parts[-5:])


def holds(copy: Path, path: Path, original: bytes) -> bool:
    """Whether a copy is the notebook itself, or has the same content but for outputs."""
    if real(path) == real(copy):
        return True
    try:
        return copy.is_file() and original in (copy.read_bytes(), without_outputs(copy))
    except RequestError:  # no notebook
        return False


@cache
def without_outputs(path: Path) -> bytes:
    """A notebook as the project keeps it: UTF-8, in a current format."""
    text = readable(path)
    return cleaned(text.encode("utf-8", "surrogatepass")) or emptied(text)


def readable(path: Path) -> str:
    """A notebook's text, unchanged if it is in a current format."""
    data, name = content(path), shown(path)
    top = parse(data, name)
    current = upgraded(top, name)
    if current is top:
        return decoded(data, name)
    cells = [{key: value for key, value in cell.items() if key != "id"} for cell in current["cells"]]
    return json.dumps({**current, "cells": cells, "nbformat_minor": 4}, indent=1, ensure_ascii=False) + "\n"


def check_own(path: Path, own: Mapping[str, bytes], known: Mapping[str, str], project: Project) -> None:
    """Refuse to replace files that aren't as an earlier command wrote them."""
    changed = [
        p for p, text in own.items() if differs(project.root / p, text) and (project.root / p).exists()
    ]
    if foreign := [p for p in changed if p not in known]:
        raise RequestError(
            f"{path}: {', '.join(foreign[:3])} already exists, and isn't nbmigrate's."
            "\n  Move it away, or rename the notebook: its task gets that name."
        )
    if edited := [p for p in changed if hash_of(project.root / p) != known[p]]:
        raise RequestError(
            f"{path}: {', '.join(edited[:3])} was edited since nbmigrate wrote it, and stays as it is."
            "\n  To take the notebook's text instead, delete that file and add the notebook again."
        )


def may_change(block: Block | None, fresh: Mapping[str, Any], former: Former | None) -> bool:
    """Whether a stage is absent, or still as it was written."""
    return block is None or not block.script or block.content in (fresh, former.stage if former else None)


def hidden_from_git(
    sources: Mapping[str, Path], project: Project, known: Callable[[], frozenset[str]]
) -> list[str]:
    """Data inside the project that git ignores where it comes from."""
    top = real(project.root)
    inside = {
        p: source.relative_to(top).as_posix() for p, source in sources.items() if source.is_relative_to(top)
    }
    return [p for p, place in inside.items() if place not in known()]


def shared_texts(pipeline: Pipeline, project: Project, texts: Texts, hidden: list[str]) -> dict[str, str]:
    """The shared files with the notebook's part in them, without dvc.yaml, which takes all stages at once."""
    found = {IGNORED: with_ignored_task(texts(IGNORED), pipeline)}
    if hidden:
        found[IGNORED_DATA] = with_ignored_data(texts(IGNORED_DATA), pipeline, hidden)
    if text := texts(README):
        found[README] = with_section(text, pipeline, project.package)
    if given_answers(project.root) and (text := texts(PYPROJECT)):
        known, _ = distributions(pipeline.packages)
        found[PYPROJECT] = with_exception(with_dependencies(text, known), pipeline.name, project.package)
    return {path: text for path, text in found.items() if text != texts(path)}
