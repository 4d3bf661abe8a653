"""The order in which a notebook was last run, as its file tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from migrate.read.notebook import read
from migrate.read.order import recorded_order, reordered, reordered_file, stored


def write(path: Path, *cells: tuple[str, int | None]) -> Path:
    """Code cells with their counts; those that begin with # are markdown."""
    made: list[dict[str, Any]] = [
        {"cell_type": "markdown", "metadata": {}, "source": source}
        if source.startswith("#")
        else {
            "cell_type": "code",
            "metadata": {"tags": ["kept"]},
            "source": source,
            "execution_count": count,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": source}],
        }
        for source, count in cells
    ]
    content = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        pytest.param([("a = 1", 1), ("b = 1", 2)], None, id="as on the page"),
        pytest.param([("a = 1", 3), ("b = 1", 9)], None, id="with gaps"),
        pytest.param([("a = 1", None), ("b = 1", None)], None, id="never run"),
        pytest.param([("a = 1", 4), ("b = 1", None)], None, id="one cell run"),
        pytest.param([("a = 1", 2), ("b = 1", 1), ("c = 1", 1)], None, id="a count twice: two sessions"),
        pytest.param([("a = 1", 2), ("b = 1", 1)], (1, 0), id="turned round"),
        pytest.param([("", 9), ("a = 1", 1), ("b = 1", 2)], None, id="an empty cell's count says nothing"),
        pytest.param(
            [("# A", None), ("a = 1", 2), ("# B", None), ("b = 1", 1), ("# End", None)],
            (2, 3, 4, 0, 1),
            id="text goes with the code below it, the last with what is above",
        ),
        pytest.param(
            [("no = 1", None), ("a = 1", 2), ("# C", None), ("old = 1", None), ("b = 1", 1)],
            (0, 4, 1, 2, 3),
            id="what was not run goes with what is above it",
        ),
    ],
)
def test_tells_the_order_where_there_is_another(
    tmp_path: Path, cells: list[tuple[str, int | None]], order: tuple[int, ...] | None
) -> None:
    path = write(tmp_path / "nb.ipynb", *cells)
    assert recorded_order(read(path), stored(path).counts) == order


def test_cells_are_numbered_anew_and_read_in_that_order(tmp_path: Path) -> None:
    path = write(tmp_path / "nb.ipynb", ("print(f())", 5), ("never()", None), ("def f():\n    return x", 2))
    counts = stored(path).counts
    again = reordered(read(path), (2, 0, 1), counts)
    assert [(cell.index, cell.kind, cell.source[:5]) for cell in again.cells] == [
        (0, "code", "def f"),
        (1, "code", "print"),
        (2, "raw", "never"),
    ]
    assert again.cells[1].effects.uses == {"f", "x", "print"} - {"print"}


def test_the_copy_names_the_page_and_keeps_no_outputs(tmp_path: Path) -> None:
    path = write(tmp_path / "nb.ipynb", ("a", 2), ("never()", None), ("b", 1))
    before = path.read_bytes()
    again = reordered(read(path), (2, 0, 1), stored(path).counts)
    cells = json.loads(reordered_file(path, (2, 0, 1), again))["cells"]
    assert [(cell["source"], cell["cell_type"], cell["metadata"]["origin"]) for cell in cells] == [
        ("b", "code", 2),
        ("a", "code", 0),
        ("never()", "raw", 1),
    ]
    assert cells[0]["metadata"]["tags"] == ["kept"]
    assert [cell.get("outputs") for cell in cells] == [[], [], None]
    assert path.read_bytes() == before


def test_outputs_that_are_none_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "nb.ipynb", ("a", 1))
    content = json.loads(path.read_text())
    content["cells"][0]["outputs"] += [{"output_type": "stream"}, {"output_type": "pyout"}, 7, {}]
    path.write_text(json.dumps(content))
    assert [output["text"] for output in stored(path).outputs[0]] == ["a"]
