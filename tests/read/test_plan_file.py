from pathlib import Path

import pytest

from migrate.errors import RequestError
from migrate.read.notebook import read
from migrate.read.plan_file import read_plan

IRIS = Path(__file__).parents[1] / "golden" / "notebook" / "iris.ipynb"


def plan(tmp_path, *stages):
    path = tmp_path / "plan.yaml"
    path.write_text(
        "stages:\n" + "".join(f"  - name: {name}\n    cells: {cells}\n" for name, cells in stages)
    )
    return read_plan(path, read(IRIS))


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        pytest.param([("all", "0-12")], [("all", 0, 12)], id="one stage"),
        pytest.param(
            [("load", "0-5"), ("model", "6-12")],
            [("load", 0, 5), ("model", 6, 12)],
            id="two stages",
        ),
        pytest.param(
            [("load", "0 - 11"), ("score", "12")],
            [("load", 0, 11), ("score", 12, 12)],
            id="one cell, and spaces",
        ),
    ],
)
def test_sections_follow_the_plan(tmp_path, stages, expected):
    found = plan(tmp_path, *stages)
    assert [(part.name, part.cells[0].index, part.cells[-1].index) for part in found] == expected


@pytest.mark.parametrize(
    ("stages", "says"),
    [
        pytest.param([("a", "0-5")], "cells 6-12 are in no stage", id="cells left over"),
        pytest.param([("a", "0-5"), ("b", "7-12")], "have to begin with cell 6", id="gap"),
        pytest.param([("a", "0-5"), ("b", "5-12")], "have to begin with cell 6", id="overlap"),
        pytest.param([("a", "0-99")], "end before 13", id="beyond the end"),
        pytest.param([("a", "5-0")], "don't follow on", id="backwards"),
        pytest.param([("a", "0-5"), ("a", "6-12")], "each name once", id="same name twice"),
        pytest.param([("Load it", "0-12")], "can't name a stage", id="odd name"),
        pytest.param([("a", "x")], "is no range of cells", id="no range"),
        pytest.param([("a", "0"), ("b", "1-12")], "stage a: has no code", id="prose only"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_with_the_reason(tmp_path, stages, says):
    with pytest.raises(RequestError, match=says):
        plan(tmp_path, *stages)


@pytest.mark.parametrize("text", ["", "stages", "stages: 3", "stages: [{name: a}]", "a: [", "- b"])
def test_another_file_is_no_plan(tmp_path, text):
    path = tmp_path / "plan.yaml"
    path.write_text(text)
    with pytest.raises(RequestError, match="is not a plan"):
        read_plan(path, read(IRIS))
