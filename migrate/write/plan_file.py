"""A plan as a file that people read and edit."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

import yaml

from migrate.model.graph import graph
from migrate.model.layout import CONFIG
from migrate.model.notebook import Cell, Name, Notebook
from migrate.model.pipeline import LiteralOccurrence, Pipeline, Product, Task
from migrate.model.trace import Trace, Value

HEAD = """# How {notebook} becomes {tasks}. Change what you like, then run:
#
#     {command}
#
# A stage has its cells below its name, each with its first line and how many follow; ¶ is prose. To
#   rename a stage    change its name (a-z, 0-9, _)
#   move a border     move the line with the name up or down
#   join two stages   delete the line with the second one's name
#   divide a stage    put a line with a new name where the second one should begin
# Keep all cells, in their order. Comments are only for you.
"""
WIDTH = 100  # columns
TOGETHER = "\xa0"  # a space where no line ends


def plan_text(
    notebook: Notebook, pipeline: Pipeline, trace: Trace, stays: Mapping[Name, str], command: str
) -> str:
    """The stages with their cells and the functions; comments tell what a person needs to decide.

    `stays` has the definitions that don't move to src, each with the reason.
    """
    count = len(pipeline.tasks)
    head = HEAD.format(
        notebook=one_line(pipeline.notebook),
        tasks=f"{count} task{'s' * (count != 1)}",
        command=one_line(command),
    )
    known = f"notebook: {scalar(pipeline.notebook)}\ncells: {notebook.fingerprint}  # as they were then\n"
    stages = "\n".join(stage_text(notebook, pipeline, trace, task) for task in pipeline.tasks)
    parts = [head, known, "stages:\n", stages, parameters_text(pipeline), functions_text(pipeline, stays)]
    return "\n".join(filter(None, parts))


def stage_text(notebook: Notebook, pipeline: Pipeline, trace: Trace, task: Task) -> str:
    """One stage: its name, what is known of it, its cells."""
    lines = [f"  {task.name}:"]
    for label, text in facts(pipeline, trace, task):
        lines += wrapped(f"    # {label:<7} ", text)
    first, last = task.cells[0].index, task.cells[-1].index
    width = len(str(last))
    lines += [
        f"    - {cell.index:<{width}}  # {first_line(cell)}" for cell in notebook.cells[first : last + 1]
    ]
    return "\n".join(lines) + "\n"


def parameters_text(pipeline: Pipeline) -> str:
    """Each literal that becomes a parameter, below the name of its stage."""
    if not pipeline.parameters:
        return ""
    lines = [f"parameters:  # in {CONFIG}; change a name, or delete a line to leave a value in its cell"]
    for task in pipeline.tasks:
        pairs = [(given, p.name) for p in task.parameters for given in p.given]
        lines += [f"  # {task.name}"] if pairs else []
        lines += dict.fromkeys(parameter_line(name, str(given)) for given, name in in_order(pairs))
    return "\n".join(lines) + "\n"


def in_order(pairs: Sequence[tuple[LiteralOccurrence, Name]]) -> list[tuple[LiteralOccurrence, Name]]:
    return sorted(pairs, key=lambda pair: (pair[0].cell, pair[0].begin))


def parameter_line(name: Name, given: str) -> str:
    """A literal with its parameter's name, in quotes if YAML would read it as something else."""
    try:
        plain = yaml.safe_load(f"name: {given}") == {"name": given}
    except yaml.YAMLError:
        plain = False
    return f"  - {name}: {given if plain else json.dumps(given, ensure_ascii=False)}"


def functions_text(pipeline: Pipeline, stays: Mapping[Name, str]) -> str:
    """Each function and class: whether it moves, and where to or why not."""
    moved = {f.name: f"cell {f.cell}, to {pipeline.layout.module('…', f.module)}" for f in pipeline.functions}
    places = [(f"{scalar(n)}: move", text) for n, text in moved.items()]
    places += [(f"{scalar(name)}: stay", why) for name, why in stays.items()]
    if not places:
        return ""
    width = max(len(place) for place, _ in places)
    lines = [f"  {place:<{width}}  # {one_line(why)}".rstrip("# ") for place, why in places]
    return (
        "functions:  # those that move are imported from src; write `stay` to leave one in its cell\n"
        + "\n".join(lines)
        + "\n"
    )


def wrapped(label: str, text: str) -> list[str]:
    """A fact as comment lines; further lines are aligned with the first one's text."""
    further = "    #".ljust(len(label))
    plain = "".join(sign if sign == TOGETHER else one_line(sign) for sign in text)
    lines = textwrap.wrap(
        plain,
        WIDTH,
        initial_indent=label,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(TOGETHER, " ") for line in lines]


def facts(pipeline: Pipeline, trace: Trace, task: Task) -> Iterator[tuple[str, str]]:
    """What is known of a stage, as pairs of label and text."""
    if task.number > 1 and (task.why or task.cells[0].headings):
        yield "border", task.why or "at a heading"
    names = {other.number: other.name for other in pipeline.tasks}
    for edge in graph(pipeline).upstream(task.number):
        yield "takes", f"{', '.join(edge.names)} from {names[edge.begin]}"
    if task.stores:
        yield "gives", ", ".join(described(product, trace) for product in task.stores)
    if task.reads:
        yield "reads", ", ".join(task.reads)
    if task.writes:
        yield "writes", ", ".join(task.writes)
    for merge in pipeline.merges:
        if task.cells[0].index <= merge.first <= task.cells[-1].index:
            yield "keeps", f"cells {merge.first} to {merge.last} together: {merge.reason}"


def described(product: Product, trace: Trace) -> str:
    """A value's name, with what a run showed of it in brackets."""
    value = trace.snapshots.get(product.cell, {}).get(product.name)
    shown = seen(value) if value else ""
    return f"{product.name} ({shown})".replace(" ", TOGETHER) if shown else product.name


def seen(value: Value) -> str:
    """What a value is, in a word or two."""
    kind = value.kind.rpartition(".")[2]
    summary = value.summary if isinstance(value.summary, Mapping) else {}
    match summary:
        case {"rows": rows, "columns": columns}:
            return f"{kind} {rows} x {len(columns)}"
        case {"shape": shape}:
            return f"array {' x '.join(map(str, shape))}" if shape else "array"
        case {"value": plain} if len(repr(plain)) <= 20:
            return repr(plain)
    return kind


def first_line(cell: Cell) -> str:
    """A cell's first line, and how many follow."""
    lines = [line.strip() for line in cell.source.split("\n") if line.strip()]
    if not lines:
        return "(empty)"
    more = f"  (+{len(lines) - 1})" if len(lines) > 1 else ""
    mark = "¶ " if cell.kind != "code" else ""
    return textwrap.shorten(mark + one_line(lines[0]), WIDTH - 22, placeholder=" …") + more


def one_line(text: str) -> str:
    """Text that fits into a comment: nothing that ends a line, or that YAML refuses."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def scalar(text: str) -> str:
    """A text as a YAML value, in quotes unless it is plain."""
    return text if re.fullmatch(r"[A-Za-z][\w. -]*\w", text, re.ASCII) else json.dumps(text)
