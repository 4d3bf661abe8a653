"""nbmigrate git in repositories of all kinds."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from migrate.commands.git import is_temporary
from tests.program import nbmigrate, succeeded, traces, write_notebook
from tests.shell import commit, git

BROUGHT = {
    ".gitattributes",
    ".gitignore",
    ".pre-commit-config.yaml",
    "jupytext.toml",
    "scripts/notebook_tools/strip_notebooks.py",
    "scripts/notebook_tools/sync_pairs.py",
}


def ran_notebook(path: Path) -> Path:
    """A notebook with an output, a tag, and an origin."""
    write_notebook(path, "6 * 7")
    content = json.loads(path.read_text(encoding="utf-8"))
    output = {"output_type": "stream", "name": "stdout", "text": "42\n"}
    content["cells"][0] |= {"outputs": [output], "metadata": {"tags": ["parameters"], "origin": 4}}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Somebody's repository, with files of their own."""
    folder = tmp_path / "somebody's"
    ran_notebook(folder / "explore/churn 1.ipynb")
    (folder / "README.md").write_text("Mine.\n", encoding="utf-8")
    commit(folder)
    return folder


def set_up(folder: Path, *arguments: str, **environment: str) -> dict[str, list[str]]:
    done = succeeded(nbmigrate(folder, "git", "--json", *arguments, **environment))
    told: dict[str, list[str]] = json.loads(done.stdout)
    return told


def test_a_dry_run_changes_nothing_and_tells_all(repository: Path) -> None:
    before, config = traces(repository), (repository / ".git/config").read_bytes()
    told = set_up(repository, "--dry-run")
    assert {*told["files"]} == BROUGHT
    assert "would be set up" in told["clone"][0]
    assert (traces(repository), (repository / ".git/config").read_bytes()) == (before, config)
    assert not (repository / ".git/hooks/pre-commit").exists()


def test_a_repository_of_somebody_gets_what_it_lacks_and_a_second_time_nothing(repository: Path) -> None:
    before = traces(repository)
    told = set_up(repository)
    after = traces(repository)
    assert after.keys() - before.keys() == {*told["files"]} == BROUGHT
    assert after.items() >= before.items()
    config = (repository / ".git/config").read_bytes()
    again = succeeded(nbmigrate(repository, "git")).stdout.splitlines()
    assert again
    assert all(line.endswith("already so") for line in again if "as text" not in line)
    assert (traces(repository), (repository / ".git/config").read_bytes()) == (after, config)


def test_notebooks_reach_git_stripped_from_then_on(repository: Path) -> None:
    set_up(repository)
    path = ran_notebook(repository / "explore/new.ipynb")
    before = path.read_bytes()
    git(repository, "add", "explore")
    cell = json.loads(git(repository, "show", ":explore/new.ipynb"))["cells"][0]
    assert cell["outputs"] == []
    assert cell["metadata"] == {"origin": 4, "tags": ["parameters"]}
    assert path.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + b'{"cells": [{"outputs": [{"output_type": "stream"}]}]}', id="BOM"),
        pytest.param(
            b'{"worksheets": [{"cells": [{"outputs": [{"output_type": "stream"}]}]}]}', id="nbformat 3"
        ),
    ],
)
def test_a_notebook_that_cannot_be_stripped_can_still_be_added(repository: Path, content: bytes) -> None:
    (repository / "old one.ipynb").write_bytes(content)
    told = set_up(repository)
    assert told["notes"] == [
        "old one.ipynb: nb-clean can't read it, so git keeps it as it is (.gitattributes: -filter); "
        "fix it, and drop the line"
    ]
    git(repository, "add", "--all")
    assert git(repository, "show", ":old one.ipynb").encode() == content
    assert set_up(repository)["files"] == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(
            b'{"worksheets": [], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}', id="no outputs"
        ),
        pytest.param(b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> main\n", id="conflict"),
    ],
)
def test_what_holds_no_outputs_needs_no_exception(repository: Path, content: bytes) -> None:
    (repository / "odd.ipynb").write_bytes(content)
    assert set_up(repository)["notes"] == []
    git(repository, "add", "--all")
    assert git(repository, "show", ":odd.ipynb").encode() == content


def test_what_the_user_has_chosen_stays_and_is_told(repository: Path) -> None:
    mine = {
        ".gitattributes": "*.ipynb filter=nbstripout\n",
        ".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks: [{id: nbstripout}]  # mine\n",
        "pyproject.toml": '[tool.jupytext]\nformats = "ipynb,md"\n',
    }
    for name, text in mine.items():
        (repository / name).write_text(text, encoding="utf-8")
    told = set_up(repository)
    assert mine[".gitattributes"] in (repository / ".gitattributes").read_text(encoding="utf-8")
    assert (repository / "pyproject.toml").read_text(encoding="utf-8") == mine["pyproject.toml"]
    text = (repository / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hooks = [[hook["id"] for hook in repo["hooks"]] for repo in yaml.safe_load(text)["repos"]]
    assert text.startswith(mine[".pre-commit-config.yaml"])
    assert hooks == [["nbstripout"], ["sync-pairs"]]
    assert len(told["notes"]) == 3
    assert "pass nbstripout, which stays" in told["clone"][0]


@pytest.mark.slow
def test_a_foreign_hook_stays(repository: Path) -> None:
    hook = repository / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 0\n")
    assert "is another tool's and stays" in set_up(repository)["clone"][-1]
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


@pytest.mark.slow
def test_submodules_and_linked_worktrees_are_clones_too(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "--quiet", "../linked")
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repository), "inner")
    for place in (tmp_path / "linked", outer / "inner"):
        assert "set up" in set_up(place)["clone"][0]
        ran_notebook(place / "new.ipynb")
        git(place, "add", "new.ipynb")
        assert '"outputs": []' in git(place, "show", ":new.ipynb")


@pytest.mark.slow
def test_a_project_of_the_template_gets_its_own_hooks_back(project: Path) -> None:
    (project / ".pre-commit-config.yaml").unlink()
    told = set_up(project)
    assert told["files"] == [".pre-commit-config.yaml"]
    assert ".venv/bin/ruff check" in (project / ".pre-commit-config.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        pytest.param([], "is not in a project or a git repository", id="no repository"),
        pytest.param(["init", "--bare", "--quiet", ".git"], "it is bare", id="bare"),
    ],
)
def test_where_there_is_no_clone_it_says_so(tmp_path: Path, prepare: list[str], says: str) -> None:
    folder = tmp_path / "place"
    folder.mkdir()
    if prepare:
        git(folder, *prepare)
    before = sorted(os.listdir(folder))
    done = nbmigrate(folder, "git", GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert sorted(os.listdir(folder)) == before


def test_a_clone_of_another_user_is_refused_with_gits_own_words(repository: Path) -> None:
    done = nbmigrate(repository, "git", GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert done.returncode == 2
    assert "safe.directory" in done.stderr
    assert not (repository / ".gitattributes").exists()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param("/home/a/.local/share/uv/tools/nbmigrate", False, id="uv tool install"),
        pytest.param("/home/a/project/.venv", False, id="a project's own"),
        pytest.param("/home/a/.cache/uv/archive-v0/Xy12", True, id="uvx"),
        pytest.param("/home/a/.cache/uv/environments-v2/nbmigrate-12", True, id="uv run --script"),
    ],
)
def test_only_environments_that_last_are_relied_on(environment: str, expected: bool) -> None:
    assert is_temporary(Path(environment)) == expected


@pytest.mark.slow
def test_the_hooks_work_for_somebody_without_any_tool(repository: Path, tmp_path: Path) -> None:
    told = set_up(repository)
    assert "commits are checked" in told["clone"][-1]
    git(repository, "add", "--all")
    git(repository, "config", "--remove-section", "filter.strip-notebook")
    ran_notebook(repository / "explore/new.ipynb")
    git(repository, "add", "explore")
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-m", "x"]
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "hooks")}
    first = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True)
    assert "explore/new.ipynb: staged without outputs now" in first.stdout + first.stderr
    second = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True)
    assert second.returncode == 0, second.stdout + second.stderr
    assert '"outputs": []' in git(repository, "show", "HEAD:explore/new.ipynb")
