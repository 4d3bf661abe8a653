"""Notebooks with paths of another machine, whose files lie near them."""

from pathlib import Path

import pytest

from tests.program import PYTHON, nbmigrate, succeeded, write_notebook
from tests.shell import run

LOAD = "import csv\nrows = list(csv.reader(open('/kaggle/input/shop/sales.csv')))\nprint(rows)"
SHOW = "## Count\n", "print(len(rows))"


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/sales.csv").write_text("1,2\n3,4\n")
    return write_notebook(tmp_path / "shop.ipynb", "## Load\n", LOAD, *SHOW)


def test_a_plan_from_the_text_tells_what_is_taken_instead(tmp_path: Path, notebook: Path) -> None:
    run(tmp_path, "git", "init", "--quiet", "project")
    done = nbmigrate(tmp_path, "split", notebook, "--project", "project", "--plan-only", "--no-run")
    assert "cell 1: '/kaggle/input/shop/sales.csv' isn't here" in succeeded(done).stdout


@pytest.mark.slow
def test_it_is_migrated_with_the_files_that_are_there(tmp_path: Path, notebook: Path) -> None:
    done = succeeded(nbmigrate(tmp_path, "new", "shop", notebook, "--python", PYTHON))
    assert "'data/sales.csv' is used instead" in done.stdout
    assert "2 of 2 outputs identical" in done.stdout
    task = (tmp_path / "shop/tasks/shop/01_load.py").read_text()
    assert "open('data/sales.csv')" in task
    assert (tmp_path / "shop/data/raw/shop/data/sales.csv").exists()
    assert "/kaggle/input" in (tmp_path / "shop/notebooks/shop.ipynb").read_text()
    again = nbmigrate(tmp_path / "shop", "split", notebook, "--python", PYTHON)
    assert "nothing to do" in succeeded(again).stdout
    assert (
        "2 of 2 outputs identical"
        in succeeded(nbmigrate(tmp_path / "shop", "verify", "--python", PYTHON)).stdout
    )
