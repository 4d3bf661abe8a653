"""A few constructs that often go wrong; the text files here have them all."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hazards.again import Again
from tests.hazards.cases import Hazard, hazards
from tests.hazards.migrating import Expected, apart, check, together
from tests.program import PYTHON, nbmigrate, write_notebook
from tests.shell import git

CASES = [
    pytest.param(
        ["import random\nrandom.seed(1)", "print(random.random())", "print(random.random())"],
        apart(),
        id="the position of the global random generator",
    ),
    pytest.param(
        ["a = sorted([3, 1])\nb = a", "a.append(4)\nprint(b)"],
        together("cell 4 changes `a`, and `b` of cell 1 is the same object as it"),
        id="two names of one object",
    ),
    pytest.param(
        ["g = (i * i for i in range(5))\nprint(next(g))", "print(next(g))"],
        together("cell 4 needs `g` of cell 1 (generator), which can't be stored in a file"),
        id="a generator half consumed",
    ),
]


@pytest.fixture(scope="session")
def again() -> Iterator[Again]:
    """What runs all the pipelines and notebooks once more."""
    with contextlib.closing(Again()) as found:
        yield found


@pytest.mark.parametrize(("cells", "expected"), CASES)
def test_hazards(tmp_path: Path, cells: list[str], expected: Expected, again: Again) -> None:
    check(tmp_path, cells, {}, expected, again)


@pytest.mark.slow
@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in hazards()])
def test_each_construct(tmp_path: Path, case: Hazard, again: Again) -> None:
    check(tmp_path, case.cells, case.files, case.expected, again)


@pytest.mark.slow
def test_a_file_with_another_content_is_a_difference(tmp_path: Path) -> None:
    cell = "open('who.txt', 'w').write('kernel' if get_ipython().kernel else 'runner')\nprint(1)"
    path = write_notebook(tmp_path / "study.ipynb", cell)
    git(tmp_path, "init", "--quiet", "project")
    done = nbmigrate(tmp_path, "split", path, "--project", tmp_path / "project", "--python", PYTHON)
    assert done.returncode == 1
    assert "1 of 1 output identical, 0 of 1 file identical, 1 different (who.txt)" in done.stdout
