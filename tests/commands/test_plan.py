"""The plan is the user's: made as a file, edited, followed, or refused with the reason."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import GOLDEN
from tests.program import PYTHON, Done, nbmigrate, succeeded, traces, write_notebook
from tests.shell import git, run

PLAN = "iris.plan.yaml"
HEAVY = {
    "nbformat",
    "jupytext",
    "nbclient",
    "jupyter_client",
    "dvc",
    "copier",
    "ruff",
    "PIL",
    "numpy",
    "pandas",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A git repository with the notebook beside it."""
    shutil.copytree(GOLDEN / "notebook", tmp_path / "source")
    (tmp_path / "shop").mkdir()
    git(tmp_path / "shop", "init", "--quiet")
    return tmp_path


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The plan from the notebook's text alone."""
    folder = tmp_path_factory.mktemp("plan")
    git(folder, "init", "--quiet")
    succeeded(nbmigrate(folder, "split", GOLDEN / "notebook" / "iris.ipynb", "--no-run", "--plan-only"))
    return (folder / PLAN).read_text(encoding="utf-8")


def split(place: Path, *arguments: object, project: str = "shop", **environment: str) -> Done:
    folder = place / project
    if not folder.exists():
        folder.mkdir()
        git(folder, "init", "--quiet")
    source = place / "source" / "iris.ipynb"
    return nbmigrate(folder, "split", source, *arguments, **environment)


def edited(place: Path, plan: str, *changes: tuple[str, str]) -> Path:
    for old, new in changes:
        assert old in plan
        plan = plan.replace(old, new, 1)
    (place / "mine.yaml").write_text(plan, encoding="utf-8")
    return place / "mine.yaml"


def files(folder: Path) -> dict[str, bytes]:
    """What lies in a project, but for what DVC and git keep for themselves."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    inside = {path.relative_to(folder): path for path in found}
    return {
        str(path): place.read_bytes()
        for path, place in inside.items()
        if path.parts[0] != ".git" and path.parts[:2] not in ((".dvc", "tmp"), (".dvc", "cache"))
    }


def stages(project: Path) -> list[str]:
    return list(yaml.safe_load((project / "dvc.yaml").read_text(encoding="utf-8"))["stages"])


def test_a_plan_without_a_run_is_one_file_and_a_picture(place: Path) -> None:
    done = succeeded(split(place, "--no-run", "--plan-only"))
    assert list(files(place / "shop")) == [PLAN]
    assert "  ●  train               cells 8-10\n  ↓    measures, model, test\n  ●  evaluate" in done.stdout
    assert "\n  5 tasks, 1 function, 1 parameter" in done.stdout
    assert f"✓ {PLAN} written" in done.stdout
    assert f"iris.ipynb --plan {PLAN}" in done.stdout


def test_it_takes_no_library_that_is_slow_to_import(place: Path) -> None:
    source = place / "source" / "iris.ipynb"
    code = (
        "import sys; from migrate.cli import main; "
        f"assert main(['split', {str(source)!r}, '--no-run', '--plan-only', '--quiet']) == 0; "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    assert not {*run(place / "shop", sys.executable, "-c", code).split()} & HEAVY


def test_cells_that_are_no_python_are_told_where_nothing_runs(place: Path) -> None:
    said = "isn't Python (invalid syntax"
    fine = write_notebook(place / "fine.ipynb", "x = 1", "print(x)")
    assert said not in succeeded(nbmigrate(place / "shop", "split", fine, "--no-run", "--plan-only")).stdout
    mixed = write_notebook(place / "r.ipynb", "x = 1", *["y <- cor(x[, 1])"] * 5)
    done = succeeded(nbmigrate(place / "shop", "split", mixed, "--no-run", "--plan-only"))
    assert f"  cell 1: {said}" in done.stdout
    assert "2 more cells aren't Python either" in done.stdout
    assert said in succeeded(nbmigrate(place / "shop", "split", mixed, "--no-run")).stdout


def test_a_dry_run_shows_the_plan_and_writes_nothing(place: Path) -> None:
    done = succeeded(split(place, "--no-run", "--plan-only", "--dry-run"))
    assert "  load_the_flowers:\n" in done.stdout
    assert files(place / "shop") == {}


def test_programs_get_the_plan_as_text(place: Path) -> None:
    found = json.loads(succeeded(split(place, "--no-run", "--plan-only", "--json")).stdout)
    assert found["text"] == (place / "shop" / PLAN).read_text(encoding="utf-8")
    assert found["tasks"][0] == "01_load_the_flowers"
    assert found["parameters"] == {"train": {"max_iter": 500}}


def test_a_terminal_without_unicode_gets_a_picture_in_ascii(place: Path) -> None:
    done = succeeded(split(place, "--no-run", "--plan-only", "--dry-run", PYTHONIOENCODING="ascii:replace"))
    assert "  *  train               cells 8-10\n  v    measures, model, test\n" in done.stdout


def test_a_plan_that_was_edited_is_never_overwritten(place: Path) -> None:
    succeeded(split(place, "--no-run", "--plan-only"))
    assert "already exists" in succeeded(split(place, "--no-run", "--plan-only")).stdout
    plan = place / "shop" / PLAN
    plan.write_text(plan.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    before = traces(place)
    done = split(place, "--no-run", "--plan-only")
    assert done.returncode == 2
    assert f"{PLAN}: already exists, and differs" in done.stderr
    assert traces(place) == before


def test_a_plan_as_it_was_written_changes_nothing(place: Path, plan: str) -> None:
    succeeded(split(place, "--no-run", project="a_shop"))
    succeeded(split(place, "--no-run", "--plan", edited(place, plan), project="b_shop"))
    assert named_alike(place / "b_shop", b"b_shop") == named_alike(place / "a_shop", b"a_shop")


def named_alike(project: Path, name: bytes) -> dict[str, bytes]:
    """A project's files but for the record, which has hashes of texts that hold the project's name."""
    found = {path: content for path, content in files(project).items() if not path.startswith("records/")}
    return {p.replace(name.decode(), "P"): content.replace(name, b"P") for p, content in found.items()}


ALL = ("load_the_flowers", "add_shape_features", "look_at_them", "train", "evaluate")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param([("  train:", "  learn:")], [*ALL[:3], "learn", ALL[4]], id="renamed"),
        pytest.param([("  look_at_them:\n", "")], [*ALL[:2], *ALL[3:]], id="joined"),
        pytest.param([("    - 3 ", "  read:\n    - 3 ")], [ALL[0], "read", *ALL[1:]], id="divided"),
    ],
)
def test_the_pipeline_is_as_the_plan_asks(
    place: Path, plan: str, changes: list[tuple[str, str]], expected: list[str]
) -> None:
    succeeded(split(place, "--no-run", "--plan", edited(place, plan, *changes)))
    assert stages(place / "shop") == [f"iris-{name}" for name in expected]


def test_a_border_moves_with_its_line(place: Path, plan: str) -> None:
    changes = [("  train:\n", ""), ("    - 10 ", "  train:\n    - 10 ")]
    succeeded(split(place, "--no-run", "--plan", edited(place, plan, *changes)))
    task = (place / "shop/tasks/iris/04_train.py").read_text(encoding="utf-8")
    assert "origin=10" in task
    assert "# ## Train" not in task


def test_a_function_stays_where_the_plan_leaves_it(place: Path, plan: str) -> None:
    succeeded(split(place, "--no-run", "--plan", edited(place, plan, ("split: move", "split: stay"))))
    assert "def split(" in (place / "shop/tasks/iris/04_train.py").read_text(encoding="utf-8")
    assert not (place / "shop/src/shop/iris/train.py").exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param([("- 5 ", "- 99 ")], "there is no cell 99", id="unknown cell"),
        pytest.param([("  train:", "\ttrain:")], "this isn't YAML", id="tab"),
        pytest.param([("cells: ", "cells: 0")], "has been edited since this plan", id="edited notebook"),
        pytest.param([("split: move", "clean: move")], "no function or class `clean`", id="no function"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_the_line(
    place: Path, plan: str, changes: list[tuple[str, str]], says: str
) -> None:
    mine = edited(place, plan, *changes)
    before = traces(place)
    done = split(place, "--plan", mine, "--python", PYTHON)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert str(mine) in done.stderr
    assert traces(place) == before


def test_a_function_that_cannot_move_is_named_with_what_it_reads(place: Path) -> None:
    source = write_notebook(
        place / "source" / "k.ipynb", "k = 1", "def scaled(x):\n    return k * x", "scaled(2)"
    )
    (place / "k.yaml").write_text("stages:\n  all: 0-2\nfunctions:\n  scaled: move\n")
    done = nbmigrate(place / "shop", "split", source, "--no-run", "--plan", place / "k.yaml")
    assert done.returncode == 2
    assert "line 4: `scaled` can't move to src: reads the notebook's k" in done.stderr


def test_a_plan_can_be_checked_without_following_it(place: Path, plan: str) -> None:
    mine = edited(place, plan, ("  train:", "  learn:"))
    before = traces(place)
    done = succeeded(split(place, "--no-run", "--plan-only", "--plan", mine))
    assert "●  learn" in done.stdout
    assert "can be followed" in done.stdout
    assert traces(place) == before


CONNECTED = [
    "## Connect",
    "import sqlite3\ndb = sqlite3.connect(':memory:')\ndb.execute('create table t (x)');",
    "db.execute('insert into t values (7)')\nprint('filled')",
    "## Ask",
    "rows = db.execute('select x from t').fetchall()\nprint(rows)",
    "## Tell",
    "print(len(rows))",
]


@pytest.mark.slow
def test_a_border_across_what_no_file_can_hold_is_refused_with_the_variable(place: Path) -> None:
    source = write_notebook(place / "source" / "db.ipynb", *CONNECTED)
    arguments = ("split", source, "--python", PYTHON)
    keep = {"NBMIGRATE_CACHE": str(place / "cache")}
    found = succeeded(nbmigrate(place / "shop", *arguments, "--plan-only", **keep))
    plan = place / "shop" / "db.plan.yaml"
    text = plan.read_text(encoding="utf-8")
    assert re.search(r"keeps   cells 1 to 4 together: .*`db` .*\(sqlite3\.Connection\)", text)
    plan.write_text(text.replace("    - 2 ", "  fill:\n    - 2 "), encoding="utf-8")
    before = files(place / "shop")
    done = nbmigrate(place / "shop", *arguments, "--plan", plan, **keep)
    assert done.returncode == 2, found.stdout + done.stdout
    assert re.search(r"stage fill can't begin with cell 2: .*`db` .*\(sqlite3\.Connection\)", done.stderr)
    assert "Cells 1 to 4 have to be in one stage" in done.stderr
    assert files(place / "shop") == before


@pytest.mark.slow
def test_a_plan_as_a_run_made_it_gives_the_same_proved_project(place: Path) -> None:
    """Also where stages had to be joined, for the reason is told again."""
    source = write_notebook(place / "source" / "db.ipynb", *CONNECTED)
    keep = {"NBMIGRATE_CACHE": str(place / "cache")}
    arguments = ("split", source, "--python", PYTHON)
    for parent in ("plain", "asked"):
        (place / parent / "shop").mkdir(parents=True)
        git(place / parent / "shop", "init", "--quiet")
    succeeded(nbmigrate(place / "asked/shop", *arguments, "--plan-only", **keep))
    (place / "asked/shop/db.plan.yaml").rename(place / "db.plan.yaml")
    for parent, more in (("plain", ()), ("asked", ("--plan", place / "db.plan.yaml"))):
        done = succeeded(nbmigrate(place / parent / "shop", *arguments, *more, **keep))
        assert re.search("cells 1 to 4 stay in one task: .*`db`", done.stdout)
        assert "3 of 3 outputs identical" in done.stdout
    assert files(place / "asked/shop") == files(place / "plain/shop")


@pytest.mark.slow
def test_an_edited_plan_is_proved_as_it_is(place: Path, plan: str) -> None:
    changes = [("  look_at_them:\n", ""), ("  train:\n", ""), ("    - 10 ", "  learn:\n    - 10 ")]
    done = succeeded(split(place, "--plan", edited(place, plan, *changes), "--python", PYTHON))
    assert "outputs identical" in done.stdout
    assert stages(place / "shop") == [
        f"iris-{name}" for name in ("load_the_flowers", "add_shape_features", "learn", "evaluate")
    ]
