"""A repository that exists takes the template in by a merge, as README.md says; updates go on from there."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import copier
from tests.shell import commit, git, run
from tests.template import releases
from tests.template.releases import FIRST, SECOND, append, update

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Somebody's repository: a few commits, names that the template has, too, and data that git ignores."""
    folder = tmp_path / "churn"
    append(folder / "README.md", "# Churn\n")
    append(folder / ".gitignore", "*.csv\n")
    append(folder / "train.py", "print(1)\n")
    commit(folder)
    append(folder / "train.py", "print(2)\n")
    commit(folder)
    append(folder / "customers.csv", "secret\n")
    git(folder, "config", "user.name", "A")
    git(folder, "config", "user.email", "a@example.org")
    return folder


def commands() -> list[str]:
    """What README.md tells people to type."""
    section = README.read_text(encoding="utf-8").split("## Into an existing repository\n")[1]
    return [line[4:] for line in section.split("\n## ")[0].splitlines() if line.startswith("    ")]


def follow(repository: Path, source: Path) -> None:
    """Type it; the merge ends with conflicts to resolve."""
    for command in commands():
        words = shlex.split(command)
        if words[:2] == ["uvx", "copier"]:
            address = [word.endswith(".git") for word in words].index(True)
            words[address] = source.as_uri()
            options = ["--quiet", "--defaults", "--vcs-ref", FIRST, "--data", "package=churn"]
            done = copier(repository, words[2], *options, *words[3:])
        else:
            done = subprocess.run(words, cwd=repository, capture_output=True, text=True)
        assert done.returncode == (words[:2] == ["git", "merge"]), done.stdout + done.stderr


def test_only_names_that_both_have_are_in_conflict(repository: Path, source: Path) -> None:
    follow(repository, source)
    conflicts = git(repository, "diff", "--name-only", "--diff-filter=U").splitlines()
    assert conflicts == [".gitignore", "README.md"]
    assert "# Churn" in (repository / "README.md").read_text(encoding="utf-8")
    assert "my-project" in (repository / "README.md").read_text(encoding="utf-8")
    assert (repository / "customers.csv").read_text(encoding="utf-8") == "secret\n"
    assert (repository / "train.py").read_text(encoding="utf-8") == "print(1)\nprint(2)\n"
    assert not [path for path in repository.parent.iterdir() if path.name not in ("churn", "cache")]


@pytest.mark.slow
def test_the_next_update_merges_as_in_any_project(repository: Path, source: Path) -> None:
    follow(repository, source)
    git(repository, "checkout", "--ours", "README.md")
    git(repository, "checkout", "--theirs", ".gitignore")
    append(repository / ".gitignore", "*.csv\n")
    append(repository / "Makefile", "\nmine:\n\t@echo mine\n")
    commit(repository)
    assert len(git(repository, "log", "--format=%h").splitlines()) == 4
    update(repository)
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    assert makefile.startswith("# All verbs")
    assert makefile.endswith("@echo mine\n")
    assert (repository / "README.md").read_text(encoding="utf-8") == "# Churn\n"
    assert (repository / "scripts/added.py").exists()
    assert releases.answers(repository)["_commit"] == SECOND
    assert git(repository, "ls-files", "--unmerged") == ""
    assert run(repository, sys.executable, "train.py") == "1\n2\n"
