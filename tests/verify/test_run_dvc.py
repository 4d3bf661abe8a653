"""Running a pipeline with DVC: whichever DVC and Python come first elsewhere, and whatever goes wrong."""

import os
import subprocess
import threading
from pathlib import Path

import pytest

from migrate.verify.run_dvc import Dvc, Failure, reproduce
from tests.program import PYTHON, dvc, succeeded
from tests.shell import run

STAGES = """\
stages:
  a-first:
    cmd: python -c "import os, sys; open('a.txt', 'w').write(sys.prefix + os.environ.get('MPLBACKEND', '-'))"
    outs: [a.txt]
  a-second:
    cmd: python second.py
    deps: [a.txt, second.py]
    outs: [b.txt]
  b-other:
    cmd: python -c "open('other.txt', 'w')"
    outs: [other.txt]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    run(tmp_path, "git", "init", "--quiet")
    succeeded(dvc(tmp_path, "init", "--quiet"))
    (tmp_path / "dvc.yaml").write_text(STAGES)
    (tmp_path / "second.py").write_text("open('b.txt', 'w').write('x')\n")
    return tmp_path


def test_the_named_stages_run_in_order_with_the_named_interpreter(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    begun: list[str] = []
    failure = reproduce(project, ["a-first", "a-second"], Path(PYTHON), {}, force=True, started=begun.append)
    assert failure is None
    assert begun == ["a-first", "a-second"]
    assert (project / "a.txt").read_text() == str(Path(PYTHON).parents[1]) + "-"
    assert not (project / "other.txt").exists()
    assert not (project / ".dvc/tmp/bin/python").exists()

    begun.clear()
    assert reproduce(project, ["a-second"], Path(PYTHON), {}, force=False, started=begun.append) is None
    assert begun == []
    assert reproduce(project, ["a-second"], Path(PYTHON), {}, force=True, started=begun.append) is None
    assert begun == ["a-first", "a-second"]


def test_stages_run_in_the_order_that_is_asked_for(project: Path) -> None:
    begun: list[str] = []
    stages = ["b-other", "a-first", "a-second"]
    for order in (stages, stages[1:] + stages[:1]):
        begun.clear()
        failure = reproduce(project, order, Path(PYTHON), {}, force=True, in_order=True, started=begun.append)
        assert failure is None
        assert begun == order


def test_a_dvc_that_was_started_ahead_runs_and_so_does_the_next(
    project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    Path("json.py").write_text("raise SystemExit('not this one')")
    begun: list[str] = []
    with Dvc() as dvc:
        assert dvc.waiting
        for _ in range(2):
            assert (
                reproduce(project, ["a-first"], Path(PYTHON), {}, force=True, started=begun.append, dvc=dvc)
                is None
            )
            assert dvc.waiting is None
    assert begun == ["a-first", "a-first"]


def test_a_dvc_that_is_not_needed_ends() -> None:
    with Dvc() as dvc:
        process = dvc.waiting
        assert process
        assert process.poll() is None
    assert process.returncode


def test_a_stage_that_fails_is_named_with_what_it_said(project: Path) -> None:
    (project / "second.py").write_text("print('so far', flush=True)\nraise ValueError('no rows')\n")
    failure = reproduce(project, ["a-first", "a-second"], Path(PYTHON), {}, force=True)
    assert failure
    assert failure.stage == "a-second"
    assert "so far" in failure.text
    assert failure.last_line == "ValueError: no rows"


def test_a_dvc_yaml_that_dvc_refuses_is_a_failure_too(project: Path) -> None:
    (project / "dvc.yaml").write_text("stages:\n  a:\n    command: x\n")
    failure = reproduce(project, ["a"], Path(PYTHON), {}, force=True)
    assert failure
    assert failure.stage == ""
    assert "dvc.yaml" in failure.text


def test_when_it_is_left_nothing_goes_on_running(project: Path) -> None:
    (project / "second.py").write_text(
        "import pathlib, time\npathlib.Path('going').write_text('')\ntime.sleep(600)\n"
    )

    class Stop(Exception):
        pass

    def stop(stage: str) -> None:
        if stage == "a-second":
            waiting = threading.Event()
            while not (project / "going").exists():
                waiting.wait(0.05)
            raise Stop

    with pytest.raises(Stop):
        reproduce(project, ["a-first", "a-second"], Path(PYTHON), {}, force=True, started=stop)
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert "second.py" not in [Path(word).name for line in listed.splitlines() for word in line.split()]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("a\nValueError: x\nb\n", "ValueError: x", id="an error's line"),
        pytest.param("KeyError: 'a'\n...\nRuntimeError: b\n", "RuntimeError: b", id="the last of several"),
        pytest.param("a\nb\n", "b", id="else the last"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_the_line_that_says_what_went_wrong(text: str, line: str) -> None:
    assert Failure("a", text).last_line == line


def test_an_interpreter_may_lie_anywhere(project: Path) -> None:
    name = "my 'venv' \"b\" $(x) `y` ü"
    (project / name).mkdir()
    os.symlink(PYTHON, project / name / "python")
    assert reproduce(project, ["a-first"], project / name / "python", {}, force=True) is None
