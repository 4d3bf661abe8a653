"""Files that a notebook writes: a difference is one, until it is accepted."""

import json
from pathlib import Path

import pytest

from tests.program import PYTHON, nbmigrate, succeeded, write_notebook
from tests.shell import commit, git

CELLS = ("## Count", "n = sorted([2, 1])\nprint(n)", "## Write", "done = open('n.csv', 'w').write(str(n))")


@pytest.mark.slow
def test_verify_tells_of_a_file_with_another_content_and_accepts_it(tmp_path: Path) -> None:
    path, project = write_notebook(tmp_path / "study.ipynb", *CELLS), tmp_path / "project"
    git(tmp_path, "init", "--quiet", "project")
    made = succeeded(nbmigrate(tmp_path, "split", path, "--project", project, "--python", PYTHON))
    assert "1 of 1 output identical, 1 of 1 file identical" in made.stdout
    record = project / "records/study/record.json"
    assert json.loads(record.read_text())["written"]["n.csv"]["cell"] == 3

    (task,) = (project / "tasks/study").glob("*_write.py")
    task.write_text(task.read_text().replace("str(n)", "repr(n[0])"))
    commit(project)
    verify = ("verify", "--project", project, "--python", PYTHON)
    found = nbmigrate(tmp_path, *verify, "--html", tmp_path / "report.html")
    assert (found.returncode, "1 different (n.csv)" in found.stdout) == (1, True)
    assert "<td>n.csv</td><td>3</td><td>different</td>" in (tmp_path / "report.html").read_text()

    succeeded(nbmigrate(tmp_path, *verify, "--accept", "3", "--because", "the first will do"))
    assert json.loads(record.read_text())["accepted"][-1]["files"] == ["n.csv"]
    assert "1 of 1 file identical" in succeeded(nbmigrate(tmp_path, *verify)).stdout
