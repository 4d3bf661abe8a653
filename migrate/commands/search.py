"""Plan, write into a copy of the project, run, compare; repair the plan until the pipeline is right."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from migrate.check.findings import UNREPEATABLE, findings
from migrate.check.subject import Subject
from migrate.commands.trial import Trial, attempt, judged, knowing
from migrate.errors import RequestError, UnprovedError
from migrate.model.layout import DVC_LOCK
from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline
from migrate.model.section import Section
from migrate.model.trace import Trace
from migrate.plan.hidden_state import needed_to_load, suspicion
from migrate.plan.pipeline import plan
from migrate.plan.renamed_files import in_another_run
from migrate.plan.repair import Repair, Trouble, first_code, improve, place_in
from migrate.project.transaction import Content
from migrate.verify import values as of_values
from migrate.verify.compare import CellResult, Comparison
from migrate.verify.files import FileResult, wrong
from migrate.verify.proof import with_values
from migrate.verify.run_dvc import Failure
from migrate.verify.values import ValueResult, Values
from migrate.write.stages import outs, stage_name

DIFFERS = "its outputs differ from the notebook's"
BLIND = "everything that the notebook shows differs from run to run, so nothing could be compared"


@dataclass(frozen=True)
class Proof:
    """A pipeline that ran, and how its results compare with the notebook's."""

    pipeline: Pipeline
    comparison: Comparison
    seconds: float
    values: Values  # what tasks hand on, as the notebook had it
    trial: Trial

    def made(self, copy: Path) -> dict[str, Content]:
        """What the run made in the copy and the project keeps: DVC's lock and cache, and the outs."""
        cache = sorted((copy / ".dvc/cache").rglob("*"))
        made = [path for out in sorted(self.outs) for path in (copy / out, *sorted((copy / out).rglob("*")))]
        found = [copy / DVC_LOCK, *made, *cache]
        return {str(path.relative_to(copy)): path for path in found if path.is_file()}

    @property
    def outs(self) -> frozenset[str]:
        """The files and folders that the pipeline makes; DVC keeps them, not git."""
        return frozenset(path for task in self.pipeline.tasks for path in outs(self.pipeline, task))


def prove(
    path: Path,
    source: Notebook,
    cuts: Sequence[Section],
    trial: Trial,
    repair: Repair,
) -> Proof:
    """Find a pipeline that shows what the notebook showed: as planned, or else with fewer, larger tasks."""
    while True:
        pipeline = plan(source, cuts, trial.recording.trace, trial.project.package, repair)
        began = time.monotonic()
        failure = attempt(pipeline, trial)
        seconds = time.monotonic() - began
        outcome = judged(pipeline, trial, values=False)
        if found := other_names(trial):
            trial = replace(trial, recording=knowing(trial.recording, found))
            continue
        if not failure and not outcome.comparison.differs:
            outcome = with_values(trial.sandbox, outcome)
        comparison, values = outcome.comparison, outcome.expected.values
        trouble = first_trouble(pipeline, comparison, failure)
        if trouble is None:
            for told in without_parameters(repair):
                trial.screen.say(told)
            doubted = replace(pipeline, doubt=BLIND) if comparison.blind else pipeline
            return Proof(doubted, comparison, seconds, values, trial)
        trouble = explained(trouble, failure, pipeline, source, trial.recording.trace)
        better = improve(pipeline, repair, trouble)
        if better is None:
            if failure:
                refuse(path, source)
                raise UnprovedError(
                    f"{path.name}: even as one task it fails. Nothing was written.\n{failure.text.strip()}"
                )
            return Proof(replace(pipeline, doubt=DIFFERS), comparison, seconds, values, trial)
        repair = better


def other_names(trial: Trial) -> dict[str, str]:
    """Files whose names differ between the two runs, with their patterns; without those already known."""
    first, second = (
        run.metadata.get("files", {}) for run in (trial.recording.original, trial.recording.plain)
    )
    found = in_another_run(first, second)
    written = {path for cell in trial.recording.trace.cells.values() for path in cell.writes}
    return {p: pattern for p, pattern in found.items() if p in written - {*trial.recording.trace.renamed}}


def refuse(path: Path, source: Notebook) -> None:
    """Raise RequestError if the notebook does what no task can repeat."""
    for found in findings(Subject(source), UNREPEATABLE):
        remedy = found.remedy[0].upper() + found.remedy[1:]
        raise RequestError(
            f"{path.name}, cell {found.cell}: {found.what}.\n  {remedy}.\n  Nothing was written."
        )


def first_trouble(pipeline: Pipeline, comparison: Comparison, failure: Failure | None) -> Trouble | None:
    if failure:
        task = next(
            (t for t in pipeline.tasks if stage_name(pipeline, t) == failure.stage), pipeline.tasks[0]
        )
        return Trouble(first_code(task), f"the task {task.name} fails by itself: {failure.last_line}")
    cells = [cell for cell in comparison.cells if cell.status in ("different", "missing")]
    if not cells:
        files = sorted(wrong(comparison.files), key=lambda file: (file.cell, file.path))
        values = of_values.wrong(comparison.values)
        troubles = [Trouble(file.cell, told_of(file)) for file in files]
        troubles += [told_of_value(pipeline, value) for value in values]
        return next(iter(troubles), None)
    first = min(cells, key=lambda cell: cell.origin or (10**9,))
    return Trouble(
        place_of(pipeline, first),
        f"cell {number(first)} shows something else when its task runs by itself",
    )


def told_of(file: FileResult) -> str:
    how = "isn't written" if file.status == "missing" else "has different content"
    return f"{file.path}, which cell {file.cell} writes, {how} when its task runs by itself"


def told_of_value(pipeline: Pipeline, value: ValueResult) -> Trouble:
    """What is wrong with a variable that is handed on, blamed on the last cell that makes it."""
    cells = pipeline.tasks[place_in(pipeline, value.cell)].cells
    makers = [cell.index for cell in cells if value.variable in cell.effects.may_define]
    maker = makers[-1] if makers else value.cell
    return Trouble(
        maker, f"`{value.variable}` of cell {maker} has another value when its task runs by itself"
    )


def explained(
    trouble: Trouble, failure: Failure | None, pipeline: Pipeline, source: Notebook, trace: Trace
) -> Trouble:
    """The trouble, with its likely cause in earlier tasks; where a task fails, for any of its cells."""
    task = pipeline.tasks[place_in(pipeline, trouble.cell)]
    before = tuple(cell for cell in source.code if cell.index < first_code(task))
    wrong = task.cells if failure else (source.cells[trouble.cell],)
    cause = needed_to_load(source, trouble.text) or suspicion(source, trace, before, wrong)
    return replace(trouble, cause=cause)


def place_of(pipeline: Pipeline, cell: CellResult) -> int:
    """A cell of the original, in the task that shows the wrong thing."""
    if cell.origin:
        return cell.origin[0]
    where = {place.task for place in cell.places}
    return next((first_code(t) for t in pipeline.tasks if t.file in where), first_code(pipeline.tasks[-1]))


def number(cell: CellResult) -> str:
    """The original's cells, or the task's cells in brackets where it has none."""
    return "+".join(map(str, cell.origin)) or f"({', '.join(map(str, cell.places))})"


def without_parameters(repair: Repair) -> list[str]:
    """A sentence on why every value stays in its cell, if that is so."""
    return [f"  no values become parameters, since with them {repair.unlifted}"] if repair.unlifted else []
