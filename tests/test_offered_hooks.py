"""The hooks that this repository offers to others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pre_commit.clientlib import load_manifest

from migrate.project.stripped import KEPT
from tests.program import write_notebook
from tests.shell import commit

ROOT = Path(__file__).parents[1]


def test_pre_commit_reads_them_and_they_are_two() -> None:
    offered = [hook["id"] for hook in load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))]
    assert offered == ["nbmigrate-strip", "nbmigrate-verify"]


def test_the_one_that_strips_keeps_what_a_migration_keeps() -> None:
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    options = hook["entry"].split()[2:]
    assert options == [f"--preserve-cell-metadata-field={field}" for field in KEPT]


@pytest.mark.slow
def test_a_repository_can_use_them_from_a_clone(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "theirs/churn.ipynb", "6 * 7")
    content = json.loads(path.read_text(encoding="utf-8"))
    output = {"output_type": "stream", "name": "stdout", "text": "42\n"}
    content["cells"][0] |= {"outputs": [output], "metadata": {"tags": ["a"], "origin": 4}}
    path.write_text(json.dumps(content), encoding="utf-8")
    commit(path.parent)
    clone = tmp_path / "nbmigrate"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(clone), "nbmigrate-strip", "--all-files"]
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, cwd=path.parent, env=environment, capture_output=True, text=True)
    assert "files were modified by this hook" in done.stdout, done.stdout + done.stderr
    cell = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    assert (cell["outputs"], cell["metadata"]) == ([], {"origin": 4, "tags": ["a"]})
