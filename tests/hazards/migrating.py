"""Migrate a small notebook for real, and compare what project and notebook show without nbmigrate's help."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrate.cli import main
from tests.hazards.again import Again, repeat, shown_by_notebook, shown_by_tasks
from tests.program import PYTHON, write_cells
from tests.shell import git


@dataclass(frozen=True)
class Expected:
    """How a migration has to end, which words say why, and which cells no two runs agree on."""

    code: int = 0
    apart: bool = True  # each part becomes a task
    words: tuple[str, ...] = ()
    varies: frozenset[int] = frozenset()


def apart(*, varies: Sequence[int] = ()) -> Expected:
    """Each part becomes a task."""
    return Expected(varies=frozenset(varies))


def together(*words: str) -> Expected:
    """Some parts share a task, and it is said why."""
    return Expected(apart=False, words=words)


def unproved(*words: str) -> Expected:
    """Even one task shows something else, so nothing is written."""
    return Expected(1, words=words)


def refused(*words: str) -> Expected:
    """It is said what to change, and nothing is written."""
    return Expected(2, words=words)


@dataclass(frozen=True)
class Outcome:
    """What a migration came to."""

    code: int
    tasks: int
    said: str  # why parts stay together, or what went wrong
    differs: tuple[int, ...] = ()  # cells that show something else than in the notebook


def check(
    folder: Path, cells: Sequence[str], files: Mapping[str, str], expected: Expected, again: Again
) -> None:
    """Migrate and judge: whatever comes out, no cell may show something else without a word."""
    found = migrate(folder, cells, files, again)
    assert found.code == expected.code, found.said
    assert {*found.differs} <= expected.varies
    assert all(word in found.said for word in expected.words), found.said
    if not found.code:
        assert (found.tasks == len(cells)) == expected.apart, found.said
        assert bool(found.said) != expected.apart


def migrate(folder: Path, cells: Sequence[str], files: Mapping[str, str], again: Again) -> Outcome:
    """Split a notebook at its cells, in a fresh repository; then run and compare independently."""
    source, project = folder / "source", folder / "project"
    made = [found for number, cell in enumerate(cells) for found in part(number, cell)]
    notebook = write_cells(source / "study.ipynb", made)
    for path, content in files.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(content)
    project.mkdir()
    git(project, "init", "--quiet")
    said, complained = io.StringIO(), io.StringIO()
    with without_cache(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
        code = main(["split", str(notebook), "--project", str(project), "--python", PYTHON, "--json"])
    if code:
        return Outcome(code, 0, complained.getvalue())
    told = json.loads(said.getvalue())
    reasons = "\n".join(merge["reason"] for merge in told["merges"])
    repeat(project, again.tasks)
    there, wanted = shown_by_tasks(project), shown_by_notebook(notebook, again.kernels)
    differs = [cell for cell in sorted({*there, *wanted}) if there.get(cell, ()) != wanted.get(cell, ())]
    return Outcome(0, len(told["tasks"]), reasons, tuple(differs))


def part(number: int, cell: str) -> Iterator[tuple[str, str]]:
    """A part of a notebook that is more than a look, and more than settings: it gets a task of its own."""
    yield "markdown", f"## Part {number}"
    yield "code", cell
    yield "code", f"filling_{number} = sorted([{number}, 1])"


@contextlib.contextmanager
def without_cache() -> Iterator[None]:
    """Keep no records. Kernels that know of pytest would not show what programs print."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBMIGRATE_CACHE", "")
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        yield
