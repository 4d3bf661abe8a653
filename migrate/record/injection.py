"""The probe as another interpreter finds it: a package in a folder that holds nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from migrate.record import probe
from migrate.scratch import scratch_folder

EXTENSION = "nbmigrate_probe"


def probe_environment(folder: Path, config: Mapping[str, object]) -> dict[str, str]:
    """Put the probe and its configuration into an own folder. Returns variables for a kernel or a task."""
    environment = injected(folder)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return {**environment, "NBMIGRATE_PROBE": str(folder / "config.json")}


def injected(folder: Path) -> dict[str, str]:
    """Put the probe into a folder of its own. Returns the variables by which an interpreter finds it."""
    source = Path(probe.__file__).parent
    shutil.copytree(source, folder / EXTENSION, ignore=shutil.ignore_patterns("__pycache__"))
    return {"PYTHONPATH": os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])}


def run_program(
    name: str, python: Path, arguments: Sequence[str], cwd: Path, read: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one of the probe's programs to its end; `read` is its input."""
    with scratch_folder() as folder:
        return subprocess.run(
            [str(python), "-m", f"{EXTENSION}.{name}", *arguments],
            cwd=cwd,
            env={**os.environ, **injected(folder)},
            input=read,
            capture_output=True,
            text=True,
        )
