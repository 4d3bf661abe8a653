"""Records that a merge, or an editor, left broken."""

from pathlib import Path

import pytest

from tests.program import PYTHON, nbmigrate, traces, write_notebook
from tests.shell import git

CONFLICT = '{\n<<<<<<< HEAD\n "notebook": "churn.ipynb"\n=======\n "notebook": "x.ipynb"\n>>>>>>> other\n}\n'


@pytest.mark.parametrize("broken", [CONFLICT, "[]"], ids=["with conflict marks", "another kind"])
@pytest.mark.parametrize(
    ("record", "command"),
    [
        ("churn/added.json", ("add", "../churn.ipynb")),
        ("other/record.json", ("add", "../churn.ipynb")),
        ("churn/record.json", ("split", "../churn.ipynb", "--no-run")),
        ("churn/added.json", ("split", "../churn.ipynb", "--no-run")),
        ("churn/record.json", ("verify", "--python", PYTHON)),
        ("churn/original.ipynb", ("verify", "--python", PYTHON)),
    ],
    ids=lambda given: given if isinstance(given, str) else given[0],
)
def test_a_broken_record_is_named_and_nothing_is_written(
    tmp_path: Path, record: str, command: tuple[str, ...], broken: str
) -> None:
    project = tmp_path / "project"
    write_notebook(tmp_path / "churn.ipynb", "print(1)")
    places = {"churn/record.json": "{}", record: broken}
    for place, text in places.items():
        (project / "records" / place).parent.mkdir(parents=True, exist_ok=True)
        (project / "records" / place).write_text(text)
    git(project, "init", "--quiet")
    before = traces(project)
    done = nbmigrate(project, *command)
    assert (done.returncode, traces(project)) == (2, before), done.stderr
    assert f"records/{record}: not as nbmigrate left it" in done.stderr
