"""Successful records, kept so that the next attempt doesn't run the same notebook again.

Each record has a folder, named by everything that the run depended on, below NBMIGRATE_CACHE or else the
platform's cache folder; NBMIGRATE_CACHE= (empty) keeps nothing. It holds only text (notebooks and JSON),
appears by a rename, and is ignored when it can't be read. What can't be seen from here, such as what a
notebook downloads, is assumed unchanged; delete the folder to record anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import nbformat
import platformdirs
from nbformat import NotebookNode

from migrate.model.notebook import Name, Notebook
from migrate.project.template_files import script
from migrate.read.files import real

MOST = 20  # records that are kept
VARIABLE = "NBMIGRATE_CACHE"
INSTALLED = Path(__file__).parent / "programs/list_installed.py"


@dataclass(frozen=True)
class Entry:
    original: NotebookNode
    plain: NotebookNode
    trace: str  # what the probe wrote
    seconds: float
    ran_in: str


def cache_folder() -> Path | None:
    """Where records are kept; None if the user wants none kept."""
    asked = os.environ.get(VARIABLE)
    if asked == "":
        return None
    return Path(asked) if asked else platformdirs.user_cache_path("nbmigrate") / "records"


def key_of(
    path: Path,
    notebook: Notebook,
    files: Mapping[str, Path],
    python: Path,
    watch: Mapping[int, Iterable[Name]],
) -> str:
    """The name of a record: equal only if another run would show the same, as far as can be told."""
    own = real(path)
    facts = {
        "ours": [digest(file) for file in ours()],
        "cells": [(cell.kind, cell.source, cell.tags) for cell in notebook.cells],
        "files": {place: digest(file) for place, file in files.items() if real(file) != own},
        "home": next((place for place, file in files.items() if real(file) == own), ""),
        "python": interpreter(python),
        "paths": os.environ.get("PYTHONPATH"),
        "watch": {str(index): sorted(names) for index, names in sorted(watch.items())},
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]


def ours() -> list[Path]:
    """All files that affect how a notebook is recorded."""
    return [*sorted(Path(__file__).parent.rglob("*.py")), script("installs")]


def digest(file: Path) -> str:
    """The hash of a file's content; "" if it isn't readable, or has gone away in the meantime."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except (PermissionError, FileNotFoundError):
        return ""


def interpreter(python: Path) -> list[Any]:
    """What distinguishes one environment from another: the program, and everything installed."""
    done = subprocess.run(
        [str(python), str(INSTALLED)], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    return [str(python), python.stat().st_mtime_ns, done.stdout or done.stderr]


def find(key: str) -> Entry | None:
    """The record with this name, if it is complete, and the files that it read elsewhere are unchanged."""
    cache = cache_folder()
    try:
        return read(cache / key) if cache else None
    except Exception:  # whatever it is, running the notebook again mends it
        return None


def read(folder: Path) -> Entry | None:
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    trace = (folder / "trace.jsonl").read_text(encoding="utf-8")
    original, plain = (
        nbformat.read(folder / f"{name}.ipynb", as_version=4) for name in ("original", "plain")
    )
    os.utime(folder)
    unchanged = all(state(path) == known for path, known in outside(trace).items())
    return Entry(original, plain, trace, facts["seconds"], facts["ran_in"]) if unchanged else None


def outside(trace: str) -> dict[str, list[int]]:
    """The files outside the notebook's tree that it opened, each with size and modification time."""
    last = json.loads(trace.strip().split("\n")[-1])
    found: dict[str, list[int]] = last["outside"]
    return found


def state(path: str) -> list[int] | None:
    """A file's size and modification time; None if there is no file."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns]


def keep(key: str, entry: Entry) -> None:
    """Keep a record. If that isn't possible, the next attempt runs the notebook again."""
    cache = cache_folder()
    if cache is None:
        return
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = Path(mkdtemp(prefix="partial-", dir=cache))
        try:
            write(partial, entry)
            shutil.rmtree(cache / key, ignore_errors=True)  # one that could not be read
            partial.rename(cache / key)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        forget_oldest(cache)


def write(folder: Path, entry: Entry) -> None:
    """Write a record into an empty folder."""
    nbformat.write(entry.original, folder / "original.ipynb")
    nbformat.write(entry.plain, folder / "plain.ipynb")
    (folder / "trace.jsonl").write_text(entry.trace, encoding="utf-8")
    facts = {"seconds": entry.seconds, "ran_in": entry.ran_in}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def forget_oldest(cache: Path) -> None:
    """Remove the least recently used records beyond MOST, and what broken attempts left."""
    entries = sorted(cache.iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in entries[MOST:]:
        shutil.rmtree(entry, ignore_errors=True)
