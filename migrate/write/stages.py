"""The pipeline in dvc.yaml: one stage a task."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Any

import yaml
from ruamel.yaml import YAML

from migrate.errors import RequestError
from migrate.model.layout import CONFIG, DVC_YAML, RUN_TASK, TASKS, Layout, module
from migrate.model.paths import is_text
from migrate.model.pipeline import Pipeline, Task

RUNS = re.compile(rf"python {re.escape(RUN_TASK)} '?({TASKS}/(\w+)/[^/']+\.py)'?")


Stages = Mapping[str, Mapping[str, object]]  # what each says, by name


@dataclass(frozen=True)
class Edit:
    """Lines that take the place of others."""

    begin: int
    end: int
    lines: list[str]


@dataclass(frozen=True)
class Block:
    """A stage as dvc.yaml has it: what it says, and the lines that it takes."""

    content: Any
    begin: int
    end: int

    @property
    def script(self) -> str:
        """The task that it runs; empty, where it does something else."""
        runs = RUNS.fullmatch(str(command_of(self.content)))
        return runs[1] if runs else ""


def with_stages(text: str, pipeline: Pipeline, package: str, stays: Callable[[str], bool]) -> str:
    """The text of dvc.yaml with this pipeline's stages in it, everything else as it was.

    `stays` tells of a task's script whether it will still be there: stages of those that go, go too.
    """
    return with_all_stages(text, {pipeline.name: stages(pipeline, package)}, stays)


def with_all_stages(text: str, wanted: Mapping[str, Stages], stays: Callable[[str], bool]) -> str:
    """The same for the stages of several pipelines: the text is read once, however many they are."""
    text = text.rstrip("\n") + "\n" if read_stages(text) else without_stages(text)
    there, indent = dict(blocks(text)), column(text)
    lines = text.removesuffix("\n").split("\n")
    bottom = len(lines)
    edits = [edit for name in wanted for edit in edits_for(name, wanted[name], there, bottom, indent, stays)]
    # From the bottom up, so that places stay right; what is put into one place stays in its order.
    for edit in sorted(edits, key=attrgetter("begin", "end"))[::-1]:
        lines[edit.begin : edit.end] = edit.lines
    return "\n".join(lines) + "\n"


def edits_for(
    pipeline: str,
    fresh: Stages,
    there: Mapping[str, Block],
    bottom: int,
    indent: int,
    stays: Callable[[str], bool],
) -> Iterator[Edit]:
    """What has to change for the stages of one pipeline."""
    check_own_stages(pipeline, fresh, there)
    mine = stages_that_run(pipeline, there)
    last = max((block.end for block in (mine or there).values()), default=bottom)
    new = "".join(as_yaml(name, fresh[name], indent) for name in fresh if name not in there)
    yield Edit(last, last, new.splitlines())
    for name, block in mine.items():
        if name in fresh and block.content != fresh[name]:
            yield Edit(block.begin, block.end, as_yaml(name, fresh[name], indent).splitlines())
        elif name not in fresh and not stays(block.script):
            yield Edit(block.begin, block.end, [])


def without_stages(text: str) -> str:
    """The text with room for stages at its end, where it has none."""
    return (re.sub(r"(?m)^stages:.*\n?", "", text).rstrip() + "\nstages:\n").lstrip()


def stages_that_run(pipeline: str, there: Mapping[str, Block]) -> dict[str, Block]:
    """The stages that run tasks of a pipeline."""
    tasks = f"{Layout(pipeline).tasks}/"
    return {name: block for name, block in there.items() if block.script.startswith(tasks)}


def check_own_stages(pipeline: str, fresh: Iterable[str], there: Mapping[str, Block]) -> None:
    """Refuse to replace a stage that has the name of a fresh one, and does something else."""
    foreign = sorted({*fresh} & {*there} - {*stages_that_run(pipeline, there)})
    if foreign:
        raise RequestError(
            f"{DVC_YAML}: its stage {foreign[0]} isn't nbmigrate's.\n"
            "  Rename it, or the notebook: its pipeline gets that name. Nothing was changed."
        )


def stages_of(text: str, pipeline: str) -> list[str]:
    """The stages in the text of dvc.yaml that run tasks of a pipeline."""
    return [name for name, content in read_stages(text).items() if runs_for(content, pipeline)]


def runs_for(content: Any, pipeline: str) -> bool:
    """Whether a stage runs a task of a pipeline."""
    runs = RUNS.fullmatch(str(command_of(content)))
    return runs is not None and runs[2] == pipeline


def command_of(content: Any) -> object:
    """What a stage runs."""
    return content.get("cmd") if isinstance(content, Mapping) else None


def read_stages(text: str) -> dict[str, Any]:
    """What dvc.yaml says of each stage."""
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise RequestError(f"{DVC_YAML} can't be read: {error}\n  Fix it. Nothing was changed.") from error
    stages = (content or {}).get("stages") or {} if isinstance(content or {}, dict) else content
    if not isinstance(stages, dict) or not all(isinstance(name, str) for name in stages):
        raise RequestError(f"{DVC_YAML}: its stages have no names. Fix it. Nothing was changed.")
    return stages


def blocks(text: str) -> Iterator[tuple[str, Block]]:
    """Each stage with the lines that it takes; comments and blank lines behind it are the next one's."""
    lines, content = text.split("\n"), read_stages(text)
    for key, value in stage_nodes(text):
        closed = isinstance(value, yaml.ScalarNode) or value.flow_style
        end = value.end_mark.line + 1 if closed else value.end_mark.line
        while not re.sub(r"#.*", "", lines[end - 1]).strip():
            end -= 1
        yield key.value, Block(content.get(key.value), key.start_mark.line, end)


def stage_nodes(text: str) -> list[tuple[Any, Any]]:
    """The nodes of the stages, as pairs of name and content."""
    top = yaml.compose(text, yaml.SafeLoader)
    pairs = top.value if isinstance(top, yaml.MappingNode) else []
    found = next((value for key, value in pairs if key.value == "stages"), None)
    if not isinstance(found, yaml.MappingNode):
        return []
    if found.flow_style and found.value:
        raise RequestError(
            f"{DVC_YAML}: its stages are in braces; give each stage lines of its own. Nothing was changed."
        )
    return list(found.value)


def column(text: str) -> int:
    """By how many blanks stages are indented."""
    nodes = stage_nodes(text)
    return nodes[0][0].start_mark.column if nodes else 2


def as_yaml(name: str, content: Mapping[str, object], indent: int) -> str:
    """A stage as text."""
    writer = YAML()
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    writer.dump({name: content}, out)
    return "".join(" " * indent + line for line in out.getvalue().splitlines(keepends=True))


def stage_name(pipeline: Pipeline, task: Task) -> str:
    """The stage's name in dvc.yaml."""
    return f"{pipeline.name}-{task.name}"


def stages(pipeline: Pipeline, package: str) -> dict[str, dict[str, object]]:
    """The stages of a pipeline by name."""
    return {stage_name(pipeline, task): stage(pipeline, task, package) for task in pipeline.tasks}


def stage(pipeline: Pipeline, task: Task, package: str) -> dict[str, object]:
    """What runs, what it needs, what it makes."""
    script = pipeline.layout.task(task.file)
    params = {"params": [{CONFIG: [f"{pipeline.name}.{task.name}"]}]} if task.parameters else {}
    return {
        "cmd": f"python {RUN_TASK} {shlex.quote(script)}",
        "deps": [escaped(path) for path in [script, *needed(pipeline, task, package)] if is_text(path)],
        **params,
        "outs": [escaped(path) for path in outs(pipeline, task) if is_text(path)],
    }


def needed(pipeline: Pipeline, task: Task, package: str) -> list[str]:
    """Everything but the script itself that a change of makes the task run again."""
    layout = pipeline.layout
    code = [layout.setup]
    products = [product.path for product in task.loads]
    if task.loads or task.stores:
        code.append(module(package, "io"))
    if task.parameters:
        code.append(module(package, "parameters"))
    if task.settings_before is not None:
        code.append(layout.module(package, "settings"))
    code += [layout.module(package, name) for name in modules_of(pipeline, task)]
    given = map(layout.given, task.restores)
    return [*code, *products, *map(layout.data, inputs(pipeline, task)), *given]


def modules_of(pipeline: Pipeline, task: Task) -> list[str]:
    """The stages whose modules a task imports, itself included where it defines functions."""
    cells = {cell.index for cell in task.cells}
    known = {function.name: function for function in pipeline.functions}
    wanted = {f.name for f in pipeline.functions if f.cell in cells} | {f.name for f in task.functions}
    while used := {name for known_name in wanted for name in known[known_name].uses} - wanted:
        wanted |= used
    return sorted({known[name].module for name in wanted})


def outs(pipeline: Pipeline, task: Task) -> list[str]:
    """All that a task makes: products, files that the notebook writes, the executed task."""
    products = [product.path for product in task.stores]
    layout = pipeline.layout
    return [*products, *map(layout.data, written(pipeline, task)), layout.executed(task.file)]


def inputs(pipeline: Pipeline, task: Task) -> list[str]:
    """Files that the task reads: data that came along, or files that an earlier task wrote."""
    earlier = [other for other in pipeline.tasks if other.number < task.number]
    folders = {str(folder) for path in pipeline.data for folder in PurePosixPath(path).parents}
    there = folders.union(pipeline.data)
    return [path for path in task.reads if path in there or any(other.makes(path) for other in earlier)]


def written(pipeline: Pipeline, task: Task) -> list[str]:
    """Files and folders that the task writes."""
    return [path for path in task.writes if path not in pipeline.data]


def brought_along(pipeline: Pipeline) -> dict[str, str]:
    """The files that come along with the notebook: where they lie in the project, and in its tree."""
    layout = pipeline.layout
    kept = {layout.data(path): path for path in pipeline.data}
    return kept | {layout.given(path): path for path in pipeline.changed}


def escaped(path: str) -> str:
    """A path in which DVC sees no variable."""
    return path.replace("${", r"\${")
