"""Run a pipeline and its notebook once more, without nbmigrate's help, and tell what each shows."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import yaml
from jupyter_client import AsyncKernelClient
from jupyter_client.connect import write_connection_file
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.program import PYTHON
from tests.warm import Warm

Shown = dict[int, tuple[str, ...]]  # by cell of the original
Stages = Mapping[str, Mapping[str, Any]]
VARYING = re.compile(  # addresses, where it ran, how long it took, ids of tables
    r"0?x[0-9a-f]{6,}|/\S*/(?:again|data/raw/study)\b|(?:CPU times|Wall time):.*|.* per loop .*|T_[0-9a-f]{5}"
)


class Again:
    """What runs notebooks, and what runs tasks: these have one order of hashes, and no debugger."""

    def __init__(self) -> None:
        self.kernels = Warm("ipykernel.kernelapp", "ipykernel.debugger")
        self.tasks = Warm("ipykernel.zmqshell", PYTHONHASHSEED="0")

    def close(self) -> None:
        """End both."""
        self.kernels.close()
        self.tasks.close()


def repeat(project: Path, python: Warm) -> None:
    """Run each stage once more, from nothing, the last of those that are ready first."""
    stages = yaml.safe_load((project / "dvc.yaml").read_text())["stages"]
    for path in {path_of(out) for stage in stages.values() for out in stage.get("outs", [])}:
        place = project / path
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    for folder in sorted(project.glob("data/raw/**/"), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    with subprocess.Popen(["sleep", "infinity"]) as owner:  # the tasks share imports until it ends
        try:
            for name in latest_first(stages):
                run_stage(project, name, stages[name], python, str(owner.pid))
        finally:
            owner.kill()


def run_stage(project: Path, name: str, stage: Mapping[str, Any], python: Warm, owner: str) -> None:
    """Run one stage as DVC does: what it needs is there, and it makes what it says that it makes."""
    assert [path for path in map(path_of, stage.get("deps", [])) if not (project / path).exists()] == []
    program, *command = shlex.split(stage["cmd"])
    assert program == "python"
    path = os.pathsep.join([str(Path(PYTHON).parent), os.environ["PATH"]])
    beneath = {"DVC_STAGE": name, "DVC_ROOT": str(project), "RUN_TASK_OWNER": owner, "PATH": path}
    done = python.run(project, command, {**untold(), "PYTHONHASHSEED": "0", **beneath})
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path for path in map(path_of, stage.get("outs", [])) if not (project / path).exists()] == []


def untold() -> dict[str, str]:
    """Our environment without what tells of pytest: kernels that know don't show what programs print."""
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def latest_first(stages: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """An order that the graph allows, as far from the page's as can be."""
    makes = {name: {path_of(out) for out in stage.get("outs", [])} for name, stage in stages.items()}
    needs = {name: {path_of(dep) for dep in stage.get("deps", [])} for name, stage in stages.items()}
    order: list[str] = []
    while len(order) < len(stages):
        missing = set().union(*(outs for name, outs in makes.items() if name not in order))
        order.append([n for n in stages if n not in order and not reaches(needs[n], missing)][-1])
    return order


def reaches(paths: set[str], outs: set[str]) -> bool:
    """Whether one of the paths is an out, or lies in one."""
    return any(path == out or path.startswith(f"{out}/") for path in paths for out in outs)


def path_of(entry: str | dict[str, Any]) -> str:
    """The path of a dep or an out."""
    return entry if isinstance(entry, str) else next(iter(entry))


def shown_by_notebook(path: Path, python: Warm) -> Shown:
    """What the original shows in a kernel that nbmigrate has no part in."""
    node = nbformat.read(path, as_version=4)
    copy = path.parent.with_name("again")
    shutil.copytree(path.parent, copy)
    for cell in node.cells:
        cell.metadata.tags = []
    connection, _ = write_connection_file(str(copy.with_name("kernel.json")))
    launch = ("-m", "ipykernel_launcher", "-f", connection, "--HistoryManager.hist_file=:memory:")
    environment = {**untold(), "JPY_PARENT_PID": str(python.process.pid)}
    with python.running(copy, launch, environment):
        asyncio.run(execute(node, connection))
    return {i: seen for i, cell in enumerate(node.cells) if (seen := visible(cell.get("outputs", [])))}


async def execute(node: NotebookNode, connection: str) -> None:
    """Run the cells in the kernel that listens there."""
    client = NotebookClient(node)
    client.kc = kernel = AsyncKernelClient(connection_file=connection)
    kernel.load_connection_file()
    kernel.start_channels()
    kernel.allow_stdin = False
    await kernel.wait_for_ready(timeout=60)
    for index, cell in enumerate(node.cells):
        await client.async_execute_cell(cell, index)
    kernel.stop_channels()


def shown_by_tasks(project: Path) -> Shown:
    """What the executed tasks show, by the cell that they name; cells that stem from none show nothing."""
    found: Shown = {}
    for path in sorted((project / "outputs/notebooks").rglob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if seen := visible(cell.get("outputs", [])):
                origin = cell.metadata.get("origin", -1)
                found[origin] = found.get(origin, ()) + seen
    return found


def visible(outputs: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Outputs as a reader tells them: what is printed in a row, and every kind of what is displayed."""
    seen: list[str] = []
    printed = ""
    for output in outputs:
        if output["output_type"] == "stream":
            printed += output["text"] if output["name"] == "stdout" else ""
            continue
        seen += [printed] if printed else []
        printed = ""
        data = output.get("data", {"error": f"{output.get('ename')}: {output.get('evalue')}"})
        seen += [f"{kind} {json.dumps(data[kind])}" for kind in sorted(data)]
    return tuple(VARYING.sub("…", text) for text in [*seen, *([printed] if printed else [])])
