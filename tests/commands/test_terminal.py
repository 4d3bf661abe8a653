"""What someone sees at a terminal, and what a log gets of it."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from migrate import live
from migrate.live import Log
from tests.program import PYTHON, nbmigrate, succeeded, write_notebook
from tests.shell import git

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
WAITS = "import time\ntime.sleep(1.5)\nprint('total', sum(numbers))"


def at_a_terminal(
    folder: Path, *arguments: object, typed: Sequence[tuple[str, bytes]] = (), **environment: str
) -> tuple[int, str]:
    """Run nbmigrate at a terminal of 60 columns; its exit code, and all that it wrote there.

    `typed` is what someone types, each once a text has appeared: before that, the keys would go nowhere.
    """
    inner, outer = pty.openpty()
    names = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "migrate", *map(str, arguments)],
        cwd=folder,
        env={**names, "COLUMNS": "60", "TERM": "xterm-256color", "NBMIGRATE_CACHE": "", **environment},
        stdin=outer,
        stdout=outer,
        stderr=outer,
    )
    os.close(outer)
    written, todo = b"", list(typed)
    while True:
        try:
            select.select([inner], [], [], 60)
            piece = os.read(inner, 65536)
        except OSError:  # how Linux says that the other side is gone
            break
        if not piece:
            break
        written += piece
        while todo and todo[0][0].encode() in written:
            os.write(inner, todo.pop(0)[1])
    os.close(inner)
    return process.wait(), written.decode().replace("\r\n", "\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_notebook(tmp_path / "churn.ipynb", "## Load", "numbers = [1, 2, 3]", "## Add", WAITS)
    git(tmp_path, "init", "--quiet")
    return tmp_path


def test_marks_and_errors_have_colours_at_a_terminal_alone(folder: Path) -> None:
    code, said = at_a_terminal(folder, "split", "churn.ipynb", "--no-run", "--plan-only")
    assert code == 0
    assert "\x1b[32m✓\x1b[0m churn.plan.yaml written" in said
    code, said = at_a_terminal(folder, "split", "gone.ipynb")
    assert code == 2
    assert "\x1b[1;31mnbmigrate:\x1b[0m" in said
    _, said = at_a_terminal(folder, "split", "gone.ipynb", NO_COLOR="1")
    assert "\x1b[1;31m" not in said
    assert (
        "\x1b[" not in succeeded(nbmigrate(folder, "split", "churn.ipynb", "--no-run", "--plan-only")).stdout
    )


def test_lines_are_broken_at_words_at_a_terminal_alone(folder: Path) -> None:
    _, said = at_a_terminal(folder, "split", "churn.ipynb", "--no-run")
    lines = ESCAPE.sub("", said).splitlines()
    assert "churn.ipynb was not run: nothing is recorded, and nothing" in lines
    assert "  proves that the tasks are right." in lines
    git(folder, "clean", "-fdxq", "--exclude=churn.ipynb")
    done = succeeded(nbmigrate(folder, "split", "churn.ipynb", "--no-run", COLUMNS="60"))
    assert "nothing is recorded, and nothing proves that the tasks are right." in done.stdout


def test_quiet_is_quiet_and_json_is_json(folder: Path) -> None:
    assert at_a_terminal(folder, "split", "churn.ipynb", "--no-run", "--plan-only", "--quiet") == (0, "")
    _, said = at_a_terminal(folder, "split", "churn.ipynb", "--no-run", "--plan-only", "--json")
    assert said.startswith("{\n")
    done = nbmigrate(folder, "split", "churn.ipynb", "--no-run", "--plan-only", "--quiet")
    assert (done.stdout, done.stderr) == ("", "")


def test_a_log_names_a_cell_once_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    log = Log(said.append)
    log.now("reading churn.ipynb")
    log.now("running churn.ipynb")
    assert said == []
    log.part(0, 3, "cell 1: quick()")
    monkeypatch.setattr(live, "PATIENCE", 0.01)
    log.part(1, 3, "cell 2: model.fit(X)")
    assert log.timer
    log.timer.join()
    log.part(2, 3, "cell 5: quick()")
    log.close()
    assert said == ["  running churn.ipynb", "  running churn.ipynb: cell 2: model.fit(X) (2 of 3)"]


@pytest.mark.slow
def test_the_cell_and_the_stage_that_run_are_seen(folder: Path) -> None:
    began = time.monotonic()
    code, said = at_a_terminal(folder, "split", "churn.ipynb", "--python", PYTHON, "--dry-run", COLUMNS="120")
    assert code == 0, said
    assert time.monotonic() - began > 1.5
    first = said.index("reading churn.ipynb")
    warned = said.index("Dry run: churn.ipynb and its pipeline run in a temporary copy")
    told = said.index(f"churn.ipynb runs with {PYTHON}: given with --python")
    cell = said.index("cell 3: import time")
    stage = said.index("stage churn-notebook")
    assert first < warned < told < cell < stage
    assert not (folder / "tasks").exists()


@pytest.mark.slow
def test_a_log_gets_a_line_for_what_runs(folder: Path) -> None:
    done = succeeded(nbmigrate(folder, "split", "churn.ipynb", "--python", PYTHON))
    lines = done.stdout.splitlines()
    expected = [
        f"  churn.ipynb runs with {PYTHON}: given with --python",
        "  running churn.ipynb",
        "  running the pipeline",
    ]
    assert [line for line in lines if "running" in line or "runs" in line] == expected
    assert done.stderr == ""


def answers(project: Path) -> dict[str, object]:
    found = yaml.safe_load((project / ".copier-answers.yml").read_text())
    return {key: value for key, value in found.items() if not key.startswith("_")}


@pytest.mark.slow
def test_a_new_project_asks_at_a_terminal(tmp_path: Path) -> None:
    typed = [
        ("package of churn called?", b"\r"),
        ("What does churn do", b"\x15Finds who leaves.\r" + b"\r" * 8),  # Ctrl-U takes the default away
    ]
    code, said = at_a_terminal(tmp_path, "new", "churn", "--data", "ci=none", typed=typed, COLUMNS="120")
    assert code == 0, said
    assert "What is the Python package of churn called?" in said
    assert "Where is churn checked on every push?" not in said
    found = answers(tmp_path / "churn")
    assert (found["package"], found["description"], found["ci"]) == ("churn", "Finds who leaves.", "none")


@pytest.mark.slow
@pytest.mark.parametrize("options", [["--defaults"], ["--quiet"], ["--json"]], ids=str)
def test_a_new_project_asks_nothing_where_nobody_is_to_be_asked(tmp_path: Path, options: list[str]) -> None:
    code, said = at_a_terminal(tmp_path, "new", "churn", "--minimal", *options)
    assert (code, "?" in ESCAPE.sub("", said)) == (0, False)
    assert answers(tmp_path / "churn")["license"] == "MIT"
