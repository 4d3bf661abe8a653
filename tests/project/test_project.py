"""The project that a command works in: finding it, what git keeps of it, committing to it."""

import subprocess
from pathlib import Path

import pytest
import yaml

from migrate.errors import RequestError
from migrate.project.project import (
    Project,
    changed_files,
    commit,
    find_project,
    kept_files,
    known_to_git,
    missing_files,
    package_of,
    staging,
)
from tests import shell
from tests.shell import git

ROOT = Path(__file__).parents[2]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "my-project"
    root.mkdir()
    (root / "README.md").write_text("mine\n")
    (root / ".gitignore").write_text("*.log\n/data/*\n!/data/*.dvc\n")
    shell.commit(root)
    return root


def test_the_project_is_the_repository_around_the_current_folder(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "notebooks/old").mkdir(parents=True)
    monkeypatch.chdir(repository / "notebooks/old")
    assert find_project(None) == Project(repository, "my_project")


def test_a_folder_asked_for_has_to_be_a_project_itself(repository: Path) -> None:
    assert find_project(repository).root == repository
    (repository / "notebooks").mkdir()
    with pytest.raises(RequestError, match="not in a project or a git repository"):
        find_project(repository / "notebooks")


def test_a_missing_folder_is_answered_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"no such folder\.\n  Start a project with: nbmigrate new"):
        find_project(tmp_path / "churn")


@pytest.mark.parametrize(
    ("files", "package"),
    [
        pytest.param({}, "my_project", id="nothing: the folder's name"),
        pytest.param({"src/churn/__init__.py": ""}, "churn", id="the only package"),
        pytest.param({"src/a/__init__.py": "", "src/b/__init__.py": ""}, "my_project", id="several packages"),
        pytest.param(
            {".copier-answers.yml": "package: churn_service\nedition: 1\n", "src/a/__init__.py": ""},
            "churn_service",
            id="the template's answer",
        ),
        pytest.param({".copier-answers.yml": "_src_path: gh:a/b\n"}, "my_project", id="another template's"),
        pytest.param({"src/statistics/__init__.py": ""}, "my_project", id="a package that hides a library"),
        pytest.param({"src/Churn/__init__.py": ""}, "my_project", id="a package that the template refuses"),
        pytest.param(
            {"src/my_project/__init__.py": "", "src/a/__init__.py": ""},
            "my_project",
            id="ours beside another",
        ),
        pytest.param({"my_project.py": ""}, "my_project_project", id="a module of that name"),
        pytest.param({"lib/my_project/a.py": ""}, "my_project_project", id="a folder of modules"),
        pytest.param({"my_project/a.csv": ""}, "my_project", id="a folder of data"),
    ],
)
def test_the_package_is_named_by_what_is_there(repository: Path, files: dict[str, str], package: str) -> None:
    for path, text in files.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text(text)
    assert package_of(repository) == package


@pytest.mark.parametrize(
    ("folder", "package"),
    [
        pytest.param("churn", "churn", id="nothing to do"),
        pytest.param("2024-Churn study", "churn_study", id="what can't be in a name"),
        pytest.param("notebooks", "notebooks_project", id="a folder of projects"),
        pytest.param("test", "test_project", id="the standard library"),
        pytest.param("random", "random_project", id="a module that everything imports"),
        pytest.param("class", "class_project", id="a keyword"),
        pytest.param("match", "match_project", id="a soft keyword"),
        pytest.param("imp", "imp_project", id="a module that Python had"),
        pytest.param("numpy", "numpy_project", id="a package of notebooks"),
        pytest.param("rich", "rich_project", id="a package of ours"),
        pytest.param("run_task", "run_task_project", id="a script"),
        pytest.param("\u6570\u636e", "project", id="no letters"),
    ],
)
def test_a_package_is_named_after_its_folder(tmp_path: Path, folder: str, package: str) -> None:
    (tmp_path / folder).mkdir()
    assert package_of(tmp_path / folder) == package


def test_no_package_gets_a_name_that_the_template_refuses(tmp_path: Path) -> None:
    reserved = yaml.safe_load((ROOT / "copier.yml").read_text())["reserved"]["default"].split()
    for name in reserved:
        (tmp_path / name).mkdir()
    assert {package_of(tmp_path / name) for name in reserved} == {f"{name}_project" for name in reserved}


def test_git_would_keep_tracked_and_new_files_and_dvc_its_data(repository: Path) -> None:
    for path in ("new.py", "x.log", "data/big.csv", "data/big.csv.dvc", "data/other.csv", "ünïcode name.txt"):
        (repository / path).parent.mkdir(exist_ok=True)
        (repository / path).write_text("x")
    kept = [".gitignore", "README.md", "data/big.csv", "data/big.csv.dvc", "new.py", "ünïcode name.txt"]
    assert kept_files(repository) == kept
    with staging(repository_of(repository), leave_out=("data/",)) as copy:
        copied = {str(path.relative_to(copy)) for path in copy.rglob("*") if path.is_file()}
        assert {path for path in copied if not path.startswith((".git/", ".dvc/config.local"))} == {*kept} - {
            *kept[2:4]
        }
    assert not copy.exists()


def repository_of(root: Path) -> Project:
    return Project(root, "p")


def test_changed_files_are_those_with_work_that_is_not_committed(repository: Path) -> None:
    (repository / "README.md").write_text("more\n")
    (repository / "new file").write_text("x")
    assert changed_files(repository, ["README.md", ".gitignore", "new file", "absent"]) == [
        "README.md",
        "new file",
    ]


def test_a_commit_takes_the_named_paths_and_no_others(repository: Path) -> None:
    (repository / "README.md").write_text("theirs, staged\n")
    git(repository, "add", "README.md")
    for name in ("[a]*.py", "-rf", ":(top)x", "a b", "ignored.log"):
        (repository / name).write_text("x")
    commit(repository, ["[a]*.py", "-rf", ":(top)x", "a b", "ignored.log", "absent"], "feat: add")
    assert git(repository, "show", "--format=%s", "--name-only", "HEAD").split("\n\n") == [
        "feat: add",
        "-rf\n:(top)x\n[a]*.py\na b\n",
    ]
    assert git(repository, "status", "--porcelain") == "M  README.md\n"


def test_a_commit_takes_deletions_and_makes_none_without_changes(repository: Path) -> None:
    (repository / "README.md").unlink()
    commit(repository, ["README.md"], "feat: remove")
    commit(repository, ["README.md", ".gitignore"], "feat: nothing")
    assert git(repository, "log", "--format=%s").splitlines() == ["feat: remove", "change"]


def test_a_commit_is_possible_where_git_knows_nobody(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(repository.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    git(repository, "config", "user.useConfigOnly", "true")
    assert subprocess.run(
        ["git", "commit", "--allow-empty", "-m", "x"], cwd=repository, capture_output=True
    ).returncode
    (repository / "new").write_text("x")
    commit(repository, ["new"], "feat: add")
    assert git(repository, "log", "-1", "--format=%an %cn %s").strip() == "nbmigrate nbmigrate feat: add"


def test_a_commit_is_made_as_the_one_whom_git_knows(repository: Path) -> None:
    git(repository, "config", "user.name", "Ada")
    git(repository, "config", "user.email", "ada@example.org")
    (repository / "new").write_text("x")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
            patch.delenv(name, raising=False)
        commit(repository, ["new"], "feat: add")
    assert git(repository, "log", "-1", "--format=%an <%ae>").strip() == "Ada <ada@example.org>"


@pytest.mark.parametrize(
    ("runner", "brought"),
    [
        pytest.param("from task_runner import warm_start", True, id="ours"),
        pytest.param("import notebook_shell", False, id="of an older version: its modules lie beside it"),
    ],
)
def test_what_a_pipeline_needs_is_brought_only_where_it_is_missing(
    repository: Path, runner: str, brought: bool
) -> None:
    (repository / "scripts").mkdir()
    (repository / "scripts/run_task.py").write_text(runner)
    found = missing_files(Project(repository, "churn"))
    assert "scripts/run_task.py" not in found
    assert {".dvc/config", "src/churn/io.py", "src/churn/__init__.py"} <= {*found}
    assert ("scripts/task_runner/percent_script.py" in found) == brought


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["a.txt", "gone.txt"], ["a.txt"], id="what lies there"),
        pytest.param(["a.txt", "data/b.csv"], ["a.txt"], id="but not what is ignored"),
    ],
)
def test_known_to_git_is_what_lies_there_and_is_not_ignored(
    tmp_path: Path, paths: list[str], expected: list[str]
) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitignore").write_text("*.csv\n")
    (tmp_path / "data").mkdir()
    for path in ("a.txt", "data/b.csv"):
        (tmp_path / path).write_text("x")
    assert known_to_git(tmp_path, paths) == expected
