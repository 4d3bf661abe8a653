"""Each file of a project has one owner, and an update keeps to that."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.shell import commit, git
from tests.template import releases
from tests.template.answers import SETS
from tests.template.ownership import OWNERS, TEMPLATE, USER, matches, owner

ANSWERS = ".copier-answers.yml"


def files(project: Path) -> list[str]:
    return git(project, "ls-files").splitlines()


@pytest.mark.parametrize("name", SETS)
def test_every_file_has_one_owner(projects: Path, name: str) -> None:
    assert {owner(path) for path in files(projects / name)} == {USER, TEMPLATE}


def test_every_entry_of_the_table_is_a_file_of_some_project(projects: Path) -> None:
    rendered = {path for name in SETS for path in files(projects / name)}
    assert not [entry for entry in OWNERS if not any(matches(path, entry) for path in rendered)]


@pytest.mark.parametrize("name", SETS)
def test_the_readme_tells_the_same(projects: Path, name: str) -> None:
    readme = (projects / name / "README.md").read_text(encoding="utf-8")
    row = re.search(r"^\| yours, from a seed \|(.*?)\|", readme, re.MULTILINE)
    assert row
    theirs = tuple(re.findall(r"`([^`]+)`", row[1]))
    for path in files(projects / name):
        assert (owner(path) == USER) == path.startswith(theirs), path


@pytest.mark.parametrize("name", SETS)
def test_git_ignores_nothing_that_an_update_may_write(projects: Path, name: str) -> None:
    """Copier would reset what people changed there, and git could not bring it back."""
    ours = "\n".join(path for path in files(projects / name) if owner(path) == TEMPLATE)
    command = ["git", "check-ignore", "--no-index", "--stdin"]
    told = subprocess.run(command, cwd=projects / name, input=ours, capture_output=True, text=True)
    assert told.stdout == ""


def test_an_update_writes_what_is_the_templates_and_nothing_else(source: Path, tmp_path: Path) -> None:
    """The template changes all of its files and some seeds, and drops others; the user changed all."""
    template, project = tmp_path / "template.git", tmp_path / "project"
    git(tmp_path, "clone", "--quiet", "--branch", releases.FIRST, str(source), str(template))
    releases.copy(template, project, releases.FIRST)
    commit(project)
    for path in [project / name for name in files(project) if name != ANSWERS]:
        path.write_text("# mine\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    commit(project)
    for path in template.glob("template/**/*"):
        if path.is_file():
            releases.append(path, "# theirs\n")
    seeds = [*template.glob("template/[!d]*/**/README.md*"), *template.glob("template/t*/**/*.py*")]
    assert len(seeds) > 20
    for path in seeds:
        path.unlink()
    releases.release(template, "v999.2.0")
    before = set(files(project))
    releases.update(project)

    assert {path for path in before if not (project / path).exists()} == set()
    for path in before - {ANSWERS}:
        lines = (project / path).read_text(encoding="utf-8").splitlines()
        assert lines[0] == "# mine", path
        assert ("# theirs" in lines) == (owner(path) == TEMPLATE), path
    assert git(project, "ls-files", "--unmerged") == ""
