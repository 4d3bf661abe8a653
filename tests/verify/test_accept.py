"""Intended changes: the record takes over what the named cells show now, and why."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from migrate.errors import RequestError
from migrate.model.record import Recorded, Written, as_text
from migrate.verify.accept import accepted
from migrate.verify.compare import compare
from migrate.verify.files import FileResult

RECORD = Recorded(notebook="churn.ipynb", sha256="", data={}, files={})
FOLDER = "/tmp/nbmigrate-x/project"
ROOTS = (FOLDER, f"{FOLDER}/data/raw/churn")


def stream(text: str) -> nbformat.NotebookNode:
    return new_output("stream", name="stdout", text=text)


def original(*texts: str) -> nbformat.NotebookNode:
    return new_notebook(
        cells=[new_code_cell("x", id=f"c{i}", outputs=[stream(t)]) for i, t in enumerate(texts)]
    )


def task(path: Path, *cells: tuple[object, str]) -> Path:
    made = [
        new_code_cell("x", id=f"c{i}", metadata={"origin": o}, outputs=[stream(t)])
        for i, (o, t) in enumerate(cells)
    ]
    nbformat.write(new_notebook(cells=made), path)
    return path


def accept(first: nbformat.NotebookNode, tasks: list[Path], cells: list[int]) -> tuple[list[str], Recorded]:
    """The texts of the record's cells afterwards, and the record."""
    comparison = compare(first, first, tasks, ROOTS)
    record = replace(
        RECORD,
        second_run={"0": [stream("other")], "1": [stream("other")]},
        accepted=[{"cells": [9], "because": "y"}],
    )
    fresh, kept = accepted(first, record, comparison, tasks, cells, "x", ROOTS)
    assert compare(fresh, fresh, tasks, ROOTS).proved or cells
    as_text(kept)
    return ["".join(output.text for output in cell.outputs) for cell in fresh.cells], kept


@pytest.mark.parametrize(
    ("cells", "texts", "chosen"),
    [
        pytest.param([], ["A", "B", "c"], [0, 1], id="all that differ"),
        pytest.param([1], ["a", "B", "c"], [1], id="one of two"),
        pytest.param([1, 0], ["A", "B", "c"], [0, 1], id="both by name"),
    ],
)
def test_the_record_takes_over_what_is_named(
    tmp_path: Path, cells: list[int], texts: list[str], chosen: list[int]
) -> None:
    executed = [task(tmp_path / "01_a.ipynb", (0, "A"), (1, "B"), (2, "c"))]
    found, record = accept(original("a", "b", "c"), executed, cells)
    assert found == texts
    assert record.accepted == ({"cells": [9], "because": "y"}, {"cells": chosen, "because": "x"})
    assert list(record.second_run) == [str(i) for i in (0, 1) if i not in chosen]


def test_of_merged_cells_one_stands_for_all_and_the_first_holds_what_they_show(tmp_path: Path) -> None:
    executed = [task(tmp_path / "01_a.ipynb", ([0, 1], "AB"), (2, "c"))]
    found, record = accept(original("a", "b", "c"), executed, [1])
    assert found == ["AB", "", "c"]
    assert record.accepted[-1] == {"cells": [0, 1], "because": "x"}


def test_of_a_divided_cell_all_parts_are_taken_in_their_order(tmp_path: Path) -> None:
    executed = [
        task(tmp_path / "01_a.ipynb", (0, "A1\n"), (1, "b")),
        task(tmp_path / "02_b.ipynb", (0, "A2\n"), (2, "c")),
    ]
    assert accept(original("a", "b", "c"), executed, [])[0] == ["A1\nA2\n", "b", "c"]


def test_a_cell_that_shows_nothing_any_more_can_be_accepted(tmp_path: Path) -> None:
    executed = [task(tmp_path / "01_a.ipynb", (0, "a"), (1, ""), (2, "c"))]
    assert accept(original("a", "b", "c"), executed, [1])[0] == ["a", "", "c"]


def test_no_place_of_the_machine_gets_into_the_record(tmp_path: Path) -> None:
    texts = f"{FOLDER}/data/raw/churn/a.csv {FOLDER}/src/p/io.py /tmp/ipykernel_77/1234.py:2: Warning"
    executed = [task(tmp_path / "01_a.ipynb", (0, texts), (1, "b"), (2, "c"))]
    assert accept(original("a", "b", "c"), executed, [0])[0][0] == (
        "<folder>/a.csv <folder>/src/p/io.py /ipykernel_0/1234.py:2: Warning"
    )


@pytest.mark.parametrize(
    "cells", [[2], [0, 2], [7], []], ids=["equal", "one of two equal", "unknown", "nothing differs"]
)
def test_there_has_to_be_something_to_accept(tmp_path: Path, cells: list[int]) -> None:
    changed = ("A", "B", "c") if cells else ("a", "b", "c")
    executed = [task(tmp_path / "01_a.ipynb", *enumerate(changed))]
    with pytest.raises(RequestError, match="nothing to accept"):
        accept(original("a", "b", "c"), executed, cells)


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        pytest.param([], {"a.csv": "text 9", "c.csv": "text 3"}, id="all that differ"),
        pytest.param([4], {"a.csv": "text 9", "b.csv": "text 2", "c.csv": "text 3"}, id="those of one cell"),
    ],
)
def test_files_are_taken_over_with_their_cell(cells: list[int], kept: dict[str, str]) -> None:
    marks = {"a.csv": "text 1", "b.csv": "text 2", "c.csv": "text 3"}
    written = {path: Written(4, mark, mark) for path, mark in marks.items()}
    first = original("a")
    files = (
        FileResult("a.csv", 4, "different", "text", got="text 9"),
        FileResult("b.csv", 5, "missing", "text"),
        FileResult("c.csv", 4, "equal", "text", got="text 3"),
    )
    comparison = replace(compare(first, first, [], ROOTS), cells=(), files=files)
    record = replace(RECORD, written=written)
    _, found = accepted(first, record, comparison, [], cells, "x", ROOTS)
    assert {path: known.mark for path, known in found.written.items()} == kept
    assert found.accepted[0]["files"] == [
        path for path in ("a.csv", "b.csv") if kept.get(path) != marks[path]
    ]
