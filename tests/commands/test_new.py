"""`nbmigrate new`: what it answers the template, and what it refuses before it makes anything."""

from pathlib import Path

import pytest
import yaml

from tests.program import PYTHON, nbmigrate, succeeded, write_notebook
from tests.shell import git

SUMS = ("## Load", "numbers = [1, 2, 3]\nprint(len(numbers))", "## Add", "print('total', sum(numbers))")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--data", "licence=MIT"], "did you mean license?", id="no such question"),
        pytest.param(["--data", "edition=2"], "no question 'edition'", id="a question that isn't asked"),
        pytest.param(["--data", "license"], "write KEY=VALUE", id="no value"),
        pytest.param(["--data", "ci=jenkins"], "takes one of github, gitlab, none", id="no such choice"),
        pytest.param(["--data", "serving=perhaps"], "takes true or false", id="neither yes nor no"),
        pytest.param(["--html", "a.html", "--no-run"], "with --no-run there is none", id="nothing to show"),
        pytest.param(["--plan", "a.yaml"], "name just that one", id="a plan for no notebook"),
        pytest.param(["gone.ipynb"], "gone.ipynb: there is no such file", id="no such notebook"),
        pytest.param(["folder"], "nbmigrate add folder", id="a folder"),
        pytest.param(["churn.ipynb", "--python", "gone/python"], "no such interpreter", id="no interpreter"),
    ],
)
def test_what_cant_be_is_refused_before_anything_is_made(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    write_notebook(tmp_path / "churn.ipynb", *SUMS)
    (tmp_path / "folder").mkdir()
    done = nbmigrate(tmp_path, "new", "deep/project", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["churn.ipynb", "folder"]


@pytest.mark.slow
def test_a_minimal_project_has_pipeline_and_tests_alone(tmp_path: Path) -> None:
    succeeded(nbmigrate(tmp_path, "new", "churn", "--minimal", "--data", "license=BSD-3-Clause"))
    files = git(tmp_path / "churn", "ls-files").splitlines()
    assert {"dvc.yaml", "src/churn/io.py", "tests/test_io.py", "scripts/run_task.py"} <= {*files, "dvc.yaml"}
    unwanted = (".github", "ci/", "deployment", "src/churn/serving", "data/external/penguins")
    assert not [path for path in files if path.startswith(unwanted)]
    answers = yaml.safe_load((tmp_path / "churn/.copier-answers.yml").read_text())
    assert (answers["license"], answers["ci"], answers["serving"]) == ("BSD-3-Clause", "none", False)


@pytest.mark.slow
def test_a_dry_run_leaves_nothing_beside_the_project(tmp_path: Path) -> None:
    done = succeeded(nbmigrate(tmp_path, "new", "deep/churn", "--dry-run", "--minimal"))
    assert "churn/ (nothing was written)" in done.stdout
    assert not [*tmp_path.iterdir()]


@pytest.mark.slow
def test_the_report_of_a_new_project_links_to_its_tasks(tmp_path: Path) -> None:
    write_notebook(tmp_path / "sums.ipynb", *SUMS)
    options = ("--python", PYTHON, "--html", "report.html", "--minimal")
    done = succeeded(nbmigrate(tmp_path, "new", "project", *options, "sums.ipynb"))
    assert "report written" in done.stdout
    assert f"sums.ipynb runs with {PYTHON}: given with --python" in done.stdout
    report = (tmp_path / "report.html").read_text()
    tasks = sorted((tmp_path / "project/tasks/sums").glob("0*.py"))
    assert f'<a href="project/tasks/sums/{tasks[0].name}">' in report
