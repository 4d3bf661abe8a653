"""Parameters, from the notebook to the configuration and back to what the pipeline shows."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.conftest import Made
from tests.program import PYTHON, Done, dvc, nbmigrate, succeeded, traces, write_notebook
from tests.shell import commit, git

CELLS = [
    "# Sums",
    "## Load",
    "def spread(numbers, seed=0, max_depth=1):\n    return [n * max_depth + seed for n in numbers]",
    "SEED = 3\nnumbers = spread([1, 2, 3], seed=7, max_depth=2)\nprint(numbers)",
    "## Look",
    "print('nothing to set')",
    "## Fit",
    "fitted = spread(numbers, max_depth=5)\nprint(fitted, SEED)",
]
SECTION = """\
sums:
  load:
    seed: 3  # cell 3: SEED
    spread_seed: 7  # cell 3: spread
    max_depth: 2  # cell 3: spread
  fit:
    max_depth: 5  # cell 7: spread
"""
CONFIG = "configs/config.yaml"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A git repository with the notebook beside it."""
    write_notebook(tmp_path / "source/sums.ipynb", *CELLS)
    (tmp_path / "shop").mkdir()
    git(tmp_path / "shop", "init", "--quiet")
    return tmp_path


def split(place: Path, *arguments: object) -> Done:
    return nbmigrate(place / "shop", "split", place / "source/sums.ipynb", *arguments)


def text(place: Path, path: str = CONFIG) -> str:
    return (place / "shop" / path).read_bytes().decode()


def tune(project: Path, old: str, new: str) -> None:
    content = (project / CONFIG).read_text(encoding="utf-8")
    assert old in content
    (project / CONFIG).write_text(content.replace(old, new, 1), encoding="utf-8")


def test_a_dry_run_names_the_configuration_and_writes_none(place: Path) -> None:
    assert "config.yaml" in succeeded(split(place, "--no-run", "--dry-run")).stdout
    assert not (place / "shop" / CONFIG).exists()


def test_tasks_stages_and_configuration_agree(place: Path) -> None:
    assert "  3 tasks, 1 function, 4 parameters\n" in succeeded(split(place, "--no-run")).stdout
    assert text(place).startswith("# Parameters of the tasks")
    assert text(place).endswith(f"changed.\n{SECTION}")
    task = text(place, "tasks/sums/01_load.py")
    assert 'params = parameters("sums", "load")\n' in task
    assert 'spread([1, 2, 3], seed=params["spread_seed"], max_depth=params["max_depth"])' in task
    stages = yaml.safe_load(text(place, "dvc.yaml"))["stages"]
    assert {name: stage.get("params") for name, stage in stages.items()} == {
        "sums-load": [{CONFIG: ["sums.load"]}],
        "sums-look": None,
        "sums-fit": [{CONFIG: ["sums.fit"]}],
    }
    assert "src/shop/parameters.py" in stages["sums-fit"]["deps"]
    assert (place / "shop/src/shop/parameters.py").exists()


def test_without_parameters_a_repository_gets_no_configuration(place: Path) -> None:
    write_notebook(place / "source/sums.ipynb", "# Sums", "print(1)")
    succeeded(split(place, "--no-run"))
    assert not (place / "shop/configs").exists()
    assert not (place / "shop/src/shop/parameters.py").exists()


@pytest.mark.parametrize(
    "there",
    [
        pytest.param("# mine\nother:\n  a: 1   # so\n", id="sections"),
        pytest.param("# mine\r\nother:\r\n  a: 1\r\n", id="line ends of Windows"),
    ],
)
def test_what_others_configured_stays_as_it_is(place: Path, there: str) -> None:
    (place / "shop/configs").mkdir()
    (place / "shop" / CONFIG).write_bytes(there.encode())
    commit(place / "shop")
    succeeded(split(place, "--no-run"))
    end = "\r\n" if "\r\n" in there else "\n"
    assert text(place) == there + end + SECTION.replace("\n", end)


def test_a_second_run_changes_nothing(place: Path) -> None:
    succeeded(split(place, "--no-run"))
    before = traces(place)
    succeeded(split(place, "--no-run"))
    assert traces(place) == before


def test_a_tuned_value_is_not_lost(place: Path) -> None:
    succeeded(split(place, "--no-run", "--commit"))
    tune(place / "shop", "max_depth: 5", "max_depth: 6")
    before = traces(place)
    done = split(place, "--no-run")
    assert done.returncode == 2
    assert f"{CONFIG}, section sums: edited since nbmigrate wrote this" in done.stderr
    assert traces(place) == before


PLANNED = [
    pytest.param(("  - seed: SEED = 3 in cell 3\n", ""), "    seed: 3", "SEED = 3", id="left in its cell"),
    pytest.param(("- seed: ", "- start: "), "    seed: 3", 'SEED = params["start"]', id="renamed"),
]


@pytest.mark.parametrize(("change", "gone", "there"), PLANNED)
def test_the_plan_says_which_and_how(place: Path, change: tuple[str, str], gone: str, there: str) -> None:
    succeeded(split(place, "--no-run", "--plan-only"))
    plan = place / "shop/sums.plan.yaml"
    content = plan.read_text(encoding="utf-8")
    assert change[0] in content
    plan.write_text(content.replace(*change), encoding="utf-8")
    succeeded(split(place, "--no-run", "--plan", plan))
    assert gone not in text(place)
    assert there in text(place, "tasks/sums/01_load.py")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(("SEED = 3", "SEED = 4"), "the notebook has no literal `SEED = 4 in", id="value"),
        pytest.param(("- seed:", "- max_depth:"), "`max_depth` of stage load can't be 2 here", id="two"),
        pytest.param(("- seed: ", "- a b: "), "`a b` can't name a parameter", id="no name"),
        pytest.param(("- seed: ", "- "), "this is no parameter", id="no name at all"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_line(place: Path, change: tuple[str, str], says: str) -> None:
    succeeded(split(place, "--no-run", "--plan-only"))
    plan = place / "shop/sums.plan.yaml"
    content = plan.read_text(encoding="utf-8").replace(*change)
    plan.write_text(content, encoding="utf-8")
    before = traces(place)
    done = split(place, "--no-run", "--plan", plan)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(rf"sums.plan.yaml, line \d+: {re.escape(says)}", done.stderr)
    assert traces(place) == before


def test_the_summary_counts_them(iris: Made) -> None:
    assert "✓ 5 tasks, 1 function, 1 parameter, 1 model " in iris.said


@pytest.mark.slow
def test_a_tuned_pipeline_runs_as_far_as_it_depends_and_says_what_changed(place: Path) -> None:
    succeeded(split(place, "--python", PYTHON, "--commit"))
    project = place / "shop"
    before = traces(project)
    assert "nothing to do" in succeeded(split(place, "--python", PYTHON)).stdout
    assert traces(project) == before
    tune(project, "max_depth: 5", "max_depth: 6")
    assert re.findall("Running stage '(.*)'", succeeded(dvc(project, "repro")).stdout) == ["sums-fit"]
    refused = split(place, "--python", PYTHON)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"{CONFIG}, section sums: edited since nbmigrate wrote this" in refused.stderr

    told = "parameters changed since the record: fit.max_depth 5 -> 6"
    done = nbmigrate(project, "verify", "--python", PYTHON)
    assert done.returncode == 1
    assert done.stdout.index(told) < done.stdout.index("cell 7: different")
    found = json.loads(nbmigrate(project, "verify", "--python", PYTHON, "--json").stdout)
    assert found["sums"]["parameters"] == told
    accept = ("--accept", "7", "--because", "deeper")
    succeeded(nbmigrate(project, "verify", "--python", PYTHON, *accept))
    assert "parameters changed" not in succeeded(nbmigrate(project, "verify", "--python", PYTHON)).stdout
    assert split(place, "--python", PYTHON).returncode == 2


@pytest.mark.slow
def test_where_parameters_make_a_difference_values_stay_in_their_cells(place: Path) -> None:
    """A cell that shows its own text can't read it from elsewhere."""
    shows = "own = get_ipython().history_manager.input_hist_raw[-1]\nprint(own[-20:])"
    write_notebook(place / "source/sums.ipynb", *CELLS, f"{shows}\nfitted = spread(fitted, seed=9)")
    done = succeeded(split(place, "--python", PYTHON))
    assert "no values become parameters, since with them cell 8 shows something else" in done.stdout
    assert "4 of 4 outputs identical" in done.stdout
    assert not (place / "shop" / CONFIG).exists()
    assert "3 tasks" in done.stdout


@pytest.mark.slow
def test_a_deleted_section_comes_back_and_one_that_is_not_needed_goes(place: Path) -> None:
    succeeded(split(place, "--python", PYTHON, "--commit"))
    shutil.rmtree(place / "shop/configs")
    commit(place / "shop")
    succeeded(split(place, "--python", PYTHON, "--commit"))
    assert text(place).endswith(SECTION)
    write_notebook(place / "source/sums.ipynb", "# Sums", "print(1)")
    succeeded(split(place, "--python", PYTHON, "--commit"))
    assert "sums" not in text(place)


@pytest.mark.slow
def test_where_something_else_made_the_difference_parameters_stay(place: Path) -> None:
    """What a cell shows is in `_` of the next one only where both run in one task."""
    cells = [cell.replace("print(numbers)", "numbers").replace("'nothing to set'", "_") for cell in CELLS]
    write_notebook(place / "source/sums.ipynb", *cells)
    done = succeeded(split(place, "--python", PYTHON))
    assert "cells 2 to 5 stay in one task" in done.stdout
    assert "no values become parameters" not in done.stdout
    assert "3 of 3 outputs identical" in done.stdout
    assert "max_depth: 2  # cell 3: spread" in text(place)
