"""A pipeline's section in the project's README: its picture, and where each cell went."""

from __future__ import annotations

import re

from migrate.model.layout import CONFIG, notebook_path
from migrate.model.pipeline import Pipeline, Task
from migrate.write.config import origin
from migrate.write.mermaid import mermaid

PLACE = re.compile(r"(<!-- pipelines -->\n)(.*?)(<!-- /pipelines -->)", re.DOTALL)
BAR = r"\|"  # one that ends no column


def with_section(text: str, pipeline: Pipeline, package: str) -> str:
    """The README with this pipeline's section between the marks; unchanged if there are none."""
    place = PLACE.search(text)
    if not place:
        return text
    begin, end = f"<!-- pipeline {pipeline.name} -->\n", f"<!-- /pipeline {pipeline.name} -->\n"
    section = f"{begin}{describe(pipeline, package)}{end}"
    mine = re.compile(f"{begin}.*?{end}", re.DOTALL)
    body = place[2]
    body = mine.sub(lambda _: section, body) if mine.search(body) else body.rstrip("\n") + "\n\n" + section
    return text[: place.start(2)] + "\n" + body.lstrip("\n") + text[place.end(2) :]


def describe(pipeline: Pipeline, package: str) -> str:
    parts = [
        f"### {pipeline.name}\n",
        f"Made from `{notebook_path(pipeline.notebook)}`{standing(pipeline)}.\n",
        mermaid(pipeline),
        table(pipeline, package),
    ]
    if pipeline.parameters:
        parts.append(parameters(pipeline))
    if pipeline.merges:
        parts.append(
            "Kept together:\n\n"
            + "".join(f"- cells {m.first} to {m.last}: {m.reason}\n" for m in pipeline.merges)
        )
    return "\n".join(parts)


def standing(pipeline: Pipeline) -> str:
    """A warning if the pipeline wasn't verified; "" otherwise."""
    return f", **not verified**: {pipeline.doubt}" if pipeline.doubt else ""


def table(pipeline: Pipeline, package: str) -> str:
    rows = [
        f"| {cells(task)} | `{pipeline.layout.task(task.file)}` | {task.title.replace('|', BAR)} |"
        for task in pipeline.tasks
    ]
    rows += [
        f"| {f.cell}, `{f.name}` | `{pipeline.layout.module(package, f.module)}` | |"
        for f in pipeline.functions
    ]
    return "| cells | now in | section |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def parameters(pipeline: Pipeline) -> str:
    head = [
        f"Parameters, set below `{pipeline.name}` in `{CONFIG}`; the values are the notebook's:",
        "",
        "| task | parameter | value | from |",
        "|---|---|---|---|",
    ]
    columns = [
        (task.name, f"`{parameter.name}`", f"`{parameter.value!r}`", origin(parameter))
        for task in pipeline.tasks
        for parameter in task.parameters
    ]
    rows = ["| " + " | ".join(text.replace("|", BAR) for text in row) + " |" for row in columns]
    return "\n".join([*head, *rows]) + "\n"


def cells(task: Task) -> str:
    """The range of a task's code cells."""
    code = [cell.index for cell in task.cells if cell.kind == "code"]
    return f"{code[0]}" if len(code) == 1 else f"{code[0]} to {code[-1]}"
