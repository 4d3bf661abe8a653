"""The percent script of a task."""

from __future__ import annotations

from collections.abc import Sequence

from nbformat import NotebookNode

from migrate.model.notebook import Cell
from migrate.model.pipeline import Pipeline, Product, Task
from migrate.write.format_code import import_block, tidy
from migrate.write.percent import new_cell, percent_script


def task_script(pipeline: Pipeline, task: Task, package: str) -> str:
    """The task's cells, between what they need and what they leave."""
    first = next(place for place, cell in enumerate(task.cells) if cell.kind == "code")
    cells = [original(cell) for cell in task.cells]
    if task.bare:
        before, after = (
            [new_cell("code", "\n\n".join(["import _setup", *restoring(task), "del _setup"]))],
            bare_saving(pipeline, task, package),
        )
    else:
        before = [*beginning(pipeline, task, package), *definitions(task.late)]
        after = saving(pipeline, task)
    return percent_script([*cells[:first], *before, *cells[first:], *after])


def original(cell: Cell) -> NotebookNode:
    """A cell from the notebook, without the tags that make jupytext leave its code out."""
    tags = [tag for tag in cell.tags if not tag.startswith("active-")]
    metadata: dict[str, object] = {"tags": tags} if tags else {}
    if cell.kind == "code" or cell.language:
        metadata["origin"] = cell.index
    return new_cell(cell.kind, cell.source, metadata)


def beginning(pipeline: Pipeline, task: Task, package: str) -> list[NotebookNode]:
    """The cells with the task's parameters and what its cells need; imports first if parameters use them."""
    lines = imports(pipeline, task, package)
    future = [line for line in lines if line.startswith("from __future__ ")]
    # In a script it is a comment, because it isn't at the top there; that must not hide `_setup`
    ahead = [new_cell("code", "import _setup"), new_cell("code", "\n".join(future))] if future else []
    block = import_block([line for line in lines if line not in future], package)
    imported = "\n\n".join(filter(None, [*([] if ahead else ["import _setup"]), block]))
    loaded = loading(pipeline, task)
    if task.parameters:
        before, after = [imported], [loaded]
    else:
        before, after = [], ["\n\n".join(filter(None, [imported, loaded]))]
    first, last = ([new_cell("code", text) for text in texts if text] for texts in (before, after))
    return [*ahead, *first, parameters(pipeline, task, package), *last]


def parameters(pipeline: Pipeline, task: Task, package: str) -> NotebookNode:
    """The cell that says where values come from and go to, and which ones can be set from outside."""
    both = (("upstream", task.loads), ("product", task.stores))
    lines = [f"{pipeline.own(name)} = {paths(products)}" for name, products in both]
    if task.parameters:
        read = pipeline.own("parameters")
        lines.append(f'{pipeline.own("params")} = {read}("{pipeline.name}", "{task.name}")')
    return new_cell("code", tidy("\n".join(lines), package).strip(), {"tags": ["parameters"]})


def paths(products: Sequence[Product]) -> str:
    """A dict of paths as code, one per line."""
    lines = [f"{product.name!r}: {product.path!r},\n" for product in products]
    return "{\n" + "".join(lines) + "}" if lines else "{}"


def loading(pipeline: Pipeline, task: Task) -> str:
    """The code that applies the settings and loads what earlier tasks made."""
    body = restoring(task)
    if task.settings_before is not None:
        body.append(f"{pipeline.own('settings')}.apply(before={task.settings_before})")
    if task.imports_after:
        body += ["", *task.imports_after, ""]
    io, upstream = pipeline.own("io"), pipeline.own("upstream")
    body += [f'{p.name} = {io}.load({upstream}["{p.name}"])' for p in task.upstream]
    if task.random_from:
        body.append(f'{io}.load_random_position({upstream}["{task.random_from.name}"])')
    return "\n\n".join(filter(None, [*task.early, "\n".join(body)]))


def restoring(task: Task) -> list[str]:
    """The line that restores files as the notebook found them, if the task's cells change any."""
    if not task.restores:
        return []
    paths = ", ".join(map(in_quotes, task.restores))
    return [f"_setup.restore({paths})  # which the cells below change"]


def in_quotes(path: str) -> str:
    """A path as a Python literal, in double quotes where possible like the rest of the script."""
    text = repr(path)
    return text if {"'", '"'} & {*path} else f'"{text[1:-1]}"'


def definitions(sources: Sequence[str]) -> list[NotebookNode]:
    """The cell with earlier tasks' functions that read the notebook's variables, so can't be in src."""
    why = "# Defined again here, for they read the notebook's variables\n"
    return [new_cell("code", why + "\n\n\n".join(sources))] if sources else []


def imports(pipeline: Pipeline, task: Task, package: str) -> list[str]:
    lines = list(task.imports)
    if task.loads or task.stores:
        lines.append(renamed(f"from {package} import io", "io", pipeline))
    if task.settings_before is not None:
        lines.append(renamed(f"from {package}.{pipeline.name} import settings", "settings", pipeline))
    if task.parameters:
        lines.append(renamed(f"from {package}.parameters import parameters", "parameters", pipeline))
    lines += [f"from {package}.{pipeline.name}.{f.module} import {f.name}" for f in task.functions]
    return lines


def renamed(line: str, name: str, pipeline: Pipeline) -> str:
    """An import under the name that tasks use for it."""
    return line if pipeline.own(name) == name else f"{line} as {pipeline.own(name)}"


def saving(pipeline: Pipeline, task: Task) -> list[NotebookNode]:
    """The cell that stores what later tasks need."""
    io, product = pipeline.own("io"), pipeline.own("product")
    lines = [f'{io}.save({p.name}, {product}["{p.name}"])' for p in task.product]
    if task.random_to:
        lines.append(f'{io}.save_random_position({product}["{task.random_to.name}"])')
    return [new_cell("code", "\n".join(lines))] if lines else []


def bare_saving(pipeline: Pipeline, task: Task, package: str) -> list[NotebookNode]:
    """The same for a task whose cells must not see our names: all of it comes after them."""
    cells = saving(pipeline, task)
    for cell in cells:
        cell.source = import_block(imports(pipeline, task, package), package) + "\n\n" + cell.source
    return [parameters(pipeline, task, package), *cells] if cells else []
