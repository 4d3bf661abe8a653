"""A notebook as one task, unchanged: its pipeline and its files."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline, Task
from migrate.plan.pipeline import WHOLE
from migrate.write.files import setup_module
from migrate.write.ignored import above
from migrate.write.percent import new_cell, percent_script
from migrate.write.task import original, restoring


def whole(
    notebook: Notebook,
    name: str,
    copy: str,
    folder: str,
    data: Sequence[str],
    changed: Sequence[str],
    packages: Sequence[str],
) -> Pipeline:
    """The pipeline with one task for all cells; `copy` is the original, below the project's notebooks.

    `data` comes along, and so does what is `changed`: the task starts with that restored.
    """
    title = next((heading.text for cell in notebook.cells for heading in cell.headings), "")
    task = Task(1, WHOLE, title, notebook.cells, reads=tuple(data), restores=tuple(changed))
    return Pipeline(
        name,
        copy,
        (task,),
        folder=folder,
        folders=(folder,),
        data=tuple(data),
        packages=tuple(packages),
        changed=tuple(changed),
    )


def unchanged_files(pipeline: Pipeline, package: str) -> dict[str, str]:
    """The task, and the module that runs it in its folder."""
    (task,) = pipeline.tasks
    first = next(place for place, cell in enumerate(task.cells) if cell.kind == "code")
    cells = [original(cell) for cell in task.cells]
    setup = new_cell("code", "\n\n".join(["import _setup", *restoring(task)]))
    script = percent_script([*cells[:first], setup, *cells[first:]])
    return {pipeline.layout.setup: setup_module(pipeline, package), pipeline.layout.task(task.file): script}


def with_ignored_task(text: str, pipeline: Pipeline) -> str:
    """The project's .gitignore with the executed task, which DVC keeps."""
    rules = {line.strip().strip("/*") for line in text.split("\n")}
    executed = pipeline.layout.executions
    if rules & {*above(executed)}:
        return text
    lead = text if not text or text.endswith("\n") else f"{text}\n"
    return f"{lead}/{executed}/\n"


def with_ignored_data(text: str, pipeline: Pipeline, data: Sequence[str]) -> str:
    """The raw data's .gitignore with the files that git ignores where they come from."""
    there = text.split("\n")
    missing = [line for path in data if (line := f"/{pipeline.name}/{path}") not in there]
    return text + "".join(f"{line}\n" for line in missing)
