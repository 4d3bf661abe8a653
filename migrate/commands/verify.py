"""nbmigrate verify: does the project still compute what the notebook did?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat

from migrate.commands.exclusive import settled, writing_in
from migrate.commands.html_report import check_place, write_report
from migrate.errors import RequestError, UnprovedError
from migrate.model.layout import CONFIG, DVC_YAML, Layout
from migrate.model.record import Boundary, Recorded, as_text
from migrate.project.project import Project, find_project, staging
from migrate.project.records import read_boundaries, read_original, read_recorded, spoilt
from migrate.project.transaction import write_together
from migrate.record.interpreter import find_project_python
from migrate.screen import Screen
from migrate.verify.accept import accepted
from migrate.verify.page.page import Compared
from migrate.verify.parameter_changes import changes
from migrate.verify.proof import Expected, Outcome, Sandbox, judge, run
from migrate.verify.report import as_json, render
from migrate.verify.run_dvc import Dvc
from migrate.verify.values import wrong
from migrate.write.config import configured
from migrate.write.record import second_run
from migrate.write.stages import stages_of


@dataclass(frozen=True)
class Accept:
    """Cells whose new outputs are intended, and why. No cells: all that differ."""

    cells: tuple[int, ...]
    because: str


def verify(
    pipeline: str | None,
    project: Path | None,
    python: Path | None,
    accept: Accept | None,
    screen: Screen,
    *,
    html: Path | None = None,
    dry_run: bool = False,
) -> None:
    """Run the recorded pipelines in a fresh copy of the project and compare. Raises UnprovedError."""
    check_place(html)
    where = find_project(project)
    settled(where, screen, dry_run=dry_run)
    names = recorded(where, pipeline)
    tuned = {name: changed_parameters(where, name) for name in names}
    if dry_run:
        screen.say("Dry run: pipelines run in a temporary copy; nothing is written to the project.")
    runs_with = interpreter(where, python, screen)
    found = {name: verify_one(name, where, runs_with, accept, screen, dry_run) for name in names}
    if not dry_run:
        write_report(html, [*found.values()], screen)
    screen.result(
        {
            name: {
                **as_json(one.comparison),
                "wrong_values": [value.path for value in wrong(one.comparison.values)],
                "parameters": tuned[name],
            }
            for name, one in found.items()
        }
    )
    if unlike := [name for name, one in found.items() if one.comparison.differs]:
        raise UnprovedError(
            f"{', '.join(unlike)}: does not show and compute what the notebook did.\n"
            "  If the change is intended, record it: nbmigrate verify --accept CELL --because TEXT"
        )
    if blind := [name for name, one in found.items() if one.comparison.blind]:
        raise UnprovedError(
            f"{', '.join(blind)}: nothing that the notebook showed or wrote is the same in two runs, so "
            "nothing could be compared."
        )


def verify_one(
    name: str, project: Project, python: Path, accept: Accept | None, screen: Screen, dry_run: bool
) -> Compared:
    """Verify one pipeline, and take intended changes into the record."""
    layout = Layout(name)
    kept, tuned = read_record(project, name), changed_parameters(project, name)
    with Dvc() as dvc, staging(project) as copy:
        sandbox = Sandbox(root=copy, package=project.package, python=python, dvc=dvc)
        run_all(name, project, sandbox, kept, screen)
        tasks = [path.stem for path in sorted((copy / layout.executions).glob("*.ipynb"))]
        outcome = judge(sandbox, layout, tasks, kept.expected)
        first = "".join(value.difference for value in wrong(outcome.comparison.values)[:1])
        if accept and (accept.cells or outcome.comparison.differs):
            meant = with_accepted(kept, outcome, accept)
            outcome = judge(sandbox, layout, tasks, meant.expected)
            if not outcome.comparison.differs:
                parameters = configured(project.text(CONFIG), name)
                meant = replace(meant, facts=replace(meant.facts, parameters=parameters))
            if not dry_run:
                take_over(project, name, kept, meant, screen)
            kept, first = meant, ""
        shown = {path.stem: nbformat.read(path, as_version=4) for path in outcome.executed}
    if first:
        screen.say(f"first wrong value: {first}")
    if tuned:
        screen.say(tuned)
    render(outcome.comparison, screen.console)
    return Compared(name, outcome.comparison, kept.original, shown, project.root / layout.tasks, first)


def with_accepted(kept: Kept, outcome: Outcome, accept: Accept) -> Kept:
    comparison = outcome.comparison
    values = [value.path for value in wrong(comparison.values)]
    original, facts = kept.original, noted(kept.facts, values, accept.because)
    if accept.cells or replace(comparison, values=()).differs:
        original, facts = accepted(
            kept.original,
            kept.facts,
            comparison,
            outcome.executed,
            accept.cells,
            accept.because,
            outcome.roots,
        )
    return Kept(original, facts, {**kept.boundaries, **outcome.made})


def take_over(project: Project, name: str, before: Kept, kept: Kept, screen: Screen) -> None:
    """Write the record, unless somebody changed it while the pipeline ran."""
    with writing_in(project, screen, dry_run=False):
        if read_record(project, name) != before:
            raise RequestError(
                f"{Layout(name).records}/: another command has changed this record in the meantime.\n"
                "  Run this one again if you still want it. Nothing was changed."
            )
        write_together(project.root, kept.files(name))


def changed_parameters(project: Project, name: str) -> str:
    """A sentence on parameters changed since the record, which may explain differences; "" if none were."""
    known = read_record(project, name).facts.parameters
    return changes(known, configured(project.text(CONFIG), name)) if known else ""


def noted(facts: Recorded, values: Sequence[str], because: str) -> Recorded:
    """The record's facts, with a note on changed values that no output shows."""
    return replace(facts, accepted=(*facts.accepted, {"values": list(values), "because": because}))


@dataclass(frozen=True)
class Kept:
    """A pipeline's record, as the project holds it."""

    original: nbformat.NotebookNode
    facts: Recorded
    boundaries: Mapping[str, Boundary]

    @property
    def expected(self) -> Expected:
        return Expected(
            original=self.original,
            second=second_run(self.original, self.facts),
            written=self.facts.written,
            values=self.boundaries,
            folder=self.facts.folder,
        )

    def files(self, name: str) -> dict[str, bytes | Path | None]:
        layout = Layout(name)
        return {
            layout.original: f"{nbformat.writes(self.original, version=4)}\n".encode(),
            layout.record: as_text(self.facts).encode(),
            layout.boundaries: as_text(self.boundaries).encode(),
        }


def read_record(project: Project, name: str) -> Kept:
    facts = read_recorded(project, name)
    original = nbformat.from_dict(read_original(project, name, facts))
    if facts is None:
        raise spoilt(Layout(name).record, "it is empty")
    return Kept(original, facts, read_boundaries(project, name))


def run_all(name: str, project: Project, sandbox: Sandbox, kept: Kept, screen: Screen) -> None:
    """Run all stages of a pipeline. Raises UnprovedError where one fails."""
    stages = stages_of(project.text(DVC_YAML), name)
    if not stages:
        raise RequestError(
            f"{DVC_YAML} has no stage of the pipeline {name}.\n"
            "  Migrate the notebook again to bring them back."
        )
    layout = Layout(name)
    tasks = [path.stem for path in sorted((sandbox.root / layout.tasks).glob("[0-9]*.py"))]
    with screen.counting(f"running {name}", len(stages)) as started:
        failure = run(sandbox, layout, stages, tasks, [*kept.boundaries], started=started)
    if failure:
        raise UnprovedError(f"{name}: the stage {failure.stage or stages[0]} fails.\n{failure.text.strip()}")


def recorded(project: Project, pipeline: str | None) -> Sequence[str]:
    """The pipelines to verify: the one asked for, or all that have a record."""
    names = sorted(path.parent.name for path in project.root.glob(Layout("*").record))
    if pipeline and pipeline not in names:
        raise RequestError(
            f"{pipeline}: there is no record of it; recorded are: {', '.join(names) or 'none'}."
        )
    if not names:
        raise RequestError(
            f"{project.root} has no record of a notebook.\n  Migrate one with: nbmigrate split NOTEBOOK"
        )
    return [pipeline] if pipeline else names


def interpreter(project: Project, asked: Path | None, screen: Screen) -> Path:
    """The interpreter asked for, or the project's own; says which one it is."""
    found = find_project_python(asked, project.root)
    screen.say(f"  running with {found.path}: {found.why}")
    return found.path
