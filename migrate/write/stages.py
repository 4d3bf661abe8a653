"""The pipeline in dvc.yaml: one stage a task."""

from __future__ import annotations

import io
import shlex
from pathlib import PurePosixPath

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from migrate.model.pipeline import Pipeline, Task


def with_stages(text: str, pipeline: Pipeline, package: str) -> str:
    """The text of dvc.yaml with this pipeline's stages in it, everything else as it was."""
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    content = yaml.load(text) or CommentedMap()
    stages = content.setdefault("stages", CommentedMap())
    fresh = {stage_name(pipeline, task): stage(pipeline, task, package) for task in pipeline.tasks}
    for name in [name for name in stages if name.startswith(f"{pipeline.name}-") and name not in fresh]:
        del stages[name]
    for name, content_of_stage in fresh.items():
        if stages.get(name) != content_of_stage:
            stages[name] = content_of_stage
    out = io.StringIO()
    yaml.dump(content, out)
    return out.getvalue()


def stage_name(pipeline: Pipeline, task: Task) -> str:
    """The stage's name in dvc.yaml."""
    return f"{pipeline.name}-{task.name}"


def stage(pipeline: Pipeline, task: Task, package: str) -> dict[str, object]:
    """What runs, what it needs, what it makes."""
    script = f"tasks/{pipeline.name}/{task.file}.py"
    return {
        "cmd": f"python scripts/run_task.py {shlex.quote(script)}",
        "deps": [escaped(path) for path in [script, *needed(pipeline, task, package)]],
        "outs": [escaped(path) for path in outs(pipeline, task)],
    }


def needed(pipeline: Pipeline, task: Task, package: str) -> list[str]:
    """Everything but the script itself that a change of makes the task run again."""
    code = [f"tasks/{pipeline.name}/_setup.py"]
    products = [product.path for product in task.loads]
    if task.loads or task.stores:
        code.append(f"src/{package}/io.py")
    if task.settings_before is not None:
        code.append(f"src/{package}/{pipeline.name}/settings.py")
    code += [f"src/{package}/{pipeline.name}/{module}.py" for module in modules_of(pipeline, task)]
    return [*code, *products, *(data_path(pipeline, path) for path in inputs(pipeline, task))]


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
    return [
        *products,
        *(data_path(pipeline, path) for path in written(pipeline, task)),
        executed(pipeline, task),
    ]


def inputs(pipeline: Pipeline, task: Task) -> list[str]:
    """Files that the task reads: data that came along, or files that an earlier task wrote."""
    earlier = {path for other in pipeline.tasks if other.number < task.number for path in other.writes}
    return [path for path in task.reads if path in pipeline.data or path in earlier]


def written(pipeline: Pipeline, task: Task) -> list[str]:
    """Files that the task writes; data that it overwrites stays data."""
    return [path for path in task.writes if path not in pipeline.data]


def data_path(pipeline: Pipeline, path: str) -> str:
    """Where a file of the notebook's tree lies in the project."""
    return str(PurePosixPath("data/raw", pipeline.name, path))


def executed(pipeline: Pipeline, task: Task) -> str:
    """Where the executed task goes."""
    return f"outputs/notebooks/{pipeline.name}/{task.file}.ipynb"


def escaped(path: str) -> str:
    """A path in which DVC sees no variable."""
    return path.replace("${", r"\${")
