"""The probe, put where an interpreter finds it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from migrate.record import probe
from migrate.record.injection import EXTENSION, injected, run_program

MODULES = sorted(path.stem for path in Path(probe.__file__).parent.glob("*.py") if path.stem != "__init__")


def test_nothing_else_can_be_imported_from_its_folder(tmp_path: Path) -> None:
    injected(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [EXTENSION]


@pytest.mark.parametrize("module", MODULES)
def test_it_needs_the_standard_library_alone(tmp_path: Path, module: str) -> None:
    injected(tmp_path)
    code = f"import sys; sys.path.append({str(tmp_path)!r}); import {EXTENSION}.{module}"
    told = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert told.stderr == ""


def test_a_program_leaves_no_trace_of_how_it_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/io.py").write_text(
        f"import os, sys\n"
        f"def load(path):\n"
        f"    places = [place for place in sys.path if os.path.exists(os.path.join(place, {EXTENSION!r}))]\n"
        f"    return f'{{places}} {{os.environ.get(\"PYTHONPATH\")}}'\n"
    )
    told = run_program("describe_products", Path(sys.executable), [str(tmp_path), "mine", "a"], tmp_path)
    assert json.loads(told.stdout)["a"]["summary"] == {"value": "[] None"}
