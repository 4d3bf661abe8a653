"""Notebooks from texts, and records of them made by real kernels."""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

from migrate.read.notebook import read
from migrate.record.kernel import Limits, Progress
from migrate.record.observe import Recording, record

Cells = Mapping[str, str]  # a name for the test's use, and the source
Recorder = Callable[..., Recording]


@contextmanager
def show(what: str) -> Iterator[Progress]:
    yield lambda done, total, part: None


def _write(path: Path, cells: Cells, tags: Mapping[str, list[str]]) -> Path:
    made = [
        nbformat.v4.new_code_cell(source, metadata={"tags": tags.get(name, [])})
        for name, source in cells.items()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


def _record(
    path: Path,
    cells: Cells,
    watch: Mapping[str, tuple[str, ...]] | None = None,
    *,
    tags: Mapping[str, list[str]] | None = None,
    limits: Limits | None = None,
    cache: bool = False,
) -> Recording:
    """Record a notebook of these cells; `watch` holds names to look at after a cell."""
    notebook = read(_write(path, cells, tags or {}))
    places = {name: place for place, name in enumerate(cells)}
    watched = {places[name]: names for name, names in (watch or {}).items()}
    python = Path(sys.executable)
    with record(path, notebook, python, watched, limits or Limits(), show, cache=cache) as recording:
        return recording


@pytest.fixture(scope="session")
def record_cells() -> Recorder:
    """Writes cells as a notebook and records it."""
    return _record


@pytest.fixture(scope="session")
def record_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    """The same for notebooks that several tests share: recorded once, whatever process runs the test."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBMIGRATE_CACHE", str(shared / "records"))

        def recorded(path: Path, *arguments: object, **options: object) -> Recording:
            with (shared / f"{path.stem}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                return _record(path, *arguments, **options, cache=True)  # type: ignore[arg-type]

        yield recorded


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for records that nobody else uses."""
    monkeypatch.setenv("NBMIGRATE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"
