"""What goes from one task to another: the edges of a pipeline's graph, and which tasks they leave free."""

from __future__ import annotations

from pathlib import PurePosixPath

from migrate.model.pipeline import Pipeline, Task

Edges = dict[tuple[int, int], list[str]]  # from and to by their numbers; names of variables, then of files


def edges(pipeline: Pipeline) -> Edges:
    """What each task takes from which other one, in the order in which it takes it."""
    maker = {product.path: task.number for task in pipeline.tasks for product in task.stores}
    found: Edges = {}
    for task in pipeline.tasks:
        for product in task.loads:
            found.setdefault((maker[product.path], task.number), []).append(product.name)
        for path in task.reads:
            makers = [other.number for other in pipeline.tasks[: task.number - 1] if other.makes(path)]
            for number in makers[-1:]:
                found.setdefault((number, task.number), []).append(PurePosixPath(path).name)
    return found


def side_by_side(pipeline: Pipeline) -> int:
    """How many tasks may run at once: the most of one depth in the graph."""
    depths: dict[int, int] = {}
    for number, needed in upstream(pipeline).items():
        depths[number] = 1 + max((depths[other] for other in needed), default=0)
    return max([*depths.values()].count(depth) for depth in set(depths.values()))


def latest_first(pipeline: Pipeline) -> tuple[Task, ...]:
    """The tasks in an order that the graph allows, as far from the page's as can be."""
    needed, order = upstream(pipeline), dict[int, Task]()
    while len(order) < len(pipeline.tasks):
        ready = [t for t in pipeline.tasks if t.number not in order and needed[t.number] <= order.keys()]
        order[ready[-1].number] = ready[-1]
    return tuple(order.values())


def upstream(pipeline: Pipeline) -> dict[int, set[int]]:
    """The tasks that each task takes something from, by their numbers."""
    found: dict[int, set[int]] = {task.number: set() for task in pipeline.tasks}
    for maker, user in edges(pipeline):
        found[user].add(maker)
    return found


def fitting(names: list[str], width: int) -> str:
    """As many names as fit, and how many more there are."""
    for shown in range(len(names), 0, -1):
        more = len(names) - shown
        text = ", ".join(names[:shown]) + (f" and {more} more" if more else "")
        if len(text) <= width:
            return text
    return f"{len(names)} values" if len(names) > 1 else names[0][: max(width - 1, 1)] + "…"


def shortened(names: list[str], most: int = 4) -> str:
    """A few names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
