"""Nothing that git carries into a clone is run: not by commands, and not by what they set up."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.cli import main
from migrate.errors import RequestError
from migrate.record.interpreter import activated, own, trusted
from tests.program import nbmigrate, succeeded, write_notebook
from tests.shell import commit, git

Laid = Callable[[Path, Path], None]
TOOLS = ("nb-clean", "python", "pre-commit", "nbdime", "git-nbdiffdriver", "git-nbmergedriver")


def trap(folder: Path, sign: Path) -> None:
    """Programs with the names of tools, which leave a sign where they were run."""
    folder.mkdir(parents=True)
    for name in TOOLS:
        (folder / name).write_text(f"#!/bin/sh\ntouch '{sign}'\ncat\n")
        (folder / name).chmod(0o755)


@pytest.fixture
def sign(tmp_path: Path) -> Path:
    return tmp_path / "was-run"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    write_notebook(root / "churn.ipynb", "print(1)")
    git(tmp_path, "init", "--quiet", str(root))
    return root


def in_folder(root: Path, sign: Path) -> None:
    trap(root / ".venv/bin", sign)


def by_link(root: Path, sign: Path) -> None:
    trap(root / "tools/bin", sign)
    (root / ".venv").symlink_to("tools")


@pytest.mark.parametrize("laid", [in_folder, by_link])
@pytest.mark.parametrize("on_path", [False, True], ids=["not on PATH", "on PATH"])
def test_what_a_commit_brought_is_not_run(clone: Path, sign: Path, laid: Laid, on_path: bool) -> None:
    laid(clone, sign)
    git(clone, "add", "--force", "--all")
    path = {"PATH": f"{clone / '.venv/bin'}:{os.environ['PATH']}"} if on_path else {}
    told = succeeded(nbmigrate(clone, "git", **path)).stdout
    assert ".venv is in git, so nothing in it is run" in told
    git(clone, "add", "churn.ipynb")
    git(clone, "diff", "--cached")
    assert not sign.exists()


def test_what_a_later_commit_brings_is_not_run_either(clone: Path, sign: Path) -> None:
    commit(clone)
    in_folder(clone, sign)
    for name in TOOLS[1:]:
        (clone / ".venv/bin" / name).unlink()
    (clone / ".git/info/exclude").write_text(".venv\n")
    succeeded(nbmigrate(clone, "git"))
    git(clone, "add", "--force", ".venv")
    sign.unlink(missing_ok=True)  # so far it was the user's own
    write_notebook(clone / "other.ipynb", "print(2)")
    with pytest.raises(AssertionError, match=r"\.venv is in git, so it is not run"):
        git(clone, "add", "other.ipynb")
    assert not sign.exists()


def found(clone: Path) -> Path:
    """The interpreter of the clone's own environment."""
    return next(trusted(own(clone), clone)).path


@pytest.mark.parametrize("laid", [in_folder, by_link])
def test_an_environment_in_git_is_no_interpreter(clone: Path, sign: Path, laid: Laid) -> None:
    laid(clone, sign)
    assert found(clone) == clone / ".venv/bin/python"
    git(clone, "add", "--force", "--all")
    with pytest.raises(RequestError, match=r"\.venv: is in git, so anybody may have put it there"):
        found(clone)
    with pytest.raises(RequestError, match=r"\.venv: is in git"):
        next(trusted(activated({"VIRTUAL_ENV": str(clone / ".venv")}), clone))


def test_one_file_of_an_environment_in_git_is_enough(clone: Path, sign: Path) -> None:
    in_folder(clone, sign)
    (clone / ".venv/sitecustomize.py").write_text("")
    git(clone, "add", "--force", ".venv/sitecustomize.py")
    with pytest.raises(RequestError, match="is in git"):
        found(clone)


def test_verify_names_what_to_do(
    clone: Path, sign: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_folder(clone, sign)
    git(clone, "add", "--force", ".venv")
    records = {
        "record.json": '{"notebook": "a.ipynb", "sha256": "", "files": {}, "data": {}}',
        "boundaries.json": "{}",
        "original.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}',
    }
    (clone / "records/churn").mkdir(parents=True)
    for name, content in records.items():
        (clone / "records/churn" / name).write_text(content)
    monkeypatch.chdir(clone)
    assert main(["verify"]) == 2
    assert "git rm -r --cached .venv" in capsys.readouterr().err
    assert not sign.exists()
