"""Stages of one depth are free of each other: the pipeline is right in any order that its graph allows."""

import contextlib
import json
import shutil
from pathlib import Path

import pytest
import yaml

from tests.conftest import GOLDEN
from tests.hazards.again import Again, latest_first, repeat, shown_by_notebook, shown_by_tasks
from tests.program import PYTHON, nbmigrate, succeeded

EXAMPLES = GOLDEN.parents[1] / "examples"


@pytest.mark.slow
@pytest.mark.parametrize("notebook", [GOLDEN / "notebook/iris.ipynb", EXAMPLES / "tumour_diagnosis.ipynb"])
def test_in_the_order_furthest_from_the_pages_all_cells_show_the_same(tmp_path: Path, notebook: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(notebook.parent, source)
    command = ("new", "project", source / notebook.name, "--python", PYTHON, "--json")
    told = json.loads(succeeded(nbmigrate(tmp_path, *command)).stdout)
    stages = yaml.safe_load((tmp_path / "project/dvc.yaml").read_text())["stages"]
    assert latest_first(stages) != [*stages], "there is but one order, which shows nothing"
    with contextlib.closing(Again()) as again:
        repeat(tmp_path / "project", again.tasks)
        wanted = shown_by_notebook(source / notebook.name, again.kernels)
    there = shown_by_tasks(tmp_path / "project")
    varies = {cell["origin"][0] for cell in told["proof"]["cells"] if cell["status"] == "not repeatable"}
    assert {cell for cell in {*there, *wanted} if there.get(cell, ()) != wanted.get(cell, ())} <= varies
