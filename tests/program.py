"""Run nbmigrate in tests as a user does, and make notebooks for it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

PYTHON = sys.executable
Done = subprocess.CompletedProcess[str]


def nbmigrate(folder: Path, *arguments: object, **environment: str) -> Done:
    """Run the program in a folder; what it says, and how it ends, are for the test to judge."""
    return subprocess.run(
        [PYTHON, "-m", "migrate", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", "NBMIGRATE_CACHE": "", **environment},
        capture_output=True,
        text=True,
    )


def succeeded(done: Done) -> Done:
    """The same, where nothing else than success is in order."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def write_notebook(path: Path, *sources: str) -> Path:
    """A notebook of these cells; those that begin with a heading are Markdown."""
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": source}
        if source.startswith("# ") or source.startswith("## ")
        else {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for source in sources
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
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
