"""The first story from end to end: a notebook becomes a project; it is refactored; the proof goes along."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.conftest import Made
from tests.program import PYTHON, dvc, nbmigrate, succeeded, traces
from tests.shell import commit, git, run

EVALUATE = "tasks/iris/05_evaluate.py"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def split(project: Path, source: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return nbmigrate(project, "split", source / "iris.ipynb", "--python", PYTHON, *more)


def verify(project: Path, *more: object) -> subprocess.CompletedProcess[str]:
    return nbmigrate(project, "verify", "--python", PYTHON, *more)


def test_new_says_what_it_did_and_what_is_proved(iris: Made) -> None:
    said = re.sub(r"\d+\.\d s", "… s", iris.said)
    assert [re.sub(r"  +", "  ", line) for line in said.splitlines()] == [
        f"  iris.ipynb runs with {PYTHON}: given with --python",
        f"✓ project created from the template  {len(first_commit(iris.root))} files",
        "  running iris.ipynb",
        "✓ iris.ipynb ran top to bottom  7 cells, … s (recorded)",
        "  ●  load_the_flowers  cells 0-3",
        "  ↓  flowers",
        "  ●  add_shape_features  cells 4-5",
        "  ├─╮  flowers",
        "  │ ●  look_at_them  cells 6-7",
        "  ↓  flowers",
        "  ●  train  cells 8-10",
        "  ↓  measures, model, test",
        "  ●  evaluate  cells 11-12",
        "  running the pipeline",
        "✓ 5 tasks, 1 function, 1 parameter, 1 model  tasks/iris/, src/iris_flowers/iris/",
        "✓ pipeline ran  … s, 2 stages can run side by side",
        "✓ 5 of 5 outputs identical",
        "Next: cd iris-flowers && make test",
    ]


def first_commit(root: Path) -> list[str]:
    return git(root, "ls-tree", "-r", "--name-only", "HEAD~1").splitlines()


def test_new_makes_one_commit_of_the_template_and_one_of_the_notebook(iris: Made) -> None:
    subjects = git(iris.root, "log", "--format=%s").splitlines()
    assert subjects == ["feat: migrate iris.ipynb to the pipeline iris", "chore: start from the template"]
    assert git(iris.root, "branch", "--show-current").strip() == "main"
    assert git(iris.root, "status", "--porcelain") == ""


def test_the_model_that_the_notebook_ends_in_is_the_one_served(iris: Made) -> None:
    config = (iris.root / "configs/model_config.yaml").read_text()
    assert "model: models/iris/train/model.joblib\n" in config
    assert (iris.root / "models/iris/train/model.joblib").is_file()


def test_git_keeps_code_data_and_record_but_not_what_the_pipeline_makes(iris: Made) -> None:
    tracked = git(iris.root, "diff", "--name-only", "HEAD~1").splitlines()
    tasks = ["01_load_the_flowers", "02_add_shape_features", "03_look_at_them", "04_train", "05_evaluate"]
    assert tracked == sorted(
        [
            *("README.md", "data/raw/iris/iris.csv", "dvc.lock", "dvc.yaml", "notebooks/iris.ipynb"),
            *(
                "configs/config.yaml",
                "configs/model_config.yaml",
                "pyproject.toml",
                "src/iris_flowers/parameters.py",
                "tests/iris/test_pipeline.py",
                "tasks/iris/_setup.py",
            ),
            *(f"records/iris/{name}.json" for name in ("boundaries", "generated", "record")),
            *("records/iris/original.ipynb", "records/iris/plan.yaml"),
            *(f"src/iris_flowers/iris/{name}.py" for name in ("__init__", "settings", "train")),
            *(f"tasks/iris/{task}.py" for task in tasks),
        ]
    )


def test_each_code_cell_of_the_original_occurs_in_one_origin_of_the_executed_tasks(iris: Made) -> None:
    executed = sorted((iris.root / "outputs/notebooks/iris").glob("*.ipynb"))
    cells = [cell for path in executed for cell in nbformat.read(path, as_version=4).cells]
    assert [cell.metadata["origin"] for cell in cells if "origin" in cell.metadata] == [1, 3, 5, 7, 9, 10, 12]
    assert not [cell for cell in cells if "origin" not in cell.metadata and cell.get("outputs")]
    assert all("execution" not in cell.metadata for cell in cells)
    assert cells[-1].outputs[0].text.endswith("of 45 flowers named right\n")


def test_the_source_and_its_folder_are_untouched_and_nothing_else_is_left(iris: Made) -> None:
    assert {path: [*trace] for path, trace in traces(iris.source).items()} == iris.before
    assert iris.beside == ["iris-flowers"]


def test_the_original_in_the_project_is_stripped(iris: Made) -> None:
    cells = nbformat.read(iris.root / "notebooks/iris.ipynb", as_version=4).cells
    source = nbformat.read(iris.source / "iris.ipynb", as_version=4).cells
    assert [cell.source for cell in cells] == [cell.source for cell in source]
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]


def test_no_place_of_this_machine_gets_into_what_git_keeps(iris: Made) -> None:
    places = [
        str(iris.source),
        str(iris.root.parent),
        PYTHON,
        str(Path(PYTHON).parents[2]),
        "/tmp/",
        "nbmigrate-",
    ]
    for path in git(iris.root, "ls-files").splitlines():
        content = (iris.root / path).read_bytes()
        assert not [place for place in places if place.encode() in content], path


def test_dvc_knows_that_everything_is_up_to_date(project: Path) -> None:
    assert "up to date" in succeeded(dvc(project, "status")).stdout


def test_a_second_split_changes_nothing(iris: Made, project: Path) -> None:
    shutil.rmtree(project / "outputs")
    (project / "NOTES.md").write_text("mine")
    source = shutil.copytree(iris.source, project.parent / "source")
    os.utime(source / "iris.ipynb")
    before = traces(project)
    done = succeeded(split(project, source))
    assert "iris.ipynb is already migrated" in done.stdout
    assert traces(project) == before


def test_split_refuses_to_replace_files_that_someone_edited(iris: Made, project: Path) -> None:
    files = ["src/iris_flowers/iris/train.py", EVALUATE, "tests/iris/test_pipeline.py"]
    for file in files:
        (project / file).write_text((project / file).read_text() + "\n# mine\n")
    before = traces(project)
    done = split(project, iris.source)
    assert done.returncode == 2
    assert done.stderr.startswith(f"nbmigrate: {', '.join(files)}: edited since nbmigrate wrote this.")
    assert traces(project) == before


def test_verify_proves_what_split_proved_and_changes_nothing(iris: Made) -> None:
    before = traces(iris.root)
    done = succeeded(verify(iris.root))
    assert done.stdout.splitlines() == [
        f"  running with {PYTHON}: given with --python",
        "  running iris",
        "✓ 5 of 5 outputs identical",
    ]
    assert traces(iris.root) == before
    assert git(iris.root, "status", "--porcelain") == ""


def test_a_change_is_shown_from_both_sides_and_can_be_accepted_with_a_reason(project: Path) -> None:
    edit(project / EVALUATE, "{accuracy:.3f} of", "{accuracy:.1f} of")
    before = traces(project)
    done = verify(project)
    assert done.returncode == 1
    assert "different  stdout  05_evaluate" in re.sub(r" +", "  ", done.stdout).replace("  cell", "")
    assert "-0.956 of 45 flowers named right\n+1.0 of 45 flowers named right" in done.stdout
    assert done.stdout.splitlines()[-1] == "✗ 4 of 5 outputs identical, 1 different (cell 12)"
    assert "nbmigrate verify --accept CELL --because TEXT" in done.stderr
    assert traces(project) == before

    done = succeeded(verify(project, "--accept", 12, "--because", "one digit is enough", "--json"))
    assert json.loads(done.stdout)["iris"]["proved"]
    changed = git(project, "diff", "--name-only").splitlines()
    assert changed == ["records/iris/original.ipynb", "records/iris/record.json", EVALUATE]
    record = json.loads((project / "records/iris/record.json").read_text())
    assert record["accepted"] == [{"cells": [12], "because": "one digit is enough"}]
    assert str(project.parent) not in (project / "records/iris/original.ipynb").read_text()


@pytest.mark.slow
def test_what_is_accepted_has_to_differ_and_is_proved_from_then_on(project: Path) -> None:
    before = traces(project)
    done = verify(project, "--accept", 12, "--because", "x")
    assert (done.returncode, traces(project)) == (2, before)
    assert done.stderr == "nbmigrate: cell 12 shows what it showed before; there is nothing to accept.\n"
    edit(project / EVALUATE, "{accuracy:.3f} of", "{accuracy:.1f} of")
    assert verify(project, "--accept", "--because", "x", "--dry-run").returncode == 0
    assert verify(project).returncode == 1
    succeeded(verify(project, "--accept", "--because", "x"))
    assert succeeded(verify(project, "--quiet")).stdout == ""


@pytest.mark.parametrize("options", [["--because", "x"], ["--accept", "12"]])
def test_accepting_and_saying_why_go_together(iris: Made, options: list[str]) -> None:
    done = verify(iris.root, *options)
    assert done.returncode == 2
    assert "--accept and --because go together" in done.stderr


def test_verify_of_an_unknown_pipeline_names_those_that_are_known(iris: Made) -> None:
    done = verify(iris.root, "churn")
    assert (done.returncode, done.stdout) == (2, "")
    assert "churn: there is no record of it; recorded are: iris." in done.stderr


def test_new_refuses_a_folder_that_holds_something(iris: Made) -> None:
    before = traces(iris.root)
    done = nbmigrate(iris.root.parent, "new", "iris-flowers", iris.source / "iris.ipynb")
    assert done.returncode == 2
    assert "already exists" in done.stderr
    assert traces(iris.root) == before


def test_split_refuses_to_change_a_file_that_is_not_committed(iris: Made, project: Path) -> None:
    (project / "dvc.yaml").write_text((project / "dvc.yaml").read_text() + "# mine\n")
    source = shutil.copytree(iris.source, project.parent / "source")
    edit(source / "iris.ipynb", "one small model", "one tiny model")
    before = traces(project)
    done = split(project, source, "--no-run")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "nbmigrate: dvc.yaml: not committed yet, and this would change it too.",
    )
    assert traces(project) == before


@pytest.fixture
def plain_python(tmp_path: Path) -> Path:
    """An interpreter with all packages but nbmigrate."""
    run(tmp_path, PYTHON, "-m", "venv", "--without-pip", "plain")
    packages = next((Path(PYTHON).parents[1] / "lib").glob("python3*/site-packages"))
    mine = next((tmp_path / "plain/lib").glob("python3*/site-packages"))
    (mine / "others.pth").write_text(f"{packages}\n")
    python = tmp_path / "plain/bin/python"
    assert subprocess.run([python, "-c", "import migrate"], cwd=tmp_path, capture_output=True).returncode
    return python


@pytest.mark.slow
def test_a_clean_clone_runs_without_nbmigrate(iris: Made, plain_python: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(iris.root), "clone")
    clone, alone = tmp_path / "clone", {"PATH": f"{plain_python.parent}:/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(
        [plain_python, "-m", "dvc", "repro"], cwd=clone, env=alone, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = [*(clone / "outputs/notebooks/iris").iterdir(), *(clone / "models/iris").rglob("*.joblib")]
    assert len(made) == 6
    assert git(clone, "status", "--porcelain") == ""

    (clone / "outputs/notebooks/iris/05_evaluate.ipynb").unlink()
    done = subprocess.run(
        [plain_python, clone / EVALUATE], cwd=tmp_path, env=alone, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    cells = nbformat.read(clone / "outputs/notebooks/iris/05_evaluate.ipynb", as_version=4).cells
    assert cells[-1].outputs[0].text == "0.956 of 45 flowers named right\n"


@pytest.mark.slow
def test_the_projects_own_tests_are_green_and_see_a_task_that_goes_wrong(project: Path) -> None:
    run(project, PYTHON, "-m", "pytest", "-q", PYTHONPATH=str(project / "src"))
    edit(project / "tasks/iris/04_train.py", "0.7", "0.5")
    done = subprocess.run(
        [PYTHON, "-m", "pytest", "-q", "tests/iris"], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "1 failed" in done.stdout


@pytest.mark.slow
def test_a_changed_notebook_is_split_again_and_other_stages_stay(iris: Made, project: Path) -> None:
    content = yaml.safe_load((project / "dvc.yaml").read_text())
    content["stages"]["iris-report"] = {"cmd": "echo"}
    content["stages"]["iris_2-load"] = {"cmd": "echo"}
    (project / "dvc.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
    commit(project)
    source = shutil.copytree(iris.source, project.parent / "source")
    edit(source / "iris.ipynb", "## Look at them", "## A picture")
    succeeded(split(project, source, "--commit"))
    stages = list(yaml.safe_load((project / "dvc.yaml").read_text())["stages"])
    assert "iris-look_at_them" not in stages
    assert {"iris-a_picture", "iris-report", "iris_2-load"} <= set(stages)
    assert not (project / "tasks/iris/03_look_at_them.py").exists()
    assert git(project, "status", "--porcelain") == ""
    git(project, "revert", "--no-edit", "HEAD")
    assert git(project, "diff", "HEAD~2", "--stat") == ""
