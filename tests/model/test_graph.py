"""Which tasks a pipeline's graph leaves free: to run side by side, and in another order than the page's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.model.graph import Edge, graph
from migrate.model.pipeline import Pipeline
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
    assert [task.number for task in graph(pipeline).latest_first()] == order
    assert graph(pipeline).width == width


@pytest.mark.parametrize(
    ("pipeline", "upstream", "downstream"),
    [
        pytest.param(whole({}, {}), (), (), id="nothing between them"),
        pytest.param(whole({}, {1: "a b"}), (), (Edge(1, 2, ("a", "b")),), id="two values, one edge"),
        pytest.param(FILES, (), (Edge(1, 3, ("a.csv",)),), id="a file"),
    ],
)
def test_what_goes_between_tasks(
    pipeline: Pipeline, upstream: tuple[Edge, ...], downstream: tuple[Edge, ...]
) -> None:
    assert graph(pipeline).upstream(1) == upstream
    assert graph(pipeline).downstream(1) == downstream
    assert all(edge in graph(pipeline).upstream(edge.end) for edge in downstream)
