"""The graph of a pipeline: what goes from one task to another, and the orders in which they may run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import PurePosixPath

from migrate.model.pipeline import Pipeline, Task


@dataclass(frozen=True)
class Edge:
    """What one task takes from another, both by their numbers."""

    begin: int
    end: int
    names: tuple[str, ...]  # of variables, then of files, in the order in which they are taken


@dataclass(frozen=True)
class Graph:
    """Tasks in page order, and the edges in the order of the tasks that take something."""

    tasks: tuple[Task, ...]
    edges: tuple[Edge, ...]

    def upstream(self, number: int) -> tuple[Edge, ...]:
        return tuple(edge for edge in self.edges if edge.end == number)

    def downstream(self, number: int) -> tuple[Edge, ...]:
        return tuple(edge for edge in self.edges if edge.begin == number)

    @property
    def width(self) -> int:
        """How many tasks may run at once: the most that have the same depth."""
        order, depths = self.sorter(), list[int]()
        while order.is_active():
            ready = order.get_ready()
            depths.append(len(ready))
            order.done(*ready)
        return max(depths)

    def latest_first(self) -> Iterator[Task]:
        """The tasks in an order that the edges allow, as far from the page's as possible."""
        known = {task.number: task for task in self.tasks}
        order, ready = self.sorter(), set[int]()
        while order.is_active():
            ready |= {*order.get_ready()}
            number = max(ready)
            ready.remove(number)
            order.done(number)
            yield known[number]

    def sorter(self) -> TopologicalSorter[int]:
        order = TopologicalSorter(
            {task.number: [edge.begin for edge in self.upstream(task.number)] for task in self.tasks}
        )
        order.prepare()
        return order


def graph(pipeline: Pipeline) -> Graph:
    """The graph of a pipeline; if several tasks write a file, a reader takes it from the last before it."""
    maker = {product.path: task.number for task in pipeline.tasks for product in task.stores}
    found: dict[tuple[int, int], list[str]] = {}
    for task in pipeline.tasks:
        for product in task.loads:
            found.setdefault((maker[product.path], task.number), []).append(product.name)
        for path in task.reads:
            makers = [other.number for other in pipeline.tasks[: task.number - 1] if other.makes(path)]
            for number in makers[-1:]:
                found.setdefault((number, task.number), []).append(PurePosixPath(path).name)
    return Graph(pipeline.tasks, tuple(Edge(*ends, tuple(names)) for ends, names in found.items()))
