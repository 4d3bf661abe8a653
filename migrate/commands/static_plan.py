"""A plan from the notebook's text alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from migrate.commands.user_plan import beginning
from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline
from migrate.model.trace import Trace
from migrate.model.user_plan import Cuts
from migrate.plan.pipeline import plan
from migrate.plan.static_run import assumed_trace
from migrate.project.project import Project
from migrate.read.files import real
from migrate.read.private import may_hold_secrets
from migrate.record.path_texts import changes_of, path_literals
from migrate.record.workspace import Tree, surroundings


def plan_unrun(path: Path, notebook: Notebook, cuts: Cuts, project: Project) -> tuple[Pipeline, Trace, Tree]:
    """The plan, the trace it assumes in place of a run, and the notebook's surroundings."""
    tree = surroundings(path, notebook)
    named = [real(tree.home / text) for text in path_literals(notebook)]
    files = [
        str(place.relative_to(tree.root))
        for place in named
        if place.is_file() and place.is_relative_to(tree.root)
    ]
    changed = [(t.cell, real(tree.home / t.value), t.use) for t in changes_of(notebook)]
    places = {real(tree.root / path): path for path in files}
    changes = [(cell, places[place], use) for cell, place, use in changed if place in places]
    private = frozenset(file for file in files if may_hold_secrets(file))
    trace = replace(assumed_trace(notebook, tree.folder, files, changes), private=private)
    start = beginning(notebook, cuts, trace)
    return plan(notebook, cuts.sections, trace, project.package, start), trace, tree
