"""Projects rendered with all kinds of answers: whole, parseable, clean by their own rules."""

import json
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from migrate.errors import RequestError
from migrate.project import template
from migrate.project.bundle import write_bundle
from migrate.project.template import render
from tests.shell import git, run
from tests.template.answers import BARE, SETS, Answers

ROOT = Path(__file__).parents[2]

ALWAYS = """
.copier-answers.yml .dvc/.gitignore .dvc/config .dvcignore .env.example .gitattributes .gitignore
.pre-commit-config.yaml Makefile README.md configs/config.yaml configs/environments/dev.yaml
configs/environments/prod.yaml configs/environments/staging.yaml configs/logging.yaml
configs/model_config.yaml data/external/README.md data/interim/README.md data/processed/README.md
data/raw/README.md environment.yml logs/README.md models/README.md notebooks/README.md
outputs/figures/README.md outputs/notebooks/README.md outputs/predictions/README.md
outputs/reports/README.md pyproject.toml records/README.md requirements.txt
scripts/notebook_tools/configure_git.py scripts/notebook_tools/notebook_outputs.py
scripts/notebook_tools/strip_notebooks.py scripts/notebook_tools/sync_pairs.py
scripts/pipeline_tools/report.py scripts/pipeline_tools/run_stages.py scripts/pipeline_tools/sample.py
scripts/pipeline_tools/smoke.py scripts/pipeline_tools/stages.py scripts/predict.py scripts/run_task.py
scripts/task_runner/__init__.py scripts/task_runner/cell_streams.py scripts/task_runner/cell_widgets.py
scripts/task_runner/installs.py scripts/task_runner/leading_imports.py
scripts/task_runner/notebook_shell.py scripts/task_runner/percent_script.py
scripts/task_runner/warm_start.py scripts/train.py
src/PACKAGE/__init__.py src/PACKAGE/config.py src/PACKAGE/errors.py src/PACKAGE/io.py src/PACKAGE/logs.py
src/PACKAGE/predict/__init__.py src/PACKAGE/predict/batch.py src/PACKAGE/predict/columns.py
src/PACKAGE/predict/model.py tests/conftest.py tests/test_config.py tests/test_io.py tests/test_logs.py
tests/test_predict.py
"""
EXAMPLE = """
data/external/penguins/README.md data/external/penguins/penguins.csv dvc.yaml
src/PACKAGE/data/__init__.py src/PACKAGE/data/clean.py src/PACKAGE/data/read.py
src/PACKAGE/features/__init__.py src/PACKAGE/features/ratios.py src/PACKAGE/features/split.py
src/PACKAGE/models/__init__.py src/PACKAGE/models/build.py src/PACKAGE/models/evaluate.py
src/PACKAGE/parameters.py tasks/penguins/01_get_data.py tasks/penguins/02_clean.py
tasks/penguins/03_features.py tasks/penguins/04_train.py tasks/penguins/05_evaluate.py
tasks/penguins/_setup.py tests/data/test_clean.py tests/data/test_read.py tests/features/test_ratios.py
tests/features/test_split.py tests/models/test_build.py tests/models/test_evaluate.py
tests/test_parameters.py
"""
SERVING = """
deployment/fastapi/README.md scripts/serve_model.py src/PACKAGE/monitoring/__init__.py
src/PACKAGE/monitoring/drift.py src/PACKAGE/monitoring/stability.py src/PACKAGE/serving/__init__.py
src/PACKAGE/serving/app.py src/PACKAGE/serving/metrics.py src/PACKAGE/serving/request_log.py
src/PACKAGE/serving/schema.py tests/test_drift.py tests/test_serving.py
"""
DOCKER = """
.dockerignore deployment/docker/Dockerfile deployment/docker/build deployment/docker/requirements.py
deployment/fastapi/compose.yaml
"""


def expected(answers: Answers) -> set[str]:
    """The files of a project with these answers, and no other."""
    serving = answers.get("serving", True)
    docker = answers.get("docker", serving)
    ci = answers.get("ci", "github")
    parts = [
        (True, ALWAYS),
        (answers.get("example", True), EXAMPLE),
        (serving, SERVING),
        (docker, DOCKER),
        (answers.get("license") != "proprietary", "LICENSE"),
        (ci != "none", "ci/lint.sh ci/smoke.sh ci/test.sh"),
        (ci != "none" and docker, "ci/image.sh"),
        (ci == "github", ".github/workflows/ci.yml"),
        (ci == "gitlab", ".gitlab-ci.yml"),
    ]
    names = {name for wanted, part in parts if wanted for name in part.split()}
    return {name.replace("PACKAGE", package(answers)) for name in names}


def package(answers: Answers) -> str:
    named = {'The "best" \\ of <100> & more': "the_best_of_100_more"}
    return answers.get("package") or named.get(answers.get("project_name", ""), "my_project")


def files(folder: Path) -> set[str]:
    """The files below a folder, outside .git."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if path.parts[0] != ".git"}


@pytest.fixture(scope="module")
def few_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with all questions of the template, and of its files two: the answers, and a module."""
    folder = tmp_path_factory.mktemp("few")
    for path in ("{{ _copier_conf.answers_file }}.jinja", "src/{{ package }}/io.py"):
        (folder / "template" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "template" / path, folder / "template" / path)
    shutil.copy(ROOT / "copier.yml", folder)
    write_bundle(folder, folder / "template.bundle", "0.1.0")
    return folder


@pytest.fixture
def questions_alone(few_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Render hardly anything: the test is about the answers."""
    monkeypatch.setattr(template, "PACKAGE", few_files)


@pytest.fixture
def project(rendered: Path, tmp_path: Path) -> Path:
    """A copy of it to work in."""
    return Path(shutil.copytree(rendered, tmp_path / "project"))


@pytest.mark.parametrize("name", SETS)
def test_a_project_holds_just_these_files(projects: Path, name: str) -> None:
    assert files(projects / name) == expected(SETS[name])
    assert not git(projects / name, "status", "--porcelain", "--ignored")


@pytest.mark.parametrize("name", SETS)
def test_every_file_can_be_read_as_what_it_is(projects: Path, name: str) -> None:
    root = projects / name
    for path in [*root.rglob("*.y*ml"), root / "dvc.yaml"]:
        if path.exists():
            yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in [path for path in root.rglob("*.json") if ".git" not in path.parts]:
        json.loads(path.read_text(encoding="utf-8"))
    for path in root.rglob("*.py"):
        compile(path.read_text(encoding="utf-8"), str(path), "exec")


@pytest.mark.parametrize("name", SETS)
def test_what_was_answered_is_what_tools_read(projects: Path, name: str) -> None:
    root = projects / name
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    given = yaml.safe_load((root / ".copier-answers.yml").read_text(encoding="utf-8"))
    assert project["name"] == given["package"].replace("_", "-")
    assert project["description"] == given["description"]
    assert project.get("authors", [{"name": ""}])[0]["name"] == given["author_name"]
    assert project["requires-python"] == f">={given['python_version']}"
    assert project.get("license", "proprietary") == given["license"]
    assert SETS[name].items() <= given.items()


@pytest.mark.parametrize("name", SETS)
def test_a_project_passes_its_own_lint(projects: Path, name: str) -> None:
    run(projects / name, sys.executable, "-m", "ruff", "check", "--no-cache")
    run(projects / name, sys.executable, "-m", "ruff", "format", "--no-cache", "--check")


@pytest.mark.parametrize("name", SETS)
def test_no_template_language_is_left(projects: Path, name: str) -> None:
    for path in files(projects / name):
        if path.startswith(".github/") or name == "quotes and braces":
            continue  # GitHub's own expressions look alike
        text = (projects / name / path).read_text(encoding="utf-8")
        assert not {"{{", "{%", "{#"} & {text[i : i + 2] for i in range(len(text))}, path


@pytest.mark.parametrize("name", SETS)
def test_every_text_ends_with_one_line_end_and_has_no_gaps(projects: Path, name: str) -> None:
    for path in files(projects / name) - {"LICENSE"}:
        text = (projects / name / path).read_text(encoding="utf-8")
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert not text.startswith("\n"), path
        assert "\n\n\n\n" not in text, path


@pytest.mark.parametrize("name", SETS)
def test_no_module_is_empty_and_nothing_waits_to_be_written(projects: Path, name: str) -> None:
    for path in files(projects / name):
        text = (projects / name / path).read_text(encoding="utf-8")
        assert text.strip(), path
        assert "TODO" not in text, path
        assert "FIXME" not in text, path


TRACES = {
    "serving": ("fastapi", "uvicorn", "prometheus", "httpx", "serve_model", "make serve", "make drift"),
    "docker": ("docker", "podman", "make image"),
    "example": ("penguin", '"scikit-learn'),
    "notebooks": ("jupyterlab", "jupyter lab"),
    "ci": ("github", "gitlab", "ci/"),
}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        pytest.param("nothing optional", "serving", id="server"),
        pytest.param("nothing optional", "docker", id="container"),
        pytest.param("GitLab, no container", "docker", id="container alone"),
        pytest.param("nothing optional", "example", id="example"),
        pytest.param("nothing optional", "notebooks", id="JupyterLab"),
        pytest.param("nothing optional", "ci", id="CI"),
    ],
)
def test_a_part_left_out_leaves_no_trace(projects: Path, name: str, part: str) -> None:
    told = {".copier-answers.yml", ".pre-commit-config.yaml"}  # the question's name, a hook's home
    for path in files(projects / name) - told:
        text = f"{path}\n{(projects / name / path).read_text(encoding='utf-8')}".lower()
        found = [word for word in TRACES[part] if word in text]
        assert not found, path


def test_requirements_name_the_one_list(rendered: Path) -> None:
    lists = {path: (rendered / path).read_text() for path in ("requirements.txt", "environment.yml")}
    assert "-e .[dev]" in lists["requirements.txt"].splitlines()
    pip = yaml.safe_load(lists["environment.yml"])["dependencies"][-1]["pip"]
    assert pip == ["-e .[dev]"]


def test_every_imported_package_is_a_dependency(projects: Path) -> None:
    """Whatever is left out: ruff's isort knows what is neither ours nor Python's."""
    names = {"dotenv": "python-dotenv", "yaml": "pyyaml", "sklearn": "scikit-learn"}
    for name in SETS:
        root = projects / name
        listed = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        lists = [listed["dependencies"], *listed["optional-dependencies"].values()]
        known = {requirement.split(">=")[0].lower() for part in lists for requirement in part}
        ours = modules_of(root) | {package(SETS[name]), "_setup"}
        for module in imports(root) - ours - sys.stdlib_module_names - INDIRECT:
            assert names.get(module, module).replace("_", "-") in known, f"{name}: {module}"


INDIRECT = {"jupyter_client", "traitlets", "IPython", "nbdime", "numpy", "matplotlib", "pytest"}


def imports(root: Path) -> set[str]:
    """The top-level modules that a project's code imports, at its top."""
    lines = [line for path in root.rglob("*.py") for line in path.read_text("utf-8").splitlines()]
    words = [line.split() for line in lines if line.startswith(("import ", "from "))]
    code = [pair[1] for pair in words if pair[0] == "import" or "import" in pair]
    return {name.split(".")[0].rstrip(",") for name in code} - {""}


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        pytest.param("odd characters", 'MIT License\n\nCopyright (c) O"Neil\\\n', id="MIT"),
        pytest.param("no server", "BSD 3-Clause License\n\nCopyright (c) Zoë Ünal\n", id="BSD"),
        pytest.param(
            "another package", "MIT License\n\nCopyright (c) the authors of Churn service\n", id="nobody"
        ),
        pytest.param("GitLab, no container", "Apache License\n", id="Apache"),
    ],
)
def test_the_licence_is_the_one_chosen(projects: Path, name: str, begins: str) -> None:
    assert (projects / name / "LICENSE").read_text(encoding="utf-8").lstrip().startswith(begins)


@pytest.mark.parametrize(
    ("name", "package"),
    [
        pytest.param("churn", "churn", id="as it is"),
        pytest.param("Churn service, v2!", "churn_service_v2", id="words"),
        pytest.param("2024 sales", "project_2024_sales", id="digit first"),
        pytest.param("json", "json_project", id="module of Python"),
        pytest.param("Class", "class_project", id="word of the language"),
        pytest.param("pandas", "pandas_project", id="library"),
        pytest.param("FastAPI", "fastapi_project", id="library of the server"),
        pytest.param("预测", "project", id="no latin letter"),
    ],
)
@pytest.mark.usefixtures("questions_alone")
def test_the_package_is_named_after_the_project(tmp_path: Path, name: str, package: str) -> None:
    render(tmp_path, {**BARE, "project_name": name})
    assert (tmp_path / "src" / package / "io.py").is_file()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        pytest.param({"project_name": ""}, "The project needs a name, such as", id="empty name"),
        pytest.param({"project_name": " "}, "The project needs a name, such as", id="no name"),
        pytest.param({"project_name": "a\nb"}, "has to fit on one line.", id="name on two lines"),
        pytest.param({"project_name": "a\tb"}, "has to fit on one line.", id="name with a tab"),
        pytest.param({"package": ""}, "A package's name starts with a letter", id="no package"),
        pytest.param({"package": "churn-service"}, "A package's name starts with a", id="hyphen"),
        pytest.param({"package": "Churn"}, "A package's name starts with a", id="capital"),
        pytest.param({"package": "_churn"}, "A package's name starts with a", id="underscore first"),
        pytest.param({"package": "a\nb"}, "A package's name starts with a", id="package on two lines"),
        pytest.param({"package": "churn\n"}, "A package's name starts with a", id="line end behind"),
        pytest.param({"package": "class"}, "A package called class would hide", id="keyword"),
        pytest.param({"package": "json"}, "A package called json would hide", id="standard library"),
        pytest.param({"package": "src"}, "A package called src would hide", id="src"),
        pytest.param({"package": "tests"}, "A package called tests would hide", id="tests"),
        pytest.param({"package": "stages"}, "A package called stages would hide", id="a script of ours"),
        pytest.param({"description": "a\nb"}, "has to fit on one line.", id="two lines"),
        pytest.param({"author_name": "a\nb"}, "has to fit on one line.", id="two authors"),
        pytest.param({"python_version": "2.7"}, "'2.7' is not in", id="old Python"),
        pytest.param({"license": "GPL"}, "'GPL' is not in", id="another licence"),
        pytest.param({"ci": "jenkins"}, "'jenkins' is not in", id="another CI"),
        pytest.param(
            {"serving": False, "docker": True}, "The container holds the server", id="nothing to contain"
        ),
    ],
)
@pytest.mark.usefixtures("questions_alone")
def test_a_bad_answer_is_refused_with_a_sentence(tmp_path: Path, answers: Answers, sentence: str) -> None:
    with pytest.raises(RequestError, match=r"the template refuses an answer\. ") as refusal:
        render(tmp_path / "p", answers)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "p").exists()


def test_there_are_at_most_twelve_questions_each_with_a_default_and_a_sentence() -> None:
    all_of_them = yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))
    asked = {
        name: question
        for name, question in all_of_them.items()
        if not name.startswith("_") and question.get("when", question.get("ask")) is not False
    }
    assert len(asked) <= 12
    for name, question in asked.items():
        assert "default" in question, name
        assert question["help"].endswith(("?", ".")), name
    values = {name: {str(answers.get(name)) for answers in SETS.values()} for name in asked}
    for name, question in asked.items():
        if question["type"] == "bool":
            assert "False" in values[name] | {str(name != "docker")}, name
        elif "choices" in question:
            choices = question["choices"]
            given = {*(choices.values() if isinstance(choices, dict) else choices)}
            assert given - {str(question["default"])} <= values[name], name


def test_all_reserved_names_of_this_python_are_known() -> None:
    known = yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))
    reserved = set(known["reserved"]["default"].split())
    modules = {name for name in sys.stdlib_module_names if name.islower() and name[0] != "_"}
    assert modules <= reserved


def modules_of(root: Path) -> set[str]:
    """The names under which code finds what lies below scripts."""
    files = [path for path in (root / "scripts").rglob("*.py") if path.stem != "__init__"]
    return {path.stem for path in files} | {path.parent.name for path in files}


def test_all_names_of_scripts_are_reserved(rendered: Path) -> None:
    known = yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))
    assert modules_of(rendered) <= set(known["reserved"]["default"].split())


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        pytest.param("tasks/churn/01_load.py", False, id="task"),
        pytest.param("tasks/churn/01_load.ipynb", True, id="task as a notebook"),
        pytest.param("notebooks/churn.ipynb", False, id="notebook of record"),
        pytest.param("data/raw/churn/a.csv", False, id="raw data"),
        pytest.param("data/interim/churn/a.parquet", True, id="product"),
        pytest.param("data/processed/a.parquet", True, id="product in no folder"),
        pytest.param("models/churn.joblib", True, id="model"),
        pytest.param("src/my_project/models/train.py", False, id="module about models"),
        pytest.param("outputs/notebooks/churn/01_load.ipynb", True, id="executed task"),
        pytest.param("outputs/figures/churn/README.md", True, id="output in a folder"),
        pytest.param("outputs/a.csv", True, id="output in no folder"),
        pytest.param("records/churn/original.ipynb", False, id="record"),
        pytest.param("deployment/docker/constraints.txt", True, id="versions in an image"),
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
        pytest.param("tasks/penguins/06_hello.py", ["E731", "F401", "F821"], id="a task of one's own"),
        pytest.param("src/my_project/data/hello.py", ["E731", "F401", "F821"], id="a module"),
        pytest.param("scripts/hello.py", ["E731", "F401", "F821"], id="a script"),
        pytest.param("tests/test_hello.py", ["E731", "F401", "F821"], id="a test"),
    ],
)
def test_the_rules_count_in_full_where_nothing_was_migrated(
    project: Path, path: str, codes: list[str]
) -> None:
    (project / path).write_text("import os\n\nf = lambda: display(missing)\n", encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise", path]
    told = subprocess.run(command, cwd=project, capture_output=True, text=True).stdout
    assert sorted(line.split()[1] for line in told.splitlines() if path in line) == codes


def test_the_stages_of_the_example_name_what_they_import(rendered: Path) -> None:
    stages = yaml.safe_load((rendered / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    for stage in stages.values():
        task = next(path for path in stage["deps"] if path.startswith("tasks/"))
        assert {*modules(rendered, rendered / task)} <= {*stage["deps"]}, task
        assert all((rendered / path).exists() for path in stage["deps"] if path.startswith(("src", "tasks")))
        assert stage["cmd"] == f"python scripts/run_task.py {task}"
        assert f"outputs/notebooks/{task[6:-3]}.ipynb" in stage["outs"]


def modules(root: Path, script: Path) -> set[str]:
    """The project's modules that a script imports, and those that these import."""
    found: set[str] = set()
    for line in script.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if line.startswith("from my_project"):
            name = words[1].replace(".", "/")
            path = f"src/{name}.py" if (root / f"src/{name}.py").exists() else f"src/{name}/{words[3]}.py"
            found |= {path} | modules(root, root / path)
    return found


def test_stages_of_the_example_follow_each_other(rendered: Path) -> None:
    stages = yaml.safe_load((rendered / "dvc.yaml").read_text(encoding="utf-8"))["stages"].values()
    for former, later in pairwise(stages):
        assert {*former["outs"]} & {*later["deps"]}


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


def test_the_tasks_of_the_example_are_notebooks_with_parameters(project: Path) -> None:
    scripts = sorted((project / "tasks/penguins").glob("0*.py"))
    before = [script.read_text(encoding="utf-8") for script in scripts]
    run(project, sys.executable, "-m", "jupytext", "--quiet", "--sync", *map(str, scripts))
    for script in scripts:
        notebook = json.loads(script.with_suffix(".ipynb").read_text(encoding="utf-8"))
        cells = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", [])]
        assert notebook["cells"][0]["cell_type"] == "markdown", script
        assert ["upstream = " in "".join(cell["source"]) for cell in cells] == [True], script
        assert "product = " in "".join(cells[0]["source"]), script
    assert before == [script.read_text(encoding="utf-8") for script in scripts]
    assert len(scripts) == 5


def test_a_notebook_of_record_stays_as_it_is_and_gets_no_script(project: Path) -> None:
    original = project / "notebooks/churn.ipynb"
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
    assert {path.name for path in original.parent.iterdir()} == {"README.md", "churn.ipynb"}


@pytest.mark.parametrize("step", ["smoke", "image"])
def test_without_a_pipeline_ci_says_so_and_passes(projects: Path, tmp_path: Path, step: str) -> None:
    project = Path(shutil.copytree(projects / "for notebooks of one's own", tmp_path / "project"))
    assert run(project, f"ci/{step}.sh").startswith("There is no pipeline yet")
    assert not (project / ".venv").exists()


@pytest.mark.parametrize("verb", ["run", "smoke", "report", "dag"])
def test_without_a_pipeline_make_says_so(projects: Path, tmp_path: Path, verb: str) -> None:
    project = Path(shutil.copytree(projects / "nothing optional", tmp_path / "project"))
    (project / ".venv").mkdir()
    (project / ".venv/ready").touch()
    done = subprocess.run(["make", verb], cwd=project, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("There is no pipeline yet: dvc.yaml is missing.")
