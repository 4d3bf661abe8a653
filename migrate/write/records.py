"""What commands keep of a pipeline below records/, as typed models: a stranger may have written it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from migrate.errors import RequestError
from migrate.model.layout import NOTEBOOKS, Layout, notebook_path
from migrate.read.shape import conform
from migrate.write.inside import is_inside
from migrate.write.project import Project

Hashes = Mapping[str, str]  # by path
Model = TypeVar("Model")


@dataclass(frozen=True)
class Added:
    """The record of a notebook that became one task."""

    notebook: str  # the copy in the project, or the notebook itself, from the project's root
    source: str  # where it was, from the project's root
    files: Hashes
    data: Hashes
    stage: Mapping[str, Any]
    sha256: str  # of the notebook without its outputs


@dataclass(frozen=True)
class Planned:
    """The record of a pipeline that was written from the notebook's text, and never ran."""

    notebook: str  # the name of its file
    files: Hashes
    data: Hashes
    section: str  # hash of its parameters in the configuration


@dataclass(frozen=True)
class WrittenFile:
    """A file that the notebook wrote."""

    cell: int
    mark: str
    second: str | None


@dataclass(frozen=True)
class Recorded:
    """The record of a notebook that ran; of what it showed, what the two runs don't agree on."""

    notebook: str  # the name of its file
    sha256: str
    files: Hashes
    data: Hashes
    section: str = ""
    folder: str = "."
    second_run: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    accepted: Sequence[Mapping[str, Any]] = ()
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    written: Mapping[str, WrittenFile] = field(default_factory=dict)


@dataclass(frozen=True)
class Boundary:
    """A variable of the notebook that one task hands on to another."""

    variable: str
    cell: int
    kind: str | None
    fingerprint: str | None
    summary: Any
    content: str | None = None  # of records older than it there is none
    repeats: bool = True


@dataclass(frozen=True)
class Output:
    """One thing that a cell showed."""

    output_type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    text: Any = ""

    @property
    def sound(self) -> bool:
        """Whether what should be text is text."""
        shown = [value for kind, value in self.data.items() if kind.startswith(("text/", "image/"))]
        return all(map(is_text, [self.text, *shown]))


@dataclass(frozen=True)
class RanCell:
    """A cell of the notebook that ran."""

    cell_type: str
    source: Any
    metadata: Mapping[str, Any] = field(default_factory=dict)
    outputs: Sequence[Output] | None = None

    @property
    def sound(self) -> bool:
        """Whether what should be text is text, and code has outputs, if none of them shows anything."""
        if self.cell_type == "code" and self.outputs is None:
            return False
        return is_text(self.source) and all(output.sound for output in self.outputs or ())


@dataclass(frozen=True)
class Ran:
    """The notebook that ran, as far as it is compared."""

    cells: Sequence[RanCell]


def read_added(project: Project, pipeline: str) -> Added | None:
    """The record that `add` kept of a pipeline."""
    path = Layout(pipeline).added
    if not (facts := project.facts(path)):
        return None
    found = modelled(path, Added, facts)
    check_paths(path, {**found.files, **found.data}, pipeline)
    if not (is_inside(found.notebook) and found.notebook.startswith(f"{NOTEBOOKS}/")):
        raise spoilt(path, f"{found.notebook} is no notebook in {NOTEBOOKS}/")
    return found


def read_planned(project: Project, pipeline: str) -> Planned | None:
    """The record that `split --no-run` kept of a pipeline."""
    path = Layout(pipeline).planned
    if not (facts := project.facts(path)):
        return None
    found = modelled(path, Planned, facts)
    check_paths(path, {**found.files, **found.data}, pipeline)
    return found


def read_recorded(project: Project, pipeline: str) -> Recorded | None:
    """The record that `split` kept of a pipeline."""
    path = Layout(pipeline).record
    if not (facts := project.facts(path)):
        return None
    found = modelled(path, Recorded, facts)
    check_paths(path, {**found.files, **found.data}, pipeline)
    for place in (*found.written, *([] if found.folder == "." else [found.folder])):
        if not is_inside(place):
            raise spoilt(path, f"{place} is no place among the notebook's data")
    return found


def read_boundaries(project: Project, pipeline: str) -> dict[str, dict[str, Any]]:
    """What the pipeline's tasks hand on, by the products' paths."""
    path = Layout(pipeline).boundaries
    facts = project.facts(path)
    for product, content in facts.items():
        modelled(path, Boundary, content)
        if not is_inside(product):
            raise spoilt(path, f"{product} is no place in the project")
    return facts


def read_original(project: Project, pipeline: str, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook that ran, which the cells of its record are in."""
    path = Layout(pipeline).original
    facts = project.facts(path)
    cells = modelled(path, Ran, facts).cells
    if unsound := [at for at, cell in enumerate(cells) if not cell.sound]:
        raise spoilt(path, f"cell {unsound[0]} has a source or outputs that aren't text")
    known = {str(at) for at, cell in enumerate(cells) if cell.cell_type == "code"}
    if strange := {*recorded.get("second_run", ())} - known:
        raise spoilt(Layout(pipeline).record, f"the notebook has no code cell {min(strange)}")
    return facts


def is_text(content: object) -> bool:
    """Whether this is text as notebooks keep it: whole, or in lines."""
    return isinstance(content, str) or (
        isinstance(content, list) and all(isinstance(line, str) for line in content)
    )


def modelled(path: str, model: type[Model], content: object) -> Model:
    """The content of a record as its model."""
    try:
        return conform(model, content)
    except ValueError as error:
        raise spoilt(path, str(error)) from error


def check_paths(record: str, paths: Iterable[str], pipeline: str) -> None:
    """Refuse a record that claims files which no command puts there for its pipeline."""
    for path in paths:
        if not is_own(path, pipeline):
            raise spoilt(record, f"{path} is no file of the pipeline {pipeline}")


def is_own(path: str, pipeline: str) -> bool:
    """Whether a path is one where commands put the files of a pipeline, and of no other."""
    layout = Layout(re.escape(pipeline))
    own = (layout.tasks, layout.tests, layout.records, layout.raw, layout.external)
    folders = "|".join((*own, layout.source("[^/]+")))
    places = rf"({folders})/.+|{notebook_path('[^/]+')}_in_recorded_order\.ipynb"
    return is_inside(path) and re.fullmatch(places, path, re.DOTALL) is not None


def spoilt(path: str, reason: str) -> RequestError:
    """The error that says that a record isn't as it was left."""
    return RequestError(
        f"{path}: not as nbmigrate left it: {reason}.\n"
        f"  Bring it back with `git checkout HEAD -- {path}`, or delete its folder and migrate the "
        "notebook again. Nothing was changed."
    )
