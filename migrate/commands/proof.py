"""Plan, write into a copy of the project, run, compare; repair the plan until the pipeline is right."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.errors import RequestError, UnprovedError
from migrate.model.notebook import Notebook
from migrate.model.pipeline import Merge, Pipeline, Task
from migrate.model.section import Section
from migrate.model.trace import Trace
from migrate.plan.pipeline import Repair, plan
from migrate.plan.suspects import suspicion
from migrate.plan.unfit import unfit
from migrate.record.observe import EXTENSION, Recording, fresh, probe_environment
from migrate.screen import Screen
from migrate.verify.compare import CellResult, Comparison, compare
from migrate.verify.files import FileResult, compare_files, wrong
from migrate.verify.pipeline import Dvc, Failure, reproduce
from migrate.verify.values import watching_products
from migrate.write.files import own_files, shared_files
from migrate.write.project import Project
from migrate.write.record import written_files
from migrate.write.stages import data_path, executed, outs, stage_name
from migrate.write.transaction import Content


@dataclass(frozen=True)
class Proof:
    """A pipeline that ran, and how what it showed compares with the notebook."""

    pipeline: Pipeline
    comparison: Comparison
    seconds: float

    def made(self, copy: Path) -> dict[str, Content]:
        """What the run made in the copy, to be kept: DVC's lock and cache, and the outs."""
        cache = sorted((copy / ".dvc/cache").rglob("*"))
        made = [path for out in sorted(self.outs) for path in (copy / out, *sorted((copy / out).rglob("*")))]
        found = [copy / "dvc.lock", *made, *cache]
        return {str(path.relative_to(copy)): path for path in found if path.is_file()}

    @property
    def outs(self) -> frozenset[str]:
        """What the pipeline makes: DVC keeps these files and folders, git doesn't."""
        return frozenset(path for task in self.pipeline.tasks for path in outs(self.pipeline, task))


@dataclass(frozen=True)
class Trouble:
    """The first cell that is wrong, and what can be said about it."""

    cell: int
    text: str


def prove(
    path: Path,
    source: Notebook,
    cuts: Sequence[Section],
    recording: Recording,
    project: Project,
    copy: Path,
    python: Path,
    screen: Screen,
    repair: Repair,
    dvc: Dvc,
) -> Proof:
    """Find a pipeline that shows what the notebook showed: as planned, else with fewer, larger tasks."""
    while True:
        pipeline = plan(source, cuts, recording.trace, project.package, repair)
        began = time.monotonic()
        failure = attempt(pipeline, recording, project, copy, python, screen, dvc)
        seconds = time.monotonic() - began
        comparison = judge(pipeline, recording, copy, python)
        trouble = first_trouble(pipeline, comparison, failure)
        if trouble is None:
            for told in without_parameters(repair):
                screen.say(told)
            return Proof(pipeline, comparison, seconds)
        trouble = explained(trouble, pipeline, source, recording.trace)
        better = improve(pipeline, repair, trouble)
        if better is None:
            if failure:
                refuse(path, source)
                raise UnprovedError(
                    f"{path.name}: even as one task it fails. Nothing was written.\n{failure.text.strip()}"
                )
            return Proof(pipeline, comparison, seconds)
        repair = better


def refuse(path: Path, source: Notebook) -> None:
    """Raise RequestError where the notebook does what no task can repeat."""
    if why := unfit(source):
        raise RequestError(f"{path.name}, {why}\n  Nothing was written.")


def attempt(
    pipeline: Pipeline,
    recording: Recording,
    project: Project,
    copy: Path,
    python: Path,
    screen: Screen,
    dvc: Dvc,
) -> Failure | None:
    """Write the pipeline into the copy and run it, seeded as the recorded run was."""
    for folder in (
        f"tasks/{pipeline.name}",
        f"src/{project.package}/{pipeline.name}",
        f"data/raw/{pipeline.name}",
    ):
        shutil.rmtree(copy / folder, ignore_errors=True)
    texts = own_files(pipeline, project.package) | shared_files(pipeline, project.package, project.text)
    for path, text in texts.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, encoding="utf-8")
    bring_data(pipeline, recording, copy)
    stages = [stage_name(pipeline, task) for task in pipeline.tasks]
    with (
        TemporaryDirectory(prefix="nbmigrate-") as scratch,
        screen.counting("running the pipeline", len(stages)) as started,
    ):
        products = [product.path for task in pipeline.tasks for product in task.product]
        environment = seeded(Path(scratch), watching_products(copy, project.package, products))
        first = f"tasks/{pipeline.name}/{pipeline.tasks[0].file}.py"
        return reproduce(copy, stages, python, environment, force=True, started=started, first=first, dvc=dvc)


def bring_data(pipeline: Pipeline, recording: Recording, copy: Path) -> None:
    """Put the notebook's data where its tasks look for it."""
    (copy / "data/raw" / pipeline.name / pipeline.folder).mkdir(parents=True, exist_ok=True)
    for path in pipeline.data:
        target = copy / data_path(pipeline.name, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(recording.tree.root / path, target)


def seeded(scratch: Path, products: Mapping[str, object]) -> dict[str, str]:
    """The environment in which tasks draw what the recorded run drew, and tell what they have stored."""
    found = probe_environment(fresh(scratch / "probe"), {"seed": True, **products})
    return {**found, "RUN_TASK_EXTENSIONS": EXTENSION}


def judge(pipeline: Pipeline, recording: Recording, copy: Path, python: Path) -> Comparison:
    """Compare what the tasks showed, and the files that they wrote, with the record."""
    there = [p for p in (copy / executed(pipeline, task) for task in pipeline.tasks) if p.exists()]
    roots = (str(recording.ran_in), str(copy / "data/raw" / pipeline.name / pipeline.folder), str(copy))
    found = compare(recording.original, recording.plain, there, roots)
    files = compare_files(written_files(recording), copy / "data/raw" / pipeline.name, python)
    return replace(found, files=files)


def first_trouble(pipeline: Pipeline, comparison: Comparison, failure: Failure | None) -> Trouble | None:
    """Where the pipeline went wrong first."""
    if failure:
        task = next(
            (t for t in pipeline.tasks if stage_name(pipeline, t) == failure.stage), pipeline.tasks[0]
        )
        return Trouble(first_code(task), f"the task {task.name} fails by itself: {failure.last_line}")
    cells = [cell for cell in comparison.cells if cell.status in ("different", "missing")]
    if not cells:
        files = sorted(wrong(comparison.files), key=lambda file: (file.cell, file.path))
        return next((Trouble(file.cell, told_of(file)) for file in files), None)
    first = min(cells, key=lambda cell: cell.origin or (10**9,))
    return Trouble(
        place_of(pipeline, first), f"cell {number(first)} shows something else when its task runs by itself"
    )


def told_of(file: FileResult) -> str:
    """What is wrong with a file."""
    how = "isn't written" if file.status == "missing" else "holds something else"
    return f"{file.path}, which cell {file.cell} writes, {how} when its task runs by itself"


def explained(trouble: Trouble, pipeline: Pipeline, source: Notebook, trace: Trace) -> Trouble:
    """The same, with what in earlier tasks may be the cause."""
    task = pipeline.tasks[place_in(pipeline, trouble.cell)]
    before = tuple(cell for cell in source.code if cell.index < first_code(task))
    why = suspicion(source, trace, before, source.cells[trouble.cell])
    return replace(trouble, text=f"{trouble.text}; {why}") if why else trouble


def place_in(pipeline: Pipeline, cell: int) -> int:
    """The place of the task that holds a cell."""
    return max(i for i, task in enumerate(pipeline.tasks) if first_code(task) <= cell or i == 0)


def place_of(pipeline: Pipeline, cell: CellResult) -> int:
    """A cell of the original in the task that shows the wrong thing."""
    if cell.origin:
        return cell.origin[0]
    where = " ".join(cell.places)
    return next((first_code(t) for t in pipeline.tasks if t.file in where), first_code(pipeline.tasks[-1]))


def number(cell: CellResult) -> str:
    """The original's cells as text."""
    return "+".join(map(str, cell.origin)) or f"({', '.join(cell.places)})"


def first_code(task: Task) -> int:
    """The index of a task's first code cell."""
    return next(cell.index for cell in task.cells if cell.kind == "code")


def without_parameters(repair: Repair) -> list[str]:
    """A sentence on why every value stays in its cell, if that is so."""
    return [f"  values stay in their cells: with parameters, {repair.unlifted}"] if repair.unlifted else []


def improve(pipeline: Pipeline, repair: Repair, trouble: Trouble) -> Repair | None:
    """The next plan to try: without parameters first; where these weren't the cause, with them again."""
    why = trouble.text.partition("; ")[0]
    if repair.suspect == trouble.cell:
        cleared = repair.cleared | {trouble.cell}
        return mended(pipeline, replace(repair, unlifted="", suspect=None, cleared=cleared), trouble)
    if trouble.cell not in repair.cleared and may_be_due_to_parameters(pipeline, trouble):
        return replace(repair, unlifted=why, suspect=trouble.cell)
    better = mended(pipeline, replace(repair, suspect=None), trouble)
    return better or (replace(repair, unlifted=why) if pipeline.parameters else None)


def may_be_due_to_parameters(pipeline: Pipeline, trouble: Trouble) -> bool:
    """Whether a task has some, up to the one that holds the cell."""
    tasks = pipeline.tasks[: place_in(pipeline, trouble.cell) + 1]
    return any(task.parameters for task in tasks)


def mended(pipeline: Pipeline, repair: Repair, trouble: Trouble) -> Repair | None:
    """The next plan of tasks: definitions back in their cells, else the task joined to the one before."""
    place = place_in(pipeline, trouble.cell)
    task = pipeline.tasks[place]
    cells = {cell.index for cell in task.cells}
    mine = {f.name for f in pipeline.functions if f.cell in cells} | {f.name for f in task.functions}
    if mine - repair.stay:
        return replace(repair, stay=repair.stay | mine)
    if place == 0 and not repair.bare:
        return replace(repair, bare=True)
    if len(pipeline.tasks) == 1:
        return None
    first, last = (place - 1, place) if place else (0, 1)
    begin, end = first_code(pipeline.tasks[first]), last_code(pipeline.tasks[last])
    join = Merge(begin, end, trouble.text)
    kept = tuple(merge for merge in repair.joins if merge.last < begin or merge.first > end)
    return replace(repair, joins=(*kept, join))


def last_code(task: Task) -> int:
    """The index of a task's last code cell."""
    return max(cell.index for cell in task.cells if cell.kind == "code")
