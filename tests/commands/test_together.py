"""Commands at the same time: nothing is lost, and who has to wait is told for whom."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from migrate.cli import main
from migrate.commands import no_run as unrun
from migrate.commands.verify import Kept, read_record, take_over
from migrate.errors import RequestError
from migrate.project import lock
from migrate.project.lock import alone
from migrate.project.project import Project
from migrate.project.transaction import write_together
from migrate.screen import Screen
from tests.program import write_notebook
from tests.shell import git

HOLD = """
import sys, time
from pathlib import Path
from migrate.project.lock import alone
sys.argv = ["nbmigrate", "split", "x.ipynb"]
with alone(Path.cwd()):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "--quiet")
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "300")
    return root


@pytest.mark.slow
def test_of_four_additions_at_once_none_is_lost(project: Path) -> None:
    names = ["a", "b", "c", "d"]
    for name in names:
        write_notebook(project.parent / f"{name}.ipynb", f"print('{name}')")
    environment = {**os.environ, "NBMIGRATE_CACHE": ""}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "migrate", "add", f"../{name}.ipynb"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    ended = [(process.communicate()[1], process.returncode) for process in running]
    assert [code for _, code in ended] == [0, 0, 0, 0], ended
    stages = yaml.safe_load((project / "dvc.yaml").read_text())["stages"]
    assert {*stages} == {f"{name}-notebook" for name in names}
    ignored = (project / ".gitignore").read_text()
    assert all(f"/outputs/notebooks/{name}/" in ignored for name in names)


@pytest.fixture
def holder(project: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield process
    process.communicate("\n")


@pytest.mark.parametrize("command", ["add", "git", "split --no-run"])
def test_who_cannot_wait_any_longer_is_told_for_whom(
    project: Path,
    holder: "subprocess.Popen[str]",
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    notebook = [] if command == "git" else [str(write_notebook(project.parent / "a.ipynb", "1"))]
    before = sorted(project.iterdir())
    assert main([*command.split(), *notebook]) == 2
    said = capsys.readouterr()
    whom = f"`nbmigrate split` (process {holder.pid}, since "
    assert f"waiting for {whom}" in said.out
    assert whom in said.err
    assert "Nothing was changed." in said.err
    assert sorted(project.iterdir()) == before


def test_a_dry_run_waits_for_nobody(project: Path, holder: "subprocess.Popen[str]") -> None:
    write_notebook(project.parent / "a.ipynb", "1")
    assert main(["add", "../a.ipynb", "--dry-run"]) == 0


def test_who_has_the_lock_may_take_it_again_and_keeps_it(project: Path) -> None:
    with alone(project):
        write_together(project, {"a.txt": b"a"})
        owner = json.loads(next((project / ".git/nbmigrate").rglob(lock.OWNER)).read_text())
        assert owner["process"] == os.getpid()
    assert not [*(project / ".git/nbmigrate").rglob(lock.OWNER)]


def test_a_lock_of_a_dead_process_holds_nobody_up(project: Path, holder: "subprocess.Popen[str]") -> None:
    holder.kill()
    holder.wait()
    with alone(project):
        pass


def test_what_another_command_migrated_meanwhile_is_not_overwritten(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The other command comes right between reading and writing: where the plan is made."""
    write_notebook(project.parent / "a.ipynb", "x = 1")
    plan = unrun.plan_unrun

    def meanwhile(*arguments: object) -> object:
        planned = plan(*arguments)  # type: ignore[arg-type]
        monkeypatch.setattr(unrun, "plan_unrun", plan)
        assert main(["split", "../a.ipynb", "--no-run"]) == 0
        return planned

    monkeypatch.setattr(unrun, "plan_unrun", meanwhile)
    assert main(["split", "../a.ipynb", "--no-run"]) == 2
    assert "another command has migrated to this pipeline in the meantime" in capsys.readouterr().err


def test_a_record_that_changed_meanwhile_is_not_overwritten(project: Path) -> None:
    facts = {"notebook": "a.ipynb", "sha256": "", "files": {}, "data": {}, "second_run": {}, "accepted": []}
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    folder = project / "records/a"
    folder.mkdir(parents=True)
    for name, content in {"record.json": facts, "boundaries.json": {}, "original.ipynb": notebook}.items():
        (folder / name).write_text(json.dumps(content))
    where, screen = Project(project, "a"), Screen(quiet=True)
    before: Kept = read_record(where, "a")
    meant = replace(before, facts=replace(before.facts, accepted=({"because": "meant"},)))
    take_over(where, "a", before, meant, screen)
    assert read_record(where, "a") == meant
    with pytest.raises(RequestError, match="another command has changed this record in the meantime"):
        take_over(where, "a", before, before, screen)
    assert read_record(where, "a") == meant
