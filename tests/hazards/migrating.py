"""Migrate a small notebook for real, and compare what project and notebook show without nbmigrate's help."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from nbclient import NotebookClient

from migrate.cli import main
from tests.program import PYTHON, write_cells
from tests.shell import git

Shown = dict[int, tuple[str, ...]]  # by cell of the original
VARYING = re.compile(  # addresses, where it ran, how long it took, ids of tables
    r"0?x[0-9a-f]{6,}|/\S*/(?:again|data/raw/study)\b|(?:CPU times|Wall time):.*|.* per loop .*|T_[0-9a-f]{5}"
)


@dataclass(frozen=True)
class Expected:
    """How a migration has to end, which words say why, and which cells no two runs agree on."""

    code: int = 0
    apart: bool = True  # each part becomes a task
    words: tuple[str, ...] = ()
    varies: frozenset[int] = frozenset()


def apart(*, varies: Sequence[int] = ()) -> Expected:
    """Each part becomes a task."""
    return Expected(varies=frozenset(varies))


def together(*words: str) -> Expected:
    """Some parts share a task, and it is said why."""
    return Expected(apart=False, words=words)


def unproved(*words: str) -> Expected:
    """Even one task shows something else, so nothing is written."""
    return Expected(1, words=words)


def refused(*words: str) -> Expected:
    """It is said what to change, and nothing is written."""
    return Expected(2, words=words)


@dataclass(frozen=True)
class Outcome:
    """What a migration came to."""

    code: int
    tasks: int
    said: str  # why parts stay together, or what went wrong
    differs: tuple[int, ...] = ()  # cells that show something else than in the notebook


def check(folder: Path, cells: Sequence[str], files: Mapping[str, str], expected: Expected) -> None:
    """Migrate and judge: whatever comes out, no cell may show something else without a word."""
    found = migrate(folder, cells, files)
    assert found.code == expected.code, found.said
    assert {*found.differs} <= expected.varies
    assert all(word in found.said for word in expected.words), found.said
    if not found.code:
        assert (found.tasks == len(cells)) == expected.apart, found.said
        assert bool(found.said) != expected.apart


def migrate(folder: Path, cells: Sequence[str], files: Mapping[str, str]) -> Outcome:
    """Split a notebook at its cells, in a fresh repository; then run and compare independently."""
    source, project = folder / "source", folder / "project"
    made = [found for number, cell in enumerate(cells) for found in part(number, cell)]
    notebook = write_cells(source / "study.ipynb", made)
    for path, content in files.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(content)
    project.mkdir()
    git(project, "init", "--quiet")
    said, complained = io.StringIO(), io.StringIO()
    with without_cache(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
        code = main(["split", str(notebook), "--project", str(project), "--python", PYTHON, "--json"])
    if code:
        return Outcome(code, 0, complained.getvalue())
    told = json.loads(said.getvalue())
    reasons = "\n".join(merge["reason"] for merge in told["merges"])
    repeat(project)
    there, wanted = shown_by_tasks(project), shown_by_notebook(notebook)
    differs = [cell for cell in sorted({*there, *wanted}) if there.get(cell, ()) != wanted.get(cell, ())]
    return Outcome(0, len(told["tasks"]), reasons, tuple(differs))


def part(number: int, cell: str) -> Iterator[tuple[str, str]]:
    """A part of a notebook that is more than a look, and more than settings: it gets a task of its own."""
    yield "markdown", f"## Part {number}"
    yield "code", cell
    yield "code", f"filling_{number} = sorted([{number}, 1])"


@contextlib.contextmanager
def without_cache() -> Iterator[None]:
    """Keep no records. Kernels that know of pytest would not show what programs print."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBMIGRATE_CACHE", "")
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        yield


def repeat(project: Path) -> None:
    """Run each stage once more, from nothing, the last of those that are ready first."""
    stages = yaml.safe_load((project / "dvc.yaml").read_text())["stages"]
    for path in {path_of(out) for stage in stages.values() for out in stage.get("outs", [])}:
        place = project / path
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    for folder in sorted(project.glob("data/raw/**/"), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    command = [
        PYTHON,
        "-m",
        "dvc",
        "repro",
        "--force",
        "--no-run-cache",
        "--single-item",
        *latest_first(stages),
    ]
    path = os.pathsep.join([str(Path(PYTHON).parent), os.environ["PATH"]])
    done = subprocess.run(
        command, cwd=project, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


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


def shown_by_notebook(path: Path) -> Shown:
    """What the original shows in a kernel that nbmigrate has no part in."""
    node = nbformat.read(path, as_version=4)
    copy = path.parent.with_name("again")
    copy.mkdir()
    for source in path.parent.rglob("*"):
        if source.is_file():
            (copy / source.relative_to(path.parent)).parent.mkdir(parents=True, exist_ok=True)
            (copy / source.relative_to(path.parent)).write_bytes(source.read_bytes())
    for cell in node.cells:
        cell.metadata.tags = []
    NotebookClient(node, resources={"metadata": {"path": str(copy)}}).execute()
    return {i: seen for i, cell in enumerate(node.cells) if (seen := visible(cell.get("outputs", [])))}


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
