"""What tasks hand on, as they tell it themselves and as it is loaded afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.model.record import Boundary
from migrate.project.project import Project, missing_files
from migrate.verify.proof import seeded
from migrate.verify.values import TOLD, compare_values, repeated, values_made, watching_products, wrong

TASK = """\
# %%
import sys; sys.path.insert(0, "../../src")
from churn import io

# %% origin=0
value = {0}

# %%
io.save(value, "{1}")
"""
VALUE = Boundary(
    variable="value", cell=0, kind="numpy.ndarray", fingerprint="a", content="a", summary={"shape": [2]}
)
FORMER = replace(VALUE, content="")  # as older records have it


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with what tasks need."""
    root = tmp_path / "project"
    for path, content in missing_files(Project(root, "churn")).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    (root / "tasks/churn").mkdir(parents=True)
    return root


@pytest.fixture
def made(project: Path, tmp_path: Path) -> Callable[[str, str], Mapping[str, Boundary]]:
    """Runs a task that stores a value, and gives what it told of that."""

    def run(value: str, product: str) -> Mapping[str, Boundary]:
        (tmp_path / "scratch").mkdir()
        (project / "tasks/churn/01_load.py").write_text(TASK.format(value, product))
        told = seeded(tmp_path / "scratch", watching_products(project, "churn", [product]))
        command = [sys.executable, "scripts/run_task.py", "tasks/churn/01_load.py"]
        subprocess.run(command, cwd=project, env={**os.environ, **told}, check=True)
        assert (project / TOLD).exists()
        return values_made(project, "churn", Path("no python is asked"), {product: VALUE})

    return run


@pytest.mark.parametrize(
    ("value", "product", "kind", "summary"),
    [
        pytest.param("3", "data/n.json", "int", {"value": 3}, id="number"),
        pytest.param("{1: {2}}", "data/s.pkl", "dict", {"kind": "dict"}, id="object"),
        pytest.param(
            "__import__('numpy').ones((2, 3))",
            "data/a.npy",
            "numpy.ndarray",
            {"shape": [2, 3], "dtype": "float64"},
            id="array",
        ),
    ],
)
def test_a_task_tells_what_it_stored(
    made: Callable[[str, str], Mapping[str, Boundary]],
    project: Path,
    value: str,
    product: str,
    kind: str,
    summary: object,
) -> None:
    found = made(value, product)[product]
    assert (found.kind, found.summary) == (kind, summary)
    (project / TOLD).unlink()
    assert found.content
    assert values_made(project, "churn", Path(sys.executable), {product: VALUE})[product] == found


def test_telling_is_nothing_that_the_task_shows(
    made: Callable[[str, str], Mapping[str, Boundary]], project: Path
) -> None:
    io = project / "src/churn/io.py"
    io.write_text(
        io.read_text() + "\n\nquiet = load\n\n\ndef load(path):\n    print(path)\n    return quiet(path)\n"
    )
    assert made("3", "data/n.json")["data/n.json"].summary == {"value": 3}
    cells = json.loads((project / "outputs/notebooks/churn/01_load.ipynb").read_text())["cells"]
    assert [cell["outputs"] for cell in cells] == [[], [], []]


def test_what_was_there_before_is_not_told_of(project: Path, tmp_path: Path) -> None:
    (project / "data").mkdir(exist_ok=True)
    (project / "data/old.json").write_text("1")
    (tmp_path / "scratch").mkdir()
    (project / "tasks/churn/01_load.py").write_text("# %%\n1\n")
    told = seeded(tmp_path / "scratch", watching_products(project, "churn", ["data/old.json"]))
    command = [sys.executable, "scripts/run_task.py", "tasks/churn/01_load.py"]
    subprocess.run(command, cwd=project, env={**os.environ, **told}, check=True)
    assert not (project / TOLD).exists()


@pytest.mark.parametrize(
    ("path", "recorded", "made", "expected"),
    [
        pytest.param("a.npy", VALUE, VALUE, "equal", id="nothing differs"),
        pytest.param("a.npy", VALUE, replace(VALUE, content="b"), "different", id="content"),
        pytest.param("a.pkl", VALUE, replace(VALUE, content="b"), "different", id="content of a pickle"),
        pytest.param("a.pkl", VALUE, replace(VALUE, fingerprint="b"), "equal", id="only how it is pickled"),
        pytest.param("a.pkl", VALUE, replace(VALUE, summary={}), "different", id="shape"),
        pytest.param("a.pkl", replace(VALUE, content=None), VALUE, "not compared", id="no telling"),
        pytest.param(
            "a.pkl", replace(VALUE, content=None), replace(VALUE, summary=1), "different", id="but so much"
        ),
        pytest.param(
            "a.pkl",
            replace(VALUE, repeats=False),
            replace(VALUE, content="b"),
            "not repeatable",
            id="varies",
        ),
        pytest.param("a.pkl", VALUE, None, "not compared", id="not loaded"),
        pytest.param(
            "a.npy", FORMER, replace(VALUE, fingerprint="b", content="b"), "different", id="an old record"
        ),
        pytest.param(
            "a.pkl", FORMER, replace(VALUE, content="b"), "not compared", id="an old record's pickle"
        ),
    ],
)
def test_a_value_is_judged(path: str, recorded: Boundary, made: Boundary | None, expected: str) -> None:
    results = compare_values({path: recorded}, {} if made is None else {path: made})
    assert [result.status for result in results] == [expected]
    assert bool(results[0].difference) is (expected == "different")


def test_the_earliest_difference_comes_first() -> None:
    other = replace(VALUE, content="b")
    recorded = {f"{cell}.pkl": replace(VALUE, variable="x", cell=cell) for cell in (7, 3, 5)}
    recorded["random_position.rng"] = replace(VALUE, kind=None, variable="", cell=1)
    found = compare_values(recorded, {"7.pkl": other, "3.pkl": VALUE, "5.pkl": other})
    assert [value.cell for value in found] == [3, 5, 7]
    assert [value.cell for value in wrong(found)] == [5, 7]


def test_another_run_of_the_notebook_tells_what_repeats() -> None:
    first = {name: replace(VALUE, variable=name, cell=1) for name in ("a.pkl", "b.pkl", "c.pkl")}
    again = {"a.pkl": first["a.pkl"], "b.pkl": replace(first["b.pkl"], content="b")}
    assert {name: value.repeats for name, value in repeated(first, again).items()} == {
        "a.pkl": True,
        "b.pkl": False,
        "c.pkl": False,
    }
