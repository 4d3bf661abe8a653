"""Migrate a folder of notebooks and let an independent judge compare; write a table.

    python benchmarks/corpus.py FOLDER --python PATH --judge equal.py [--manifest manifest.jsonl] [ID ...]

FOLDER holds a folder a notebook, named by its id, with the notebook's data beside it. PATH is the
interpreter that has the notebooks' packages. The judge is a program that is called as

    equal.py --original RUN_A.ipynb --again RUN_B.ipynb EXECUTED_TASKS...

and prints a JSON object with equal, different, missing and not_repeatable. It sees two runs of the
original that nbmigrate has no part in, and what a forced `dvc repro` in the finished project made.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

COLUMNS = (
    "id",
    "tasks",
    "equal",
    "different",
    "missing",
    "not repeatable",
    "notebook s",
    "whole s",
    "pipeline s",
    "",
)
# As in tasks: where columns depend on each other, sums in another order give another regression
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
source, target, folder = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
nbformat.write(notebook, target)
"""


def main() -> int:
    """Migrate, judge, write the table row by row."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("ids", nargs="*", help="only these, or those that begin so")
    ask.add_argument("--python", type=Path, required=True)
    ask.add_argument("--judge", type=Path, required=True)
    ask.add_argument(
        "--manifest", type=Path, action="append", default=[], help="JSON lines with id, path and runs"
    )
    ask.add_argument("--out", type=Path, default=Path("corpus"), help="where projects and the table go")
    given = ask.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    table = given.out / "table.md"
    table.write_text(row(COLUMNS) + row(["---"] * len(COLUMNS)))
    for name, notebook in chosen(given.folder, given.manifest, given.ids):
        print(name, flush=True)
        line = judged(name, notebook.resolve(), given.folder / name, given)
        with table.open("a") as file:
            file.write(row(line))
    print(table.read_text())
    return 0


def chosen(folder: Path, manifests: Sequence[Path], ids: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """The notebooks by id: those that a manifest says run, or the shallowest of each folder."""
    lines = [json.loads(line) for path in manifests for line in path.read_text().split("\n") if line]
    known = {line["id"]: folder / line["id"] / line["path"] for line in lines if line.get("runs")}
    if not manifests:
        for path in sorted(folder.iterdir()):
            found = sorted(path.rglob("*.ipynb"), key=lambda p: (len(p.parts), p))
            known |= {path.name: found[0]} if found else {}
    for name, notebook in known.items():
        if notebook.exists() and (not ids or name.startswith(tuple(ids))):
            yield name, notebook


def judged(name: str, notebook: Path, tree: Path, given: argparse.Namespace) -> list[object]:
    """One row."""
    place = given.out / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    command = [sys.executable, "-m", "migrate", "new", str(place / "project"), str(notebook), "--json"]
    began = time.monotonic()
    done = subprocess.run([*command, "--python", str(given.python)], capture_output=True, text=True)
    whole = time.monotonic() - began
    if done.returncode:
        reason = done.stderr.strip().replace("\n", " ")[:300]
        return [name, f"exit {done.returncode}", *[""] * 5, f"{whole:.1f}", "", reason]
    told: dict[str, Any] = json.loads(done.stdout)
    seconds, failure = reproduce(place / "project", given.python)
    if failure:
        return [name, len(told["tasks"]), "repro failed", *[""] * 4, f"{whole:.1f}", "", failure[-300:]]
    try:
        original = originals(notebook, tree, place, given.python)
    except subprocess.CalledProcessError as error:  # of a file elsewhere, say, that nbmigrate found nearby
        reason = "the original fails: " + error.stderr.decode().strip().split("\n")[-1][:200]
        return [name, len(told["tasks"]), *[""] * 5, f"{whole:.1f}", f"{seconds:.1f}", reason]
    tasks = sorted((place / "project/outputs/notebooks").rglob("*.ipynb"))
    runs = ["--original", str(place / "a.ipynb"), "--again", str(place / "b.ipynb")]
    result = subprocess.run(
        [sys.executable, str(given.judge), *runs, *map(str, tasks)], capture_output=True, text=True
    )
    verdict = json.loads(result.stdout)
    counts = [verdict[key] for key in ("equal", "different", "missing", "not_repeatable")]
    reasons = "; ".join(f"cells {m['first']}-{m['last']}: {m['reason']}" for m in told["merges"])
    return [name, len(told["tasks"]), *counts, f"{original:.1f}", f"{whole:.1f}", f"{seconds:.1f}", reasons]


def reproduce(project: Path, python: Path) -> tuple[float, str]:
    """Run the whole pipeline by force, as a user of the project would; seconds, and what failed."""
    path = os.pathsep.join([str(python.absolute().parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "dvc", "repro", "--force", "--no-run-cache"]
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=project, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    return time.monotonic() - began, (done.stdout + done.stderr).replace("\n", " ") if done.returncode else ""


def originals(notebook: Path, tree: Path, place: Path, python: Path) -> float:
    """Run the original twice in fresh copies of its tree; seconds of the first run."""
    seconds = []
    for target in ("a.ipynb", "b.ipynb"):
        with TemporaryDirectory() as folder:
            copy = Path(folder, "tree")
            shutil.copytree(tree, copy)
            source = copy / notebook.relative_to(tree.resolve())
            began = time.monotonic()
            arguments = [str(source), str((place / target).absolute()), str(source.parent)]
            command = [str(python), "-c", EXECUTE, *arguments]
            subprocess.run(command, env=os.environ | ONE_THREAD, check=True, capture_output=True)
            seconds.append(time.monotonic() - began)
    return seconds[0]


def row(cells: Sequence[object]) -> str:
    """A line of the table."""
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    sys.exit(main())
