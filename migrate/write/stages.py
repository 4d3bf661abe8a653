"""The pipeline in dvc.yaml: one stage per task."""

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
    """Lines, and the range of lines that they replace."""

    begin: int
    end: int
    lines: list[str]


@dataclass(frozen=True)
class Block:
    """A stage in dvc.yaml: its content, and the lines that it occupies."""

    content: Any
    begin: int
    end: int

    @property
    def script(self) -> str:
        """The task's script that it runs; "" if it does something else."""
        runs = RUNS.fullmatch(str(command_of(self.content)))
        return runs[1] if runs else ""


def with_stages(text: str, pipeline: Pipeline, package: str, stays: Callable[[str], bool]) -> str:
    """dvc.yaml with this pipeline's stages in it, and everything else unchanged.

    `stays` says of a task's script whether it will still be there: if not, its stage goes too.
    """
    return with_all_stages(text, {pipeline.name: stages(pipeline, package)}, stays)


def with_all_stages(text: str, wanted: Mapping[str, Stages], stays: Callable[[str], bool]) -> str:
    """The same for the stages of several pipelines. The text is read once, however many there are."""
    text = text.rstrip("\n") + "\n" if read_stages(text) else without_stages(text)
    there, indent = dict(blocks(text)), column(text)
    lines = text.removesuffix("\n").split("\n")
    bottom = len(lines)
    edits = [edit for name in wanted for edit in edits_for(name, wanted[name], there, bottom, indent, stays)]
    # From the bottom up, so that line numbers stay valid; edits at the same place keep their order.
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
    """The text with an empty `stages:` at its end, for a text without stages."""
    return (re.sub(r"(?m)^stages:.*\n?", "", text).rstrip() + "\nstages:\n").lstrip()


def stages_that_run(pipeline: str, there: Mapping[str, Block]) -> dict[str, Block]:
    tasks = f"{Layout(pipeline).tasks}/"
    return {name: block for name, block in there.items() if block.script.startswith(tasks)}


def check_own_stages(pipeline: str, fresh: Iterable[str], there: Mapping[str, Block]) -> None:
    """Refuse to replace a stage that has a new one's name but isn't this pipeline's."""
    foreign = sorted({*fresh} & {*there} - {*stages_that_run(pipeline, there)})
    if foreign:
        raise RequestError(
            f"{DVC_YAML}: its stage {foreign[0]} isn't nbmigrate's.\n"
            "  Rename it, or the notebook: its pipeline gets that name. Nothing was changed."
        )


def stages_of(text: str, pipeline: str) -> list[str]:
    """The names of the stages in dvc.yaml that run tasks of a pipeline."""
    return [name for name, content in read_stages(text).items() if runs_for(content, pipeline)]


def runs_for(content: Any, pipeline: str) -> bool:
    runs = RUNS.fullmatch(str(command_of(content)))
    return runs is not None and runs[2] == pipeline


def command_of(content: Any) -> object:
    return content.get("cmd") if isinstance(content, Mapping) else None


def read_stages(text: str) -> dict[str, Any]:
    """What dvc.yaml says of each stage. Raises RequestError if it can't be read."""
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise RequestError(f"{DVC_YAML} can't be read: {error}\n  Fix it. Nothing was changed.") from error
    stages = (content or {}).get("stages") or {} if isinstance(content or {}, dict) else content
    if not isinstance(stages, dict) or not all(isinstance(name, str) for name in stages):
        raise RequestError(f"{DVC_YAML}: its stages have no names. Fix it. Nothing was changed.")
    return stages


def blocks(text: str) -> Iterator[tuple[str, Block]]:
    """Each stage with the lines it occupies. Comments and blank lines after it belong to the next one."""
    lines, content = text.split("\n"), read_stages(text)
    for key, value in stage_nodes(text):
        closed = isinstance(value, yaml.ScalarNode) or value.flow_style
        end = value.end_mark.line + 1 if closed else value.end_mark.line
        while not re.sub(r"#.*", "", lines[end - 1]).strip():
            end -= 1
        yield key.value, Block(content.get(key.value), key.start_mark.line, end)


def stage_nodes(text: str) -> list[tuple[Any, Any]]:
    """The YAML nodes of the stages, as pairs of name and content."""
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
    """How many blanks stages are indented by."""
    nodes = stage_nodes(text)
    return nodes[0][0].start_mark.column if nodes else 2


def as_yaml(name: str, content: Mapping[str, object], indent: int) -> str:
    writer = YAML()
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    writer.dump({name: content}, out)
    return "".join(" " * indent + line for line in out.getvalue().splitlines(keepends=True))


def stage_name(pipeline: Pipeline, task: Task) -> str:
    return f"{pipeline.name}-{task.name}"


def stages(pipeline: Pipeline, package: str) -> dict[str, dict[str, object]]:
    return {stage_name(pipeline, task): stage(pipeline, task, package) for task in pipeline.tasks}


def stage(pipeline: Pipeline, task: Task, package: str) -> dict[str, object]:
    script = pipeline.layout.task(task.file)
    params = {"params": [{CONFIG: [f"{pipeline.name}.{task.name}"]}]} if task.parameters else {}
    return {
        "cmd": f"python {RUN_TASK} {shlex.quote(script)}",
        "deps": [escaped(path) for path in [script, *needed(pipeline, task, package)] if is_text(path)],
        **params,
        "outs": [escaped(path) for path in outs(pipeline, task) if is_text(path)],
    }


def needed(pipeline: Pipeline, task: Task, package: str) -> list[str]:
    """Everything besides the script itself whose change makes the task run again."""
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
    """The stages whose modules a task imports, including its own if it defines functions."""
    cells = {cell.index for cell in task.cells}
    known = {function.name: function for function in pipeline.functions}
    wanted = {f.name for f in pipeline.functions if f.cell in cells} | {f.name for f in task.functions}
    while used := {name for known_name in wanted for name in known[known_name].uses} - wanted:
        wanted |= used
    return sorted({known[name].module for name in wanted})


def outs(pipeline: Pipeline, task: Task) -> list[str]:
    """Everything that a task makes: products, files that the notebook writes, the executed task."""
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
    """Files and folders that the task writes, without those that came along as data."""
    return [path for path in task.writes if path not in pipeline.data]


def brought_along(pipeline: Pipeline) -> dict[str, str]:
    """The files that come with the notebook: their path in the project → in the notebook's tree."""
    layout = pipeline.layout
    kept = {layout.data(path): path for path in pipeline.data}
    return kept | {layout.given(path): path for path in pipeline.changed}


def escaped(path: str) -> str:
    """A path in which DVC sees no variable."""
    return path.replace("${", r"\${")
