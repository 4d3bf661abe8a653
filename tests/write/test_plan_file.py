from dataclasses import replace

import pytest

from migrate.write.plan_file import stage_text
from tests.write.pipelines import pipeline, with_product

LOAD = pipeline("load").tasks[0]


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        pytest.param(
            replace(LOAD, title=""), ["  - name: load", "    cells: 1-1"], id="neither title nor values"
        ),
        pytest.param(LOAD, ["  - name: load  # Load", "    cells: 1-1"], id="a title"),
        pytest.param(
            replace(LOAD, why="from load to plot; df crosses"),
            ["  - name: load  # Load", "    cells: 1-1", "    # begins here: from load to plot; df crosses"],
            id="why it begins there",
        ),
        pytest.param(
            with_product(pipeline("load")).tasks[0],
            ["  - name: load  # Load", "    cells: 1-1", "    # makes df"],
            id="a value",
        ),
    ],
)
def test_stage_text(task, expected):
    assert stage_text(task).splitlines() == expected
