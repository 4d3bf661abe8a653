"""Where nothing can be written, and what killed commands leave behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migrate.cli import main
from migrate.scratch import sweep
from tests.program import PYTHON, write_notebook
from tests.shell import git

NOWHERE = "/proc" if os.path.isdir("/proc") else "/dev/null"  # not even root can write there


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NBMIGRATE_CACHE", "")
    sweep.cache_clear()
    return write_notebook(tmp_path / "sums.ipynb", "x = 1")


@pytest.mark.parametrize("target", [f"{NOWHERE}/new", "{file}/new", "{file}/a/b", "{long}"])
def test_a_project_that_cannot_be_made_is_told_in_a_sentence(
    notebook: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    place = target.format(file=notebook, long=notebook.parent / ("x" * 300))
    before = sorted(notebook.parent.iterdir())
    assert main(["new", place]) == 2
    said = capsys.readouterr().err
    assert "bug of ours" not in said
    assert place.rsplit("/", 1)[0] in said
    assert sorted(notebook.parent.iterdir()) == before


def test_folders_above_a_project_that_does_not_come_about_go_again(notebook: Path) -> None:
    broken = notebook.with_name("broken.ipynb")
    broken.write_text("{")
    assert main(["new", str(notebook.parent / "a/b/project"), str(notebook.with_name("none.ipynb"))]) == 2
    assert not (notebook.parent / "a").exists()


def test_a_plan_that_has_no_place_is_told_in_a_sentence(
    notebook: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = notebook.parent / "project"
    git(notebook.parent, "init", "--quiet", str(project))
    monkeypatch.chdir("/proc" if os.path.isdir("/proc") else "/")
    command = ["split", str(notebook), "--no-run", "--plan-only", "--project", str(project)]
    assert main(command) == 2
    said = capsys.readouterr().err
    assert "sums.plan.yaml: " in said
    assert "--dry-run" in said
    assert main([*command, "--dry-run"]) == 0


def test_a_plan_in_a_folder_without_permission_is_told_before_anything_runs(
    notebook: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.getuid() == 0:
        pytest.skip("root may write everywhere")
    folder = notebook.parent / "closed"
    folder.mkdir(mode=0o500)
    git(notebook.parent, "init", "--quiet")
    monkeypatch.chdir(folder)
    assert main(["split", "../sums.ipynb", "--plan-only", "--python", "/no/such/python"]) == 2
    assert "you don't have permission to write in this folder" in capsys.readouterr().err


def started(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """A command that runs a notebook which takes long; killed as soon as its first cell has run."""
    mark = folder / "running"
    write_notebook(folder / "slow.ipynb", f"open({str(mark)!r}, 'w').close()", "import time; time.sleep(60)")
    process = subprocess.Popen(
        [sys.executable, "-m", "migrate", *arguments, "--python", PYTHON],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "tmp"), "NBMIGRATE_CACHE": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not mark.exists():
        assert process.poll() is None
        time.sleep(0.05)
    return process


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [("new", "project", "slow.ipynb"), ("split", "slow.ipynb", "--project", "repo")],
    ids=["new", "split"],
)
def test_what_a_killed_command_leaves_goes_with_the_next(
    notebook: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    folder = notebook.parent
    (folder / "tmp").mkdir()
    git(folder, "init", "--quiet", "repo")
    process = started(folder, *command)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list((folder / "tmp").glob("nbmigrate-*"))
    assert bool(list(folder.glob(".project.*"))) == (command[0] == "new")
    monkeypatch.chdir(folder)
    monkeypatch.setattr("tempfile.tempdir", str(folder / "tmp"))
    assert main(["add", "sums.ipynb", "--project", "repo"]) == 0
    assert not list((folder / "tmp").glob("nbmigrate-*"))
    assert not list(folder.glob(".project.*"))
