"""A pipeline's parameters in the project's configuration: a section, with a part for each task."""

from __future__ import annotations

from typing import Any

import yaml

from migrate.errors import RequestError
from migrate.model.layout import CONFIG
from migrate.model.pipeline import Parameter, Pipeline, Scalar

HEAD = (
    "# Parameters of the tasks: one section a pipeline, in it one a task. Tasks read them here, and\n"
    "# `dvc repro` runs those again whose parameters changed.\n"
)
MOST = 3  # places that a comment names


def section(pipeline: Pipeline) -> str:
    """The section's text; "" if no task has parameters."""
    tasks = [task for task in pipeline.tasks if task.parameters]
    lines = [f"{key(pipeline.name)}:"] if tasks else []
    for task in tasks:
        lines.append(f"  {key(task.name)}:")
        lines += [f"    {entry(parameter)}  # {origin(parameter)}" for parameter in task.parameters]
    return "".join(f"{line}\n" for line in lines)


def values(pipeline: Pipeline) -> dict[str, dict[str, Scalar]]:
    return {
        task.name: {p.name: p.value for p in task.parameters} for task in pipeline.tasks if task.parameters
    }


def entry(parameter: Parameter) -> str:
    """A line of YAML with a parameter's name and value."""
    return yaml.safe_dump({parameter.name: parameter.value}, width=4096, allow_unicode=True).strip()


def key(name: str) -> str:
    """A name as a YAML key, in quotes if YAML would read it as something else."""
    return yaml.safe_dump({name: 0}).partition(": 0")[0]


def origin(parameter: Parameter) -> str:
    """The cells that the values were in, and the names they were given there."""
    places: dict[int, list[str]] = {}
    for given in parameter.given:
        names = places.setdefault(given.cell, [])
        if (name := given.to or given.name) not in names:
            names.append(name)
    texts = [f"cell {cell}: {', '.join(names)}" for cell, names in places.items()]
    more = f"; and in {len(texts) - MOST} more" if len(texts) > MOST else ""
    return "; ".join(texts[:MOST]) + more


def with_section(text: str, pipeline: Pipeline, ours: bool) -> str:
    """The configuration with this pipeline's section. An existing one is replaced only if it is ours."""
    fresh, place = section(pipeline), place_of(text, pipeline.name)
    if place:
        above, below = text[: place.start], text[place.stop :]
        return above + fresh + (below if fresh else below.removeprefix("\n")) if ours else text
    if not fresh:
        return text
    if not text.strip():
        return HEAD + fresh
    rest = before_smoke(text)
    if rest is None:
        return f"{text.rstrip()}\n\n{fresh}"
    return f"{text[:rest]}{fresh}\n{text[rest:]}"


def section_of(text: str, pipeline: str) -> str:
    """The text of a pipeline's section; "" if there is none."""
    place = place_of(text, pipeline)
    return text[place.start : place.stop] if place else ""


def configured(text: str, pipeline: str) -> dict[str, dict[str, Any]]:
    """The configured parameters of a pipeline's tasks. Raises RequestError if they can't be read."""
    try:
        found = yaml.safe_load(section_of(text, pipeline)) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise unreadable(error) from error
    tasks = found.get(pipeline)
    given = tasks.items() if isinstance(tasks, dict) else ()
    return {str(task): content for task, content in given if isinstance(content, dict)}


def unreadable(error: Exception) -> RequestError:
    return RequestError(f"{CONFIG} can't be read: {error}\n  Fix it. Nothing was changed.")


def place_of(text: str, name: str) -> slice | None:
    """Where a section is; comments and blank lines after it belong to the next one."""
    for node, value in sections(text):
        if node.value == name:
            begin, end = node.start_mark.index, value.end_mark.index
            closed = value.end_mark.column > 0  # within its last line
            rest = text[end:].partition("\n")
            lines = (text[begin:end] + (rest[0] + rest[1] if closed else "")).splitlines(keepends=True)
            while not lines[-1].partition("#")[0].strip():
                lines.pop()
            return slice(begin, begin + len("".join(lines)))
    return None


def before_smoke(text: str) -> int | None:
    """Where parameters end: above the `smoke` section and its comment; None if there is none."""
    smoke = next((name for name, _ in sections(text) if name.value == "smoke"), None)
    if smoke is None:
        return None
    above = text[: smoke.start_mark.index].splitlines(keepends=True)
    comment = len(above)
    while comment and above[comment - 1].startswith("#"):
        comment -= 1
    return len("".join(above[:comment] if comment else above))


def sections(text: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """The sections of the configuration, as pairs of name and content. RequestError if it can't be read."""
    try:
        top = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise unreadable(error) from error
    if top is None:
        return []
    if not isinstance(top, yaml.MappingNode) or top.flow_style:
        raise RequestError(
            f"{CONFIG}: has to consist of sections, each with a name and lines of its own. "
            "Nothing was changed."
        )
    return [(name, value) for name, value in top.value if isinstance(name, yaml.ScalarNode)]
