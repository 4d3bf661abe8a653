"""A pipeline's records in a project. A stranger may have written them, so they are checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from migrate.errors import RequestError
from migrate.model.layout import NOTEBOOKS, Layout, notebook_path
from migrate.model.record import Added, Boundary, Planned, Ran, Recorded
from migrate.model.shape import conform
from migrate.project.own_paths import is_inside
from migrate.project.project import Project

Model = TypeVar("Model")


def read_added(project: Project, pipeline: str) -> Added | None:
    """The record that `add` kept; None if there is none."""
    path = Layout(pipeline).added
    if not (facts := project.facts(path)):
        return None
    found = modelled(path, Added, facts)
    check_paths(path, {**found.files, **found.data}, pipeline)
    if not (is_inside(found.notebook) and found.notebook.startswith(f"{NOTEBOOKS}/")):
        raise spoilt(path, f"{found.notebook} isn't a notebook in {NOTEBOOKS}/")
    return found


def read_planned(project: Project, pipeline: str) -> Planned | None:
    """The record that `split --no-run` kept; None if there is none."""
    path = Layout(pipeline).planned
    if not (facts := project.facts(path)):
        return None
    found = modelled(path, Planned, facts)
    check_paths(path, {**found.files, **found.data}, pipeline)
    return found


def read_recorded(project: Project, pipeline: str) -> Recorded | None:
    """The record that `split` kept; None if there is none."""
    path = Layout(pipeline).record
    if not (facts := project.facts(path)):
        return None
    found = modelled(path, Recorded, facts)
    check_paths(path, {**found.files, **found.data}, pipeline)
    for place in (*found.written, *([] if found.folder == "." else [found.folder])):
        if not is_inside(place):
            raise spoilt(path, f"{place} isn't a path in the notebook's data")
    known = {field.name for field in fields(Recorded)}
    return replace(found, others={key: value for key, value in facts.items() if key not in known})


def read_boundaries(project: Project, pipeline: str) -> dict[str, Boundary]:
    """What the pipeline's tasks hand on, by the products' paths."""
    path = Layout(pipeline).boundaries
    found = {product: modelled(path, Boundary, value) for product, value in project.facts(path).items()}
    if strange := [product for product in found if not is_inside(product)]:
        raise spoilt(path, f"{strange[0]} isn't a path in the project")
    return found


def read_original(project: Project, pipeline: str, recorded: Recorded | None) -> dict[str, Any]:
    """The notebook that ran, whose cells the record refers to."""
    path = Layout(pipeline).original
    facts = project.facts(path)
    cells = modelled(path, Ran, facts).cells
    if unsound := [at for at, cell in enumerate(cells) if not cell.sound]:
        raise spoilt(path, f"cell {unsound[0]} has a source or outputs that aren't text")
    known = {str(at) for at, cell in enumerate(cells) if cell.cell_type == "code"}
    if strange := {*(recorded.second_run if recorded else ())} - known:
        raise spoilt(Layout(pipeline).record, f"the notebook has no code cell {min(strange)}")
    return facts


def modelled(path: str, model: type[Model], content: object) -> Model:
    """A record's content as its model. Raises RequestError if it doesn't fit."""
    try:
        return conform(model, content)
    except ValueError as error:
        raise spoilt(path, str(error)) from error


def check_paths(record: str, paths: Iterable[str], pipeline: str) -> None:
    """Refuse a record that claims files which no command writes for its pipeline."""
    for path in paths:
        if not is_own(path, pipeline):
            raise spoilt(record, f"{path} isn't a file of the pipeline {pipeline}")


def is_own(path: str, pipeline: str) -> bool:
    """Whether commands write this pipeline's files at this path, and no other's."""
    layout = Layout(re.escape(pipeline))
    own = (layout.tasks, layout.tests, layout.records, layout.raw, layout.external)
    folders = "|".join((*own, layout.source("[^/]+")))
    places = rf"({folders})/.+|{notebook_path('[^/]+')}_in_recorded_order\.ipynb"
    return is_inside(path) and re.fullmatch(places, path, re.DOTALL) is not None


def spoilt(path: str, reason: str) -> RequestError:
    return RequestError(
        f"{path}: not as nbmigrate left it: {reason}.\n"
        f"  Bring it back with `git checkout HEAD -- {path}`, or delete its folder and migrate the "
        "notebook again. Nothing was changed."
    )
