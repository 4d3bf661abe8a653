"""What a user does with a fresh project: its own verbs, and what they leave behind."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from migrate.project.ruff_config import with_exception
from migrate.project.template import render
from tests.shell import commit, git, run
from tests.template.answers import BARE, SETS
from tests.template.shared import made_once

TOOLS = ("dvc", "pytest", "jupytext")
STAGES = ["get_data", "clean", "features", "train", "evaluate"]


def with_tools(project: Path) -> Path:
    """Give a project the packages of these tests in place of those that `make setup` installs.

    It can be copied with its .venv, which names no place of the project.
    """
    run(project, sys.executable, "-m", "venv", "--without-pip", ".venv")
    ours = Path(sys.executable).parents[1]
    packages = next((ours / "lib").glob("python3*/site-packages"))
    mine = next((project / ".venv/lib").glob("python3*/site-packages"))
    (mine / "others.pth").write_text(f"{packages}\n../../../../src\n", encoding="utf-8")
    for tool in TOOLS:
        script = project / ".venv/bin" / tool
        script.write_text(f'#!/bin/sh\nexec "${{0%/*}}/python" -m {tool} "$@"\n', "utf-8")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    (project / ".venv/bin/ruff").symlink_to(ours / "bin/ruff")
    (project / ".venv/ready").touch()
    return project


def make(project: Path, *arguments: str) -> str:
    """Run a verb as a user does, whatever these tests run in."""
    return run(project, "make", *arguments, MAKEFLAGS="", MAKELEVEL="0", VIRTUAL_ENV="/nowhere")


def refused(project: Path, *arguments: str) -> str:
    """Run a command that has to fail; what it says on stderr."""
    done = subprocess.run(arguments, cwd=project, capture_output=True, text=True)
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr


@pytest.fixture(scope="session")
def ran(rendered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with default answers whose pipeline has run, one for all workers; only to look at."""

    def make_it(folder: Path) -> None:
        make(with_tools(shutil.copytree(rendered, folder / "my project")), "run")

    return made_once(tmp_path_factory, "default", make_it) / "my project"


@pytest.fixture
def project(ran: Path, tmp_path: Path) -> Path:
    """A copy of it to work in; DVC's cache, .venv and all."""
    return shutil.copytree(ran, tmp_path / "project", symlinks=True)


def test_run_makes_all_that_the_stages_promise(ran: Path) -> None:
    stages = yaml.safe_load((ran / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    assert list(stages) == [f"penguins-{name}" for name in STAGES]
    kinds = ("outs", "metrics", "plots")
    made = [path for stage in stages.values() for kind in kinds for path in stage.get(kind, [])]
    assert len(made) == 14
    assert not [path for path in made if not (ran / path).stat().st_size]
    assert git(ran, "status", "--porcelain") == "?? dvc.lock\n"


def test_the_model_learnt_something(ran: Path) -> None:
    metrics = json.loads((ran / "outputs/reports/penguins/metrics.json").read_text())
    assert metrics["rows"] == 86
    assert 0.9 < metrics["f1"] <= metrics["accuracy"] <= 1
    assert metrics["recall"].keys() == {"Adelie", "Chinstrap", "Gentoo"}


def test_the_model_takes_raw_measurements_by_name(ran: Path) -> None:
    code = (
        "import pandas as pd; from my_project import io; m = io.load('models/penguins/model.joblib');"
        "row = dict(island='Biscoe', bill_length_mm=50.0, bill_depth_mm=15.2, flipper_length_mm=220,"
        " body_mass_g=5400, sex=None); print(m.predict(pd.DataFrame([row]))[0])"
    )
    assert run(ran, str(ran / ".venv/bin/python"), "-c", code) == "Gentoo\n"


@pytest.mark.slow
def test_stages_run_side_by_side_when_asked_to(project: Path) -> None:
    model = project / "models/penguins/model.joblib"
    model.unlink()
    (project / "data/interim/penguins/clean.parquet").unlink()
    make(project, "run", "JOBS=2")
    assert model.stat().st_size
    assert "up to date" in make(project, "run")


def test_a_second_run_has_nothing_to_do(project: Path) -> None:
    assert "up to date" in make(project, "run")


@pytest.mark.slow
def test_a_changed_parameter_runs_what_depends_on_it(project: Path) -> None:
    config = project / "configs/config.yaml"
    config.write_text(config.read_text().replace("regularisation: 1.0", "regularisation: 9.0"))
    told = make(project, "run")
    assert re.findall(r"Running stage '(\S+)'", told) == ["penguins-train", "penguins-evaluate"]


def test_a_task_runs_under_plain_python(project: Path) -> None:
    model = project / "models/penguins/model.joblib"
    model.unlink()
    run(project.parent, str(project / ".venv/bin/python"), str(project / "tasks/penguins/04_train.py"))
    assert model.stat().st_size
    assert not (project / "outputs/notebooks/penguins/04_train.ipynb").is_symlink()


@pytest.mark.slow
def test_the_projects_tests_pass(ran: Path) -> None:
    assert re.search(r"\d+ passed", make(ran, "test"))


def test_lint_is_green_and_format_changes_nothing(ran: Path) -> None:
    make(ran, "lint")
    make(ran, "format")
    assert git(ran, "status", "--porcelain") == "?? dvc.lock\n"


@pytest.mark.slow
def test_smoke_runs_every_stage_on_a_sample_and_leaves_no_trace(ran: Path) -> None:
    told = make(ran, "smoke").splitlines()
    assert told[0] == "data/external/penguins/penguins.csv: 104 of 344 rows"
    assert told[1:-1] == [f"✓ penguins-{name}" for name in STAGES]
    assert told[-1] == "5 of 5 stages ran on a sample of the data"
    assert git(ran, "status", "--porcelain") == "?? dvc.lock\n"


@pytest.mark.slow
def test_smoke_names_what_it_leaves_out_and_what_needs_that(project: Path) -> None:
    config = project / "configs/config.yaml"
    config.write_text(config.read_text().replace("smoke: {}", "smoke:\n  penguins-train: needs all of them"))
    assert make(project, "smoke").splitlines()[-3:] == [
        "- penguins-train: left out, needs all of them",
        "- penguins-evaluate: left out, needs penguins-train",
        "3 of 5 stages ran on a sample of the data",
    ]


@pytest.mark.slow
def test_smoke_fails_with_a_stage_that_fails_and_runs_the_others(project: Path) -> None:
    task = project / "tasks/penguins/04_train.py"
    task.write_text(task.read_text() + "\n# %%\nraise RuntimeError('no luck')\n")
    done = subprocess.run(["make", "smoke"], cwd=project, capture_output=True, text=True)
    assert done.returncode == 2
    assert "✓ penguins-features\n✗ penguins-train\n✗ penguins-evaluate\n" in done.stdout
    assert "no luck" in done.stderr


def test_smoke_refuses_a_name_that_no_stage_has(project: Path) -> None:
    config = project / "configs/config.yaml"
    config.write_text(config.read_text().replace("smoke: {}", "smoke:\n  penguin-train: too small"))
    told = refused(project, "make", "smoke")
    assert told.startswith("configs/config.yaml, smoke: dvc.yaml has no stage penguin-train.")


def test_the_report_is_one_file_with_stages_metrics_and_figures(project: Path) -> None:
    assert make(project, "report") == "outputs/reports/report.html\n"
    page = (project / "outputs/reports/report.html").read_text(encoding="utf-8")
    assert all(f">penguins-{name}</text>" in page for name in STAGES)
    assert "<td>outputs/reports/penguins/metrics.json accuracy</td>" in page
    assert page.count("data:image/png;base64,iVBOR") == 3
    links = re.findall(r'href="([^"]+)"', page)
    assert len(links) == 5
    assert all((project / "outputs/reports" / link).exists() for link in links)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


@pytest.mark.slow
def test_before_a_run_there_is_nothing_to_report(tmp_path: Path) -> None:
    render(tmp_path / "p", {})
    commit(tmp_path / "p")
    told = refused(with_tools(tmp_path / "p"), "make", "report")
    assert told.startswith("There is nothing to report yet. Make it with: make run")


def test_dag_prints_the_stages_and_changes_nothing(ran: Path) -> None:
    told = make(ran, "dag")
    assert all(f"penguins-{name}" in told for name in STAGES)


@pytest.mark.slow
def test_train_runs_up_to_the_model_and_prints_its_metrics(project: Path) -> None:
    (project / "models/penguins/model.joblib").unlink()
    told = run(project, str(project / ".venv/bin/python"), "scripts/train.py")
    assert (project / "models/penguins/model.joblib").stat().st_size
    assert re.search(r"accuracy +f1", told)


def test_train_says_what_is_missing(project: Path) -> None:
    (project / "configs/model_config.yaml").write_text("model:\n")
    told = refused(project, str(project / ".venv/bin/python"), "scripts/train.py")
    assert "configs/model_config.yaml names no model. Add: model: models/" in told
    (project / "configs/model_config.yaml").write_text("model: models/other.joblib\n")
    told = refused(project, str(project / ".venv/bin/python"), "scripts/train.py")
    assert "No stage in dvc.yaml makes models/other.joblib" in told


def test_make_alone_lists_the_verbs(ran: Path) -> None:
    verbs = re.findall(r"(?m)^make (\w+)", make(ran))
    assert verbs == [
        "setup",
        "run",
        "test",
        "lint",
        "format",
        "smoke",
        "serve",
        "drift",
        "image",
        "report",
        "dag",
    ]


@pytest.mark.slow
def test_the_tests_of_a_project_without_anything_optional_pass(tmp_path: Path) -> None:
    render(tmp_path / "p", BARE)
    commit(tmp_path / "p")
    assert re.search(r"\d+ passed", make(with_tools(tmp_path / "p"), "test"))


@pytest.mark.slow
def test_a_migrated_pipeline_is_smoked_linted_and_left_as_it_was(project: Path) -> None:
    """A task as a notebook has it: no rule of form counts in it."""
    task = project / "tasks/odd/01_count.py"
    task.parent.mkdir()
    shutil.copy(project / "tasks/penguins/_setup.py", task.parent)
    text = '# %% origin=0\nimport os,sys\nrows=open("t.csv").readlines()\nprint( len(rows) )\n'
    task.write_text(text, encoding="utf-8")
    setup = task.with_name("_setup.py")
    setup.write_text(setup.read_text().replace("data/raw/penguins", "data/raw/odd"))
    task.write_text(text.replace("import os,sys", "import _setup\nimport os,sys"), encoding="utf-8")
    (project / "data/raw/odd").mkdir()
    (project / "data/raw/odd/t.csv").write_text("n\n" + "".join(f"{n}\n" for n in range(500)))
    with (project / "dvc.yaml").open("a") as stages:
        stages.write(
            "  odd-count:\n    cmd: python scripts/run_task.py tasks/odd/01_count.py\n"
            "    deps: [tasks/odd/01_count.py, data/raw/odd/t.csv]\n"
            "    outs: [outputs/notebooks/odd/01_count.ipynb]\n"
        )
    settings = project / "pyproject.toml"
    assert refused(project, "make", "lint")
    settings.write_text(with_exception(settings.read_text(), "odd", "my_project"))
    (project / ".venv/ready").touch()
    make(project, "lint")
    make(project, "format")
    assert "import os,sys" in task.read_text(encoding="utf-8")
    told = make(project, "smoke")
    assert "data/raw/odd/t.csv: 100 of 500 rows" in told
    assert "✓ odd-count" in told


@pytest.mark.slow
@pytest.mark.parametrize("name", ["all by default", "nothing optional", "no server", "another package"])
def test_all_verbs_are_green_on_a_fresh_machine(tmp_path: Path, name: str) -> None:
    project = tmp_path / "my project"
    render(project, SETS[name])
    commit(project)
    python = getattr(sys, "_base_executable", sys.executable)
    environment = {
        "PYTHON": python,
        "VIRTUAL_ENV": "/nowhere",
        "MAKEFLAGS": "",
        "MAKELEVEL": "0",
        "PATH": os.environ["PATH"],
    }
    told = run(project, "make", "setup", **environment).splitlines()
    assert told[0] == "Installing into .venv ..."
    assert len(told) == 4  # the others say what was set up for git
    assert shutil.which("uv") or (project / ".venv/bin/uv").exists()
    assert any((project / ".venv").rglob("dvc/__pycache__/*.pyc"))
    assert "Installing" not in run(project, "make", "setup", **environment)
    verbs = ["test", "lint", "format"]
    if (project / "dvc.yaml").exists():
        verbs += ["run", "smoke", "report", "dag"]
    for verb in verbs:
        run(project, "make", verb, **environment)
    changes = git(project, "status", "--porcelain").split("\n")
    assert {*changes} <= {"", "?? dvc.lock"}
    assert (project / "outputs/reports/report.html").exists() == (project / "dvc.yaml").exists()
