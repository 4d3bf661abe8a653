"""Everything that a migrated notebook adds to a project, as texts by path."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable

from migrate.model.layout import CONFIG, DVC_YAML, IGNORED, IGNORED_DATA, MODEL_CONFIG, PYPROJECT, README
from migrate.model.pipeline import Pipeline
from migrate.model.record import Added, Planned, Recorded
from migrate.model.shape import Model, conform
from migrate.project.requirements import with_dependencies
from migrate.project.ruff_config import with_exception
from migrate.write import config
from migrate.write.format_code import tidy
from migrate.write.hash_order import hashes
from migrate.write.ignored import with_ignored, with_ignored_products
from migrate.write.model_config import with_model
from migrate.write.modules import modules
from migrate.write.readme import with_section
from migrate.write.record import digest
from migrate.write.stages import with_stages
from migrate.write.task import task_script
from migrate.write.templates import render

Existing = Callable[[str], str]  # the text of a project's file; empty where there is none


def own_files(pipeline: Pipeline, package: str) -> dict[str, str]:
    """Files that only this pipeline has."""
    layout = pipeline.layout
    found = {layout.setup: setup_module(pipeline, package)}
    found |= {layout.task(task.file): task_script(pipeline, task, package) for task in pipeline.tasks}
    source = layout.source(package)
    return found | {f"{source}/{name}": text for name, text in modules(pipeline, package).items()}


def setup_module(pipeline: Pipeline, package: str) -> str:
    """The module that each task imports first. It makes the folders that git doesn't keep."""
    folders = tuple(posixpath.relpath(folder, pipeline.folder) for folder in pipeline.folders)
    home = pipeline.layout.home(pipeline.folder)
    plain = re.fullmatch(r"[\w/. -]+", home, re.ASCII)
    stand_in = "x" * len(home) if plain else home  # formatted once for all folders of one length
    text = render(
        "setup.py.jinja",
        home=stand_in,
        folders=folders if {*folders} - {"."} else (),
        hashes=hashes(pipeline),
        given=pipeline.layout.external if pipeline.changed else "",
        tree=pipeline.layout.raw,
    )
    return tidy(text, package).replace(stand_in, home)


def shared_files(pipeline: Pipeline, package: str, existing: Existing) -> dict[str, str]:
    """Files that the pipeline shares with the rest of the project, with its part added."""
    layout = pipeline.layout
    ours: list[Recorded | Planned] = [
        *kept(Recorded, existing(layout.record)),
        *kept(Planned, existing(layout.planned)),
    ]
    added = kept(Added, existing(layout.added))
    former = {path for record in [*ours, *added] for path in record.files}

    def stays(script: str) -> bool:
        return script not in former and bool(existing(script))

    found = {DVC_YAML: with_stages(existing(DVC_YAML), pipeline, package, stays)}
    found[IGNORED_DATA] = with_ignored(existing(IGNORED_DATA), pipeline)
    found[IGNORED] = with_ignored_products(existing(IGNORED), pipeline)
    if text := existing(PYPROJECT):
        listed = with_dependencies(text, pipeline.packages)
        found[PYPROJECT] = with_exception(listed, pipeline.name, package)
    if text := existing(MODEL_CONFIG):
        found[MODEL_CONFIG] = with_model(text, pipeline.served)
    text = existing(CONFIG)
    mine = digest(config.section_of(text, pipeline.name).encode()) in {record.section for record in ours}
    if configured := config.with_section(text, pipeline, mine):
        found[CONFIG] = configured
    if text := existing(README):
        found[README] = with_section(text, pipeline, package)
    return {path: text for path, text in found.items() if text != existing(path)}


def kept(kind: type[Model], text: str) -> list[Model]:
    """The record in a text, as a list; empty if the text is, or holds nothing."""
    facts = json.loads(text or "{}")
    return [conform(kind, facts)] if facts else []
