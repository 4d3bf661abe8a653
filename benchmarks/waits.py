"""Where people wait: each piece of work against a peer that does the least that has to be done, in one run.

    python benchmarks/waits.py [--python PATH] [--times N] [WORK...]

PATH is an interpreter with ipykernel, numpy, pandas and pyarrow; default: this one. WORK is one or more of

    add        100 notebooks become tasks             peer: jupytext writes each as a percent script
    cells      split of 200 cells that do nothing     peer: nbclient runs that notebook once
    rows       split, a table of 10,000,000 rows      peer: nbclient runs that notebook once
               crossing from one task to the next
    predict    a row through the service's /predict   peer: a FastAPI app of ten lines, with the same model

Both take turns, N times; a row of the table has the medians: seconds of CPU of all processes together, of
wall time, and the largest process in MB. The last columns are ratios, ours to the peer's. A machine that does
something else, too, disturbs the seconds and hardly the ratios of CPU.
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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from cost import EXECUTE, STEADY
from service import MINIMAL, SERVED

NOTEBOOKS, CELLS, ROWS = 100, 200, 10_000_000
ENVIRONMENT = {**os.environ, **STEADY, "DVC_NO_ANALYTICS": "1", "NBMIGRATE_CACHE": "", "PYTHONHASHSEED": "0"}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed, as the peers are, was compiled before
OURS = (sys.executable, "-m", "migrate")
CONVERT = """
import sys, jupytext
for path in sys.argv[1:]:
    jupytext.writes(jupytext.read(path), "py:percent")
"""
TABLE = f"""
import numpy as np
import pandas as pd
rows = np.arange({ROWS})
table = pd.DataFrame({{"number": rows, "half": rows / 2, "rest": rows % 7}})
table.shape
"""


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    cpu: float
    seconds: float
    megabytes: float


Pair = tuple[Cost, Cost]  # ours, the peer's


def main() -> int:
    """Measure what is asked for and print the table as Markdown."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("work", nargs="*", metavar="WORK")
    ask.add_argument("--python", type=Path, default=Path(sys.executable))
    ask.add_argument("--times", type=int, default=3)
    asked = ask.parse_args()
    if unknown := sorted({*asked.work} - {*WORKS}):
        ask.error(f"{unknown[0]}: no such work; there are {', '.join(WORKS)}")
    heads = ("CPU s", "peer", "wall s", "peer", "MB", "peer", "CPU /", "wall /", "MB /")
    print(f"| work | {' | '.join(heads)} |\n|---|{'---:|' * len(heads)}", flush=True)
    for name in asked.work or WORKS:
        with TemporaryDirectory(prefix="nbmigrate-waits-") as scratch:
            turn = WORKS[name](Path(scratch), asked.python.absolute())
            print(row(name, [turn() for _ in range(asked.times)]), flush=True)
    return 0


def row(name: str, pairs: Sequence[Pair]) -> str:
    """A line of the table."""
    ours, peer = (
        [statistics.median(values) for values in zip(*map(astuple, costs), strict=True)]
        for costs in zip(*pairs, strict=True)
    )
    pairs_seen = zip(ours, peer, ("{:.2f}", "{:.2f}", "{:.0f}"), strict=True)
    seen = [form.format(value) for one, other, form in pairs_seen for value in (one, other)]
    ratios = [f"{one / other:.2f}" for one, other in zip(ours, peer, strict=True)]
    return f"| {name} | {' | '.join([*seen, *ratios])} |"


# --- the works --------------------------------------------------------------------------------------


def add(scratch: Path, python: Path) -> Callable[[], Pair]:
    """Add many notebooks to a repository that has nothing of ours yet."""
    folder = scratch / "notebooks"
    folder.mkdir()
    for number in range(NOTEBOOKS):
        write_notebook(folder / f"analysis_{number}.ipynb", analysis(number))
    paths = sorted(map(str, folder.iterdir()))

    def turn() -> Pair:
        project = fresh_repository(scratch / "project")
        shutil.copytree(folder, project / "notebooks")
        ours = cost_of([*OURS, "add", "notebooks", "--quiet"], project)
        return ours, cost_of([sys.executable, "-c", CONVERT, *paths], scratch)

    return turn


def analysis(number: int) -> list[str]:
    """The cells of a notebook as people write them, short of what it computes."""
    steps = [
        f"table['c{step}'] = table['a'] * {step}\nprint(table.groupby('group')['c{step}'].mean())\n"
        f"plt.plot(table['c{step}'], label='column {step} of {number}')\nplt.title('Column {step}')"
        for step in range(15)
    ]
    return ["import matplotlib.pyplot as plt\nimport pandas as pd", "table = pd.read_csv('data.csv')", *steps]


def cells(scratch: Path, python: Path) -> Callable[[], Pair]:
    """Split a notebook of many cells in which nothing takes time."""
    notebook = write_notebook(scratch / "original/many.ipynb", [f"x{n} = {n}" for n in range(CELLS)])
    return against_a_run(scratch, notebook, python)


def rows(scratch: Path, python: Path) -> Callable[[], Pair]:
    """Split a notebook where a large table goes from one task to the next."""
    titles = ["# Make", TABLE, "# Look", "table.rest.sum()", "table.half.mean()"]
    return against_a_run(scratch, write_notebook(scratch / "original/large.ipynb", titles), python)


def against_a_run(scratch: Path, notebook: Path, python: Path) -> Callable[[], Pair]:
    """Split a notebook, and run it once."""
    run = [str(python), "-c", EXECUTE, str(notebook), str(notebook.parent)]

    def turn() -> Pair:
        project = fresh_repository(scratch / "project")
        split = [*OURS, "split", str(notebook), "--project", str(project), "--python", str(python), "--quiet"]
        return cost_of(split, scratch), cost_of(run, scratch)

    return turn


def predict(scratch: Path, python: Path) -> Callable[[], Pair]:
    """Ask the service of a fresh project, which has to be trained first, and a minimal app."""
    project = scratch / "project"
    subprocess.run([*OURS, "new", str(project), "--quiet"], check=True, stdin=subprocess.DEVNULL)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**ENVIRONMENT, "PATH": path, "PYTHONPATH": str(project / "src")}
    subprocess.run(
        [sys.executable, "-m", "dvc", "repro", "--quiet"], check=True, cwd=project, env=environment
    )

    def turn() -> Pair:
        ours, peer = (
            cost_told([sys.executable, "-c", program], project, environment) for program in (SERVED, MINIMAL)
        )
        return ours, peer

    return turn


WORKS: Mapping[str, Callable[[Path, Path], Callable[[], Pair]]] = {
    "add": add,
    "cells": cells,
    "rows": rows,
    "predict": predict,
}

# --- files and costs --------------------------------------------------------------------------------


def write_notebook(path: Path, sources: Sequence[str]) -> Path:
    """A notebook of these cells; those that begin as a heading are Markdown."""
    path.parent.mkdir(exist_ok=True)
    run = {"outputs": [], "execution_count": None}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": source}
        if source.startswith("# ")
        else {"cell_type": "code", "metadata": {}, "source": source, **run}
        for source in sources
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def fresh_repository(folder: Path) -> Path:
    """A git repository with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


def cost_of(command: Sequence[str], folder: Path) -> Cost:
    """What a command takes, with all processes that it waits for; raises CalledProcessError if it fails."""
    began, quiet = time.monotonic(), subprocess.DEVNULL
    with TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stdin=quiet, stdout=quiet, stderr=errors
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, stderr=errors.read())
    return Cost(usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss / 1024)


def cost_told(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """What a program says that its requests took: to start takes longer than to answer."""
    done = subprocess.run(
        command, cwd=folder, env=dict(environment), check=True, capture_output=True, text=True
    )
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
