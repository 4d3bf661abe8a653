"""A migration from the notebook's text alone is ours, and a later one takes its place."""

import json
from pathlib import Path

import pytest

from migrate.cli import main
from tests.program import PYTHON, traces, write_notebook
from tests.shell import git

CELLS = ("# Load", "import csv\n\nrows = [3, 1, 2]", "# Sort", "ordered = sorted(rows)\nprint(ordered)")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "--quiet")
    write_notebook(tmp_path / "sums.ipynb", *CELLS)
    monkeypatch.chdir(root)
    monkeypatch.setenv("NBMIGRATE_CACHE", "")
    return root


def split(*options: str) -> int:
    return main(["split", "../sums.ipynb", *options])


def tasks(project: Path) -> list[str]:
    return sorted(path.name for path in (project / "tasks/sums").glob("[0-9]*.py"))


def test_a_second_time_changes_nothing(project: Path) -> None:
    assert split("--no-run") == 0
    before = traces(project)
    assert split("--no-run") == 0
    assert traces(project) == before


def test_its_record_knows_its_files(project: Path) -> None:
    assert split("--no-run") == 0
    record = json.loads((project / "records/sums/planned.json").read_text())
    assert {*record["files"]} == {f"tasks/sums/{name}" for name in ["_setup.py", *tasks(project)]}
    assert record["notebook"] == "sums.ipynb"


def test_a_later_one_from_the_text_replaces_it(project: Path) -> None:
    assert split("--no-run") == 0
    first = tasks(project)
    write_notebook(project.parent / "sums.ipynb", *CELLS, "# Report", "print(len(ordered))")
    assert split("--no-run") == 0
    assert len(tasks(project)) == len(first) + 1


def test_tasks_that_are_no_longer_needed_go(project: Path) -> None:
    assert split("--no-run") == 0
    write_notebook(project.parent / "sums.ipynb", *CELLS[:2])
    assert split("--no-run") == 0
    assert len(tasks(project)) == 1


def test_work_on_its_tasks_is_not_lost(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert split("--no-run") == 0
    task = project / "tasks/sums" / tasks(project)[-1]
    task.write_text(task.read_text() + "# mine\n")
    before = traces(project)
    assert split("--no-run") == 2
    assert "edited since nbmigrate wrote this" in capsys.readouterr().err
    assert traces(project) == before


def test_data_that_was_changed_in_the_project_is_not_lost(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_notebook(project.parent / "sums.ipynb", "text = open('numbers.txt').read()")
    source, copy = project.parent / "numbers.txt", project / "data/raw/sums/numbers.txt"
    source.write_text("1")
    assert split("--no-run") == 0
    source.write_text("2")
    assert split("--no-run") == 0
    assert copy.read_text() == "2"
    copy.write_text("3")
    before = traces(project)
    assert split("--no-run") == 2
    assert "data/raw/sums/numbers.txt: changed since nbmigrate copied it" in capsys.readouterr().err
    assert traces(project) == before
    source.write_text("3")
    assert split("--no-run") == 0


def test_add_says_that_there_is_nothing_to_add(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert split("--no-run") == 0
    assert main(["add", "../sums.ipynb"]) == 2
    assert "there is nothing to add" in capsys.readouterr().err


def test_what_others_left_where_products_go_is_not_overwritten(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "records/sums").mkdir(parents=True)
    (project / "records/sums/planned.json").write_text("")
    (project / "tasks/sums").mkdir(parents=True)
    (project / "tasks/sums/_setup.py").write_text("theirs\n")
    before = traces(project)
    assert split("--no-run") == 2
    assert "isn't nbmigrate's" in capsys.readouterr().err
    assert traces(project) == before


@pytest.mark.slow
def test_a_proved_one_replaces_it_and_the_other_way_round(project: Path) -> None:
    assert split("--no-run") == 0
    assert split("--python", PYTHON) == 0
    kept = sorted(path.name for path in (project / "records/sums").iterdir())
    assert kept == ["boundaries.json", "generated.json", "original.ipynb", "plan.yaml", "record.json"]
    assert split("--no-run") == 0
    kept = sorted(path.name for path in (project / "records/sums").iterdir())
    assert kept == ["generated.json", "plan.yaml", "planned.json"]
    assert not (project / "tests/sums/test_pipeline.py").exists()
    assert split("--python", PYTHON) == 0


@pytest.mark.slow
def test_products_that_others_left_are_not_overwritten(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    product = project / "outputs/notebooks/sums/01_notebook.ipynb"
    product.parent.mkdir(parents=True)
    product.write_text("precious")
    before = traces(project)
    assert split("--python", PYTHON) == 2
    assert "outputs/notebooks/sums/01_notebook.ipynb: already exists" in capsys.readouterr().err
    assert traces(project) == before


@pytest.mark.slow
def test_what_the_configuration_says_of_dvcs_cache_is_nothing_to_a_trial(project: Path) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (project / ".dvc").mkdir()
    (project / ".dvc/config").write_text(f"[cache]\n    dir = {outside}\n")
    assert split("--python", PYTHON) == 0
    assert list(outside.rglob("*")) == []
    assert not (project / ".dvc/config.local").exists()
