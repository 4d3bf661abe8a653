"""Which Python is taken for a notebook, and what is said of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from migrate.errors import RequestError
from migrate.model.notebook import Notebook
from migrate.record.interpreter import find_project_python, find_python
from tests.program import nbmigrate, write_notebook
from tests.shell import git

ABLE = "exit 0"  # an interpreter that has all that it is asked for
BARE = 'shift 2; echo "$@"'  # one that lacks all


def interpreter(path: Path, does: str = ABLE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer with an interpreter wherever there may be one."""
    spec = tmp_path / "jupyter/kernels/churn-env/kernel.json"
    interpreter(tmp_path / "kernel/bin/python3.11")
    spec.parent.mkdir(parents=True)
    argv = [str(tmp_path / "kernel/bin/python3.11"), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "x", "language": "python"}))
    for place in ("venv/bin/python", "conda/bin/python", "project/.venv/bin/python", "path/python"):
        interpreter(tmp_path / place)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "venv"))
    monkeypatch.setenv("CONDA_PREFIX", str(tmp_path / "conda"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def found(places: Path, asked: str | None = None, kernel: str | None = "churn-env") -> tuple[str, str]:
    notebook = Notebook("churn", (), kernel)
    one = find_python(Path(asked) if asked else None, places / "churn.ipynb", notebook, places / "project")
    inside = one.path.is_relative_to(places)
    return str(one.path.relative_to(places)) if inside else str(one.path), one.why


def test_the_order_in_which_they_are_taken(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = interpreter(places / "asked/python")
    assert found(places, str(asked)) == ("asked/python", "given with --python")
    assert found(places) == ("kernel/bin/python3.11", "the notebook's kernel 'churn-env'")
    for kernel in (None, "python3", "no-such-kernel", "../../etc"):
        assert found(places, kernel=kernel) == ("venv/bin/python", "the activated environment")
    monkeypatch.delenv("VIRTUAL_ENV")
    assert found(places, kernel=None) == ("conda/bin/python", "the activated conda environment")
    monkeypatch.setenv("CONDA_PREFIX", str(places / "removed since"))
    assert found(places, kernel=None) == ("project/.venv/bin/python", "the project's .venv")
    (places / "project/.venv/bin/python").unlink()
    assert found(places, kernel=None) == ("path/python", "`python` on PATH")


def test_one_that_runs_no_kernel_is_passed_over_and_named(places: Path) -> None:
    interpreter(places / "venv/bin/python", BARE)
    path, why = found(places, kernel=None)
    assert path == "conda/bin/python"
    assert f"{places / 'venv/bin/python'}, the activated environment, has no ipykernel" in why


def test_the_one_asked_for_is_never_passed_over(places: Path) -> None:
    bare = interpreter(places / "bare/python", BARE)
    with pytest.raises(RequestError, match=f"{bare} -m pip install ipykernel"):
        found(places, str(bare))
    with pytest.raises(RequestError, match="no such interpreter"):
        found(places, str(places / "gone"))


def test_an_environment_that_came_with_the_clone_is_not_taken(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV")
    monkeypatch.delenv("CONDA_PREFIX")
    git(places / "project", "init", "--quiet")
    assert found(places, kernel=None)[0] == "project/.venv/bin/python"
    git(places / "project", "add", "--force", ".venv")
    with pytest.raises(RequestError, match="is in git, so anybody may have put it there"):
        found(places, kernel=None)
    with pytest.raises(RequestError, match="is in git, so anybody may have put it there"):
        find_project_python(None, places / "project")
    monkeypatch.setenv("VIRTUAL_ENV", str(places / "venv"))
    assert found(places, kernel=None)[0] == "venv/bin/python"


def test_a_pipeline_runs_with_its_projects_own(places: Path) -> None:
    assert find_project_python(None, places / "project").path == places / "project/.venv/bin/python"
    (places / "project/.venv/bin/python").unlink()
    assert find_project_python(None, places / "project").path == places / "venv/bin/python"


def test_all_that_is_lacking_is_one_line_to_copy(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "empty"], check=True)
    python = tmp_path / "empty/bin/python"
    (tmp_path / "helper.py").write_text("")
    write_notebook(tmp_path / "churn.ipynb", "import helper, os", "import sklearn.svm, pandas as pd, PIL")
    git(tmp_path, "init", "--quiet")
    done = nbmigrate(tmp_path, "split", "churn.ipynb", "--python", python)
    assert done.returncode == 2
    assert f"Install it with: {python} -m pip install ipykernel pillow pandas scikit-learn\n" in done.stderr
