"""The report that --html writes."""

from pathlib import Path

import pytest

from tests.program import PYTHON, nbmigrate, succeeded, traces, write_notebook
from tests.shell import git

CELLS = ["## Load", "numbers = [1, 2, 3]\nprint(len(numbers))", "## Add", "print('total', sum(numbers))"]


def test_a_place_that_is_taken_is_refused_before_anything_runs(tmp_path: Path) -> None:
    write_notebook(tmp_path / "sums.ipynb", *CELLS)
    git(tmp_path, "init", "--quiet")
    (tmp_path / "mine.html").write_text("mine")
    before = traces(tmp_path)
    done = nbmigrate(tmp_path, "split", "sums.ipynb", "--python", PYTHON, "--html", "mine.html")
    assert (done.returncode, done.stdout) == (2, "")
    assert "mine.html: already exists, and isn't a report of nbmigrate." in done.stderr
    assert traces(tmp_path) == before


@pytest.mark.slow
def test_split_and_verify_write_a_report(tmp_path: Path) -> None:
    write_notebook(tmp_path / "sums.ipynb", *CELLS)
    project = tmp_path / "project"
    project.mkdir()
    git(project, "init", "--quiet")
    options = ("--project", project, "--python", PYTHON, "--html", "report.html")
    done = succeeded(nbmigrate(tmp_path, "split", "sums.ipynb", *options))
    assert "report written" in done.stdout
    report = (tmp_path / "report.html").read_text()
    assert report.count('class="cell identical"') == 2
    tasks = sorted((project / "tasks/sums").glob("0*.py"))
    assert f'<a href="project/tasks/sums/{tasks[0].name}">' in report

    task = tasks[-1]
    task.write_text(task.read_text().replace("sum(numbers)", "sum(numbers) + 1"))
    done = nbmigrate(tmp_path, "verify", *options)
    assert done.returncode == 1
    report = (tmp_path / "report.html").read_text()
    assert "total <mark>6</mark>" in report
    assert "total <mark>7</mark>" in report
