"""Run a task: execute a percent script as a notebook and keep the executed notebook.

    python scripts/run_task.py tasks/churn/02_clean.py

The script runs with the semantics of a notebook: magics, `display`, the value of a cell's last
expression, inline figures. The executed copy goes to outputs/notebooks/, here to
churn/02_clean.ipynb, without times, so that equal runs give equal files. When a cell raises, the
cells so far are kept, the traceback goes to stderr and the exit code is 1.

Sets come in the same order, and `hash()` gives the same numbers, in every run of every task: Python's hash
seed is HASH_SEED below, whatever PYTHONHASHSEED says, since a task goes on with what another run has stored.

A cell with `pip install` installs nothing, and says so: the packages belong to the project's environment.
RUN_TASK_INSTALL=1 lets such cells run.

RUN_TASK_EXTENSIONS names IPython extensions, separated by commas, to load before the first cell.
Below `dvc repro` tasks share the time that imports take, see task_runner/warm_start.py; RUN_TASK_COLD=1 turns it off.
With `--ahead PID` before the task, only its imports are made, for the `dvc repro` that is this process.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from task_runner.notebook_shell import Kernel

ROOT = Path(__file__).resolve().parents[1]
HASH_SEED = "0"  # with another one, run `dvc repro --force`: what is stored was made with this one
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def main(arguments: list[str]) -> int:
    """Run the task that the command line names."""
    from task_runner import warm_start

    if len(arguments) == 3 and arguments[0] == "--ahead":
        return warm_start.ahead(int(arguments[1]), Path(arguments[2]).resolve(), prepare, execute)
    if len(arguments) != 1:
        print("usage: python scripts/run_task.py tasks/PIPELINE/NN_STAGE.py", file=sys.stderr)
        return 2
    task = Path(arguments[0]).resolve()
    if (code := warm_start.run(task, prepare, execute)) is not None:
        return code
    return execute(task, prepare(task.parent))


def prepare(folder: Path) -> Kernel:
    """Start in the task's folder, find modules as a notebook there does, and make what runs cells."""
    from task_runner.notebook_shell import Kernel

    os.chdir(folder)
    sys.path[:] = [path for path in sys.path if Path(path) != ROOT / "scripts"]
    packages = (
        i for i, path in enumerate(sys.path) if path.endswith(("site-packages", "dist-packages"))
    )
    sys.path.insert(next(packages, len(sys.path)), "")
    return Kernel()


def execute(task: Path, kernel: Kernel) -> int:
    """Run a task in this process; give its exit code."""
    target = ROOT / "outputs/notebooks" / task.relative_to(ROOT / "tasks").with_suffix(".ipynb")
    extensions = [name for name in os.environ.get("RUN_TASK_EXTENSIONS", "").split(",") if name]
    cells, traceback = kernel.run(task.read_text(encoding="utf-8"), extensions)
    write_notebook(target, cells)
    if not traceback:
        return 0
    where = f"{task.relative_to(ROOT)} failed; see {target.relative_to(ROOT)}"
    print(f"{traceback}\n{where}", file=sys.stderr)
    return 1


def write_notebook(path: Path, cells: list[dict[str, Any]]) -> None:
    """Write the executed notebook, whole or not at all."""
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(path)


def restart_with_seed() -> None:
    """Start Python anew with the hash seed, which it takes at its start alone, unless it has it."""
    if not sys.flags.hash_randomization or os.environ.get("PYTHONHASHSEED") == HASH_SEED:
        return
    command = [sys.executable, *sys.orig_argv[1:]]
    environment = {**os.environ, "PYTHONHASHSEED": HASH_SEED}
    if os.name == "posix":
        os.execve(sys.executable, command, environment)
    import subprocess  # elsewhere, who started this one would not wait for the new one

    sys.exit(subprocess.call(command, env=environment))


if __name__ == "__main__":
    restart_with_seed()  # before the imports that take long
    sys.exit(main(sys.argv[1:]))
