"""A pipeline's parameters in the project's configuration: one section, in it one a task."""

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
    """The section's text; empty, where no task has parameters."""
    tasks = [task for task in pipeline.tasks if task.parameters]
    lines = [f"{key(pipeline.name)}:"] if tasks else []
    for task in tasks:
        lines.append(f"  {key(task.name)}:")
        lines += [f"    {entry(parameter)}  # {origin(parameter)}" for parameter in task.parameters]
    return "".join(f"{line}\n" for line in lines)


def values(pipeline: Pipeline) -> dict[str, dict[str, Scalar]]:
    """The values by task and name."""
    return {
        task.name: {p.name: p.value for p in task.parameters} for task in pipeline.tasks if task.parameters
    }


def entry(parameter: Parameter) -> str:
    """A name with its value."""
    return yaml.safe_dump({parameter.name: parameter.value}, width=4096, allow_unicode=True).strip()


def key(name: str) -> str:
    """A name as a key, in quotes where YAML would take it for something else."""
    return yaml.safe_dump({name: 0}).partition(": 0")[0]


def origin(parameter: Parameter) -> str:
    """The cells in which the values stood, and what was given them there."""
    places: dict[int, list[str]] = {}
    for given in parameter.given:
        names = places.setdefault(given.cell, [])
        if (name := given.to or given.name) not in names:
            names.append(name)
    texts = [f"cell {cell}: {', '.join(names)}" for cell, names in places.items()]
    more = f"; and in {len(texts) - MOST} more" if len(texts) > MOST else ""
    return "; ".join(texts[:MOST]) + more


def with_section(text: str, pipeline: Pipeline, ours: bool) -> str:
    """The configuration with this pipeline's section; one that is there is replaced only if it is ours."""
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
    """The text of a pipeline's section; empty, where there is none."""
    place = place_of(text, pipeline)
    return text[place.start : place.stop] if place else ""


def configured(text: str, pipeline: str) -> dict[str, dict[str, Any]]:
    """What the configuration says for the tasks of a pipeline."""
    try:
        found = yaml.safe_load(section_of(text, pipeline)) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise unreadable(error) from error
    tasks = found.get(pipeline)
    given = tasks.items() if isinstance(tasks, dict) else ()
    return {str(task): content for task, content in given if isinstance(content, dict)}


def unreadable(error: Exception) -> RequestError:
    """The error that says that this is no configuration."""
    return RequestError(f"{CONFIG} can't be read: {error}\n  Fix it. Nothing was changed.")


def place_of(text: str, name: str) -> slice | None:
    """Where a section stands; comments and blank lines behind it are the next one's."""
    for node, value in sections(text):
        if node.value == name:
            begin, end = node.start_mark.index, value.end_mark.index
            closed = value.end_mark.column > 0  # in the midst of its last line
            rest = text[end:].partition("\n")
            lines = (text[begin:end] + (rest[0] + rest[1] if closed else "")).splitlines(keepends=True)
            while not lines[-1].partition("#")[0].strip():
                lines.pop()
            return slice(begin, begin + len("".join(lines)))
    return None


def before_smoke(text: str) -> int | None:
    """Where parameters end: above the comment on what `make smoke` leaves out, if it says so."""
    smoke = next((name for name, _ in sections(text) if name.value == "smoke"), None)
    if smoke is None:
        return None
    above = text[: smoke.start_mark.index].splitlines(keepends=True)
    comment = len(above)
    while comment and above[comment - 1].startswith("#"):
        comment -= 1
    return len("".join(above[:comment] if comment else above))


def sections(text: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """The sections of the configuration, each as its name and content."""
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
