"""What is said of a pipeline besides its tasks."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from migrate.commands.tell import tell_of_pickles
from migrate.model.record import Boundary
from migrate.screen import Screen
from tests.program import nbmigrate, succeeded, write_notebook
from tests.shell import git

NUMBER = Boundary(variable="n", cell=1, kind="int", fingerprint="a", content="a", summary={"value": 1})
TABLE = replace(NUMBER, kind="pandas.DataFrame")


@pytest.mark.parametrize(
    ("values", "has", "says"),
    [
        pytest.param({}, False, "", id="nothing is handed on"),
        pytest.param({"a/n.json": NUMBER, "a/o.pkl": NUMBER}, False, "", id="no tables"),
        pytest.param({"a/df.parquet": TABLE}, False, "", id="tables that are Parquet"),
        pytest.param({"a/df.pkl": TABLE}, True, "", id="tables that Parquet doesn't give back"),
        pytest.param({"a/df.pkl": TABLE}, False, "instead of Parquet (df.pkl)", id="for want of pyarrow"),
        pytest.param(
            {f"a/{name}.pkl": TABLE for name in "abcde"}, False, "(a.pkl, b.pkl, c.pkl and 2 more)", id="many"
        ),
    ],
)
def test_tables_that_become_pickles_are_said_with_what_to_install(
    tmp_path: Path, values: dict[str, Boundary], has: bool, says: str
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 0\n" if has else "#!/bin/sh\necho pyarrow\n")
    python.chmod(0o755)
    screen, file = Screen(), io.StringIO()
    screen.console = Console(file=file, width=200)
    tell_of_pickles(values, python, screen)
    assert says in file.getvalue()
    assert bool(says) == (f"\n  {python} -m pip install pyarrow\n" in file.getvalue())


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        pytest.param(["## A", "x = open('a')", "## B", "print(1)"], None, id="two tasks"),
        pytest.param(["x = 1"], "holds all the code", id="one cell"),
        pytest.param(["x = 1", "y = 2", "print(x + y)"], "no headings divide it", id="nowhere to cut"),
    ],
)
def test_a_single_task_has_a_reason(tmp_path: Path, cells: list[str], says: str | None) -> None:
    write_notebook(tmp_path / "churn.ipynb", *cells)
    git(tmp_path, "init", "--quiet")
    for more in (["--plan-only"], []):
        said = succeeded(nbmigrate(tmp_path, "split", "churn.ipynb", "--no-run", *more)).stdout
        assert (says or "task") in said
        assert ("one task" in said) == bool(says)
