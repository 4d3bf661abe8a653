"""Files that a cell uses, by whichever way, and those beyond the notebook's folder."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from migrate.model.trace import Trace

ELSEWHERE = "nbmigrate_elsewhere.txt"
CELLS = {
    "nothing": "n = 1",
    "imports": "import os, pathlib, subprocess, tempfile\nfolder, kept = tempfile.gettempdir(), 'made_1.txt'",
    "misses": "found = [os.path.exists(kept), pathlib.Path(f'{folder}/made_0.txt').exists()]",
    "tries": "try: open(kept)\nexcept OSError: pass",
    "writes": "for n in range(2):\n    open(f'made_{n}.txt', 'w').write('x')",
    "program": "subprocess.run(['cat', f'given_{n}.txt', f'made_{n}.txt'], stdout=subprocess.DEVNULL);",
    "shell": "out = !cat made_{n}.txt",
    "looks": "os.path.exists('made_0.txt'), os.stat('made_0.txt').st_size",
    "asks": "pathlib.Path(kept).is_file(), os.access(kept, os.R_OK)",
    "links": "os.symlink('made_0.txt', 'link.txt')",
    "follows": "text = open('link.txt').read()",
    "looks for a folder": "os.path.isdir('there')",
    "enters": "home = os.getcwd(); os.chdir('entered'); os.chdir(home)",
    "tells": f"place = pathlib.Path(folder, '{ELSEWHERE}'); place.write_text('told')",
    "is told": "text = place.read_text()",
    "removes": "place.unlink()",
    "tells by a program": f"!echo told > {tempfile.gettempdir()}/{ELSEWHERE}",
    "removes by a program": f"!rm {tempfile.gettempdir()}/{ELSEWHERE}",
    "hides": "hidden = pathlib.Path(folder, f'.nbmigrate{n}'); hidden.write_text('x'); hidden.unlink()",
    "names": f"named = pathlib.Path(folder, '.{ELSEWHERE}'); named.write_text('x'); named.unlink()",
}


@pytest.fixture(scope="module")
def trace(record_once: Any, tmp_path_factory: pytest.TempPathFactory) -> Trace:
    folder = tmp_path_factory.mktemp("files")
    (folder / "given_1.txt").write_text("1")
    for name in ("there", "entered", "untouched"):
        (folder / name).mkdir()
        (folder / name / "unread.txt").write_text("1")
    seen: Trace = record_once(folder / "files.ipynb", CELLS).trace
    return seen


def names(paths: Any) -> set[str]:
    return {Path(path).name for path in paths}


@pytest.mark.parametrize(
    ("cell", "reads", "writes"),
    [
        pytest.param("nothing", set(), set(), id="nothing to do"),
        pytest.param("looks", {"made_0.txt"}, set(), id="named"),
        pytest.param("asks", {"made_1.txt"}, set(), id="asked for by a name that is kept elsewhere"),
        pytest.param("writes", set(), {"made_0.txt", "made_1.txt"}, id="written"),
        pytest.param("follows", {"link.txt", "made_0.txt"}, set(), id="read through a link"),
        pytest.param("tells", set(), set(), id="written elsewhere"),
        pytest.param(
            "program",
            {"given_1.txt", "made_1.txt"},
            set(),
            id="read by another program",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="others don't tell"),
        ),
        pytest.param(
            "shell",
            {"made_1.txt"},
            set(),
            id="read by a command",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="others don't tell"),
        ),
    ],
)
def test_files_of_the_tree(trace: Trace, cell: str, reads: set[str], writes: set[str]) -> None:
    seen = trace.cell([*CELLS].index(cell))
    assert (seen.reads, seen.writes) == (reads, writes)


@pytest.mark.parametrize(
    ("cell", "missed"),
    [
        pytest.param("nothing", set(), id="nothing to do"),
        pytest.param("asks", set(), id="there"),
        pytest.param("writes", set(), id="written without a look"),
        pytest.param("misses", {"made_1.txt"}, id="asked for, and elsewhere"),
        pytest.param("tries", {"made_1.txt"}, id="tried to open"),
    ],
)
def test_files_that_are_not_there(trace: Trace, cell: str, missed: set[str]) -> None:
    assert trace.cell([*CELLS].index(cell)).missing_files == missed


@pytest.mark.parametrize(
    ("cell", "used", "altered"),
    [
        pytest.param("looks", set(), set(), id="nothing to do"),
        pytest.param("writes", set(), set(), id="in the tree"),
        pytest.param("hides", set(), set(), id="hidden, as the caches of libraries"),
        pytest.param("names", {f".{ELSEWHERE}"}, set(), id="hidden, but named"),
        pytest.param("tells", {ELSEWHERE}, {ELSEWHERE}, id="written"),
        pytest.param("is told", {ELSEWHERE}, set(), id="read"),
        pytest.param("removes", {ELSEWHERE}, {ELSEWHERE}, id="removed"),
        pytest.param("tells by a program", {ELSEWHERE}, {ELSEWHERE}, id="written by a program"),
        pytest.param("removes by a program", {ELSEWHERE}, {ELSEWHERE}, id="removed by a program"),
    ],
)
def test_files_elsewhere(trace: Trace, cell: str, used: set[str], altered: set[str]) -> None:
    seen = trace.cell([*CELLS].index(cell))
    assert (names(seen.external_files), names(seen.external_changes)) == (used, altered)


def test_folders_that_are_entered_or_looked_for(trace: Trace) -> None:
    assert names(trace.folders) == {"there", "entered"}
