"""The generated test of a pipeline."""

from __future__ import annotations

from migrate.model.pipeline import Pipeline
from migrate.write.format_code import tidy

TEXT = '''"""The pipeline {name} runs, and makes what {notebook} made.

records/{name}/boundaries.json says of each product what the notebook had in its place.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from {package} import io

ROOT = Path(__file__).resolve().parents[2]
DVC = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))
STAGES = {{
    name: stage for name, stage in DVC["stages"].items() if "tasks/{name}/" in str(stage.get("cmd"))
}}
PRODUCTS = json.loads((ROOT / "records/{name}/boundaries.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which every task of the pipeline has run."""
    copy = tmp_path_factory.mktemp("run") / "project"
    left_out = shutil.ignore_patterns(".git", ".dvc", ".venv", "interim", "models", "outputs")
    shutil.copytree(ROOT, copy, ignore=left_out)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for stage in STAGES.values():
        subprocess.run(shlex.split(stage["cmd"]), cwd=copy, env={{**os.environ, "PATH": path}}, check=True)
    return copy


@pytest.mark.parametrize("stage", STAGES)
def test_task_makes_what_its_stage_promises(project: Path, stage: str) -> None:
    missing = [path for path in STAGES[stage]["outs"] if not (project / path).exists()]
    assert not missing


@pytest.mark.parametrize("path", PRODUCTS)
def test_product_is_like_the_notebooks(project: Path, path: str) -> None:
    known = PRODUCTS[path]["summary"]
    assert describe(io.load(str(project / path)), known) == known


def describe(value: Any, known: dict[str, Any]) -> dict[str, Any]:
    """What the record keeps of a value: a table's columns, an array's shape, a plain value itself."""
    if hasattr(value, "columns") and hasattr(value, "dtypes"):
        columns = [[str(column), str(dtype)] for column, dtype in value.dtypes.items()]
        return {{"rows": len(value), "columns": columns}}
    if hasattr(value, "shape") and hasattr(value, "dtype") and type(value).__name__ == "ndarray":
        return {{"shape": list(value.shape), "dtype": str(value.dtype)}}
    if "value" in known and type(value) in (str, int, bool):
        return {{"value": value}}
    if "value" in known and type(value) is float:
        return {{"value": pytest.approx(value)}}
    return {{"kind": type(value).__qualname__}}
'''


def pipeline_test(pipeline: Pipeline, package: str) -> str:
    """A test module that runs the pipeline once and checks what it made."""
    return tidy(TEXT.format(name=pipeline.name, notebook=pipeline.notebook, package=package), package)
