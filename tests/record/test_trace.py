"""What is read from the lines that the probe writes."""

import json
from pathlib import Path

import pytest

from migrate.record.trace import changes_elsewhere, read_trace
from migrate.record.workspace import Tree

NOTHING = {
    **{kind: [] for kind in ("changes", "draws", "reads", "misses", "writes", "made", "deletes", "lists")},
    **{kind: [] for kind in ("beyond", "spoils", "finds", "shared")},
    "border": {},
    "seconds": 0.1,
}


def line(cell: int, **seen: list[str]) -> str:
    """One line of a trace."""
    return json.dumps({**NOTHING, "cell": cell, **seen}) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", False, id="no cells"),
        pytest.param(line(1) + line(2, beyond=["/home/a"]), False, id="only looked at"),
        pytest.param(line(1, spoils=["/home/a"]) + line(2), True, id="changed"),
    ],
)
def test_files_elsewhere_that_all_runs_share(text: str, expected: bool) -> None:
    assert changes_elsewhere(text) is expected


@pytest.mark.parametrize(
    ("seen", "reads", "folders"),
    [
        pytest.param({}, set(), set(), id="nothing to do"),
        pytest.param({"deletes": ["made.txt"]}, set(), set(), id="its own file removed"),
        pytest.param({"deletes": ["given.txt"]}, {"given.txt"}, set(), id="a given file removed"),
        pytest.param({"deletes": ["old"]}, set(), {"old"}, id="a given folder removed"),
        pytest.param({"writes": ["old/a.txt"]}, set(), {"old"}, id="a given folder written to"),
    ],
)
def test_what_has_to_be_there(
    tmp_path: Path, seen: dict[str, list[str]], reads: set[str], folders: set[str]
) -> None:
    (tmp_path / "given.txt").touch()
    (tmp_path / "old").mkdir()
    trace = read_trace(line(1, **seen), Tree(tmp_path, "."))
    assert (trace.cell(1).reads, trace.folders) == (reads, folders)
