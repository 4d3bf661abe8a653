"""What users do and what happens to them, with the real tools in real folders."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.program import PYTHON, dvc, nbmigrate, succeeded, traces, write_notebook
from tests.shell import commit, git

CELLS = [
    "# Sums",
    "## Load",
    "numbers = [int(sign) for sign in '123']",
    "## Add",
    "total = sum(numbers)\nprint(total)",
]


def new(folder: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return nbmigrate(folder, "new", *arguments, "--python", PYTHON, **environment)


def repro(project: Path) -> str:
    """`dvc repro --force` as in the project's own environment."""
    return succeeded(dvc(project, "repro", "--force", "--no-run-cache")).stdout


def shown(project: Path, pipeline: str) -> str:
    """Everything that the executed tasks print."""
    executed = sorted((project / "outputs/notebooks" / pipeline).glob("*.ipynb"))
    cells = [cell for path in executed for cell in nbformat.read(path, as_version=4).cells]
    return "".join(output.get("text", "") for cell in cells for output in cell.get("outputs", []))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(None, "sums.ipynb", id="no file"),
        pytest.param("", "empty", id="empty file"),
        pytest.param("{}", "sums.ipynb: not a notebook", id="other JSON"),
        pytest.param("<html>", "sums.ipynb", id="a page"),
    ],
)
def test_what_is_no_notebook_is_named_and_nothing_is_left(
    tmp_path: Path, content: str | None, says: str
) -> None:
    if content is not None:
        (tmp_path / "sums.ipynb").write_text(content)
    before = traces(tmp_path)
    done = new(tmp_path, "project", "sums.ipynb")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert traces(tmp_path) == before


def test_split_outside_any_project_says_how_to_start_one(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "sums.ipynb", *CELLS)
    done = nbmigrate(tmp_path, "split", path, GIT_CEILING_DIRECTORIES="/")
    assert done.returncode == 2
    assert "is not in a project or a git repository" in done.stderr


def test_a_notebook_that_raises_is_named_with_its_cell_and_nothing_is_left(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "sums.ipynb", *CELLS, "1 / 0")
    (tmp_path / "tmp").mkdir()
    before = traces(tmp_path)
    done = new(tmp_path, "project", path, TMPDIR=str(tmp_path / "tmp"))
    assert done.returncode == 2
    assert done.stderr.startswith(
        "nbmigrate: sums.ipynb, cell 5: raises ZeroDivisionError: division by zero\n"
    )
    assert traces(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sums.ipynb", "tmp"]
    assert not list((tmp_path / "tmp").iterdir())


def test_two_notebooks_that_would_have_the_same_name_are_refused(tmp_path: Path) -> None:
    write_notebook(tmp_path / "a/Sums.ipynb", *CELLS)
    write_notebook(tmp_path / "b/sums.ipynb", *CELLS)
    done = new(tmp_path, "project", "a/Sums.ipynb", "b/sums.ipynb")
    assert done.returncode == 2
    assert "a/Sums.ipynb and b/sums.ipynb would both become the pipeline sums" in done.stderr
    assert not (tmp_path / "project").exists()


def processes_of(place: Path) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout
    return [line for line in listed.splitlines() if str(place) in line]


@pytest.mark.parametrize("command", [pytest.param("new", marks=pytest.mark.slow), "split"])
def test_an_interrupted_record_leaves_nothing_behind(tmp_path: Path, command: str) -> None:
    mark, scratch = tmp_path / "running", tmp_path / "tmp"
    scratch.mkdir()
    sleep = f"import pathlib, time\npathlib.Path({str(mark)!r}).write_text('x')\ntime.sleep(600)"
    path = write_notebook(tmp_path / "sums.ipynb", *CELLS, sleep)
    project = tmp_path / "project"
    if command == "split":
        project.mkdir()
        git(project, "init", "--quiet")
    before = traces(tmp_path)
    target = [project, path] if command == "new" else [path, "--project", project]
    process = subprocess.Popen(
        [PYTHON, "-m", "migrate", command, *map(str, target), "--python", PYTHON],
        cwd=tmp_path,
        env={**os.environ, "NBMIGRATE_CACHE": "", "TMPDIR": str(scratch)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    while not mark.exists():
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.stderr
    assert process.stderr.read() == "nbmigrate: interrupted; nothing was written.\n"
    assert process.wait() == 130
    mark.unlink()
    assert traces(tmp_path) == before
    assert project.exists() == (command == "split")
    assert not list(scratch.iterdir())
    assert not processes_of(scratch)


@pytest.mark.slow
def test_a_dry_run_shows_the_files_and_writes_none(tmp_path: Path) -> None:
    write_notebook(tmp_path / "sums.ipynb", *CELLS)
    before = traces(tmp_path)
    done = succeeded(new(tmp_path, "project", "sums.ipynb", "--dry-run"))
    assert "project/ (nothing was written)" in done.stdout
    assert "01_load.py" in done.stdout
    assert "02_add.py" in done.stdout
    assert traces(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sums.ipynb"]


@pytest.mark.slow
def test_for_programs_there_is_one_object_and_for_the_quiet_nothing(tmp_path: Path) -> None:
    write_notebook(tmp_path / "sums.ipynb", *CELLS)
    write_notebook(tmp_path / "more.ipynb", "x = 1")
    done = succeeded(new(tmp_path, "one", "sums.ipynb", "--quiet"))
    assert (done.stdout, done.stderr) == ("", "")
    git(tmp_path / "one", "config", "user.name", "Ada")
    done = succeeded(
        nbmigrate(tmp_path / "one", "split", tmp_path / "more.ipynb", "--python", PYTHON, "--json")
    )
    told = json.loads(done.stdout)
    assert told["pipeline"] == "more"
    assert told["seconds"]["record"] > 0
    assert told["seconds"]["pipeline"] > 0
    done = succeeded(nbmigrate(tmp_path / "one", "split", tmp_path / "sums.ipynb", "--dry-run", "--json"))
    assert json.loads(done.stdout) == {
        "notebook": "sums.ipynb",
        "pipeline": "sums",
        "files": [],
        "current": True,
    }


@pytest.mark.slow
def test_new_with_two_notebooks_tells_programs_one_object(tmp_path: Path) -> None:
    write_notebook(tmp_path / "sums.ipynb", *CELLS)
    write_notebook(tmp_path / "more.ipynb", "x = 1")
    told = json.loads(succeeded(new(tmp_path, "project", "sums.ipynb", "more.ipynb", "--json")).stdout)
    assert [item["pipeline"] for item in told["notebooks"]] == ["sums", "more"]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A repository that the template didn't make."""
    root = tmp_path / "plain"
    (root / "src").mkdir(parents=True)
    (root / ".gitignore").write_text("*.csv\n*.log\n")
    (root / "README.md").write_text("mine\n")
    (root / "dvc.yaml").write_text("stages:\n  # mine\n  own:\n    cmd: echo own\n")
    commit(root)
    return root


@pytest.mark.slow
def test_a_plain_repository_gets_what_is_missing_in_one_commit_that_can_be_reverted(plain: Path) -> None:
    (plain / "notebooks").mkdir()
    (plain / "notebooks/data.csv").write_text("a\n1\n2\n")
    reads = "total = sum(int(line) for line in open('data.csv').read().split()[1:])\nprint(total)"
    write_notebook(plain / "notebooks/sums.ipynb", "## Sum", reads, "## Twice", "print(2 * total)")
    commit(plain)
    tracked = git(plain, "ls-tree", "-r", "HEAD")
    done = succeeded(nbmigrate(plain, "split", "notebooks/sums.ipynb", "--python", PYTHON, "--commit"))
    assert "git ignores data/raw/sums/data.csv" in done.stdout
    assert git(plain, "log", "--format=%s").splitlines() == [
        "feat: migrate sums.ipynb to the pipeline sums",
        "change",
        "change",
    ]
    assert git(plain, "status", "--porcelain") == ""
    files = git(plain, "ls-files").splitlines()
    assert {"scripts/run_task.py", "src/plain/io.py", ".dvc/config", "tasks/sums/01_sum.py"} <= {*files}
    assert (plain / "README.md").read_text() == "mine\n"
    assert list(yaml.safe_load((plain / "dvc.yaml").read_text())["stages"]) == [
        "own",
        "sums-sum",
        "sums-twice",
    ]
    assert (plain / "dvc.yaml").read_text().startswith("stages:\n  # mine\n  own:\n    cmd: echo own\n")
    repro(plain)
    assert shown(plain, "sums") == "3\n6\n"
    git(plain, "restore", "dvc.lock")  # DVC noted that the user's own stage ran, too
    git(plain, "revert", "--no-edit", "HEAD")
    assert git(plain, "ls-tree", "-r", "HEAD") == tracked


def test_a_foreign_file_in_the_way_is_never_overwritten(plain: Path) -> None:
    (plain / "tasks/sums").mkdir(parents=True)
    (plain / "tasks/sums/_setup.py").write_text("mine")
    commit(plain)
    path = write_notebook(plain.parent / "sums.ipynb", *CELLS)
    before = traces(plain)
    done = nbmigrate(plain, "split", path, "--no-run")
    assert done.returncode == 2
    assert "tasks/sums/_setup.py: already exists, and isn't nbmigrate's." in done.stderr
    assert traces(plain) == before


def test_a_new_project_of_a_notebook_that_was_not_run_says_so(tmp_path: Path) -> None:
    write_notebook(tmp_path / "sums.ipynb", *CELLS, "import sklearn.svm, no_such_package")
    done = succeeded(nbmigrate(tmp_path, "new", "project", "sums.ipynb", "--no-run"))
    assert "  add the packages that provide no_such_package to the dependencies\n" in done.stdout
    assert "sums.ipynb was not run: nothing is recorded" in done.stdout
    project = tmp_path / "project"
    assert git(project, "log", "-1", "--format=%s") == (
        "feat: migrate sums.ipynb to the pipeline sums, not verified\n"
    )
    assert "Made from `notebooks/sums.ipynb`, **not verified**: the notebook was not run" in (
        (project / "README.md").read_text()
    )
    kept = sorted(path.name for path in (project / "records/sums").iterdir())
    assert kept == ["generated.json", "plan.yaml", "planned.json"]
    assert '    "scikit-learn",\n' in (project / "pyproject.toml").read_text()


@pytest.mark.slow
def test_cells_that_draw_unseeded_are_told_where_two_runs_agree(plain: Path) -> None:
    cells = ("import random", "print(random.random() > 2)", "print(random.random())", "random.seed(3)")
    path = write_notebook(plain.parent / "draws.ipynb", *cells, "print(random.random())")
    done = succeeded(nbmigrate(plain, "split", path, "--python", PYTHON))
    told = "  cell 1 draws random numbers without a seed: another run may differ there or further down\n"
    assert told in done.stdout
    assert "3 of 3 outputs identical (1 of them only when seeded alike: 2)" in done.stdout


@pytest.mark.slow
def test_two_notebooks_live_in_one_project_side_by_side(tmp_path: Path) -> None:
    write_notebook(tmp_path / "a/sums.ipynb", *CELLS)
    write_notebook(tmp_path / "b/sums 2.ipynb", "## Add", "t = sum([40, 2])", "## Show", "print(t)")
    done = succeeded(new(tmp_path, "project", "a/sums.ipynb", "b/sums 2.ipynb"))
    assert done.stdout.count("outputs identical") + done.stdout.count("output identical") == 2
    project = tmp_path / "project"
    assert git(project, "log", "--format=%s").splitlines()[:2] == [
        "feat: migrate sums 2.ipynb to the pipeline sums_2",
        "feat: migrate sums.ipynb to the pipeline sums",
    ]
    repro(project)
    assert (shown(project, "sums"), shown(project, "sums_2")) == ("6\n", "42\n")
    write_notebook(tmp_path / "a/sums.ipynb", *CELLS, "## Last", "print('last', total)")
    before = (project / "tasks/sums_2/01_add.py").read_text()
    succeeded(nbmigrate(project, "split", tmp_path / "a/sums.ipynb", "--python", PYTHON, "--commit"))
    assert (project / "tasks/sums_2/01_add.py").read_text() == before
    assert len(yaml.safe_load((project / "dvc.yaml").read_text())["stages"]) == 5
    assert "sums_2" in (project / "README.md").read_text()
    assert nbmigrate(project, "verify", "--python", PYTHON).returncode == 0


@pytest.mark.slow
def test_a_notebook_in_a_folder_finds_its_data_its_module_and_its_outputs_again(tmp_path: Path) -> None:
    """It reads ../data, imports a module beside it, says where it is, and writes a file; so does a clone."""
    source = tmp_path / "work"
    (source / "data").mkdir(parents=True)
    (source / "data/x.csv").write_text("1\n2\n")
    (source / "data/unused.csv").write_text("no\n")
    (source / "notebooks").mkdir()
    (source / "notebooks/helper.py").write_text("def double(x):\n    return 2 * x\n")
    write_notebook(
        source / "notebooks/report.ipynb",
        "## Load",
        "import os, helper\nnumbers = [int(line) for line in open('../data/x.csv')]\nprint(os.getcwd())",
        "## Double",
        "doubled = [helper.double(x) for x in numbers]\nos.makedirs('results', exist_ok=True)\n"
        "open('results/doubled.txt', 'w').write(str(doubled))",
        "## Report",
        "print(open('results/doubled.txt').read())",
    )
    before = traces(source)
    said = succeeded(new(tmp_path, "project", source / "notebooks/report.ipynb")).stdout
    assert "identical" in said
    assert traces(source) == before
    project = tmp_path / "project"
    assert not list(project.rglob("unused.csv"))
    outs = [
        out
        for stage in yaml.safe_load((project / "dvc.yaml").read_text())["stages"].values()
        for out in stage["outs"]
    ]
    assert "data/raw/report/notebooks/results" in outs
    assert git(project, "status", "--porcelain") == ""
    repro(project)
    assert git(project, "status", "--porcelain", "--", ":!dvc.lock") == ""
    git(tmp_path, "clone", "--quiet", str(project), "clone")
    repro(tmp_path / "clone")
    assert shown(tmp_path / "clone", "report").endswith("[2, 4]\n")
    assert (tmp_path / "clone/data/raw/report/notebooks/results/doubled.txt").read_text() == "[2, 4]"
    assert nbmigrate(project, "verify", "--python", PYTHON).returncode == 0


@pytest.mark.slow
def test_odd_names_do_no_harm(tmp_path: Path) -> None:
    name = "$(touch x) 'q' ${HOME} {{7*7}}.ipynb"
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a b${c}.csv").write_text("5")
    write_notebook(
        tmp_path / "in" / name, "# ${HOME} | `x` {{7*7}} <script>", "print(open('a b${c}.csv').read())"
    )
    succeeded(new(tmp_path, "project", tmp_path / "in" / name))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "project"]
    project = tmp_path / "project"
    (pipeline,) = (path.name for path in (project / "tasks").iterdir())
    repro(project)
    assert shown(project, pipeline) == "5\n"
    assert "{{7*7}}" in next((project / "tasks" / pipeline).glob("01_*.py")).read_text()
