"""Which tasks a pipeline's graph leaves free: to run side by side, and in another order than the page's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.model.pipeline import Pipeline
from migrate.write.edges import latest_first, side_by_side
from tests.write.pipelines import whole

FILES = whole({}, {}, {})
FILES = replace(
    FILES,
    tasks=(
        replace(FILES.tasks[0], writes=("out",)),
        FILES.tasks[1],
        replace(FILES.tasks[2], reads=("out/a.csv",)),
    ),
)


@pytest.mark.parametrize(
    ("pipeline", "order", "width"),
    [
        pytest.param(whole({}), [1], 1, id="one task"),
        pytest.param(whole({}, {1: "a"}, {2: "b"}), [1, 2, 3], 1, id="a chain"),
        pytest.param(whole({}, {}, {}), [3, 2, 1], 3, id="nothing between them"),
        pytest.param(whole({}, {1: "a"}, {1: "b"}, {2: "c", 3: "d"}), [1, 3, 2, 4], 2, id="two branches"),
        pytest.param(whole({}, {1: "a"}, {}, {3: "c"}), [3, 4, 1, 2], 2, id="two chains"),
        pytest.param(FILES, [2, 1, 3], 2, id="a file that another task writes"),
    ],
)
def test_free_tasks(pipeline: Pipeline, order: list[int], width: int) -> None:
    assert [task.number for task in latest_first(pipeline)] == order
    assert side_by_side(pipeline) == width
