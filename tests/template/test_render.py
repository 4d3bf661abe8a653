"""Projects rendered with all kinds of answers: whole, parseable, clean by their own rules."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from migrate.errors import RequestError
from migrate.write.template import render
from tests.shell import commit, git, run

ROOT = Path(__file__).parents[2]

FILES = {
    ".copier-answers.yml",
    ".dvc/.gitignore",
    ".dvc/config",
    ".dvcignore",
    ".gitattributes",
    ".gitignore",
    "Makefile",
    "README.md",
    "configs/config.yaml",
    "pyproject.toml",
    "scripts/percent_script.py",
    "scripts/run_task.py",
    "src/my_project/__init__.py",
    "src/my_project/io.py",
    "tests/test_io.py",
}
ANSWERS = [
    pytest.param({}, id="none"),
    pytest.param({"project_name": "Churn service", "author_name": "Zoë Ünal"}, id="with an author"),
    pytest.param({"package": "models_2", "python_version": "3.13"}, id="another package and Python"),
    pytest.param({"description": 'Says "C:\\new" & \'more\', {{ all }} of it"'}, id="quotes and braces"),
    pytest.param({"project_name": 'The "best" \\ of <100> & more'}, id="odd characters in the name"),
    pytest.param({"description": "", "author_name": 'O"Neil\\'}, id="an empty description"),
]


def files(folder: Path) -> set[str]:
    """The files below a folder, outside .git."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if path.parts[0] != ".git"}


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with default answers, committed; tests that write take `project`."""
    folder = tmp_path_factory.mktemp("rendered") / "my project"
    render(folder, {})
    commit(folder)
    return folder


@pytest.fixture
def project(rendered: Path, tmp_path: Path) -> Path:
    """A copy of it to work in."""
    return Path(shutil.copytree(rendered, tmp_path / rendered.name))


def test_a_project_holds_just_these_files(rendered: Path) -> None:
    assert files(rendered) == FILES
    assert not git(rendered, "status", "--porcelain", "--ignored")


@pytest.mark.parametrize("answers", ANSWERS)
def test_every_file_can_be_read_as_what_it_is(tmp_path: Path, answers: dict[str, str]) -> None:
    render(tmp_path / "p", answers)
    for path in (tmp_path / "p").rglob("*.y*ml"):
        yaml.safe_load(path.read_text(encoding="utf-8"))
    project = tomllib.loads((tmp_path / "p/pyproject.toml").read_text(encoding="utf-8"))["project"]
    given = yaml.safe_load((tmp_path / "p/.copier-answers.yml").read_text(encoding="utf-8"))
    assert project["name"] == given["package"].replace("_", "-")
    assert project["description"] == given["description"]
    assert project.get("authors", [{"name": ""}])[0]["name"] == given["author_name"]
    assert project["requires-python"] == f">={given['python_version']}"
    assert answers.items() <= given.items()
    run(tmp_path / "p", sys.executable, "-m", "ruff", "check", "--no-cache")
    run(tmp_path / "p", sys.executable, "-m", "ruff", "format", "--no-cache", "--check")


def test_no_template_language_is_left(rendered: Path) -> None:
    for name in FILES:
        text = (rendered / name).read_text(encoding="utf-8")
        assert not {"{{", "{%", "{#"} & {text[i : i + 2] for i in range(len(text))}, name


@pytest.mark.parametrize(
    ("name", "package"),
    [
        pytest.param("churn", "churn", id="as it is"),
        pytest.param("Churn service, v2!", "churn_service_v2", id="words"),
        pytest.param("2024 sales", "project_2024_sales", id="digit first"),
        pytest.param("json", "json_project", id="module of Python"),
        pytest.param("Class", "class_project", id="word of the language"),
        pytest.param("pandas", "pandas_project", id="library"),
        pytest.param("预测", "project", id="no latin letter"),
    ],
)
def test_the_package_is_named_after_the_project(tmp_path: Path, name: str, package: str) -> None:
    render(tmp_path, {"project_name": name})
    assert (tmp_path / "src" / package / "io.py").is_file()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        pytest.param({"project_name": " "}, "The project needs a name, such as", id="no name"),
        pytest.param({"project_name": "a\nb"}, "has to fit on one line.", id="name on two lines"),
        pytest.param({"package": ""}, "A package's name starts with a letter", id="no package"),
        pytest.param({"package": "churn-service"}, "A package's name starts with a", id="hyphen"),
        pytest.param({"package": "Churn"}, "A package's name starts with a", id="capital"),
        pytest.param({"package": "_churn"}, "A package's name starts with a", id="underscore first"),
        pytest.param({"package": "class"}, "A package called class would hide", id="keyword"),
        pytest.param({"package": "json"}, "A package called json would hide", id="standard library"),
        pytest.param({"package": "src"}, "A package called src would hide", id="src"),
        pytest.param({"package": "tests"}, "A package called tests would hide", id="tests"),
        pytest.param({"description": "a\nb"}, "has to fit on one line.", id="two lines"),
        pytest.param({"author_name": "a\nb"}, "has to fit on one line.", id="two authors"),
        pytest.param({"python_version": "2.7"}, "'2.7' is not in", id="old Python"),
    ],
)
def test_a_bad_answer_is_refused_with_a_sentence(
    tmp_path: Path, answers: dict[str, str], sentence: str
) -> None:
    with pytest.raises(RequestError, match=r"the template refuses an answer\. ") as refusal:
        render(tmp_path / "p", answers)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "p").exists()


def test_all_reserved_names_of_this_python_are_known() -> None:
    template = yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))
    reserved = set(template["reserved"]["default"].split())
    modules = {name for name in sys.stdlib_module_names if name.islower() and name[0] != "_"}
    assert modules <= reserved


def test_the_tests_of_a_project_pass(project: Path) -> None:
    told = run(project, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert "10 passed" in told


def test_a_stage_runs_and_leaves_git_clean(project: Path) -> None:
    task = "tasks/demo/01_hello.py"
    (project / "tasks/demo").mkdir(parents=True)
    (project / task).write_text("# %% origin=0\n6 * 7\n", encoding="utf-8")
    (project / "dvc.yaml").write_text(
        f"stages:\n  demo-hello:\n    cmd: python scripts/run_task.py {task}\n    deps: [{task}]\n"
        "    outs: [outputs/notebooks/demo/01_hello.ipynb]\n",
        encoding="utf-8",
    )
    here = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run(project, sys.executable, "-m", "dvc", "repro", "--quiet", PATH=here)
    assert '"42"' in (project / "outputs/notebooks/demo/01_hello.ipynb").read_text(encoding="utf-8")
    changes = git(project, "status", "--porcelain", "--untracked-files=all").splitlines()
    assert changes == ["?? dvc.lock", "?? dvc.yaml", f"?? {task}"]


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        pytest.param("tasks/churn/01_load.py", False, id="task"),
        pytest.param("tasks/churn/01_load.ipynb", True, id="task as a notebook"),
        pytest.param("notebooks/churn.ipynb", False, id="notebook of record"),
        pytest.param("data/raw/churn/a.csv", False, id="raw data"),
        pytest.param("data/interim/churn/a.parquet", True, id="product"),
        pytest.param("models/churn.joblib", True, id="model"),
        pytest.param("src/my_project/models/train.py", False, id="module about models"),
        pytest.param("outputs/notebooks/churn/01_load.ipynb", True, id="executed task"),
        pytest.param("records/churn/original.ipynb", False, id="record"),
        pytest.param(".env", True, id="secrets"),
        pytest.param(".env.example", False, id="example of secrets"),
        pytest.param("dvc.lock", False, id="what DVC ran"),
    ],
)
def test_git_keeps_what_is_written_by_people(rendered: Path, path: str, ignored: bool) -> None:
    done = subprocess.run(["git", "check-ignore", "--quiet", path], cwd=rendered)
    assert (done.returncode == 0) == ignored


def test_records_pass_no_filter(rendered: Path) -> None:
    told = git(rendered, "check-attr", "filter", "diff", "text", "--", "records/churn/original.ipynb")
    assert [line.rsplit(": ", 1)[1] for line in told.splitlines()] == ["unset"] * 3


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        pytest.param("tasks/demo/01_hello.py", ["F821"], id="a task"),
        pytest.param("src/my_project/demo/hello.py", ["F821"], id="functions out of a notebook"),
        pytest.param("src/my_project/hello.py", ["E731", "F401", "F821"], id="code of the project"),
    ],
)
def test_in_code_out_of_notebooks_only_real_errors_count(project: Path, path: str, codes: list[str]) -> None:
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_text("import os\n\nf = lambda: display(missing)\n", encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise", path]
    told = subprocess.run(command, cwd=project, capture_output=True, text=True).stdout
    assert sorted(line.split()[1] for line in told.splitlines() if path in line) == codes


TASK = '# %% [markdown]\n# # Hello\n\n# %% tags=["parameters"]\nx = 6\n\n# %% origin=3\n# %time x * 7\n'


def test_a_task_opens_as_a_notebook_and_stays_as_it_is(project: Path) -> None:
    script = project / "tasks/demo/01_hello.py"
    script.parent.mkdir(parents=True)
    script.write_text(TASK, encoding="utf-8")
    run(project, sys.executable, "-m", "jupytext", "--quiet", "--sync", str(script))
    notebook = json.loads(script.with_suffix(".ipynb").read_text(encoding="utf-8"))
    assert [cell["metadata"] for cell in notebook["cells"]] == [{}, {"tags": ["parameters"]}, {"origin": 3}]
    assert notebook["cells"][2]["source"] == ["%time x * 7"]
    script.unlink()
    run(project, sys.executable, "-m", "jupytext", "--quiet", "--sync", str(script.with_suffix(".ipynb")))
    assert script.read_text(encoding="utf-8") == TASK


def test_a_notebook_of_record_stays_as_it_is_and_gets_no_script(project: Path) -> None:
    original = project / "notebooks/churn.ipynb"
    original.parent.mkdir()
    cell = {
        "cell_type": "code",
        "execution_count": 7,
        "id": "a",
        "metadata": {},
        "outputs": [],
        "source": "x=1",
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    original.write_text(json.dumps(notebook), encoding="utf-8")
    run(project, sys.executable, "-m", "jupytext", "--quiet", "--sync", "notebooks/churn.ipynb")
    run(project, sys.executable, "-m", "ruff", "format", "--no-cache")
    run(project, sys.executable, "-m", "ruff", "check", "--no-cache", "--fix-only")
    assert json.loads(original.read_text(encoding="utf-8")) == notebook
    assert list(original.parent.iterdir()) == [original]


def test_without_a_pipeline_make_run_says_so(project: Path) -> None:
    (project / ".venv").mkdir()
    (project / ".venv/ready").touch()
    done = subprocess.run(["make", "run"], cwd=project, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("There is no pipeline yet: dvc.yaml is missing.")


@pytest.mark.slow
def test_make_sets_up_a_fresh_project_whatever_is_active(project: Path) -> None:
    base = getattr(sys, "_base_executable", sys.executable)
    environment = {"PYTHON": base, "VIRTUAL_ENV": "/nowhere", "MAKEFLAGS": ""}
    run(project, "make", "setup", **environment)
    assert "passed" in run(project, "make", "test", **environment)
    run(project, "make", "lint", **environment)
    assert "Installing" not in run(project, "make", "setup", **environment)
    assert any((project / ".venv").rglob("dvc/__pycache__/*.pyc"))
    assert not git(project, "status", "--porcelain")
