"""Notebooks that were last run in another order than that of the page."""

import json
from pathlib import Path

import pytest

from migrate.commands.order import runs
from tests.program import PYTHON, Done, nbmigrate, succeeded, traces
from tests.shell import git

Ran = tuple[str, int | None, str]  # a code cell, its count, what it printed

TURNED: list[Ran] = [
    ("print(total)", 5, "6\n"),
    ("total = sum(numbers)\nprint(len(numbers))", 4, "3\n"),
    ("old()", None, ""),
    ("numbers = [1, 2, 3]", 3, ""),
]
OTHER_OUTPUTS: list[Ran] = [("x = 1\nprint(x)", 2, "1\n"), ("x = 5", 4, ""), ("print(x * 10)", 3, "10\n")]
HIDDEN: list[Ran] = [("a = 1", 2, ""), ("print(df2 + gone)", 1, "6\n"), ("print(other)", 3, "")]


def write(path: Path, cells: list[Ran]) -> Path:
    made = [
        {
            "cell_type": "code",
            "metadata": {},
            "source": source,
            "execution_count": count,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": text}] if text else [],
        }
        for source, count, text in cells
    ]
    content = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def split(folder: Path, cells: list[Ran], *options: object) -> Done:
    write(folder / "churn.ipynb", cells)
    project = folder / "project"
    if not project.exists():
        project.mkdir()
        git(project, "init", "--quiet")
    return nbmigrate(
        folder, "split", "churn.ipynb", "--project", project, "--python", PYTHON, "--dry-run", *options
    )


@pytest.mark.parametrize(
    ("ran", "places", "told"),
    [
        pytest.param([0, 1], [1, 0], ["1", "0"], id="turned round"),
        pytest.param([0, 1, 2], [1, 2, 0], ["1, 2", "0"], id="two that follow on"),
        pytest.param([0, 2, 4, 5], [2, 3, 4, 5, 6, 0], ["2-6", "0"], id="many, with text between"),
    ],
)
def test_an_order_is_told_by_what_follows_on(ran: list[int], places: list[int], told: list[str]) -> None:
    assert runs(ran, places) == told


def test_an_order_that_the_counts_do_not_tell_is_refused(tmp_path: Path) -> None:
    done = split(tmp_path, [("a = 1", 1, ""), ("b = 1", 2, "")], "--order", "recorded")
    assert (done.returncode, done.stdout) == (2, "")
    assert "churn.ipynb: its execution counts give no other order than the page." in done.stderr


def test_where_the_page_fails_the_recorded_order_is_tried_and_offered(tmp_path: Path) -> None:
    done = split(tmp_path, TURNED)
    assert done.returncode == 2
    assert (
        "churn.ipynb, cell 0 fails from top to bottom. It was last run in another order (3, 1, 0); "
        "trying that one:\n"
    ) in done.stdout
    assert done.stderr.startswith("nbmigrate: churn.ipynb, cell 0: raises NameError: name 'total' is not")
    assert "It uses `total`, which is only defined further down, in cell 1." in done.stderr
    assert "No cell defines `old` (cell 2).\n" in done.stderr
    assert (
        "Run in the order of its execution counts (3, 1, 0), it finishes and shows 2 of 2 stored outputs.\n"
        in (done.stderr)
    )
    assert "Migrate that order with: nbmigrate split churn.ipynb --order recorded\n" in done.stderr
    assert "To migrate it without a run, and so without proof, add --no-run.\n" in done.stderr
    assert done.stderr.endswith("Nothing was written.\n")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        pytest.param(("float('Male')", 1, ""), False, id="no output is kept"),
        pytest.param(("print(gone)", 1, "3\n"), False, id="a name is gone: that is told"),
        pytest.param(("print(float('Male'))", 1, "3\n"), True, id="its output is kept"),
    ],
)
def test_a_cell_that_fails_and_keeps_an_output_worked_once(tmp_path: Path, cell: Ran, told: bool) -> None:
    done = split(tmp_path, [cell])
    assert done.returncode == 2
    assert ("so it worked once, with other packages or other data" in done.stderr) == told


@pytest.mark.parametrize(
    ("more", "told"),
    [
        pytest.param("import json, helper", "", id="the rest is there, or lies beside"),
        pytest.param(
            "import gone_b.x", "It doesn't have gone_b either, which the notebook also imports", id="one more"
        ),
        pytest.param(
            "import gone_c\nfrom gone_b import x",
            "It doesn't have gone_b, gone_c either, which",
            id="two more",
        ),
    ],
)
def test_all_packages_that_are_missing_are_named_at_once(tmp_path: Path, more: str, told: str) -> None:
    (tmp_path / "helper.py").write_text("")
    done = split(tmp_path, [("import gone_a.y", 1, ""), (more, 2, "")])
    assert done.returncode == 2
    assert "imports gone_a, which" in done.stderr
    assert told in done.stderr
    assert ("It doesn't have" in done.stderr) == bool(told)


def test_an_error_that_the_file_keeps_may_be_meant(tmp_path: Path) -> None:
    cells: list[Ran] = [("x = [1]", 1, ""), ("x[4]", 2, ""), ("print(x)", 3, "[1]\n")]
    done = split(tmp_path, cells)
    assert (done.returncode, "The file holds that error" in done.stderr) == (2, False)
    content = json.loads(write(tmp_path / "churn.ipynb", cells).read_text())
    error = {"output_type": "error", "ename": "IndexError", "evalue": "list index", "traceback": []}
    content["cells"][1]["outputs"] = [error]
    (tmp_path / "kept.ipynb").write_text(json.dumps(content))
    kept = nbmigrate(tmp_path, "split", "kept.ipynb", "--project", tmp_path / "project", "--python", PYTHON)
    assert "The file holds that error, too. If it is intended, tag the cell" in kept.stderr


def test_counts_of_several_runs_tell_no_order(tmp_path: Path) -> None:
    done = split(tmp_path, [("print(1)", 2, "1\n"), ("1 / 0", 1, ""), ("print(2)", 2, "2\n")])
    assert "It was run in several sessions (cells 0 and 2 have the same execution count)" in done.stderr
    assert "trying that one" not in done.stdout


def test_where_neither_order_runs_the_names_that_are_gone_are_told(tmp_path: Path) -> None:
    done = split(tmp_path, HIDDEN)
    assert done.returncode == 2
    assert "It uses `df2`, which no cell defines; perhaps the cell was deleted." in done.stderr
    assert "No cell defines `gone` (cell 1), `other` (cell 2) either." in done.stderr
    assert "In the order of its execution counts (1, 0, 2), it fails in the same way." in done.stderr
    assert "--order recorded" not in done.stderr


@pytest.mark.slow
def test_where_the_page_shows_other_outputs_the_recorded_order_is_offered(tmp_path: Path) -> None:
    done = succeeded(split(tmp_path, OTHER_OUTPUTS))
    assert "another order (0, 2, 1); top to bottom it shows 1 of 2 stored outputs" in done.stdout
    assert (
        "in that order it shows 2 of 2 stored outputs. To migrate that order: nbmigrate split" in done.stdout
    )


@pytest.mark.slow
def test_where_the_page_shows_the_stored_outputs_nothing_else_is_run(tmp_path: Path) -> None:
    done = succeeded(split(tmp_path, [("x = 1\nprint(x)", 3, "1\n"), ("print(2)", 2, "2\n")]))
    assert "another order" not in done.stdout


@pytest.mark.slow
def test_the_recorded_order_is_migrated_and_can_be_told_from_the_page(tmp_path: Path) -> None:
    write(tmp_path / "churn.ipynb", TURNED)
    before = traces(tmp_path)
    project = tmp_path / "project"
    arguments = ("split", "churn.ipynb", "--project", project, "--python", PYTHON, "--order", "recorded")
    project.mkdir()
    git(project, "init", "--quiet")
    done = succeeded(nbmigrate(tmp_path, *arguments))
    assert "churn.ipynb ran in its recorded order" in done.stdout
    assert "2 of 2 outputs identical" in done.stdout
    assert traces(tmp_path).items() >= before.items()
    copy = json.loads((project / "notebooks/churn_in_recorded_order.ipynb").read_text())
    assert [cell["metadata"]["origin"] for cell in copy["cells"]] == [3, 1, 2, 0]
    text = "".join(path.read_text() for path in sorted((project / "tasks/churn").glob("0*.py")))
    assert text.index("numbers = [1, 2, 3]") < text.index("sum(numbers)") < text.index("print(total)")
    assert "# %% [raw]\n# old()" in text
    assert "nothing to do" in succeeded(nbmigrate(tmp_path, *arguments)).stdout
    succeeded(nbmigrate(tmp_path, "verify", "--project", project, "--python", PYTHON))
