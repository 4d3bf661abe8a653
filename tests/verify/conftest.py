"""Real runs: a notebook executed twice by nbclient, and as two tasks by the runner of the template."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

RUNNER = Path(__file__).parents[2] / "template/scripts"
CELLS = {
    "frame": "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2, 3], 'b': [1.5, 2.5, 3.5]})\ndf",
    "styler": "df.style.background_gradient()",
    "estimator": "from sklearn.linear_model import LogisticRegression\nLogisticRegression(C=0.5)",
    "figure": "import matplotlib.pyplot as plt\n%config InlineBackend.figure_formats = ['png', 'svg']\n"
    "fig, ax = plt.subplots(figsize=(2, 1.5))\nax.plot([1, 2, 3], [1, 4, 2])\nplt.show()",
    "plotly": "from IPython.display import display\n"
    "display({'application/vnd.plotly.v1+json': {'data': [{'y': [1, 2]}],"
    " 'layout': {'title': 'x'}}, 'text/plain': 'fig'}, raw=True)",
    "widget": "import uuid\n"
    "display({'application/vnd.jupyter.widget-view+json': {'model_id': uuid.uuid4().hex,"
    " 'version_major': 2}, 'text/plain': 'IntSlider(value=3)'}, raw=True)",
    "progress": "import time\nfor i in range(3):\n    print(f'\\r{time.perf_counter_ns()} of {i}', end='')\n"
    "print('\\r' + 'done: 3'.ljust(60))",
    "time": "%time sum(range(300_000))",
    "timeit": "%timeit -n 10 -r 3 sum(range(1000))",
    "cell time": "%%time\nprint(sum(range(10)))",
    "folder": "import os\nprint(os.getcwd())",
    "address": "print(object(), 42)",
    "uuid": "print(uuid.uuid4(), 42)",
    "traceback": "import sys, traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n"
    "    traceback.print_exc(file=sys.stdout)",
    "random": "import random\nprint('score', random.random(), 'of', 7)",
    "elapsed": "print(f'fitted in {time.perf_counter_ns() / 1e9:.6f} s, score 0.75')",
    "warning": "print('note', time.time_ns(), file=sys.stderr)",
    "silent": "x = 1",
}
REPLAYED = """# %%
import random, sys, time, traceback, uuid
from IPython.display import display
from sklearn.linear_model import LogisticRegression
LogisticRegression()._repr_html_();"""
INDEX = {name: index for index, name in enumerate(CELLS)}


@dataclass(frozen=True)
class Runs:
    """Executed notebooks of one source; `roots` are the folders they ran in."""

    original: Path
    plain: Path
    tasks: tuple[Path, ...]
    roots: tuple[str, ...]
    index: Mapping[str, int]


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Run the notebook twice, and as a pipeline."""
    folder = tmp_path_factory.mktemp("runs")
    original, plain = (run_notebook(folder / name) for name in ("original", "plain"))
    tasks = run_tasks(folder / "project")
    roots = (str(original.parent), str(plain.parent), str(folder / "project/tasks/p"))
    return Runs(original, plain, tasks, roots, INDEX)


def run_notebook(folder: Path) -> Path:
    """Run all cells in one kernel, in a folder of its own."""
    folder.mkdir()
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    nbformat.write(notebook, folder / "notebook.ipynb")
    return folder / "notebook.ipynb"


def run_tasks(project: Path) -> tuple[Path, ...]:
    """Run the cells as two tasks; each replays what it needs in cells without origin."""
    shutil.copytree(RUNNER, project / "scripts")
    (project / "tasks/p").mkdir(parents=True)
    parts = (list(CELLS)[: INDEX["plotly"]], list(CELLS)[INDEX["plotly"] :])
    return tuple(run_task(project, f"0{n}_part", names) for n, names in enumerate(parts, 1))


def run_task(project: Path, stage: str, names: list[str]) -> Path:
    """Run one task with the template's runner."""
    cells = [REPLAYED, "# %%\nskipped = 0"]
    cells += [f"# %% origin={INDEX[name]}\n{CELLS[name]}" for name in names]
    script = project / f"tasks/p/{stage}.py"
    script.write_text("\n\n".join(cells) + "\n", encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "scripts/run_task.py", str(script.relative_to(project))]
    subprocess.run(command, cwd=project, check=True, env={**os.environ, "PATH": path})
    return project / f"outputs/notebooks/p/{stage}.ipynb"
