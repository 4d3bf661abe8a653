"""Independent stages run side by side, the others in their order."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import dvc, succeeded

SCRIPT = Path(__file__).parents[2] / "template/scripts/pipeline_tools/run_stages.py"
MEET = (
    "python -c \"import pathlib, time; pathlib.Path('{mine}.here').touch(); "
    "[time.sleep(0.1) for _ in range(300) if not pathlib.Path('{other}.here').exists()]; "
    "assert pathlib.Path('{other}.here').exists(); pathlib.Path('{mine}').touch()\""
)


@pytest.fixture
def run(tmp_path):
    """Run stages, given as (command, what it depends on), side by side; the exit code and what was said."""

    def go(stages, *arguments):
        described = {
            name: {"cmd": command, "deps": deps, "outs": [name]} for name, (command, deps) in stages.items()
        }
        (tmp_path / "dvc.yaml").write_text(json.dumps({"stages": described} if stages else {}))
        command = [sys.executable, str(SCRIPT), *arguments]
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        own = {"PATH": path, "DVC_NO_ANALYTICS": "1", "DVC_SITE_CACHE_DIR": str(tmp_path / "site")}
        environment = {**os.environ, **own}
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment)
        return done.returncode, done.stdout + done.stderr

    succeeded(dvc(tmp_path, "init", "--no-scm", "-q"))
    return go


def test_nothing_to_do(run):
    assert run({})[0] == 0


def test_independent_stages_meet(run):
    stages = {"a": (MEET.format(mine="a", other="b"), []), "b": (MEET.format(mine="b", other="a"), [])}
    code, said = run(stages, "--jobs", "2")
    assert code == 0, said


def test_a_stage_waits_for_what_it_needs_and_only_that_is_run(run, tmp_path):
    stages = {
        "c": ("cat b > c", ["b"]),
        "b": ("cat a > b", ["a"]),
        "a": ("echo 1 > a", []),
        "z": ("false", []),
    }
    assert run(stages, "c")[0] == 0
    assert (tmp_path / "c").read_text() == "1\n"
    assert "didn't change" in run(stages, "c")[1]


def test_a_failure_is_told_and_keeps_back_what_needs_it(run, tmp_path):
    stages = {"a": ("false", []), "b": ("cat a > b", ["a"]), "c": ("echo 1 > c", [])}
    code, said = run(stages)
    assert code == 1
    assert "a failed; run it alone to see why: dvc repro a" in said
    assert (tmp_path / "c").exists()
    assert not (tmp_path / "b").exists()
