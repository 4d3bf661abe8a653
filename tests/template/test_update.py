"""A project with a history of its own takes over a later version of the template."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from migrate.project import template
from tests.program import nbmigrate, succeeded
from tests.shell import commit, git, run
from tests.template import releases
from tests.template.ownership import TEMPLATE, USER, owner
from tests.template.releases import FIRST, SECOND, append, change, check_update, update
from tests.template.shared import made_once

STAGE = """\
stages:
  churn-load:
    cmd: python scripts/run_task.py tasks/churn/01_load.py
    deps: [tasks/churn/01_load.py]
    outs: [data/interim/churn/rows.parquet]
"""
IGNORED = {
    ".env": "API_KEY=mine\n",
    "data/interim/churn/rows.parquet": "mine\n",
    "data/raw/penguins/.cache_of_mine": "mine\n",
    "logs/churn.log": "mine\n",
    "outputs/reports/report.html": "mine\n",
}
MERGED = {
    ".dvc/config": "['remote \"ours\"']",
    ".gitignore": ".cache_of_mine",
    "Makefile": "@echo mine",
    "pyproject.toml": '"lifelines"',
    "src/churn/io.py": "# mine",
}


def work(project: Path) -> None:
    """Work in a project for a while: some commits, and files that git ignores."""
    change(project / "configs/config.yaml", "seed: 42", "seed: 7")
    append(project / "Makefile", "\nmine:\n\t@echo mine\n")
    change(project / "pyproject.toml", "dependencies = [\n", 'dependencies = [\n    "lifelines",\n')
    append(project / "README.md", "Mine.\n")
    commit(project)
    for folder in ("tasks/penguins", "data/external/penguins", "tests/features"):
        shutil.rmtree(project / folder)
    (project / "tests/test_io.py").unlink()
    (project / "dvc.yaml").write_text(STAGE, encoding="utf-8")
    append(project / "tasks/churn/01_load.py", "# %%\nimport _setup\n")
    append(project / "src/churn/churn/load.py", '"""Mine."""\n')
    append(project / "tests/churn/test_load.py", '"""Mine."""\n')
    change(project / "src/churn/io.py", "\nimport json", "\n# mine\nimport json")
    append(project / "src/churn/data/read.py", "# mine\n")
    append(project / "configs/logging.yaml", "# mine\n")
    commit(project)
    append(project / ".gitignore", "\n.cache_of_mine\n")
    append(project / ".dvc/config", "['remote \"ours\"']\n    url = s3://bucket/churn\n")
    append(project / "environment.yml", "# mine\n")
    append(project / "scripts/pipeline_tools/report.py", "# mine\n")
    commit(project)
    for path, text in IGNORED.items():
        append(project / path, text)
    assert not git(project, "status", "--porcelain")


@pytest.fixture(scope="session")
def stories(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that people worked in, before and after its update, and a fresh one; only to look at."""

    def make(folder: Path) -> None:
        releases.copy(source, folder / "before", FIRST, project_name="Churn at ours", package="churn")
        commit(folder / "before")
        work(folder / "before")
        shutil.copytree(folder / "before", folder / "after")
        update(folder / "after")
        releases.copy(source, folder / "fresh", SECOND, **releases.given(folder / "after"))

    return made_once(tmp_path_factory, "updates", make)


@pytest.fixture
def project(stories: Path, tmp_path: Path) -> Path:
    """The project before its update, to work in."""
    return Path(shutil.copytree(stories / "before", tmp_path / "project"))


@pytest.fixture
def updated(stories: Path, tmp_path: Path) -> Path:
    """The project after it, committed, to work in."""
    copy = Path(shutil.copytree(stories / "after", tmp_path / "updated"))
    commit(copy)
    return copy


def texts(folder: Path) -> dict[str, str]:
    """What each file holds, git's own files left out."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {
        name: path.read_text(encoding="utf-8") for name, path in names.items() if not name.startswith(".git/")
    }


def test_nothing_of_the_users_is_lost_and_the_rest_is_as_in_a_fresh_project(stories: Path) -> None:
    before, after, fresh = (texts(stories / name) for name in ("before", "after", "fresh"))
    rendered = {path: owner(path) for path in fresh if path not in ("BADGE.md", "scripts/added.py")}

    mine = {path for path in before if path not in fresh or owner(path) == USER}
    gone = {"environment.yml"}
    assert {path: after.get(path) for path in mine - gone} == {path: before[path] for path in mine - gone}
    untouched = {path for path, whose in rendered.items() if whose == TEMPLATE} - MERGED.keys()
    assert {path: after[path] for path in untouched} == {path: fresh[path] for path in untouched}
    assert not [path for path, line in MERGED.items() if line not in after[path]]
    assert after["Makefile"].startswith("# All verbs")
    assert after.keys() - before.keys() == {
        "scripts/added.py",
        "scripts/page.py",
        "src/churn/added.py",
    }
    assert "# theirs" in after["src/churn/io.py"]
    assert before.keys() - after.keys() == gone
    assert {path: after[path] for path in IGNORED} == IGNORED
    assert git(stories / "after", "diff", "--check") == ""
    assert git(stories / "after", "ls-files", "--unmerged") == ""


def test_what_the_template_gave_up_is_named_and_in_git(stories: Path) -> None:
    after = stories / "after"
    assert git(after, "diff", "--diff-filter=D", "--name-only") == "environment.yml\n"
    assert git(after, "show", "HEAD:environment.yml").endswith("# mine\n")
    assert (after / "scripts/pipeline_tools/report.py").read_text(encoding="utf-8").endswith("# mine\n")


def test_an_update_answers_as_before_and_switches_nothing_on(
    source: Path, stories: Path, tmp_path: Path
) -> None:
    before, after = (releases.given(stories / name) for name in ("before", "after"))
    assert after == {**before, "badge": False}
    assert not (stories / "after/BADGE.md").exists()
    releases.copy(source, tmp_path / "new", SECOND)
    new = releases.given(tmp_path / "new")
    assert (new["badge"], new["python_version"], new["edition"]) == (True, "3.12", 3)


@pytest.mark.parametrize(
    ("name", "code", "available"),
    [
        pytest.param("updated", 0, False, id="nothing new"),
        pytest.param("project", 2, True, id="a later version"),
    ],
)
def test_check_update_tells_the_truth(
    request: pytest.FixtureRequest, name: str, code: int, available: bool
) -> None:
    project = request.getfixturevalue(name)
    assert check_update(project, "--quiet").returncode == code
    told = json.loads(check_update(project, "--output-format", "json").stdout)
    assert told["update_available"] is available


@pytest.mark.slow
def test_a_second_update_changes_nothing(updated: Path) -> None:
    update(updated)
    assert not git(updated, "status", "--porcelain")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kept", "marked", "told"),
    [
        pytest.param("inline", "Makefile", "Merge conflict string", id="both sides in the file"),
        pytest.param("rej", "Makefile.rej", "no changes that an update could not apply", id="beside it"),
    ],
)
def test_a_conflict_is_seen_and_cannot_be_committed(project: Path, kept: str, marked: str, told: str) -> None:
    change(project / "Makefile", "# The verbs", "# Our verbs")
    commit(project)
    update(project, "--conflict", kept)
    assert "Our verbs" in (project / marked).read_text(encoding="utf-8")
    assert "Our verbs" not in (project / "Makefile").read_text(encoding="utf-8") or kept == "inline"
    (project / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    append(project / ".git/info/exclude", ".venv\n")
    run(project, ".venv/bin/python", "scripts/notebook_tools/configure_git.py")
    git(project, "add", "--all")
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--message", "x"]
    environment = {**os.environ, "PRE_COMMIT_HOME": str(project.parent / "pre-commit")}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert told in done.stdout + done.stderr


@pytest.mark.slow
def test_a_project_made_by_the_command_is_updated_from_the_public_address(
    source: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    git(tmp_path, "clone", "--quiet", "--branch", FIRST, str(source), str(old))
    git(old, "tag", "--delete", SECOND)
    shutil.copytree(releases.ROOT / "migrate", old / "migrate")
    succeeded(nbmigrate(tmp_path, "new", "churn", PYTHONPATH=str(old)))
    project = tmp_path / "churn"
    before = releases.answers(project)
    assert (before["_src_path"], before["_commit"]) == (template.address(), FIRST)
    work(project)
    update(
        project,
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0=f"url.{source.as_uri()}.insteadOf",
        GIT_CONFIG_VALUE_0=template.address(),
    )
    assert releases.answers(project) == {**before, "_commit": SECOND, "badge": False}
    assert (project / "scripts/page.py").exists()
    assert (project / "tasks/churn/01_load.py").exists()
    assert not (project / "tasks/penguins").exists()
    assert "@echo mine" in (project / "Makefile").read_text(encoding="utf-8")
