"""What a pipeline costs against its notebook: each part timed in one run, as ratios, with memory.

    python benchmarks/cost.py --python PATH NOTEBOOK...
    python benchmarks/cost.py --python PATH FOLDER [--manifest benchmarks/notebooks.jsonl]

PATH is the interpreter that has the notebooks' packages. FOLDER holds a folder a notebook, as for corpus.py;
a manifest names those that run. For each notebook, one after the other:

    notebook   the original, executed cell by cell in a kernel: the measure for all others
    record     the observed run of it, a part of what follows
    split      nbmigrate split, whole: record, plan, write, prove (no kept record is used)
    pipeline   dvc repro --force --no-run-cache in the project that split has made
    verify     nbmigrate verify there
    edit       dvc repro after a comment was added to the last task
    memory     the largest process of each, in MB; that of `split` is the recorded notebook's as a rule

The times of one row were measured within minutes of each other; compare ratios, not seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus import chosen

PARTS = ("notebook", "record", "split", "pipeline", "verify", "edit")
STEADY = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
source, folder = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
"""


@dataclass(frozen=True)
class Cost:
    """What one command took."""

    seconds: float
    megabytes: float


def main() -> int:
    """Measure each notebook and print the table as Markdown."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK_OR_FOLDER")
    ask.add_argument("--python", type=Path, required=True)
    ask.add_argument("--manifest", type=Path, action="append", default=[], help="JSON lines: id, path, runs")
    asked = ask.parse_args()
    given = [[place] if place.is_file() else in_folder(place, asked.manifest) for place in asked.notebooks]
    heads = (*(f"{part} s" for part in PARTS), *(f"{part} /" for part in PARTS[1:]), "MB")
    print(f"| notebook | {' | '.join(heads)} |")
    print(f"|---|{'---:|' * len(heads)}", flush=True)
    rows = []
    for notebook in chain(*given):
        try:
            costs = measure(notebook.resolve(), asked.python.absolute())
        except subprocess.CalledProcessError as error:
            print(f"| {notebook.parent.name}/{notebook.name} | failed: {error.cmd[:4]} |", flush=True)
            continue
        rows.append(ratios(costs))
        seconds = " | ".join(f"{costs[part].seconds:.1f}" for part in PARTS)
        shares = " | ".join(f"{ratio:.2f}" for ratio in rows[-1])
        memory = " / ".join(f"{cost.megabytes:.0f}" for cost in costs.values() if cost.megabytes)
        print(f"| {notebook.parent.name}/{notebook.name} | {seconds} | {shares} | {memory} |", flush=True)
    if rows:
        medians = " | ".join(f"{statistics.median(column):.2f}" for column in zip(*rows, strict=True))
        print(f"| median of {len(rows)} |{' |' * len(PARTS)} {medians} | |")
    return 0


def in_folder(folder: Path, manifests: Sequence[Path]) -> list[Path]:
    """The notebooks of a corpus."""
    return [notebook for _, notebook in chosen(folder, manifests, ())]


def ratios(costs: Mapping[str, Cost]) -> tuple[float, ...]:
    """Each part over the notebook itself."""
    return tuple(costs[part].seconds / costs["notebook"].seconds for part in PARTS[1:])


def measure(notebook: Path, python: Path) -> dict[str, Cost]:
    """Run all parts for one notebook, in a project that is thrown away."""
    path = os.pathsep.join([str(python.parent), os.environ["PATH"]])
    quiet = {"DVC_NO_ANALYTICS": "1", "NBMIGRATE_CACHE": "", "PYTHONHASHSEED": "0"}
    environment = {**os.environ, **STEADY, **quiet}
    with TemporaryDirectory(prefix="nbmigrate-cost-") as scratch:
        project = Path(scratch) / "project"
        tasks = {**environment, "PATH": path, "DVC_SITE_CACHE_DIR": f"{scratch}/site"}
        ours, dvc = [sys.executable, "-m", "migrate"], [sys.executable, "-m", "dvc", "repro", "--quiet"]
        run(["git", "init", "--quiet", str(project)], environment)
        folder = Path(shutil.copytree(notebook.parent, Path(scratch) / "original"))
        where, told = ["--project", str(project), "--python", str(python)], Path(scratch) / "told.json"
        costs = {"notebook": run([str(python), "-c", EXECUTE, str(notebook), str(folder)], environment)}
        split = run([*ours, "split", str(notebook), *where, "--json"], environment, out=told)
        record = json.loads(told.read_text(encoding="utf-8"))["seconds"]["record"]
        costs |= {
            "record": Cost(record, 0),
            "split": split,
            "pipeline": run([*dvc, "--force", "--no-run-cache"], tasks, project),
            "verify": run([*ours, "verify", *where, "--quiet"], environment),
        }
        last = sorted(project.glob("tasks/*/[0-9]*.py"))[-1]
        last.write_text(last.read_text(encoding="utf-8") + "\n# %%\n# edited\n", encoding="utf-8")
        return costs | {"edit": run(dvc, tasks, project)}


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path | None = None,
    out: Path = Path(os.devnull),
) -> Cost:
    """Run a command to its end, its output into a file; raises CalledProcessError when it fails."""
    began = time.monotonic()
    with out.open("w") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output
        )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(seconds, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    sys.exit(main())
