"""Run nbmigrate in tests as a user does, and make notebooks for it."""

import functools
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.warm import Warm

PYTHON = sys.executable
Done = subprocess.CompletedProcess[str]


def nbmigrate(folder: Path, *arguments: object, **environment: str) -> Done:
    """Run the program in a folder; what it says, and how it ends, are for the test to judge."""
    command = ["-m", "migrate", *map(str, arguments)]
    around = {**os.environ, "COLUMNS": "200", "NBMIGRATE_CACHE": "", **environment}
    if any(name.startswith("PYTHON") for name in environment):  # heeded at Python's start alone
        return subprocess.run([PYTHON, *command], cwd=folder, env=around, capture_output=True, text=True)
    return warm().run(folder, command, around)


def copier(folder: Path, *arguments: object, **environment: str) -> Done:
    """Run the program that renders and updates projects."""
    return warm().run(folder, ["-m", "copier", *map(str, arguments)], {**os.environ, **environment})


def dvc(folder: Path, *arguments: object, **environment: str) -> Done:
    """Run DVC; its stages find the programs of this environment."""
    path = f"{Path(PYTHON).parent}:/usr/bin:/bin"
    around = {**os.environ, "PATH": path, "DVC_NO_ANALYTICS": "1", **environment}
    return warm_dvc().run(folder, ["-m", "dvc", *map(str, arguments)], around)


@functools.cache
def warm() -> Warm:
    """A Python that has imported what most commands do; of copier, what keeps nothing of where it runs."""
    return Warm("migrate.commands.new", "migrate.commands.add", "jinja2.sandbox", "pydantic", "questionary")


@functools.cache
def warm_dvc() -> Warm:
    """A Python that has imported what DVC does."""
    return Warm("dvc.cli.parser", "dvc.repo.reproduce", "dvc.repo.init", "dvc.stage.run", "dvc.cachemgr")


def succeeded(done: Done) -> Done:
    """The same, where nothing else than success is in order."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def write_notebook(path: Path, *sources: str) -> Path:
    """A notebook of these cells; those that begin with a heading are Markdown."""
    return write_cells(path, [("markdown" if s.startswith(("# ", "## ")) else "code", s) for s in sources])


def write_cells(path: Path, cells: Iterable[tuple[str, str]]) -> Path:
    """A notebook of cells of these kinds with these sources."""
    ran = {"outputs": [], "execution_count": None}
    made = [
        {"cell_type": kind, "metadata": {}, "source": source, **(ran if kind == "code" else {})}
        for kind, source in cells
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def traces(folder: Path) -> dict[str, tuple[str, int]]:
    """Each file below a folder with the hash of what it holds and its time; git's own files left out."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }
